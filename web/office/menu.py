"""What the office offers, in the order of its bar. A screen is one line here: each person sees what they may open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.scoping import Actor
from practices.permissions import Permission, can_on_platform, practices_where
from privacy.incident_access import handled_secretariats

Opens = Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is the `here` of the screen's templates; `opens` is the question that the screen asks at its door."""

    key: str
    label: str
    route: str
    opens: Opens
    says: str


def at_a_practice(permission: Permission) -> Opens:
    """Held at one practice at least."""
    return lambda actor: bool(practices_where(actor, permission))


def on_the_platform(permission: Permission) -> Opens:
    """Held without any practice."""
    return lambda actor: can_on_platform(actor, permission)


def either(*questions: Opens) -> Opens:
    return lambda actor: any(opens(actor) for opens in questions)


def answers_for_a_secretariat(actor: Actor) -> bool:
    """Its manager or its officer: the secretariat's own incidents are theirs."""
    return bool(handled_secretariats(actor))


opens_incidents = either(at_a_practice(Permission.INCIDENT_HANDLE), answers_for_a_secretariat)
# The manager and the officer read the operator's own sheets; a practice has its own orders there.
opens_operator_file = either(on_the_platform(Permission.OPERATOR_FILE_READ), at_a_practice(Permission.CHANNEL_VALIDATE))
opens_pending = either(at_a_practice(Permission.CHANNEL_VALIDATE), answers_for_a_secretariat)


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "register",
        "Registre",
        "office:home",
        at_a_practice(Permission.REGISTER_READ),
        "Ce qui est traité, pourquoi, par qui, combien de temps.",
    ),
    Entry(
        "incidents",
        "Incidents",
        "office:incidents",
        opens_incidents,
        "Incidents et violations de données : le délai de 72 heures, ce qui a été fait.",
    ),
    Entry(
        "data-map",
        "Carte des données",
        "office:data-map",
        at_a_practice(Permission.REGISTER_READ),
        "Chaque colonne, sa classe et ses traitements.",
    ),
    Entry(
        "deaths",
        "Décès",
        "office:deaths",
        at_a_practice(Permission.DEATH_CONFIRM),
        "Décès signalés, à confirmer par une seconde personne ; certificats d'effacement.",
    ),
    Entry(
        "operator",
        "Exploitant",
        "office:operator",
        opens_operator_file,
        "Hébergeurs, prestataires, autorités, instructions, canaux validés.",
    ),
    Entry(
        "pending",
        "À confirmer",
        "office:pending",
        opens_pending,
        "Ce qu'une seconde personne doit confirmer : retraits d'accès, canaux d'échange, effacements.",
    ),
    Entry(
        "notices",
        "Textes lus",
        "office:notices",
        at_a_practice(Permission.NOTICE_READ),
        "Ce qui est lu aux patients, version par version, et ce qui était en vigueur un jour donné.",
    ),
    Entry(
        "instructions",
        "Ce qui est demandé",
        "office:instructions",
        at_a_practice(Permission.INSTRUCTION_READ),
        "Les champs que chaque praticien fait demander, et ses rappels.",
    ),
    Entry(
        "reminders",
        "Messages",
        "office:reminders",
        at_a_practice(Permission.REMINDER_PLAN_READ),
        "Confirmations et rappels envoyés aux patients : lesquels, à quelle heure.",
    ),
    Entry(
        "telephone",
        "Téléphone",
        "office:telephone",
        at_a_practice(Permission.PRACTICE_CONFIGURE),
        "Messages urgents non lus, numéros d'alerte, enregistrement des appels.",
    ),
    Entry(
        "retention",
        "Durées",
        "office:retention",
        at_a_practice(Permission.RETENTION_READ),
        "Ce qui est gardé combien de temps, et ce qui a été supprimé.",
    ),
    Entry(
        "holds",
        "Conservations",
        "office:holds",
        at_a_practice(Permission.HOLD_EDIT),
        "Ce qu'un litige ou une autorité impose de garder.",
    ),
    Entry(
        "requests",
        "Demandes",
        "office:requests",
        at_a_practice(Permission.REQUEST_HANDLE),
        "Accès, rectification, effacement… avec leurs délais.",
    ),
    Entry(
        "post",
        "Courriers",
        "office:post",
        at_a_practice(Permission.REQUEST_HANDLE),
        "Réponses sur papier à imprimer, à poster ou à remettre.",
    ),
    Entry(
        "accesses",
        "Accès",
        "office:accesses",
        at_a_practice(Permission.ACCESS_LOG_READ),
        "Qui a consulté quel dossier, quand et pourquoi.",
    ),
    Entry(
        "oddities",
        "Anomalies",
        "office:oddities",
        at_a_practice(Permission.ACCESS_LOG_READ),
        "Accès inhabituels, par personne et par jour.",
    ),
    Entry(
        "sanctions",
        "Sanctions",
        "office:sanctions",
        on_the_platform(Permission.PERSON_MANAGE),
        "Suspensions, retraits définitifs et information de l'Ordre, pour les personnes du secrétariat.",
    ),
)


def offered(actor: Actor, entries: Iterable[Entry] = ENTRIES) -> list[Entry]:
    """The entries this person may open."""
    return [entry for entry in entries if entry.opens(actor)]


def manages_people(actor: Actor) -> bool:
    """Managers come for the people of their secretariat alone."""
    return can_on_platform(actor, Permission.PERSON_MANAGE)


def works_here(actor: Actor) -> bool:
    """Whether the office is this person's place: the data-protection officer and the practitioners."""
    return bool(practices_where(actor, Permission.REGISTER_READ))


def works_only_here(actor: Actor) -> bool:
    """The officer: reads the register and books for nobody."""
    return works_here(actor) and not practices_where(actor, Permission.APPOINTMENT_READ)
