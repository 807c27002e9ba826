"""The rest of what can be known of somebody: shared items, guardians, calls, requests, copies, letters, recipients."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from booking.models import Appointment
from booking.services import decide_measure
from calls.folding import Outcome
from calls.messages import Rung
from calls.models import CallFact, CallRecording, CallSession, InboxMessage, Line, MessageStep
from calls.services import answer_message, send_message
from consent import services as consent
from consent.attestation import Attestation
from consent.models import LinkPurpose
from consent.purposes import Purpose
from consent.services.guardian_links import issue_guardian_link
from consent.services.guardians import record_guardian_answer
from core import clock
from core.ids import new_id
from core.scoping import Actor, system_actor
from instructions.services import answer_urgency, begin_urgency
from notifications.kinds import Kind as About
from notifications.kinds import Medium
from notifications.models import Cause, Delivery, FollowUp, Receipt, Reply, StoppedNumber
from notifications.models.reply import ReplyOutcome
from notifications.numbers import number_key
from notifications.replies import Meaning
from notifications.states import State
from online.answers import Answers
from online.models import AppointmentLink, BookingDraft, EarlierWish, OwnerProof, PatientAccount
from online.services import held_by, hold_record, issue_link, open_held
from patients.enums import SharedWith
from patients.models import Patient
from patients.services import PatientChanges
from patients.services.share import share_item
from patients.who_answers import ReadsAs
from practices.models import Practice
from privacy.models import IdentityCopy, Propagation, RightsLetter, RightsRequest
from privacy.services.execute import rectify
from privacy.services.identity import add_copy
from telephony_adapters.events import Direction, Kind, RemoteState
from tests.calls.lines import make_line
from tests.factories.booking import MONDAY, at
from tests.factories.consignes import make_protocol
from tests.factories.practices import House
from tests.privacy.requests import JPEG, ask, granted
from tests.words import new_word

LATER = MONDAY.replace(year=MONDAY.year + 1)


@dataclass(frozen=True)
class Known:
    texts: tuple[str, ...]
    row_ids: tuple[UUID, ...]


def known_elsewhere(actor: Actor, house: House, patient: Patient, name: str, visit_id: UUID) -> Known:
    """`actor` may do everything there. Every text betrays the person, every id is of a row of theirs."""
    texts = (
        f"Compte rendu ({name})", f"Tutrice {name}", f"Dr {name}-Ferry", f"Mutuelle {name}", f"Je, {name}, écris",
        f"Rappeler {name} ce soir", f"Dites à {name} de venir",
    )  # fmt: skip
    ids = [_shared(actor, house, patient, texts[0]), *_guardian(actor, house, patient, texts[1], visit_id)]
    a_call(house.practice, patient)
    decide_measure(actor=actor, patient_id=patient.id, grade="phone-only", cause="repeated-absences", months=3)
    by_sms = f"Je viens, c'est {name}"
    ids += messages_about(actor, house, patient, visit_id, by_sms)
    ids.append(an_online_booking(house, patient))
    ids.append(an_urgency(actor, house, patient))
    ids.append(a_message(actor, house, patient, texts[5:]))
    asked = ask(
        actor, house.practice, patient, kind="access", intake="email", requester_name=texts[4],
        content=texts[4], requester_contact=f"{name} <{new_word()}@exemple.fr>",
    )  # fmt: skip
    add_copy(actor=actor, request_id=asked.id, document="passport", content=JPEG)
    done = granted(actor, house.practice, patient)
    changes = PatientChanges(treating_practitioner=texts[2])
    rectify(actor=actor, request_id=done.id, changes=changes, recipients=[texts[3]])
    patient.refresh_from_db()
    return Known((*texts, by_sms), (*ids, *_of_requests(asked, done)))


def _shared(actor: Actor, house: House, patient: Patient, title: str) -> UUID:
    practice_id = house.practice.id
    notice = consent.publish_notice(
        actor=actor, practice_id=practice_id, text="Préparer la visite.", purpose=Purpose.PREPARATION
    )
    consent.give_consent(
        actor=actor, practice_id=practice_id, subject_id=patient.id, purpose=Purpose.PREPARATION, channel="phone",
        notice_version=notice.version,
    )  # fmt: skip
    return share_item(
        actor=actor, patient_id=patient.id, title=title, text=title, shared_with=SharedWith.PRACTICE.value
    ).id


def a_message(actor: Actor, house: House, patient: Patient, texts: tuple[str, ...]) -> UUID:
    """Somebody wrote to the practitioner about them, who answered."""
    sent = send_message(
        actor=actor, practitioner_role_id=house.role.id, kind="urgent", text=texts[0], patient_id=patient.id
    )
    MessageStep.objects.create(practice=house.practice, message=sent, rung=Rung.SMS, at=clock.now())
    return answer_message(actor=system_actor(house.practice.id), message_id=sent.id, text=texts[1]).id


def _guardian(actor: Actor, house: House, patient: Patient, name: str, visit_id: UUID) -> list[UUID]:
    terms = {
        "actor": actor, "practice_id": house.practice.id, "subject_id": patient.id, "appointment_id": visit_id,
    }  # fmt: skip
    answer = record_guardian_answer(**terms, said=Attestation(name=name))
    link = issue_guardian_link(**terms, purpose=LinkPurpose.OBJECT, expires_at=at("09:00", LATER), answer_id=answer.id)
    return [answer.id, link.id]


def an_urgency(actor: Actor, house: House, patient: Patient) -> UUID:
    """The protocol was followed about them, to its end."""
    make_protocol(house.practice)
    run = begin_urgency(actor=actor, practice_id=house.practice.id, patient_id=patient.id)
    answer_urgency(actor=actor, run_id=run.id, question="douleur", choice="oui")
    return run.id


def a_call(practice: Practice, patient: Patient) -> None:
    """They rang from their number."""
    line = Line.objects.filter(practice=practice).first() or make_line(practice)
    number = patient.phones.first().e164
    call = CallSession.objects.create(
        practice=practice, line=line, account=line.account, provider_call_id=str(uuid4()), direction=Direction.INBOUND,
        remote_state=RemoteState.KNOWN, remote_e164=number, outcome=Outcome.ANSWERED, started_at=clock.now(),
    )  # fmt: skip
    CallFact.objects.create(
        practice=practice, session=call, account=line.account, event_id=str(uuid4()), leg_id="one", kind=Kind.RINGING,
        remote_state=RemoteState.KNOWN, remote_e164=number, received_at=clock.now(),
    )  # fmt: skip


def messages_about(actor: Actor, house: House, patient: Patient, visit_id: UUID, words: str) -> list[UUID]:
    """A message about their visit that was sent and received, what they answered, their STOP, the link they followed.

    What the vendor brought was read: its message stays without a word. The call was recorded.
    """
    practice, now, number = house.practice, clock.now(), patient.phones.first().e164
    own = {"practice": practice, "number_key": number_key(practice.id, number)}
    sent_id = new_id()
    sent = Delivery.objects.create(
        id=sent_id, practice=practice, appointment_id=visit_id, kind=About.BOOKED.value, channel=Medium.SMS.value,
        version=1, resend=7, state=State.DELIVERED.value, due_at=now, created_at=now, state_at=now, reference=sent_id,
        sending_at=now, template_version=1,
    )  # fmt: skip
    Receipt.objects.create(
        practice=practice, delivery=sent, account="exchange", event_id=str(uuid4()), kind=State.DELIVERED.value,
        received_at=now,
    )  # fmt: skip
    for about in (visit_id, None):
        Reply.objects.create(
            **own, account="exchange", event_id=str(uuid4()), number=number, text=words, occurred_at=now,
            received_at=now, meaning=Meaning.OTHER.value, outcome=ReplyOutcome.PERSON, appointment_id=about,
        )  # fmt: skip
    StoppedNumber.objects.create(**own, said_at=now)
    InboxMessage.objects.create(account="exchange", message_key=uuid4().hex * 2, received_at=now, state="read")
    call, sound = CallSession.objects.filter(practice=practice, remote_e164=number).latest("started_at"), uuid4()
    CallRecording.objects.create(
        practice=practice, session=call, reference=str(sound), made_at=now, erase_after=now + timedelta(days=30),
    )  # fmt: skip
    left = FollowUp.objects.create(practice=practice, cause=Cause.NOT_TOLD, appointment_id=visit_id, opened_at=now)
    link = issue_link(actor=actor, practice_id=practice.id, appointment_id=visit_id)
    visit = Appointment.objects.get(id=visit_id)
    AppointmentLink.objects.filter(id=link.id).update(presence_at=now, presence_for=visit.starts_at)
    wish = EarlierWish.objects.create(practice=practice, appointment_id=visit_id, since=now)
    held_id = _an_account(practice.id, visit.patient_id)
    OwnerProof.objects.create(
        practice=practice, token_digest=uuid4().hex, appointment_id=visit_id, created_at=now,
        expires_at=now + timedelta(minutes=30),
    )  # fmt: skip
    return [sent.id, link.id, wish.id, held_id, left.id, sound]


def _an_account(practice_id: UUID, patient_id: UUID) -> UUID:
    """Somebody opened an account of the portal, keeps this record in it and has it open in a browser."""
    account = PatientAccount.objects.create(
        federated_digest=uuid4().hex, handle=uuid4().hex, created_at=clock.now(), last_seen_date=clock.now().date()
    )
    hold_record(account_id=account.id, practice_id=practice_id, patient_id=patient_id, answers=ReadsAs.SELF)
    (held,) = held_by(account.id)
    open_held(account_id=account.id, held_id=held.id)
    return held.id


def an_online_booking(house: House, patient: Patient) -> UUID:
    """They were booking by themselves a moment ago."""
    now = clock.now()
    typed = Answers(
        birth_name=patient.birth_name, given_names=patient.given_names, birth_date=patient.birth_date.isoformat(),
        phone="+33639980049",
    )  # fmt: skip
    return BookingDraft.objects.create(
        practice=house.practice, token_digest=uuid4().hex * 2, visit_reason_id=house.visit_reason.id,
        practitioner_role_id=house.role.id, starts_at=at("15:00", LATER), held_until=now, answers=typed.to_text(),
        created_at=now, expires_at=now + timedelta(minutes=30),
    ).id  # fmt: skip


def _of_requests(*requests: RightsRequest) -> list[UUID]:
    found = [one.id for one in requests]
    for model in (RightsLetter, IdentityCopy, Propagation):
        found += model.objects.filter(request__in=requests).values_list("id", flat=True)
    return found
