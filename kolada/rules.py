"""Who may do what with the feed."""

from kolada.permissions import KoladaPermission
from konton.rules import grant, is_administrator, is_logged_in

# A sync changes every figure that everybody sees.
grant(
    KoladaPermission.START_SYNC,
    is_administrator,
    does="Starta en hämtning av värden",
    why="En hämtning ändrar de värden som alla ser.",
    refusal="Bara programadministratörer startar en hämtning.",
)
grant(
    KoladaPermission.VIEW_SYNCS,
    is_logged_in,
    does="Se hämtningarna och vad de gav",
    why="Alla i programmet ska kunna se hur färska värdena är.",
    refusal="Logga in för att se hämtningarna.",
)
