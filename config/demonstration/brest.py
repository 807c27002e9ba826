"""The practice of the second secretariat, in Brest: nobody of the first one may see anything of it."""

from datetime import date

from config.demonstration.addresses import BREST
from config.demonstration.description import (
    FR,
    MO,
    TH,
    TU,
    WE,
    Agenda,
    DaysOff,
    Place,
    PracticeDescription,
    Reason,
    hours,
)
from config.demonstration.names import BRITTANY
from config.demonstration.people import Region
from practices.visit_terms import VisitTerms

_AGENDAS = (
    Agenda(
        title="Dr",
        given_names="Gaëlle",
        family_name="Kerbrat",
        specialty="Médecine générale",
        hours=hours((MO, TU, TH, FR), "08:30-12:30", "14:00-18:00"),
    ),
    Agenda(
        title="Dr",
        given_names="Yann",
        family_name="Tanguy",
        specialty="Médecine générale",
        hours=hours((MO, WE, TH), "09:00-12:00", "13:30-18:30"),
        days_off=(DaysOff(2, MO, TH, "leave"),),
    ),
)

_REASONS = (
    Reason("Consultation", 70, VisitTerms(duration_minutes=20, by_web=True, colour="bleu", position=1)),
    Reason(
        "Première consultation",
        12,
        VisitTerms(
            duration_minutes=40, step_minutes=20, open_to_known_patients=False, by_web=True, colour="prune", position=2
        ),
    ),
    Reason("Vaccination", 18, VisitTerms(duration_minutes=10, colour="sarcelle", position=3)),
)

PRACTICE = PracticeDescription(
    name="Cabinet médical du Ponant",
    kind="general",
    greeting="Cabinet médical du Ponant, bonjour.",
    public_text="Médecine générale, sur rendez-vous. Urgence vitale : le 15.",
    place=Place(
        name="Cabinet du Ponant",
        address_line="21 rue de la Passerelle",
        postal_code="29200",
        city="Brest",
        timezone="Europe/Paris",
        holiday_territory="FR",
        closed_day=(4, TU),
    ),
    agendas=_AGENDAS,
    reasons=_REASONS,
    region=Region(
        towns=BREST,
        departments=("29", "29", "29", "22", "56", "35", "75", "99"),
        local_surnames=BRITTANY,
        oldest=date(1930, 1, 1),
    ),
    patients=350,
)
