from django.urls import path

from analys import views

app_name = "analys"
urlpatterns = [
    path("kommuner/", views.municipalities, name="municipalities"),
    path("kommuner/<str:slug>/", views.municipality, name="municipality"),
]
