"""A general practice in Nancy: four practitioners, holidays of metropolitan France."""

from datetime import date, time

from config.demonstration.addresses import NANCY
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
    StandIn,
    hours,
)
from config.demonstration.names import LORRAINE
from config.demonstration.people import Region
from practices.visit_terms import VisitTerms

_AGENDAS = (
    Agenda(
        title="Dr",
        given_names="Claire",
        family_name="Martin",
        specialty="Médecine générale",
        username="dr_martin",
        hours=hours((MO, TU, TH, FR), "08:30-12:00", "14:00-18:30")
        + hours((WE,), "08:30-12:30")
        + hours((SA,), "09:00-12:00", every_weeks=2),
        days_off=(DaysOff(4, MO, FR, "leave"),),
    ),
    Agenda(
        title="Dr",
        given_names="Karim",
        family_name="Lemoine",
        specialty="Médecine générale",
        hours=hours((MO, TU, WE, FR), "09:00-12:30", "14:00-19:00"),
        days_off=(DaysOff(1, TU, TU, "training"),),
        stand_ins=(StandIn(1, TU, TU, agenda=2),),
        extra=(ExtraOpening(2, SA, time(9), time(12)),),
    ),
    Agenda(
        title="Dr",
        given_names="Solène",
        family_name="Thouvenin",
        specialty="Médecine générale",
        hours=hours((MO, WE, TH, FR), "08:00-12:00", "13:30-17:00"),
        days_off=(DaysOff(2, TH, FR, "training"),),
    ),
    Agenda(
        title="Dr",
        given_names="Étienne",
        family_name="N'Diaye",
        specialty="Médecine générale, gériatrie",
        hours=hours((TU, TH), "08:30-12:00", "14:00-18:00")
        + hours((WE, FR), "14:00-19:00")
        + hours((SA,), "08:30-12:30"),
    ),
)

_REASONS = (
    Reason(
        "Consultation",
        50,
        VisitTerms(
            duration_minutes=15, by_web=True, by_partner=True, colour="bleu", position=1,
            public_instructions="Apportez votre carte Vitale et vos derniers résultats d'analyses.",
        ),
    ),
    Reason(
        "Première consultation",
        8,
        VisitTerms(
            duration_minutes=30, step_minutes=15, open_to_known_patients=False, by_web=True, min_notice_minutes=120,
            daily_quota=6, colour="prune", position=2,
            public_instructions="Apportez votre carte Vitale, vos ordonnances en cours et votre carnet de vaccination.",
        ),
    ),
    Reason(
        "Renouvellement d'ordonnance",
        18,
        VisitTerms(
            duration_minutes=15, open_to_new_patients=False, by_web=True, colour="vert", position=3,
            public_instructions="Apportez votre dernière ordonnance.",
        ),
    ),
    Reason(
        "Consultation du jour",
        6,
        VisitTerms(
            duration_minutes=15, booking_window_days=2, colour="ambre", position=4,
            public_instructions="Prévenez le secrétariat si votre état s'aggrave avant le rendez-vous.",
        ),
    ),
    Reason(
        "Vaccination",
        8,
        VisitTerms(
            duration_minutes=10, step_minutes=5, by_web=True, by_partner=True, partner_release_hours=7 * 24,
            web_release_hours=2 * 24, colour="sarcelle", position=5,
            public_instructions="Apportez le vaccin, conservé au frais, et votre carnet de vaccination.",
        ),
    ),
    Reason(
        "Bilan annuel",
        4,
        VisitTerms(
            duration_minutes=45, step_minutes=15, buffer_after_minutes=5, min_notice_minutes=24 * 60,
            open_to_new_patients=False, colour="prune", position=6,
            public_instructions="Venez à jeun si une prise de sang est prévue.",
        ),
        agendas=(0, 3),
    ),
    Reason(
        "Visite à domicile",
        3,
        VisitTerms(
            duration_minutes=30, step_minutes=15, buffer_before_minutes=15, buffer_after_minutes=15,
            min_notice_minutes=180, open_to_new_patients=False, colour="ambre", position=7,
            public_instructions="Laissez votre téléphone allumé : le médecin prévient avant d'arriver.",
        ),
        agendas=(1, 3),
    ),
    Reason(
        "Téléconsultation",
        3,
        VisitTerms(
            duration_minutes=15, by_web=True, open_to_new_patients=False, colour="sarcelle", position=8,
            public_instructions="Vérifiez votre connexion cinq minutes avant l'heure.",
        ),
        agendas=(0, 2),
    ),
)  # fmt: skip

PRACTICE = PracticeDescription(
    name="Cabinet médical de la Pépinière",
    kind="general",
    greeting="Cabinet médical de la Pépinière, bonjour.",
    public_text="Médecine générale, sur rendez-vous. En cas d'urgence vitale, composez le 15.",
    place=Place(
        name="Cabinet de la Pépinière",
        address_line="12 rue des Mirabelliers",
        postal_code="54000",
        city="Nancy",
        timezone="Europe/Paris",
        holiday_territory="FR",
        closed_day=(5, WE),
    ),
    agendas=_AGENDAS,
    reasons=_REASONS,
    region=Region(
        towns=NANCY,
        departments=("54", "54", "54", "54", "57", "55", "88", "67", "75", "59", "69", "2A", "2B", "974", "99"),
        local_surnames=LORRAINE,
        oldest=date(1927, 1, 1),
    ),
    patients=2300,
)
