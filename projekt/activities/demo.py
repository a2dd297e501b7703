"""The activities of the demo: the days are the programme's, the words are the demo's own.

One line for each: step | day | kind | title | target groups | deliverables, the last two with
commas between.
"""

from __future__ import annotations

from datetime import date, time

from program.models import Participation
from projekt.activities.models import Activity, ActivityKind

_TEXT = """
1|2021-09-13|uppstart|Projektet börjar|Förtroendevalda, Tjänstepersoner|Information
1|2021-09-13|planeringsmote|Planering med de andra|Projektledare|Projektstöd, Erfarenhetsutbyte
1|2021-09-21|mentormote|Mentormöte|Mentorgrupp|Projektstöd
1|2021-09-27|styrgruppsmote|Styrgruppsmöte|Styrgrupp, Projektledare|Muntlig rapport
1|2021-09-30|seminarium|Att läsa effektivitet i Kolada|Projektledare, Projektgrupp|Kunskapsstöd
1|2021-10-06|politisk-beredning|Beredning i kommunstyrelsen|Kommunstyrelsen|Muntlig rapport
1|2021-10-13|styrgruppsmote|Styrgruppsmöte|Styrgrupp, Projektledare|Kunskapsstöd
1|2021-10-25|styrgruppsmote|Styrgruppsmöte|Styrgrupp, Projektledare|Muntlig rapport
1|2021-11-16|presentation|Nulägesbilden för kommunstyrelsen|Kommunstyrelsen|Digital presentation
1|2021-11-18|largruppsmote|Lärgruppsmöte|Deltagande kommuner|Erfarenhetsutbyte
1|2021-11-25|projektmote|Projektmöte med alla kommuner|Projektledare|Kunskapsstöd, Erfarenhetsutbyte
1|2021-12-14|presentation|Nulägesbilden för nämnden|Barn- och utbildningsnämnden|Presentation
1|2021-12-15|presentation|Nulägesbilden för nämnden|Socialnämnden|Digital presentation
2|2022-01-13|mentormote|Mentormöte|Mentorgrupp|Projektstöd
2|2022-01-14|workshop|Från siffra till orsak|Projektledare, Projektgrupp|Kunskapsstöd
2|2022-01-14|workshop|Djupare om skolan|Analysgrupp barn- och utbildningsförvaltningen|Kunskapsstöd
2|2022-01-17|enkat|Enkät om styrning skickas ut|Förtroendevalda, Chefer|Projektstöd
2|2022-01-19|workshop|Djupare om äldreomsorgen|Analysgrupp socialförvaltningen|Kunskapsstöd
2|2022-01-24|styrgruppsmote|Styrgruppsmöte|Styrgrupp, Projektledare|Muntlig rapport
2|2022-02-17|largruppsmote|Lärgruppsmöte|Deltagande kommuner|Erfarenhetsutbyte
2|2022-02-18|enkat|Svaren på enkäten om styrning|Styrgrupp, Projektledare|Muntlig rapport
2|2022-03-11|forelasning|Styrning i praktiken|Projektledare|Kunskapsstöd
2|2022-03-23|mer-dag|MER-dag|Förtroendevalda, Chefer|Muntlig rapport
3|2022-04-07|mentormote|Mentormöte|Mentorgrupp|Projektstöd
3|2022-04-11|uppfoljning|Hur blev MER-dagen?|Projektledare, Projektgrupp|Utvärdering
3|2022-04-25|workshop|Styrgruppens roll|Styrgrupp, Projektledare|Kunskapsstöd
3|2022-04-29|forelasning|Att leda förändring|Projektledare, Projektgrupp|Kunskapsstöd
3|2022-05-12|largruppsmote|Lärgruppsmöte|Deltagande kommuner|Erfarenhetsutbyte
3|2022-05-31|enkat|Enkäten redovisas för kommunstyrelsen|Kommunstyrelsen|Muntlig rapport
3|2022-06-03|chefsdialog|Dialog med cheferna|Chefer|Kunskapsstöd
3|2022-06-21|nyhetsbrev|Nyhetsbrev från programmet|Deltagande kommuner|Information
3|2022-06-23|projektmote|Hösten planeras|Projektledare, Projektgrupp|Projektplan
4|2022-08-22|styrgruppsmote|Styrgruppsmöte|Styrgrupp, Projektledare|Muntlig rapport
4|2022-09-01|workshop|Så arbetar en analysgrupp|Projektledare, Projektgrupp|Kunskapsstöd
4|2022-09-13|arbetsmote|Arbetsmöte med SKR|Projektledare|Projektstöd
4|2022-09-22|mentormote|Mentormöte|Mentorgrupp|Projektstöd
4|2022-10-03|styrgruppsmote|Styrgruppsmöte|Styrgrupp, Projektledare|Muntlig rapport
"""
LINES = [line.split("|") for line in _TEXT.strip().splitlines()]
# The meeting that was not held, with its reason.
CANCELLED = ("2022-08-28", "Mentormöte", "sjukdom")


def make_activities(participation: Participation) -> None:
    kinds = {kind.key: kind for kind in ActivityKind.objects.filter(participation=None)}
    steps = {str(step.number): step for step in participation.cohort.steps.all()}
    for number, on, kind, title, groups, deliverables in LINES:
        is_meeting = kinds[kind].is_meeting
        Activity.objects.create(
            cohort=participation.cohort,
            participation=participation,
            step=steps[number],
            kind=kinds[kind],
            title=title,
            on=date.fromisoformat(on),
            target_groups=groups.split(", "),
            deliverables=deliverables.split(", "),
            place="Kommunhuset" if is_meeting else "",
            starts_at=time(13) if is_meeting else None,
            ends_at=time(15) if is_meeting else None,
        )
    on, title, reason = CANCELLED
    Activity.objects.create(
        cohort=participation.cohort,
        participation=participation,
        step=steps["4"],
        kind=kinds["mentormote"],
        title=title,
        on=date.fromisoformat(on),
        target_groups=["Mentorgrupp"],
        state=Activity.ActivityState.CANCELLED,
        cancelled_reason=reason,
        sequence=1,
    )
