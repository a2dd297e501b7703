"""Who may subscribe to a calendar."""

from __future__ import annotations

from konton.rules import grant, is_logged_in
from projekt.permissions import ProjektPermission

grant(
    ProjektPermission.OWN_LIST,
    is_logged_in,
    does="Se sin egen lista, välja påminnelser och prenumerera på sina möten",
    why="Var och en bestämmer själv hur den blir påmind.",
    refusal="Logga in för att se din lista.",
)
