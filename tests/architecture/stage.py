"""The stage on which every route is tried by everybody: one practice in full, a second one beside it.

The clock stands on the Monday of tests/factories/booking.py; every persona has a fresh step-up, so
that only roles and practices decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client
from pypdf import PdfWriter

from accounts.enums import AccountStatus, SessionStage
from accounts.models import User
from booking import services as booking
from booking.models import CalendarFeed, Override
from booking.services.substitutes import add_substitution
from booking.services.told_absences import tell_absence
from calls.models import CallSession
from calls.services import answer_message
from consent.charter_queries import in_force
from consent.charters import Organisation
from core import clock
from core.ids import new_id
from core.scoping import Actor, acting_as, system_actor
from instructions.services import begin_urgency
from patients import services as patients
from patients.models import Patient, PatientMerge
from practices.enums import SecretariatRole
from practices.permissions import BY_CHOICE
from practices.services import join_secretariat, reinstate_person, suspend_person
from privacy.models import (
    DeletionInstruction,
    ExchangeChannel,
    Incident,
    LegalHold,
    PendingAct,
    Propagation,
    RightsLetter,
)
from privacy.services.channels import validate_channel
from privacy.services.holds import place_hold
from privacy.services.identity import add_copy
from privacy.services.incidents import declare_incident
from privacy.services.instructions import record_instruction
from privacy.services.pending_acts import ask_withdrawal
from privacy.services.receive import Asked, receive_request
from tests.calls.lines import make_call, make_line
from tests.calls.messages import do, send
from tests.factories.accounts import person, session_of, signed_in
from tests.factories.booking import MONDAY, at, book, hold, open_every_week
from tests.factories.consignes import make_consigne, make_protocol
from tests.factories.deaths import make_directive, make_erased, make_report
from tests.factories.kept import kept
from tests.factories.messages import make_failed, make_reply
from tests.factories.operator import operator_lines
from tests.factories.patients import make_patient, nir_for, notice_in_force, share_one
from tests.factories.practices import (
    House,
    World,
    join_as_practice_secretary,
    make_person,
    make_role,
    make_visit_reason,
    make_world,
)
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA

NAMES_OURS = "Ouranos"  # the family name of the first practice's patient, in no text of the product
LEA = "lea"  # the practice's own secretary, with everything the practice may add
STRANGER, HALFWAY, SUSPENDED = "stranger", "halfway", "suspended"
INSIDE = (CAMILLE, LEA, DR_MARTIN, NADIA, CHARLIE, INES)  # the columns of the matrix, the officer last
OUTSIDE = (STRANGER, HALFWAY, SUSPENDED)


@dataclass(frozen=True)
class Stage:
    """`ids` are what addresses, queries and bodies of the matrix name; `foreign` the same of the other practice."""

    world: World
    ids: Mapping[str, Any]
    foreign: Mapping[str, Any]
    clients: Mapping[str, Client]


def set_stage() -> Stage:
    world, ids, foreign, sessions = kept("stage", build=_set)
    return Stage(world, ids, foreign, {name: _carrying(name, key) for name, key in sessions.items()})


def _set() -> tuple[World, dict[str, Any], dict[str, Any], dict[str, str]]:
    """The house, the ids, and by what each person's browser is known."""
    world = make_world()
    colleague = person(LEA)
    join_as_practice_secretary(world.ours.practice, colleague, tuple(p.value for p in BY_CHOICE))
    people = {**world.people, LEA: colleague}
    clients = {name: signed_in(Client(), user, step_up=True) for name, user in people.items()}
    furnished = _furnished(world.ours, world.actor(CAMILLE), NAMES_OURS)
    return (
        world,
        {
            **furnished,
            # The same patient, where who may not act hears it before anybody is looked for.
            "attached_id": furnished["patient_id"],
            "call_id": new_id(),
            **_conduct(world.ours),
            "practitioner_user_id": world.people[DR_MARTIN].id,
            "act_id": _asked(world).id,
            **operator_lines(),
            "known_at": clock.now().isoformat(),
            "free": at("11:00").isoformat(),
            "later": at("12:00", MONDAY + timedelta(days=28)).isoformat(),
            "notice": notice_in_force(world.ours.practice),
            "session_id": session_of(clients[CAMILLE]).id,
        },
        {
            **_furnished(world.theirs, world.actor(CHARLIE), "Gaia"),
            "session_id": session_of(clients[CHARLIE]).id,
        },
        {name: _session_key(client) for name, client in {**clients, **_outsiders()}.items()},
    )


def _session_key(client: Client) -> str:
    held = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return held.value if held else ""


def _carrying(name: str, session_key: str) -> Client:
    client = Client(raise_request_exception=name != HALFWAY)
    if session_key:
        client.cookies[settings.SESSION_COOKIE_NAME] = session_key
    return client


def blank_page() -> bytes:
    """A document of one empty page, as somebody would join to a request."""
    writer, kept = PdfWriter(), BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(kept)
    return kept.getvalue()


def _furnished(house: House, secretary: Actor, family_name: str) -> dict[str, UUID]:
    """A patient with a relative and a visit at nine, and a time at ten held by the secretary."""
    system = system_actor(house.practice.id)
    # Of a day when nobody books here, so that it stands in nobody's way.
    consigne = make_consigne(house.practice, from_date=MONDAY + timedelta(days=700))
    make_protocol(house.practice)
    opening_rule, *_ = open_every_week(house.role)
    patient = make_patient(house.practice, family_name, phones=("+33199000001",), nir=nir_for())
    with acting_as(system):
        patients.set_medical_note(actor=system, patient_id=patient.id, text="Une note.")
        relative = patients.add_relative(
            actor=system, patient_id=patient.id, relation="parent", scope="contact", name="Léo Ici"
        )
        item = share_one(house, patient)
        measure = booking.decide_measure(
            actor=system_actor(house.practice.id), patient_id=patient.id, grade="must-confirm", cause="agreed", months=1
        )
        visit = book(system, house, patient.id, at("09:00"))
        evening = book(system, house, patient.id, at("20:00"), overbooked="Visite du soir")
        substitute = make_role(house.practice, house.location)
        substitution = add_substitution(
            actor=system,
            practitioner_role_id=house.role.id,
            substitute_id=substitute.practitioner_id,
            starts_on=MONDAY + timedelta(days=14),
            ends_on=MONDAY + timedelta(days=18),
        )
        override_id = Override.objects.get(appointment=evening).id
        run = begin_urgency(actor=system, practice_id=house.practice.id, call_id=new_id(), patient_id=patient.id)
    feed_id = _fed(house, secretary)
    double = make_patient(house.practice, family_name)
    merge = _merged(house, system)
    with acting_as(secretary):
        held = hold(secretary, house, at("10:00"))
    return {
        "practice_id": house.practice.id,
        "death_id": make_report(house.practice, make_patient(house.practice, "Hadès"), reporter=secretary).id,
        "directive_id": make_directive(house.practice, patient).id,
        "erased_id": make_erased(house.practice, make_patient(house.practice, "Léthé")),
        "incident_id": _incident(house).id,
        "instruction_id": _instruction(house, system).id,
        "channel_id": _channel(house, system).id,
        "secretariat_id": house.secretariat.id,
        "charter_id": in_force(Organisation(secretariat_id=house.secretariat.id))[0].id,
        "patient_id": patient.id,
        "double_id": double.id,
        "merge_id": merge.id,
        "legal_hold_id": _held(house, system).id,
        "relative_id": relative.id,
        "appointment_id": visit.id,
        "hold_id": held.id,
        "opening_rule_id": opening_rule.id,
        "location_id": house.location.id,
        "practitioner_id": house.role.practitioner_id,
        "delegation_id": house.delegation.id,
        "item_id": item.id,
        "measure_id": measure.id,
        "feed_id": feed_id,
        "override_id": override_id,
        "substitute_id": substitute.practitioner_id,
        "substitution_id": substitution.id,
        "consigne_id": consigne.consigne_id,
        "consigne_version_id": consigne.id,
        "consigne_draft_id": make_consigne(house.practice, approved=False).id,
        "protocol_draft_id": make_protocol(house.practice, signed=False).id,
        "urgency_run_id": run.id,
        "ring_id": make_call(house.practice, f"+3319900{next(_lines):04d}").id,
        "urgency_call_id": run.call_id,
        "reason": house.visit_reason.id,
        "online_reason": make_visit_reason(house.practice, [house.role], "En ligne", by_web=True).id,
        "role": house.role.id,
        "follow_up_id": make_failed(visit).id,
        "reply_follow_up_id": make_reply(visit, "je serai en retard").id,
        **_a_weekend(house, system),
        **_a_request(house, system, patient, family_name),
        **_messages(house, patient, secretary),
        "rung_id": _rung(house).id,
    }


def _a_weekend(house: House, system: Actor) -> dict[str, UUID]:
    """What changes an agenda on a day when nobody books."""
    with acting_as(system):
        weekend = MONDAY + timedelta(days=19)
        opening = booking.add_opening_exception(
            actor=system, practitioner_role_id=house.role.id, day=weekend, opens=time(9), closes=time(12)
        )
        away = booking.add_absence(
            actor=system,
            practice_id=house.practice.id,
            practitioner_id=house.role.practitioner_id,
            start=at("09:00", weekend),
            end=at("10:00", weekend),
        )
        shut = booking.add_closure(
            actor=system, location_id=house.location.id, start=at("11:00", weekend), end=at("12:00", weekend)
        )
        told, _ = tell_absence(
            actor=system,
            practice_id=house.practice.id,
            practitioner_id=house.role.practitioner_id,
            start=at("14:00", weekend),
            end=at("15:00", weekend),
            sentence="Absent ce jour-là.",
        )
    return {
        "opening_exception_id": opening.row.id,
        "absence_id": away.row.id,
        "closure_id": shut.row.id,
        "told_absence_id": told.id,
    }


def _a_request(house: House, system: Actor, patient: Patient, family_name: str) -> dict[str, UUID]:
    """A request for one's rights, its letter, its copy of a document and whom it must be told to."""
    with acting_as(system):
        request = receive_request(
            actor=system,
            practice_id=house.practice.id,
            asked=Asked("rectification", "desk", "self", f"Léo {family_name}", data_concerned="L'adresse"),
            patient_id=patient.id,
        )
        letter = RightsLetter.objects.filter(request=request).first()
        recipient = Propagation.objects.create(
            practice_id=house.practice.id, request=request, recipient="Mutuelle du Test", listed_at=clock.now()
        )
        copy = add_copy(actor=system, request_id=request.id, document="passport", content=blank_page())
    return {
        "request_id": request.id,
        "letter_id": letter.id if letter else NIL,
        "copy_id": copy.id,
        "recipient_id": recipient.id,
    }


def _fed(house: House, secretary: Actor) -> UUID:
    with acting_as(system_actor(house.practice.id)):
        feed = CalendarFeed.objects.create(
            practice_id=house.practice.id,
            practitioner_role_id=house.role.id,
            token_digest="0" * 64,
            made_by_id=house.role.practitioner.user_id or secretary.user_id,
            made_at=clock.now(),
        )
    return feed.id


def _messages(house: House, patient: Patient, secretary: Actor) -> dict[str, UUID]:
    """Two messages about the same patient: one as it was sent, one that was answered."""
    sent, answered = (
        send(secretary, house, text, patient_id=patient.id) for text in ("Rappeler", "Renouveler l'ordonnance")
    )
    do(system_actor(house.practice.id), answer_message, answered, text="D'accord")
    return {"message_id": sent.id, "answered_id": answered.id}


def _rung(house: House) -> CallSession:
    """A call that nobody answered."""
    line = make_line(house.practice, f"+3319900{next(_lines):04d}")
    with acting_as(system_actor(house.practice.id)):
        return CallSession.objects.create(
            practice=house.practice,
            line=line,
            account=line.account,
            provider_call_id=str(new_id()),
            direction="inbound",
            remote_state="known",
            remote_e164="+33639980001",
            outcome="missed",
            started_at=clock.now() - timedelta(minutes=5),
            ended_at=clock.now() - timedelta(minutes=4),
        )


def _incident(house: House) -> Incident:
    system = system_actor(house.practice.id)
    with acting_as(system):
        return declare_incident(
            actor=system, practice_id=house.practice.id, description="Écran laissé ouvert", known_at=clock.now()
        )


def _instruction(house: House, system: Actor) -> DeletionInstruction:
    with acting_as(system):
        return record_instruction(
            actor=system,
            practice_id=house.practice.id,
            kind="archive",
            what="Les agendas de 2030",
            given_on=MONDAY,
            due_on=MONDAY + timedelta(days=30),
        )


def _channel(house: House, system: Actor) -> ExchangeChannel:
    with acting_as(system):
        return validate_channel(actor=system, practice_id=house.practice.id, kind="secure-mail")


def _conduct(house: House) -> dict[str, UUID]:
    """Somebody of the secretariat who was once suspended. Only its managers are answered anything but a refusal."""
    somebody = make_person()
    membership = join_secretariat(
        actor=system_actor(), secretariat_id=house.secretariat.id, user_id=somebody.id, role=SecretariatRole.SECRETARY
    )
    sanction = suspend_person(actor=system_actor(), user_id=somebody.id, reason="Mot de passe prêté", severity="minor")
    reinstate_person(actor=system_actor(), user_id=somebody.id)
    return {"person_id": somebody.id, "sanction_id": sanction.id, "staff_id": membership.id}


def _asked(world: World) -> PendingAct:
    """The manager wants an access withdrawn; her officer may confirm it, she may not."""
    somebody = make_person()
    join_secretariat(
        actor=system_actor(),
        secretariat_id=world.ours.secretariat.id,
        user_id=somebody.id,
        role=SecretariatRole.SECRETARY,
    )
    return ask_withdrawal(
        actor=world.actor(NADIA), user_id=somebody.id, reason="Dossiers ouverts sans motif", severity="grave"
    )


def _held(house: House, system: Actor) -> LegalHold:
    """Somebody else, whose data a dispute keeps."""
    with acting_as(system):
        return place_hold(
            actor=system,
            practice_id=house.practice.id,
            patient_id=make_patient(house.practice, "Thémis").id,
            ground="claim",
            reason="Assignation reçue",
            review_date=MONDAY + timedelta(days=90),
        )


def _merged(house: House, system: Actor) -> PatientMerge:
    """Two other records that were one person's."""
    one, other = make_patient(house.practice, "Héra"), make_patient(house.practice, "Héra")
    with acting_as(system):
        connection.check_constraints()  # recorded before they are merged, as in two transactions
        return patients.merge_patients(actor=system, survivor_id=one.id, merged_id=other.id)


def _outsiders() -> dict[str, Client]:
    """Nobody, somebody whose code is still awaited, and somebody suspended while signed in."""
    halfway = signed_in(Client(raise_request_exception=False), person(HALFWAY))
    session = session_of(halfway)
    session.stage = SessionStage.PASSWORD
    session.save(update_fields=["stage"])
    former = person(SUSPENDED)
    suspended = signed_in(Client(), former)
    User.objects.filter(id=former.id).update(status=AccountStatus.SUSPENDED)
    return {STRANGER: Client(), HALFWAY: halfway, SUSPENDED: suspended}


def filled(template: Any, ids: Mapping[str, Any]) -> Any:
    """The template with each `{name}` replaced by its id, whatever its shape."""
    if isinstance(template, str):
        return template.format_map(ids)
    if isinstance(template, Mapping):
        return {key: filled(value, ids) for key, value in template.items()}
    if isinstance(template, (list, tuple)):
        return [filled(value, ids) for value in template]
    return template


NIL = UUID(int=0)
_lines = count(1)
