from django.urls import path

from forbattring.views import causes

_ALL = "program/<slug:key>/kommun/<slug:slug>/analyser/"
_ONE = _ALL + "<int:pk>/"
_NODE = _ONE + "rad/<int:node>/"

app_name = "forbattring"
urlpatterns = [
    path(_ALL, causes.analyses, name="analyses"),
    path(_ALL + "ny/", causes.new_analysis, name="new_analysis"),
    path(_ALL + "importera/", causes.import_page, name="import"),
    path(_ONE, causes.analysis, name="analysis"),
    path(_ONE + "fil/<slug:kind>/", causes.analysis_file, name="analysis_file"),
    path(_ONE + "andra/", causes.edit_analysis, name="edit_analysis"),
    path(_ONE + "ta-bort/", causes.remove_analysis, name="remove_analysis"),
    path(_ONE + "omrade/", causes.add_area, name="add_area"),
    path(_NODE + "under/", causes.add_below, name="add_below"),
    path(_NODE + "andra/", causes.edit_node, name="edit_node"),
    path(_NODE + "flytta/", causes.move_node, name="move_node"),
    path(_NODE + "ta-bort/", causes.remove_node, name="remove_node"),
]
