"""Why a time is not offered: every rule that says no, from the functions that search and enforce.

`booking.rules` says what the terms and the agenda forbid, `booking.conflicts` what is in the way. A time
without a reason is one that a search offers and that a booking gets. Nothing here tells whose visit it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from booking.availability import Span
from booking.conflicts import Conflict, conflicts, is_patient_busy
from booking.consignes import Scale
from booking.counted import full_days_around
from booking.errors import NotOffered
from booking.known import Known, known
from booking.local_time import before, local
from booking.nearest import nearest
from booking.offer import Offer, agenda_in, agenda_of, offer_of
from booking.openings import Agenda, Timetable, timetables
from booking.release import opens_at
from booking.rules import SENTENCES, Reason, Terms, door_refusals, patient_refusals, time_refusals
from booking.search import Slot
from core import clock
from core.scoping import Actor, Channel
from practices.permissions import Permission, check_may

_ANOTHER_TIME = "Proposez un des horaires les plus proches."
_ANOTHER_REASON = "Choisissez un autre motif, ou transmettez la demande au cabinet."
ACTIONS = {
    Reason.WITHDRAWN: "Choisissez un autre motif ou un autre praticien.",
    Reason.NOT_THIS_PRACTITIONER: "Choisissez un autre praticien, ou un motif qu'il propose.",
    Reason.NOT_ONLINE: "Proposez un autre praticien, ou réservez par téléphone.",
    Reason.WRONG_DOOR: _ANOTHER_REASON,
    Reason.NEW_PATIENTS_REFUSED: _ANOTHER_REASON,
    Reason.KNOWN_PATIENTS_REFUSED: _ANOTHER_REASON,
    Reason.CONSIGNE: "Proposez ce que dit la consigne, ou posez le rendez-vous en plus de l'agenda, avec la raison.",
    Reason.TOO_SOON: "Proposez un horaire plus tardif ; si c'est urgent, joignez le cabinet.",
    Reason.TOO_FAR: "Proposez une date plus proche, ou rappelez quand la période sera ouverte.",
    Reason.NOT_RELEASED: "Proposez un horaire plus proche, ou réservez par téléphone.",
    Reason.HOLIDAY: "Proposez un autre jour.",
    Reason.NOT_OPEN: "Proposez un horaire de consultation de ce praticien.",
    Reason.ABSENT: "Proposez un horaire après son retour, ou un autre praticien.",
    Reason.CLOSED: "Proposez un horaire après la réouverture.",
    Reason.OFF_GRID: "Proposez le début de créneau voisin.",
    Reason.QUOTA_REACHED: "Proposez un autre jour ou un autre praticien.",
    Reason.TAKEN: _ANOTHER_TIME,
    Reason.HELD: "Attendez la fin de l'option, ou proposez un horaire voisin.",
    Reason.BUFFER: _ANOTHER_TIME,
    Reason.ELSEWHERE: _ANOTHER_TIME,
    Reason.PATIENT_BUSY: "Proposez une autre heure, ou déplacez son autre rendez-vous.",
}
# What no other time cures: the nearest ones would be refused as well.
_WHATEVER_THE_TIME = {
    Reason.WITHDRAWN,
    Reason.WRONG_DOOR,
    Reason.NEW_PATIENTS_REFUSED,
    Reason.KNOWN_PATIENTS_REFUSED,
}


@dataclass(frozen=True, slots=True)
class Why:
    """One rule that says no. `look_from`: later times may be free; `try_again_at`: this very time may be;
    `said`: the practice's own sentence, where a consigne says no.
    """

    reason: Reason
    look_from: datetime | None = None
    try_again_at: datetime | None = None
    said: str = ""

    @property
    def sentence(self) -> str:
        return self.said or SENTENCES[self.reason]

    @property
    def action(self) -> str:
        return ACTIONS[self.reason]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons against one start of one agenda, in the order of `Reason`; instants as its place shows them.

    `nearest`: the nearest free starts of any agenda, none when no other time would help.
    """

    practitioner_role_id: UUID
    visit_reason_id: UUID
    start: datetime
    end: datetime
    timezone: str
    reasons: tuple[Why, ...]
    nearest: tuple[Slot, ...] = ()

    @property
    def is_offered(self) -> bool:
        return not self.reasons


def explain(
    actor: Actor,
    *,
    visit_reason_id: UUID,
    practitioner_role_id: UUID,
    start: datetime,
    patient_id: UUID | None = None,
    channel: Channel | None = None,
) -> Explanation:
    """Every reason why `start` (aware) is not offered for that visit reason in that agenda; none when it is.

    `channel` defaults to the actor's door. With `patient_id` also what concerns that patient. Reads
    only, at most a dozen SQL statements. Raises NotFound, Forbidden.
    """
    offer = offer_of(actor, visit_reason_id)
    check_may(actor, Permission.SLOT_SEARCH, offer.terms.practice_id)
    offer = offer if channel is None else offer.through(channel)
    terms = offer.terms
    agenda, found = _agenda(offer, actor, practitioner_role_id)
    start = start.astimezone(UTC)
    whom = None if patient_id is None else known(terms.practice_id, patient_id)
    scale = Scale(terms)
    found += _refusals(scale, agenda, start, whom)
    reasons = tuple(_once(found))
    seconds = int(start.timestamp())
    zone = agenda.place.zone
    return Explanation(
        practitioner_role_id=practitioner_role_id,
        visit_reason_id=visit_reason_id,
        start=local(start, zone),
        end=local(seconds + terms.shape.duration, zone),
        timezone=zone,
        reasons=tuple(_on_the_wall(why, zone) for why in reasons),
        nearest=_nearest(terms, offer.agendas, Slot(agenda, seconds, terms.shape.duration), reasons, whom, scale),
    )


def _agenda(offer: Offer, actor: Actor, role_id: UUID) -> tuple[Agenda, list[Why]]:
    try:
        return agenda_in(offer, actor, role_id), []
    except NotOffered as refusal:
        return agenda_of(actor, role_id), [Why(Reason(refusal.extra["reason"]))]


def _refusals(scale: Scale, agenda: Agenda, start: datetime, whom: Known | None) -> list[Why]:
    """What `check_door`, `check_patient` and `check_offered` would refuse, then what is in the way."""
    terms, now, seconds = scale.terms, clock.now(), int(start.timestamp())
    visit = terms.shape.visit(seconds)
    table = timetables([agenda], *visit)[agenda.role_id]
    person = table.person_at(seconds)
    full = full_days_around(agenda, *visit, terms.quota)
    found = [Why(reason) for reason in door_refusals(terms)]
    if whom is not None:
        found += [
            Why(reason) for reason in patient_refusals(terms, is_known=whom.is_known, by_phone_only=whom.by_phone_only)
        ]
    found += [Why(Reason.CONSIGNE, said=one.sentence) for one in scale.refusing(agenda, start, now, whom)]
    found += [
        _dated(reason, terms, table, start, now)
        for reason in time_refusals(terms, terms.shape, table, start, now, full)
    ]
    found += [_in_the_way(one) for one in conflicts(terms.practice_id, person, terms.shape, seconds)]
    if whom and is_patient_busy(terms.practice_id, whom.patient_id, person, terms.shape, seconds):
        found.append(Why(Reason.PATIENT_BUSY))
    return found


def _dated(reason: Reason, terms: Terms, table: Timetable, start: datetime, now: datetime) -> Why:
    """The reason with the instant at which it ends, where there is one."""
    visit = terms.shape.visit(int(start.timestamp()))
    if reason is Reason.TOO_SOON:
        return Why(reason, look_from=terms.window_from(now)[0])
    if reason is Reason.TOO_FAR:
        return Why(reason, try_again_at=before(start, terms.window))
    if reason is Reason.NOT_RELEASED:
        return Why(reason, try_again_at=opens_at(terms.release, terms.door, start))
    if reason is Reason.ABSENT:
        return Why(reason, look_from=_end(table.absences, visit))
    if reason is Reason.CLOSED:
        return Why(reason, look_from=_end(table.closures, visit))
    return Why(reason)


def _end(shut: Sequence[Span], visit: Span) -> datetime:
    """When the last of the spans that touch the visit ends."""
    return datetime.fromtimestamp(max(high for low, high in shut if low < visit[1] and visit[0] < high), UTC)


def _in_the_way(one: Conflict) -> Why:
    return Why(one.reason, try_again_at=one.expires_at)


def _once(found: list[Why]) -> Iterator[Why]:
    """One reason per rule: of several visits in the way the first, of several ends the latest."""
    for reason in Reason:
        same = [why for why in found if why.reason is reason]
        if same:
            ends = [why.try_again_at for why in same]
            # A hold beside a visit: waiting for the hold is not enough.
            last = None if None in ends else max(end for end in ends if end is not None)
            yield replace(same[0], try_again_at=last)


def _on_the_wall(why: Why, zone: str) -> Why:
    return replace(
        why,
        look_from=why.look_from and local(why.look_from, zone),
        try_again_at=why.try_again_at and local(why.try_again_at, zone),
    )


def _nearest(
    terms: Terms,
    agendas: Sequence[Agenda],
    wanted: Slot,
    reasons: Sequence[Why],
    whom: Known | None,
    scale: Scale,
) -> tuple[Slot, ...]:
    if not reasons or not _WHATEVER_THE_TIME.isdisjoint(why.reason for why in reasons):
        return ()
    return tuple(nearest(terms, terms.shape, agendas, wanted, whom=whom, scale=scale))
