"""What the office offers, in the order of its bar. A screen is one line here: each person sees what they may open."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.scoping import Actor
from practices.permissions import PLATFORM_PERMISSIONS, Permission, can_on_platform, practices_where


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is the `here` of the screen's templates; `permission` is asked at one practice at least."""

    key: str
    label: str
    route: str
    permission: Permission
    says: str


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "register",
        "Registre",
        "office:home",
        Permission.REGISTER_READ,
        "Ce qui est traité, pourquoi, par qui, combien de temps.",
    ),
    Entry(
        "incidents",
        "Incidents",
        "office:incidents",
        Permission.INCIDENT_HANDLE,
        "Incidents et violations de données : le délai de 72 heures, ce qui a été fait.",
    ),
    Entry(
        "data-map",
        "Carte des données",
        "office:data-map",
        Permission.REGISTER_READ,
        "Chaque colonne, sa classe et ses traitements.",
    ),
    Entry(
        "deaths",
        "Décès",
        "office:deaths",
        Permission.DEATH_CONFIRM,
        "Décès signalés, à confirmer par une seconde personne ; certificats d'effacement.",
    ),
    Entry(
        "operator",
        "Exploitant",
        "office:operator",
        Permission.CHANNEL_VALIDATE,
        "Hébergeurs, prestataires, autorités, instructions, canaux validés.",
    ),
    Entry(
        "notices",
        "Textes lus",
        "office:notices",
        Permission.NOTICE_READ,
        "Ce qui est lu aux patients, version par version, et ce qui était en vigueur un jour donné.",
    ),
    Entry(
        "instructions",
        "Ce qui est demandé",
        "office:instructions",
        Permission.INSTRUCTION_READ,
        "Les champs que chaque praticien fait demander, et ses rappels.",
    ),
    Entry(
        "retention",
        "Durées",
        "office:retention",
        Permission.RETENTION_READ,
        "Ce qui est gardé combien de temps, et ce qui a été supprimé.",
    ),
    Entry(
        "holds",
        "Conservations",
        "office:holds",
        Permission.HOLD_EDIT,
        "Ce qu'un litige ou une autorité impose de garder.",
    ),
    Entry(
        "requests",
        "Demandes",
        "office:requests",
        Permission.REQUEST_HANDLE,
        "Accès, rectification, effacement… avec leurs délais.",
    ),
    Entry(
        "accesses",
        "Accès",
        "office:accesses",
        Permission.ACCESS_LOG_READ,
        "Qui a consulté quel dossier, quand et pourquoi.",
    ),
    Entry(
        "oddities",
        "Anomalies",
        "office:oddities",
        Permission.ACCESS_LOG_READ,
        "Accès inhabituels, par personne et par jour.",
    ),
    Entry(
        "sanctions",
        "Sanctions",
        "office:sanctions",
        Permission.PERSON_MANAGE,
        "Suspensions, retraits définitifs et information de l'Ordre, pour les personnes du secrétariat.",
    ),
)


def offered(actor: Actor, entries: Iterable[Entry] = ENTRIES) -> list[Entry]:
    """The entries this person may open."""
    return [entry for entry in entries if _may_open(actor, entry.permission)]


def manages_people(actor: Actor) -> bool:
    """Managers come for the people of their secretariat alone."""
    return can_on_platform(actor, Permission.PERSON_MANAGE)


def _may_open(actor: Actor, permission: Permission) -> bool:
    if permission in PLATFORM_PERMISSIONS:
        return can_on_platform(actor, permission)
    return bool(practices_where(actor, permission))


def works_here(actor: Actor) -> bool:
    """Whether the office is this person's place: the data-protection officer and the practitioners."""
    return bool(practices_where(actor, Permission.REGISTER_READ))


def works_only_here(actor: Actor) -> bool:
    """The officer: reads the register and books for nobody."""
    return works_here(actor) and not practices_where(actor, Permission.APPOINTMENT_READ)
