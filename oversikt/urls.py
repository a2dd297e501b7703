from django.urls import path

from oversikt import board_views, list_views, views

app_name = "oversikt"
urlpatterns = [
    path("ordlista/", views.glossary, name="glossary"),
    path("hjalp/", views.help_page, name="help"),
    path("om-siffrorna/", views.method, name="method"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("rundtur/", views.tour, name="tour"),
    path("rundtur/avsluta/", views.end_tour, name="end_tour"),
    path("min-lista/", list_views.my_list, name="my_list"),
    path("min-lista/paminnelser/", list_views.reminders, name="reminders"),
    path("program/<slug:key>/tavla/", board_views.board, name="board"),
    path("program/<slug:key>/tavla/fil/<slug:kind>/", board_views.board_file, name="board_file"),
]
