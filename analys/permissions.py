"""What may be done in this app; who may is said where it is granted."""

from enum import StrEnum


class AnalysPermission(StrEnum):
    VIEW_FIGURES = "analys.view_figures"
