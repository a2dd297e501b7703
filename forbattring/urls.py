from django.urls import path

from forbattring.cause_bank import views as cause_bank
from forbattring.causes import views as causes
from forbattring.chain import views as chain
from forbattring.current_state import views as current_state
from forbattring.deviations import views as deviations
from forbattring.evidence import views as evidence
from forbattring.improvements import views as improvements
from forbattring.mapping.views import mappings as mapping
from forbattring.mapping.views import sharing
from forbattring.own_figures import views as own_figures
from forbattring.proposals import views as proposals
from forbattring.workshop.views import leader as workshop
from forbattring.workshop.views import phones

_ALL = "program/<slug:key>/kommun/<slug:slug>/analyser/"
_ONE = _ALL + "<int:pk>/"
_NODE = _ONE + "rad/<int:node>/"
_WORKSHOPS = _ONE + "workshop/"
_WORKSHOP = _WORKSHOPS + "<int:workshop>/"
_STATES = "program/<slug:key>/kommun/<slug:slug>/nulage/"
_STATE = _STATES + "<int:pk>/"
_FINDING = _STATE + "iakttagelse/<int:finding>/"
_HERE = "program/<slug:key>/kommun/<slug:slug>/"
_DEVIATIONS = _HERE + "avvikelser/"
_DEVIATION = _DEVIATIONS + "<int:pk>/"
_FIGURES = _HERE + "egna-nyckeltal/"
_FIGURE = _FIGURES + "<int:pk>/"
_RANKING = _HERE + "prioritering/"
_IMPROVEMENTS = _HERE + "atgarder/"
_IMPROVEMENT = _IMPROVEMENTS + "<int:pk>/"
_MAPPINGS = "program/<slug:key>/kommun/<slug:slug>/kartlaggning/"
_MAPPING = _MAPPINGS + "<int:pk>/"
_ROW = _MAPPING + "uppgift/<int:row>/"
_TEMPLATE = "program/<slug:key>/kartlaggning/"

app_name = "forbattring"
urlpatterns = [
    path(_STATES, current_state.states, name="states"),
    path(_STATES + "ny/", current_state.new_state, name="new_state"),
    path(_STATE, current_state.state, name="state"),
    path(_STATE + "andra/", current_state.edit_state, name="edit_state"),
    path(_STATE + "iakttagelse/", current_state.new_finding, name="new_finding"),
    path(_FINDING + "andra/", current_state.edit_finding, name="edit_finding"),
    path(_FINDING + "ta-bort/", current_state.remove_finding, name="remove_finding"),
    path(_FINDING + "fil/", current_state.finding_file, name="finding_file"),
    path(_FINDING + "siffra/", current_state.add_figure, name="add_figure"),
    path(
        _FINDING + "siffra/<int:figure>/ta-bort/", current_state.remove_figure, name="remove_figure"
    ),
    path(_FINDING + "fokus/", current_state.choose_focus, name="choose_focus"),
    path(_FINDING + "fokus/ta-tillbaka/", current_state.take_back_focus, name="take_back_focus"),
    path(_ALL, causes.analyses, name="analyses"),
    path(_ALL + "ny/", causes.new_analysis, name="new_analysis"),
    path(_ALL + "importera/", causes.import_page, name="import"),
    path(_ONE, causes.analysis, name="analysis"),
    path(_ONE + "fil/<slug:kind>/", causes.analysis_file, name="analysis_file"),
    path(_ONE + "andra/", causes.edit_analysis, name="edit_analysis"),
    path(_ONE + "ta-bort/", causes.remove_analysis, name="remove_analysis"),
    path(_ONE + "dela/", cause_bank.share_analysis, name="share_analysis"),
    path(_ONE + "dela/ta-tillbaka/", cause_bank.take_back_analysis, name="take_back_analysis"),
    path(_ONE + "omrade/", causes.add_area, name="add_area"),
    path(_NODE + "under/", causes.add_below, name="add_below"),
    path(_NODE + "andra/", causes.edit_node, name="edit_node"),
    path(_NODE + "flytta/", causes.move_node, name="move_node"),
    path(_NODE + "ta-bort/", causes.remove_node, name="remove_node"),
    path(_NODE, evidence.node, name="node"),
    path(_NODE + "belagg/<slug:kind>/", evidence.add_evidence, name="add_evidence"),
    path(
        _NODE + "belagg/<int:evidence>/ta-bort/", evidence.remove_evidence, name="remove_evidence"
    ),
    path(_NODE + "belagg/<int:evidence>/fil/", evidence.evidence_file, name="evidence_file"),
    path(_NODE + "omdome/", evidence.judge, name="judge"),
    path(_NODE + "bedomning/", proposals.assess, name="assess"),
    path(_NODE + "foresla/", proposals.put, name="put"),
    path(_NODE + "beslut/", proposals.decide, name="decide"),
    path(_RANKING, proposals.ranking, name="ranking"),
    path(_RANKING + "fil/<slug:kind>/", proposals.ranking_file, name="ranking_file"),
    path(_DEVIATIONS, deviations.deviations, name="deviations"),
    path(_DEVIATIONS + "ny/", deviations.new_deviation, name="new_deviation"),
    path(_DEVIATION, deviations.deviation, name="deviation"),
    path(_DEVIATION + "steg/<int:number>/", deviations.deviation_step, name="deviation_step"),
    path(_DEVIATION + "orsaker/", deviations.open_causes, name="open_causes"),
    path(_DEVIATION + "ta-bort/", deviations.remove_deviation, name="remove_deviation"),
    path(_FIGURES, own_figures.own_figures, name="own_figures"),
    path(_FIGURES + "nytt/", own_figures.new_own_figure, name="new_own_figure"),
    path(_FIGURE, own_figures.own_figure, name="own_figure"),
    path(_FIGURE + "andra/", own_figures.edit_own_figure, name="edit_own_figure"),
    path(_FIGURE + "ta-bort/", own_figures.remove_own_figure, name="remove_own_figure"),
    path(_FIGURE + "varde/", own_figures.put_own_value, name="put_own_value"),
    path(
        _FIGURE + "varde/<int:value>/ta-tillbaka/",
        own_figures.withdraw_own_value,
        name="withdraw_own_value",
    ),
    path(_FIGURE + "dela/", own_figures.release_own_figure, name="release_own_figure"),
    path(_FIGURE + "kommentera/", own_figures.comment_own_figure, name="comment_own_figure"),
    path("program/<slug:key>/egna-nyckeltal/", own_figures.released, name="released"),
    path(_HERE + "kommentera/<slug:kpi>/", own_figures.comment_kpi, name="comment_kpi"),
    path(
        _HERE + "kommentar/<int:pk>/ta-tillbaka/",
        own_figures.withdraw_comment,
        name="withdraw_comment",
    ),
    path(_IMPROVEMENTS, improvements.improvements, name="improvements"),
    path(_IMPROVEMENTS + "ny/", improvements.new_improvement, name="new_improvement"),
    path(
        _IMPROVEMENTS + "fil/<slug:kind>/", improvements.improvements_file, name="improvements_file"
    ),
    path(_IMPROVEMENT, improvements.improvement, name="improvement"),
    path(_IMPROVEMENT + "andra/", improvements.edit_improvement, name="edit_improvement"),
    path(_IMPROVEMENT + "folj-upp/", improvements.follow_up, name="follow_up"),
    path(_IMPROVEMENT + "ta-bort/", improvements.remove_improvement, name="remove_improvement"),
    path(_HERE + "kedja/<slug:kind>/<slug:name>/", chain.chain_page, name="chain"),
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
    path("orsaksbank/", cause_bank.bank, name="bank"),
    path(_TEMPLATE, sharing.mapping_template, name="mapping_template"),
    path(_TEMPLATE + "andra/", sharing.edit_template, name="edit_template"),
    path(_TEMPLATE + "forslag/<int:pk>/", sharing.answer_proposal, name="answer_proposal"),
    path(_MAPPINGS, mapping.mappings, name="mappings"),
    path(_MAPPINGS + "ny/", mapping.new_mapping, name="new_mapping"),
    path(_MAPPINGS + "foresla/", sharing.propose, name="propose_mapping"),
    path(_MAPPINGS + "jamfor/", sharing.compare, name="compare_mappings"),
    path(_MAPPINGS + "jamfor/<slug:kind>/", sharing.compare_file, name="compare_file"),
    path(_MAPPING, mapping.mapping, name="mapping"),
    path(_MAPPING + "fil/<slug:kind>/", mapping.mapping_file, name="mapping_file"),
    path(_MAPPING + "andra/", mapping.edit_mapping, name="edit_mapping"),
    path(_MAPPING + "ta-bort/", mapping.remove_mapping, name="remove_mapping"),
    path(_MAPPING + "importera/", mapping.import_mapping, name="import_mapping"),
    path(_MAPPING + "dela/", sharing.share_mapping, name="share_mapping"),
    path(_MAPPING + "dela/ta-tillbaka/", sharing.take_back_mapping, name="take_back_mapping"),
    path(_MAPPING + "uppgift/", mapping.new_row, name="new_row"),
    path(_ROW + "andra/", mapping.edit_row, name="edit_row"),
    path(_ROW + "ta-bort/", mapping.remove_row, name="remove_row"),
]
