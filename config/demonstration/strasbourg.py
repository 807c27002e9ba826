"""Physiotherapists in Strasbourg: the holidays of Alsace and Moselle, patients who come again and again."""

from datetime import date

from config.demonstration.addresses import STRASBOURG
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
from config.demonstration.names import ALSACE
from config.demonstration.people import Region
from practices.visit_terms import VisitTerms

_AGENDAS = (
    Agenda(
        title="Mme",
        given_names="Odile",
        family_name="Schreiber",
        specialty="Kinésithérapie",
        hours=hours((MO, TU, WE, TH, FR), "08:00-12:00", "13:30-18:00"),
        days_off=(DaysOff(2, MO, FR, "leave"),),
    ),
    Agenda(
        title="M.",
        given_names="Théo",
        family_name="Kuntz",
        specialty="Kinésithérapie du sport",
        hours=hours((MO, TU, TH), "09:00-12:30", "14:00-20:00") + hours((FR,), "08:00-13:00"),
        days_off=(DaysOff(5, TH, FR, "training"),),
    ),
    Agenda(
        title="Mme",
        given_names="Lina",
        family_name="Becker",
        specialty="Kinésithérapie respiratoire",
        hours=hours((TU, WE, TH, FR), "07:30-12:30", "14:00-17:00"),
    ),
)

_REASONS = (
    Reason(
        "Séance de kinésithérapie",
        64,
        VisitTerms(
            duration_minutes=30, by_web=True, colour="bleu", position=1,
            public_instructions="Venez en tenue souple, avec une serviette.",
        ),
    ),
    Reason(
        "Bilan initial",
        12,
        VisitTerms(
            duration_minutes=45, step_minutes=15, buffer_after_minutes=15, by_web=True, by_partner=True,
            min_notice_minutes=24 * 60, colour="prune", position=2,
            public_instructions="Apportez l'ordonnance, les comptes rendus et les images.",
        ),
    ),
    Reason(
        "Rééducation respiratoire",
        10,
        VisitTerms(duration_minutes=20, step_minutes=10, colour="sarcelle", position=3),
        agendas=(2,),
    ),
    Reason(
        "Drainage lymphatique",
        8,
        VisitTerms(duration_minutes=45, step_minutes=15, open_to_new_patients=False, colour="vert", position=4),
        agendas=(0,),
    ),
    Reason(
        "Séance à domicile",
        6,
        VisitTerms(
            duration_minutes=30, step_minutes=15, buffer_before_minutes=15, buffer_after_minutes=15,
            min_notice_minutes=24 * 60, open_to_new_patients=False, colour="ambre", position=5,
        ),
        agendas=(0, 1),
    ),
)  # fmt: skip

PRACTICE = PracticeDescription(
    name="Kinésithérapie de l'Orangerie",
    kind="physiotherapy",
    greeting="Cabinet de kinésithérapie de l'Orangerie, bonjour.",
    public_text="Séances sur ordonnance, au cabinet et à domicile.",
    place=Place(
        name="Cabinet de l'Orangerie",
        address_line="3 quai des Bateliers",
        postal_code="67000",
        city="Strasbourg",
        timezone="Europe/Paris",
        holiday_territory="6AE",
        closed_day=(3, FR),
    ),
    agendas=_AGENDAS,
    reasons=_REASONS,
    region=Region(
        towns=STRASBOURG,
        departments=("67", "67", "67", "68", "57", "75", "54", "2A", "99"),
        local_surnames=ALSACE,
        oldest=date(1934, 1, 1),
    ),
    patients=1500,
    regulars=260,
)
