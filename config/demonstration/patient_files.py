"""Records the people of a practice as its patients, through the bulk service of the room `patients`."""

from collections.abc import Iterator, Sequence
from random import Random
from uuid import UUID

from config.demonstration.people import Person
from config.demonstration.practice_setup import OpenedPractice
from core.scoping import Actor
from patients import services as patients
from patients.contact import Contact
from patients.enums import RelationScope
from patients.identity import IdentityInput
from patients.newcomer import Newcomer
from patients.plain_text import Address

BATCH = 1000
NOTED, RELATED = 30, 30
MEDICAL_NOTES = (
    "Allergie à la pénicilline signalée par le patient.",
    "Sous anticoagulant : prévenir avant tout geste.",
    "Malentendant : parler lentement, confirmer par SMS.",
    "Se déplace en fauteuil : réserver la salle du rez-de-chaussée.",
)


def record_patients(*, actor: Actor, opened: OpenedPractice, people: Sequence[Person], random: Random) -> list[UUID]:
    """Write the files of these people and return their ids in the same order; some get a note, some a relative."""
    newcomers = [_newcomer(person, opened, random) for person in people]
    ids: list[UUID] = []
    for start in range(0, len(newcomers), BATCH):
        recorded = patients.create_patients(
            actor=actor,
            practice_id=opened.practice.id,
            newcomers=newcomers[start : start + BATCH],
            notice_version=opened.notice.version,
            notice_channel=actor.channel.value,
        )
        ids += [patient.id for patient in recorded]
    for patient_id in random.sample(ids, min(NOTED, len(ids))):
        patients.set_medical_note(actor=actor, patient_id=patient_id, text=random.choice(MEDICAL_NOTES))
    for first, other, tie in list(_ties(ids, people))[:RELATED]:
        patients.add_relative(
            actor=actor,
            patient_id=first,
            relation=tie,
            scope=RelationScope.CONTACT.value,
            related_patient_id=other,
        )
    return ids


def _newcomer(person: Person, opened: OpenedPractice, random: Random) -> Newcomer:
    doctors = [role.practitioner.display_name for role in opened.roles]
    # Physiotherapists and paediatricians treat nobody in the sense of the law.
    has_doctor = opened.description.kind == "general" and random.random() < 0.8
    return Newcomer(
        IdentityInput(person.used_name, person.given_names, person.birth_date, person.birth_name, person.sex),
        Contact(
            phones=person.phones,
            email=person.email,
            address=Address(person.address_line, person.postal_code, person.city),
            treating_practitioner=random.choice(doctors) if has_doctor else "",
        ),
        person.nir,
    )


def _ties(ids: Sequence[UUID], people: Sequence[Person]) -> Iterator[tuple[UUID, UUID, str]]:
    """The first of each home, another of the same home, and what the other is to the first."""
    firsts = {person.household: place for place, person in enumerate(people) if person.household and not person.tie}
    for place, person in enumerate(people):
        if person.tie and person.household in firsts:
            yield ids[firsts[person.household]], ids[place], person.tie
