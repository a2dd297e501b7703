from django.urls import path

from forbattring.views import bank, causes, mapping, mapping_sharing, state

_ALL = "program/<slug:key>/kommun/<slug:slug>/analyser/"
_ONE = _ALL + "<int:pk>/"
_NODE = _ONE + "rad/<int:node>/"
_STATES = "program/<slug:key>/kommun/<slug:slug>/nulage/"
_STATE = _STATES + "<int:pk>/"
_FINDING = _STATE + "iakttagelse/<int:finding>/"
_MAPPINGS = "program/<slug:key>/kommun/<slug:slug>/kartlaggning/"
_MAPPING = _MAPPINGS + "<int:pk>/"
_ROW = _MAPPING + "uppgift/<int:row>/"
_TEMPLATE = "program/<slug:key>/kartlaggning/"

app_name = "forbattring"
urlpatterns = [
    path(_STATES, state.states, name="states"),
    path(_STATES + "ny/", state.new_state, name="new_state"),
    path(_STATE, state.state, name="state"),
    path(_STATE + "andra/", state.edit_state, name="edit_state"),
    path(_STATE + "iakttagelse/", state.new_finding, name="new_finding"),
    path(_FINDING + "andra/", state.edit_finding, name="edit_finding"),
    path(_FINDING + "ta-bort/", state.remove_finding, name="remove_finding"),
    path(_FINDING + "fil/", state.finding_file, name="finding_file"),
    path(_FINDING + "siffra/", state.add_figure, name="add_figure"),
    path(_FINDING + "siffra/<int:figure>/ta-bort/", state.remove_figure, name="remove_figure"),
    path(_FINDING + "fokus/", state.choose_focus, name="choose_focus"),
    path(_FINDING + "fokus/ta-tillbaka/", state.take_back_focus, name="take_back_focus"),
    path(_ALL, causes.analyses, name="analyses"),
    path(_ALL + "ny/", causes.new_analysis, name="new_analysis"),
    path(_ALL + "importera/", causes.import_page, name="import"),
    path(_ONE, causes.analysis, name="analysis"),
    path(_ONE + "fil/<slug:kind>/", causes.analysis_file, name="analysis_file"),
    path(_ONE + "andra/", causes.edit_analysis, name="edit_analysis"),
    path(_ONE + "ta-bort/", causes.remove_analysis, name="remove_analysis"),
    path(_ONE + "dela/", bank.share_analysis, name="share_analysis"),
    path(_ONE + "dela/ta-tillbaka/", bank.take_back_analysis, name="take_back_analysis"),
    path(_ONE + "omrade/", causes.add_area, name="add_area"),
    path(_NODE + "under/", causes.add_below, name="add_below"),
    path(_NODE + "andra/", causes.edit_node, name="edit_node"),
    path(_NODE + "flytta/", causes.move_node, name="move_node"),
    path(_NODE + "ta-bort/", causes.remove_node, name="remove_node"),
    path("orsaksbank/", bank.bank, name="bank"),
    path(_TEMPLATE, mapping_sharing.mapping_template, name="mapping_template"),
    path(_TEMPLATE + "andra/", mapping_sharing.edit_template, name="edit_template"),
    path(_TEMPLATE + "forslag/<int:pk>/", mapping_sharing.answer_proposal, name="answer_proposal"),
    path(_MAPPINGS, mapping.mappings, name="mappings"),
    path(_MAPPINGS + "ny/", mapping.new_mapping, name="new_mapping"),
    path(_MAPPINGS + "foresla/", mapping_sharing.propose, name="propose_mapping"),
    path(_MAPPINGS + "jamfor/", mapping_sharing.compare, name="compare_mappings"),
    path(_MAPPINGS + "jamfor/<slug:kind>/", mapping_sharing.compare_file, name="compare_file"),
    path(_MAPPING, mapping.mapping, name="mapping"),
    path(_MAPPING + "fil/<slug:kind>/", mapping.mapping_file, name="mapping_file"),
    path(_MAPPING + "andra/", mapping.edit_mapping, name="edit_mapping"),
    path(_MAPPING + "ta-bort/", mapping.remove_mapping, name="remove_mapping"),
    path(_MAPPING + "importera/", mapping.import_mapping, name="import_mapping"),
    path(_MAPPING + "dela/", mapping_sharing.share_mapping, name="share_mapping"),
    path(
        _MAPPING + "dela/ta-tillbaka/", mapping_sharing.take_back_mapping, name="take_back_mapping"
    ),
    path(_MAPPING + "uppgift/", mapping.new_row, name="new_row"),
    path(_ROW + "andra/", mapping.edit_row, name="edit_row"),
    path(_ROW + "ta-bort/", mapping.remove_row, name="remove_row"),
]
