"""Who may do what in the improvement work: its own permissions, and its nouns'.

Django looks for rules one level deep, so those of the nouns are handed on here.
"""

from __future__ import annotations

from forbattring.cause_bank import rules as cause_bank
from forbattring.improvements import rules as improvements
from forbattring.mapping import rules as mapping
from forbattring.own_figures import rules as own_figures
from forbattring.permissions import ForbattringPermission
from forbattring.proposals import rules as proposals
from konton.rules import grant, reads
from projekt.rules import works_or_supports

__all__ = ["cause_bank", "improvements", "mapping", "own_figures", "proposals"]

grant(
    ForbattringPermission.SEE_ANALYSIS,
    reads,
    does="Se kommunens nulägesbilder, analyser, prioriteringar och åtgärder",
    why="Analysen är kommunens och dess mentors, inte andra kommuners.",
)
grant(
    ForbattringPermission.ANALYSE,
    works_or_supports,
    does="Skriva nulägesbilder, välja fokus, analysera avvikelser, och skriva, flytta, belägga, "
    "bedöma och importera i orsaksanalyser",
    why="De som gör arbetet analyserar, och mentorn hjälper till.",
    refusal="Projektledare, projektmedlemmar och mentorn analyserar.",
)
