from django.urls import path

from forbattring.views import causes, phones, state, workshop

_ALL = "program/<slug:key>/kommun/<slug:slug>/analyser/"
_ONE = _ALL + "<int:pk>/"
_NODE = _ONE + "rad/<int:node>/"
_WORKSHOPS = _ONE + "workshop/"
_WORKSHOP = _WORKSHOPS + "<int:workshop>/"
_STATES = "program/<slug:key>/kommun/<slug:slug>/nulage/"
_STATE = _STATES + "<int:pk>/"
_FINDING = _STATE + "iakttagelse/<int:finding>/"

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
    path(_ONE + "omrade/", causes.add_area, name="add_area"),
    path(_NODE + "under/", causes.add_below, name="add_below"),
    path(_NODE + "andra/", causes.edit_node, name="edit_node"),
    path(_NODE + "flytta/", causes.move_node, name="move_node"),
    path(_NODE + "ta-bort/", causes.remove_node, name="remove_node"),
    path(_WORKSHOPS, workshop.workshops, name="workshops"),
    path(_WORKSHOP, workshop.workshop, name="workshop"),
    path(_WORKSHOP + "vagg/", workshop.workshop_wall, name="workshop_wall"),
    path(_WORKSHOP + "tavla/", workshop.workshop_board, name="workshop_board"),
    path(_WORKSHOP + "lage/", workshop.switch_workshop, name="switch_workshop"),
    path(_WORKSHOP + "dolj/", workshop.hide_note, name="hide_note"),
    path(_WORKSHOP + "orsaker/", workshop.make_causes, name="make_causes"),
    # For phones without an account: short, because somebody types it from a wall.
    path("workshop/", phones.join, name="join"),
    path("workshop/<slug:code>/", phones.phone, name="phone"),
    path("workshop/<slug:code>/tavla/", phones.phone_board, name="phone_board"),
    path("workshop/<slug:code>/lappar/", phones.phone_notes, name="phone_notes"),
    path("workshop/<slug:code>/rost/", phones.phone_vote, name="phone_vote"),
]
