"""A paediatric practice in Saint-Denis de La Réunion: its own zone, and 20 December.

Its patients are adults in this delivery: somebody under 16 is refused until guardians can consent, so
the practice is seen through what it does for parents.
"""

from datetime import date, time

from config.demonstration.addresses import SAINT_DENIS
from config.demonstration.description import (
    FR,
    MO,
    SA,
    TH,
    TU,
    WE,
    Agenda,
    DaysOff,
    ExtraOpening,
    Place,
    PracticeDescription,
    Reason,
    hours,
)
from config.demonstration.names import REUNION
from config.demonstration.people import Region
from practices.visit_terms import VisitTerms

_AGENDAS = (
    Agenda(
        title="Dr",
        given_names="Apolline",
        family_name="Grondin",
        specialty="Pédiatrie",
        hours=hours((MO, TU, TH, FR), "08:00-12:00", "13:30-17:30") + hours((SA,), "08:00-11:30", every_weeks=2),
        days_off=(DaysOff(3, MO, FR, "leave"),),
    ),
    Agenda(
        title="Dr",
        given_names="Zacharie",
        family_name="Técher",
        specialty="Pédiatrie, néonatologie",
        hours=hours((MO, WE, FR), "07:30-12:00", "13:00-16:30") + hours((TU,), "13:00-18:00"),
        days_off=(DaysOff(1, FR, FR, "meeting"),),
        extra=(ExtraOpening(1, SA, time(8), time(12)),),
    ),
)

_REASONS = (
    Reason(
        "Suivi après la naissance",
        34,
        VisitTerms(
            duration_minutes=20, by_web=True, colour="bleu", position=1,
            public_instructions="Apportez le carnet de santé de l'enfant et votre carte Vitale.",
        ),
    ),
    Reason(
        "Entretien prénatal",
        16,
        VisitTerms(
            duration_minutes=30, step_minutes=10, by_web=True, by_partner=True, min_notice_minutes=120,
            colour="prune", position=2, public_instructions="Les deux parents peuvent venir.",
        ),
    ),
    Reason(
        "Conseil en allaitement",
        16,
        VisitTerms(
            duration_minutes=45, step_minutes=15, buffer_after_minutes=5, colour="vert", position=3,
            public_instructions="Prévoyez une heure sur place.",
        ),
        agendas=(0,),
    ),
    Reason(
        "Entretien parental",
        20,
        VisitTerms(duration_minutes=30, step_minutes=10, open_to_new_patients=False, colour="sarcelle", position=4),
    ),
    Reason(
        "Remise de résultats",
        14,
        VisitTerms(duration_minutes=10, open_to_new_patients=False, colour="ambre", position=5),
    ),
)  # fmt: skip

PRACTICE = PracticeDescription(
    name="Pédiatrie des Filaos",
    kind="paediatrics",
    greeting="Cabinet de pédiatrie des Filaos, bonjour.",
    public_text="Consultations et accompagnement des parents, sur rendez-vous. Urgence vitale : le 15.",
    place=Place(
        name="Cabinet des Filaos",
        address_line="7 allée des Bergeronnettes",
        postal_code="97400",
        city="Saint-Denis",
        timezone="Indian/Reunion",
        holiday_territory="974",
        closed_day=(6, MO),
    ),
    agendas=_AGENDAS,
    reasons=_REASONS,
    region=Region(
        towns=SAINT_DENIS,
        departments=("974", "974", "974", "974", "974", "976", "75", "13", "99"),
        local_surnames=REUNION,
        oldest=date(1962, 1, 1),
    ),
    patients=1200,
)
