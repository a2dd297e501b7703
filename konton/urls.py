from django.urls import path

from konton import views

app_name = "konton"
urlpatterns = [
    path("inbjudningar/", views.invitations, name="invitations"),
    path("inbjudan/<str:token>/", views.accept, name="accept"),
]
