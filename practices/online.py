"""What patients see of a practice that takes online bookings: public facts, nothing of anybody treated there."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from core.errors import NotFound
from core.scoping import Actor
from practices.models import Location, Practice, PractitionerRole, VisitReason, VisitReasonRole
from practices.permissions import Permission, check_may


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the public directory."""

    id: UUID
    name: str
    kind: str
    city: str


@dataclass(frozen=True, slots=True)
class OnlineReason:
    """A visit reason that may be booked online; `roles` are the agendas that take it, in the practice's order."""

    id: UUID
    name: str
    duration_minutes: int
    instructions: str
    open_to_new: bool
    open_to_known: bool
    roles: tuple[PractitionerRole, ...]


@dataclass(frozen=True, slots=True)
class OnlinePractice:
    """`change_hours`: until how many hours before a visit its patient changes it. `phone` in E.164, "" for none."""

    id: UUID
    name: str
    kind: str
    phone: str
    public_text: str
    change_hours: int
    reasons: tuple[OnlineReason, ...]
    places: tuple[Location, ...]

    @property
    def city(self) -> str:
        return self.places[0].city if self.places else ""

    def reason(self, reason_id: UUID) -> OnlineReason:
        """One of its reasons. Raises NotFound."""
        for one in self.reasons:
            if one.id == reason_id:
                return one
        raise NotFound()


def online_directory() -> list[Listed]:
    """Every practice that takes online bookings, by town and name; no context needed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice, name, kind, city FROM practices_online()")
        return [Listed(*row) for row in cursor.fetchall()]


def online_practice(actor: Actor, practice_id: UUID) -> OnlinePractice:
    """One practice as patients see it. Raises NotFound, also where nobody wishes online booking (ST-08)."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    practice = Practice.objects.filter(id=practice_id).first()
    if practice is None:
        raise NotFound()
    reasons = _reasons(practice_id)
    if not reasons:
        raise NotFound()
    places = {role.location_id: role.location for one in reasons for role in one.roles}
    return OnlinePractice(
        id=practice.id,
        name=practice.name,
        kind=practice.get_kind_display(),
        phone=practice.phone,
        public_text=practice.public_text,
        change_hours=practice.online_change_hours,
        reasons=reasons,
        places=tuple(sorted(places.values(), key=lambda place: (place.name, place.id))),
    )


def takes_online(practice_id: UUID) -> bool:
    """Whether patients book there by themselves today; one statement. The caller checked the scope."""
    offers = VisitReasonRole.objects.filter(
        practice_id=practice_id,
        visit_reason__by_web=True,
        visit_reason__is_active=True,
        practitioner_role__takes_online=True,
        practitioner_role__is_active=True,
    )
    return offers.exists()


def _reasons(practice_id: UUID) -> tuple[OnlineReason, ...]:
    """Two statements: who takes online bookings, and what for."""
    roles = PractitionerRole.objects.filter(practice_id=practice_id, is_active=True, takes_online=True)
    roles = roles.select_related("practitioner", "location").order_by("position", "practitioner__family_name", "id")
    by_id = {role.id: role for role in roles}
    offers = VisitReasonRole.objects.filter(practice_id=practice_id, practitioner_role__in=list(by_id))
    taking: dict[UUID, set[UUID]] = {}
    for reason_id, role_id in offers.values_list("visit_reason_id", "practitioner_role_id"):
        taking.setdefault(reason_id, set()).add(role_id)
    reasons = VisitReason.objects.filter(practice_id=practice_id, is_active=True, by_web=True, id__in=list(taking))
    return tuple(
        OnlineReason(
            id=one.id,
            name=one.name,
            duration_minutes=one.duration_minutes,
            instructions=one.public_instructions,
            open_to_new=one.open_to_new_patients,
            open_to_known=one.open_to_known_patients,
            roles=tuple(role for role_id, role in by_id.items() if role_id in taking[one.id]),
        )
        for one in reasons.order_by("position", "name", "id")
    )
