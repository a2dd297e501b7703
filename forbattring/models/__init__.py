"""Improvement work: cause analyses."""

from forbattring.models.causes import CauseAnalysis, CauseNode

__all__ = ["CauseAnalysis", "CauseNode"]
