from django.urls import path

from grund import views

app_name = "grund"
urlpatterns = [path("forhandsgranska/", views.preview, name="preview")]
