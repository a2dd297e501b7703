"""What may be done in this app; who may is said where it is granted."""

from enum import StrEnum


class ForbattringPermission(StrEnum):
    ANALYSE = "forbattring.analyse"
    COMMENT_FIGURE = "forbattring.comment_figure"
    DECIDE = "forbattring.decide"
    IMPROVE = "forbattring.improve"
    KEEP_FIGURES = "forbattring.keep_figures"
    MAP = "forbattring.map"
    PROPOSE_MAPPING = "forbattring.propose_mapping"
    RELEASE_FIGURE = "forbattring.release_figure"
    SEE_ANALYSIS = "forbattring.see_analysis"
    SEE_BANK = "forbattring.see_bank"
    SEE_MAPPING = "forbattring.see_mapping"
    SEE_TEMPLATE = "forbattring.see_template"
    SET_TEMPLATE = "forbattring.set_template"
    SHARE_ANALYSIS = "forbattring.share_analysis"
    SHARE_MAPPING = "forbattring.share_mapping"
