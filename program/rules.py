"""The rules of the programme's nouns, where they are looked for and where apps above take them."""

from program.applications import rules as applications
from program.cohorts.rules import is_of_office
from program.interest import rules as interest
from program.participations import rules as participations
from program.record.rules import follows_step, runs_or_leads, runs_or_works, talks
from program.selection import rules as selection
from program.themes.rules import decides_or_works

__all__ = [
    "applications",
    "decides_or_works",
    "follows_step",
    "interest",
    "is_of_office",
    "participations",
    "runs_or_leads",
    "runs_or_works",
    "selection",
    "talks",
]
