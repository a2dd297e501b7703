"""Who may do what in the improvement work. Predicates are asked of a municipality, or of none."""

from __future__ import annotations

from arbete.rules import works_or_supports
from konton.rules import grant, reads

grant("forbattring.see_analysis", reads,
      does="Se kommunens nulägesbilder och orsaksanalyser",
      why="Analysen är kommunens och dess mentors, inte andra kommuners.")  # fmt: skip
grant("forbattring.analyse", works_or_supports,
      does="Skriva nulägesbilder, välja fokus, och skriva, flytta och importera i orsaksanalyser",
      why="De som gör arbetet analyserar, och mentorn hjälper till.",
      refusal="Projektledare, projektmedlemmar och mentorn analyserar.")  # fmt: skip
