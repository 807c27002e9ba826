"""The stage on which every route is tried by everybody: one practice in full, a second one beside it.

The clock stands on the Monday of tests/factories/booking.py; every persona has a fresh step-up, so
that only roles and practices decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from pypdf import PdfWriter

from accounts.enums import AccountStatus, SessionStage
from accounts.models import User
from booking import services as booking
from booking.models import Override
from booking.services.substitutes import add_substitution
from consent.charter_queries import in_force
from consent.charters import Organisation
from core import clock
from core.ids import new_id
from core.scoping import Actor, acting_as, system_actor
from patients import services as patients
from patients.models import PatientMerge
from practices.enums import SecretariatRole
from practices.permissions import BY_CHOICE
from practices.services import join_secretariat, reinstate_person, suspend_person
from privacy.models import Incident, LegalHold, RightsLetter
from privacy.services.holds import place_hold
from privacy.services.identity import add_copy
from privacy.services.incidents import declare_incident
from privacy.services.receive import Asked, receive_request
from tests.factories.accounts import person, session_of, signed_in
from tests.factories.booking import MONDAY, at, book, hold, open_every_week
from tests.factories.deaths import make_directive, make_erased, make_report
from tests.factories.patients import make_patient, nir_for, notice_in_force, share_one
from tests.factories.practices import House, World, join_as_practice_secretary, make_person, make_role, make_world
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
    world = make_world()
    colleague = person(LEA)
    join_as_practice_secretary(world.ours.practice, colleague, tuple(p.value for p in BY_CHOICE))
    people = {**world.people, LEA: colleague}
    clients = {name: signed_in(Client(), user, step_up=True) for name, user in people.items()}
    furnished = _furnished(world.ours, world.actor(CAMILLE), NAMES_OURS)
    return Stage(
        world=world,
        ids={
            **furnished,
            # The same patient, where who may not act hears it before anybody is looked for.
            "attached_id": furnished["patient_id"],
            "call_id": new_id(),
            **_conduct(world.ours),
            "known_at": clock.now().isoformat(),
            "free": at("11:00").isoformat(),
            "later": at("12:00", MONDAY + timedelta(days=28)).isoformat(),
            "notice": notice_in_force(world.ours.practice),
            "session_id": session_of(clients[CAMILLE]).id,
        },
        foreign={
            **_furnished(world.theirs, world.actor(CHARLIE), "Gaia"),
            "session_id": session_of(clients[CHARLIE]).id,
        },
        clients={**clients, **_outsiders()},
    )


def blank_page() -> bytes:
    """A document of one empty page, as somebody would join to a request."""
    writer, kept = PdfWriter(), BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(kept)
    return kept.getvalue()


def _furnished(house: House, secretary: Actor, family_name: str) -> dict[str, UUID]:
    """A patient with a relative and a visit at nine, and a time at ten held by the secretary."""
    system = system_actor(house.practice.id)
    opening_rule, *_ = open_every_week(house.role)
    patient = make_patient(house.practice, family_name, phones=("+33199000001",), nir=nir_for())
    with acting_as(system):
        patients.set_medical_note(actor=system, patient_id=patient.id, text="Une note.")
        relative = patients.add_relative(
            actor=system, patient_id=patient.id, relation="parent", scope="contact", name="Léo Ici"
        )
        item = share_one(house, patient)
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
        override_id = Override.objects.get(appointment=evening).id
        request = receive_request(
            actor=system,
            practice_id=house.practice.id,
            asked=Asked("rectification", "desk", "self", f"Léo {family_name}", data_concerned="L'adresse"),
            patient_id=patient.id,
        )
        letter = RightsLetter.objects.filter(request=request).first()
        copy = add_copy(actor=system, request_id=request.id, document="passport", content=blank_page())
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
        "request_id": request.id,
        "letter_id": letter.id if letter else NIL,
        "copy_id": copy.id,
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
        "opening_exception_id": opening.row.id,
        "absence_id": away.row.id,
        "closure_id": shut.row.id,
        "location_id": house.location.id,
        "practitioner_id": house.role.practitioner_id,
        "delegation_id": house.delegation.id,
        "item_id": item.id,
        "override_id": override_id,
        "substitute_id": substitute.practitioner_id,
        "substitution_id": substitution.id,
        "reason": house.visit_reason.id,
        "role": house.role.id,
    }


def _incident(house: House) -> Incident:
    system = system_actor(house.practice.id)
    with acting_as(system):
        return declare_incident(
            actor=system, practice_id=house.practice.id, description="Écran laissé ouvert", known_at=clock.now()
        )


def _conduct(house: House) -> dict[str, UUID]:
    """Somebody of the secretariat who was once suspended. Only its managers are answered anything but a refusal."""
    somebody = make_person()
    join_secretariat(
        actor=system_actor(), secretariat_id=house.secretariat.id, user_id=somebody.id, role=SecretariatRole.SECRETARY
    )
    sanction = suspend_person(actor=system_actor(), user_id=somebody.id, reason="Mot de passe prêté", severity="minor")
    reinstate_person(actor=system_actor(), user_id=somebody.id)
    return {"person_id": somebody.id, "sanction_id": sanction.id}


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
