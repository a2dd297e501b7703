from django.urls import path

from kolada import views

app_name = "kolada"
urlpatterns = [
    path("hamtningar/", views.syncs, name="syncs"),
    path("hamtningar/lage/", views.progress, name="progress"),
    path("hamtningar/starta/", views.start, name="start"),
]
