"""What the office offers, in the order of its bar: daily work first. Each person sees what they may open."""

from core.scoping import Actor
from practices.permissions import Permission, can_on_platform, practices_where
from privacy.incident_access import handled_secretariats
from privacy.incident_queries import alarms_of
from privacy.operator_queries import answers_overdue
from privacy.rights_queries import count_erasures_waiting
from privacy.services.pending_acts import count_to_confirm
from privacy.services.posting import count_to_post
from web.bar import Opens, Section


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


def waiting_to_confirm(actor: Actor) -> int:
    """What waits for a second person, and this one may be it."""
    return count_to_confirm(actor) + count_erasures_waiting(actor)


def late(actor: Actor) -> int:
    """Rights requests past their term."""
    return len(answers_overdue(actor))


def to_notify(actor: Actor) -> int:
    """Incidents whose 72 hours end within a day, or have ended."""
    return len(alarms_of(actor))


def office_work(actor: Actor) -> int:
    """All that waits in the office for this person, for the bars of their other places."""
    return waiting_to_confirm(actor) + count_to_post(actor)


SECTIONS: tuple[Section, ...] = (
    Section("register", "Registre", "office:home", at_a_practice(Permission.REGISTER_READ)),
    Section("requests", "Demandes", "office:requests", at_a_practice(Permission.REQUEST_HANDLE), late, "en retard"),
    Section("pending", "À confirmer", "office:pending", opens_pending, waiting_to_confirm, "à confirmer"),
    Section("post", "Courriers", "office:post", at_a_practice(Permission.REQUEST_HANDLE), count_to_post, "à poster"),
    Section("incidents", "Incidents", "office:incidents", opens_incidents, to_notify, "à notifier à la CNIL"),
    Section("deaths", "Décès", "office:deaths", at_a_practice(Permission.DEATH_CONFIRM)),
    Section("data-map", "Carte des données", "office:data-map", at_a_practice(Permission.REGISTER_READ)),
    Section("notices", "Textes lus", "office:notices", at_a_practice(Permission.NOTICE_READ)),
    Section("instructions", "Ce qui est demandé", "office:instructions", at_a_practice(Permission.INSTRUCTION_READ)),
    Section("reminders", "Messages", "office:reminders", at_a_practice(Permission.REMINDER_PLAN_READ)),
    Section("telephone", "Téléphone", "office:telephone", at_a_practice(Permission.PRACTICE_CONFIGURE)),
    Section("retention", "Durées", "office:retention", at_a_practice(Permission.RETENTION_READ)),
    Section("holds", "Conservations", "office:holds", at_a_practice(Permission.HOLD_EDIT)),
    Section("accesses", "Accès", "office:accesses", at_a_practice(Permission.ACCESS_LOG_READ)),
    Section("oddities", "Anomalies", "office:oddities", at_a_practice(Permission.ACCESS_LOG_READ)),
    Section("operator", "Exploitant", "office:operator", opens_operator_file),
    Section("sanctions", "Sanctions", "office:sanctions", on_the_platform(Permission.PERSON_MANAGE)),
)


def manages_people(actor: Actor) -> bool:
    """Managers come for the people of their secretariat alone."""
    return can_on_platform(actor, Permission.PERSON_MANAGE)


def works_here(actor: Actor) -> bool:
    """Whether the office is this person's place: the data-protection officer and the practitioners."""
    return bool(practices_where(actor, Permission.REGISTER_READ))


def works_only_here(actor: Actor) -> bool:
    """The officer: reads the register and books for nobody."""
    return works_here(actor) and not practices_where(actor, Permission.APPOINTMENT_READ)
