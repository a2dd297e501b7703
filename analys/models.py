"""Hands the models of this app's rooms to Django, which looks for them here."""

from analys.efficiency.models import Computation, Efficiency, IndexScale

__all__ = ["Computation", "Efficiency", "IndexScale"]
