from django.urls import path

from oversikt import views

app_name = "oversikt"
urlpatterns = [
    path("ordlista/", views.glossary, name="glossary"),
    path("hjalp/", views.help_page, name="help"),
    path("om-siffrorna/", views.method, name="method"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("rundtur/", views.tour, name="tour"),
    path("rundtur/avsluta/", views.end_tour, name="end_tour"),
]
