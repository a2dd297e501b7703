"""The ten steps of a guided deviation analysis, in own words. No Django.

The steps are those of RKA's "Analysera med nyckeltal" (2015).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    number: int
    name: str
    does: str  # what to do here
    checks: tuple[str, ...]


STEPS = (
    Step(
        1,
        "Samla information",
        "Ta reda på vad siffran mäter, och vad ni redan vet.",
        (
            "Läs definitionen: vad räknas in och vad räknas inte?",
            "Vem i kommunen lämnar uppgiften, och till vem?",
            "Finns det äldre utredningar eller andra mått på samma sak?",
        ),
    ),
    Step(
        2,
        "Fokusera",
        "Välj en sak att förstå. Hellre en fråga som blir besvarad än tre öppna.",
        (
            "Vilken fråga ska analysen svara på?",
            "Varför är den viktig för invånarna?",
            "Vem ska använda svaret, och när?",
        ),
    ),
    Step(
        3,
        "Beskriv avvikelsen",
        "Skriv hur stor skillnaden är, mot vem och sedan när.",
        (
            "Jämfört med vilka kommuner, och är de jämförbara?",
            "Är skillnaden stor eller liten mot hur mycket värdet brukar ändras?",
            "Gäller den ett år eller flera?",
        ),
    ),
    Step(
        4,
        "Granska statistiken",
        "Pröva om siffran håller innan ni förklarar den.",
        (
            "Är värdet preliminärt, eller finns ett brott i serien?",
            "Är gruppen så liten att några få personer avgör?",
            "Stämmer uppgiften som kommunen lämnade? Mättes den vid rätt tid?",
            "Hur många svarade, om det är en enkät?",
        ),
    ),
    Step(
        5,
        "Föreslå orsaker",
        "Fråga varför. Skriv allt som kan vara en orsak, och välj senare.",
        (
            "Vilka delar består siffran av, och vilken del avviker?",
            "Vad säger de som arbetar i verksamheten?",
            "Vad i omvärlden eller strukturen kan förklara skillnaden?",
        ),
    ),
    Step(
        6,
        "Lägg till annan information",
        "Sök sådant som stöder eller talar emot orsakerna.",
        (
            "Intervjuer, i roller och inte om enskilda personer.",
            "Egen statistik för året som pågår.",
            "Jämför enheter inom kommunen.",
        ),
    ),
    Step(
        7,
        "Sök mönster och samband",
        "Lägg uppgifterna bredvid varandra.",
        (
            "Ändrades något annat samtidigt?",
            "Ser det likadant ut i andra verksamheter eller kommuner?",
            "Samvariation är inte orsak. Vad talar emot?",
        ),
    ),
    Step(
        8,
        "Dra slutsatser",
        "Skriv vad ni tror är orsaken, och hur säkra ni är.",
        (
            "Vilka orsaker är belagda och vilka är hypoteser?",
            "Vilka råder kommunen över själv?",
            "Vad vet ni fortfarande inte?",
        ),
    ),
    Step(
        9,
        "Föreslå åtgärder",
        "Skriv vad som kan göras åt de orsaker ni råder över.",
        (
            "Vad händer om ni gör det, och om ni inget gör?",
            "Vad får inte bli sämre?",
            "I vilket nyckeltal ska effekten synas, och när?",
        ),
    ),
    Step(
        10,
        "Dokumentera",
        "Samla det viktigaste så att den som inte var med förstår.",
        (
            "En mening om avvikelsen, en om orsaken och en om förslaget.",
            "Vad byggde ni på, och vad är osäkert?",
            "När ska ni titta på siffran igen?",
        ),
    ),
)


def step_of(number: int) -> Step | None:
    return STEPS[number - 1] if 1 <= number <= len(STEPS) else None
