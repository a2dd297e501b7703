"""Who maps, who shares a mapping, and who decides the cohort's template."""

from __future__ import annotations

from forbattring.permissions import ForbattringPermission
from konton.rules import grant, is_administrator, leads_project, reads, works_in_project
from projekt.rules import works_or_supports

grant(
    ForbattringPermission.SEE_MAPPING,
    reads,
    does="Se kommunens kartläggning av administration, och det andra kommuner i omgången delar",
    why="Kartläggningen är kommunens tills projektledaren delar den.",
)
grant(
    ForbattringPermission.MAP,
    works_or_supports,
    does="Skriva och importera i kommunens kartläggning av administration",
    why="De som gör arbetet kartlägger, och mentorn hjälper till.",
    refusal="Projektledare, projektmedlemmar och mentorn kartlägger.",
)
grant(
    ForbattringPermission.SHARE_MAPPING,
    leads_project,
    does="Dela en kartläggnings summor med omgångens andra kommuner, och ta tillbaka det",
    why="Bara kommunen själv bestämmer vad den visar andra.",
    refusal="Bara projektledaren delar kommunens kartläggning.",
)
grant(
    ForbattringPermission.SEE_TEMPLATE,
    reads,
    does="Se omgångens mall för kartläggning (de som deltar)",
    why="Alla som kartlägger ska veta vad de andra kartlägger.",
    refusal="Mallen är för dem som deltar i omgången.",
)
grant(
    ForbattringPermission.PROPOSE_MAPPING,
    works_in_project,
    does="Föreslå ändringar i omgångens mall för kartläggning",
    why="Mallen görs tillsammans med kommunerna.",
    refusal="Projektledare och projektmedlemmar föreslår ändringar.",
)
grant(
    ForbattringPermission.SET_TEMPLATE,
    is_administrator,
    does="Bestämma kolumner och värdeskala i omgångens kartläggning",
    why="En mall håller bara om en bestämmer den, annars går inget att jämföra.",
    refusal="Programkontoret bestämmer mallen. Lämna ett förslag i stället.",
)
