"""Hands the rules of this app's rooms to Django, which looks for them here."""

from analys.pages.rules import figures_open, sees_figures

__all__ = ["figures_open", "sees_figures"]
