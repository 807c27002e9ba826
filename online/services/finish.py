"""The end of a booking: whoever it is for is admitted, the held slot becomes the visit, a link is issued."""

from enum import StrEnum
from uuid import UUID

from django.db import transaction

from booking.consigne_call import consignes_asked_online
from booking.consignes import NO_ANSWER
from booking.consignes import Answers as Told
from booking.models.appointment import CancelledBy
from booking.offer import check_comes_online
from booking.queries import LinkedVisit, has_visits_near, visits_near
from booking.services import book_from_hold, cancel_appointment
from consent.attestation import Attestation, GuardianRelation
from consent.decisions import Reach
from consent.purposes import Purpose
from consent.services import accept_purpose
from consent.services.guardian_links import contacts_asked
from core.scoping import Actor
from instructions.online import AskedOnline
from online.answers import Answers, By, Whom
from online.errors import ClashUnsettled, ContactUnproven, TooLateToChange
from online.models import AppointmentLink, BookingDraft
from online.queries import answers_of
from online.services.drafts import keep_held
from online.services.links import issue_link
from online.services.unshown import leave_to_the_desk
from patients.enums import RelationScope
from patients.local_day import local_day
from patients.reach import guardian_contacts, is_theirs_alone, stands_in_file
from patients.services import Admission, add_relative, admit_patient, check_told, recognise_patient


class Settle(StrEnum):
    """What becomes of a visit that is near: the new one instead of it, or both. Keeping it alone is giving up."""

    REPLACE = "replace"
    BOTH = "both"


@transaction.atomic
def near_visits(*, actor: Actor, draft: BookingDraft) -> list[LinkedVisit]:
    """What the same person is already expected for nearby, once their contact is proven.

    Raises ContactUnproven; NotOffered, before anything is read back, for whom booking would refuse at the end.
    """
    if draft.proven_at is None:
        raise ContactUnproven()
    told = answers_of(draft)
    known = recognise_patient(
        actor=actor, practice_id=draft.practice_id, identity=told.identity, contact=told.contact, proven=told.proven
    )
    if known is None:
        return []
    check_comes_online(draft.practice_id, known)
    return _own_visits(actor, draft, told, known)


def questions_of(*, actor: Actor, draft: BookingDraft) -> list[AskedOnline]:
    """What the practice asks before the visit of a draft whose person is told. Raises what booking would."""
    return consignes_asked_online(
        actor,
        visit_reason_id=draft.visit_reason_id,
        practitioner_role_id=draft.practitioner_role_id,
        start=draft.starts_at,
        birth_date=answers_of(draft).born,
    )


@transaction.atomic
def finish_booking(
    *,
    actor: Actor,
    draft: BookingDraft,
    notice_version: int | None,
    remind: bool,
    settle: str = "",
    answers: Told = NO_ANSWER,
) -> AppointmentLink:
    """Book what the draft holds and forget the draft. `remind`: the person wants a reminder where the code went.

    `answers`: to what the practice's consignes ask; sealed with the visit, as at the desk.

    Raises ContactUnproven, ClashUnsettled, TooLateToChange, ConsentRequired, NoticeOutdated, InvalidInput, and what
    `booking.services.book_from_hold` raises.
    """
    if draft.proven_at is None:
        raise ContactUnproven()
    told = answers_of(draft)
    draft = keep_held(actor=actor, draft=draft)
    assert draft.hold_id is not None, "what is kept held has its hold"
    is_child = check_told(actor=actor, practice_id=draft.practice_id, identity=told.identity, contact=told.contact)
    reach = None if is_child or not remind else Reach.SMS if told.by == By.SMS else Reach.EMAIL
    who = admit_patient(
        actor=actor,
        practice_id=draft.practice_id,
        identity=told.identity,
        contact=told.contact,
        proven=told.proven,
        notice_version=notice_version,
        notice_channel=actor.channel.value,
        reach=reach,
    )
    is_for_the_desk = _is_near_unshown(draft, told, who)
    _settle(actor, draft, told, who, settle)
    guardian, contact = _guardian(actor, draft, told, who) if is_child else (None, "")
    visit = book_from_hold(
        actor=actor,
        patient_id=who.patient_id,
        hold_id=draft.hold_id,
        guardian=guardian,
        guardian_contact=contact,
        answers=answers,
    )
    if is_for_the_desk:
        leave_to_the_desk(draft.practice_id, visit.id)
    _note_who_booked(actor, told, who, is_child)
    if reach is not None and not who.is_new:
        _remind(actor, draft, who, reach)
    link = issue_link(actor=actor, practice_id=draft.practice_id, appointment_id=visit.id)
    draft.delete()
    return link


def _own_visits(actor: Actor, draft: BookingDraft, told: Answers, known: UUID) -> list[LinkedVisit]:
    """Nobody hears of another's visits: who books for themselves, by a contact that stands in their record alone.

    Whoever shares a number with a relative may give that relative's name: the desk settles those (see
    `_is_near_unshown`), nothing is shown.
    """
    return visits_near(actor, draft.practice_id, known, draft.starts_at) if _may_hear(draft, told, known) else []


def _may_hear(draft: BookingDraft, told: Answers, known: UUID) -> bool:
    return told.whom == Whom.ME and is_theirs_alone(draft.practice_id, known, told.proven_text)


def _is_near_unshown(draft: BookingDraft, told: Answers, who: Admission) -> bool:
    """Twice in a short time, of a child, a relative or a shared number: nobody here is told, so the desk is."""
    if who.is_new or _may_hear(draft, told, who.patient_id):
        return False
    return has_visits_near(draft.practice_id, who.patient_id, draft.starts_at)


def _settle(actor: Actor, draft: BookingDraft, told: Answers, who: Admission, settle: str) -> None:
    """Twice in a short time is never silent for whoever may hear of it; see `_is_near_unshown` otherwise."""
    near = [] if who.is_new else _own_visits(actor, draft, told, who.patient_id)
    if not near:
        return
    if settle not in set(Settle):
        raise ClashUnsettled()
    if settle == Settle.BOTH:
        return
    for visit in near:
        if not visit.may_change:
            raise TooLateToChange(hours=visit.change_hours)
        cancel_appointment(actor=actor, appointment_id=visit.id, by=CancelledBy.PATIENT, reason=None)


def _guardian(actor: Actor, draft: BookingDraft, told: Answers, who: Admission) -> tuple[Attestation | None, str]:
    """Who agrees at once, and where the guardian is asked otherwise.

    A tick proves nothing: only the recorded guardian of the file, by their own proven contact, agrees on the page.
    Anybody else is sent the link, unless that contact stands in the child's file and was never a guardian's: it may
    be the child's own, and the desk asks.
    """
    practice_id, child = draft.practice_id, who.patient_id
    recorded = guardian_contacts(practice_id, child, local_day(actor, practice_id))
    contact = told.proven_text if told.whom == Whom.CHILD else told.guardian_phone
    if told.whom == Whom.CHILD and contact in recorded:
        return _attestation(told), contact
    doubtful = not who.is_new and stands_in_file(practice_id, child, contact)
    if doubtful and contact not in (*recorded, *contacts_asked(practice_id, child)):
        return None, ""
    return None, contact


def _attestation(told: Answers) -> Attestation:
    return Attestation(name=told.booker, relation=GuardianRelation(told.relation), child_joined=told.child_joined)


def _note_who_booked(actor: Actor, told: Answers, who: Admission, is_child: bool) -> None:
    """Who called for somebody else is somebody to call back; nothing is added to a record that was there before."""
    if told.whom == Whom.ME or is_child or not who.is_new:
        return
    add_relative(
        actor=actor,
        patient_id=who.patient_id,
        relation=told.relation,
        scope=RelationScope.CONTACT.value,
        name=told.booker,
        phone=told.phone,
    )


def _remind(actor: Actor, draft: BookingDraft, who: Admission, reach: Reach) -> None:
    accept_purpose(
        actor=actor,
        practice_id=draft.practice_id,
        subject_id=who.patient_id,
        purpose=Purpose.REMINDERS,
        reach=reach,
        channel=actor.channel.value,
    )
