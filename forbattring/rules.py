"""Who may do what in the improvement work. Predicates are asked of a municipality, or of none."""

from __future__ import annotations

from arbete.rules import works_or_supports
from konton.rules import grant, is_administrator, leads_project, reads, works_in_project

grant("forbattring.see_analysis", reads,
      does="Se kommunens nulägesbilder och orsaksanalyser",
      why="Analysen är kommunens och dess mentors, inte andra kommuners.")  # fmt: skip
grant("forbattring.analyse", works_or_supports,
      does="Skriva nulägesbilder, välja fokus, och skriva, flytta och importera i orsaksanalyser",
      why="De som gör arbetet analyserar, och mentorn hjälper till.",
      refusal="Projektledare, projektmedlemmar och mentorn analyserar.")  # fmt: skip
grant("forbattring.see_mapping", reads,
      does="Se kommunens kartläggning av administration, och det andra kommuner i omgången delar",
      why="Kartläggningen är kommunens tills projektledaren delar den.")  # fmt: skip
grant("forbattring.map", works_or_supports,
      does="Skriva och importera i kommunens kartläggning av administration",
      why="De som gör arbetet kartlägger, och mentorn hjälper till.",
      refusal="Projektledare, projektmedlemmar och mentorn kartlägger.")  # fmt: skip
grant("forbattring.share_mapping", leads_project,
      does="Dela en kartläggnings summor med omgångens andra kommuner, och ta tillbaka det",
      why="Bara kommunen själv bestämmer vad den visar andra.",
      refusal="Bara projektledaren delar kommunens kartläggning.")  # fmt: skip
grant("forbattring.see_template", reads,
      does="Se omgångens mall för kartläggning (de som deltar)",
      why="Alla som kartlägger ska veta vad de andra kartlägger.",
      refusal="Mallen är för dem som deltar i omgången.")  # fmt: skip
grant("forbattring.propose_mapping", works_in_project,
      does="Föreslå ändringar i omgångens mall för kartläggning",
      why="Mallen görs tillsammans med kommunerna.",
      refusal="Projektledare och projektmedlemmar föreslår ändringar.")  # fmt: skip
grant("forbattring.set_template", is_administrator,
      does="Bestämma kolumner och värdeskala i omgångens kartläggning",
      why="En mall håller bara om en bestämmer den, annars går inget att jämföra.",
      refusal="Programkontoret bestämmer mallen. Lämna ett förslag i stället.")  # fmt: skip
grant("forbattring.share_analysis", leads_project,
      does="Dela en orsaksanalys till orsaksbanken utan namn, och ta tillbaka den",
      why="Bara kommunen själv bestämmer vad den visar andra, också utan namn.",
      refusal="Bara projektledaren delar kommunens analys till orsaksbanken.")  # fmt: skip
grant("forbattring.see_bank", reads,
      does="Söka i orsaksbanken",
      why="Den som arbetar med ett problem har nytta av vad andra har funnit.",
      refusal="Orsaksbanken är för dem som har en roll i en kommun eller på kansliet.")  # fmt: skip
