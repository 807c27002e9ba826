"""Patients told of the notice in force, through the room's own services; numbers and names are fictitious."""

from datetime import date
from itertools import count
from typing import Any

from django.db import transaction

from consent import services as consent
from consent.models import Notice
from consent.purposes import Purpose
from core.scoping import Channel, acting_as, system_actor
from patients import services
from patients.contact import Contact
from patients.identity import IdentityInput
from patients.models import Patient, SharedItem
from practices.asked_fields import AskedField
from practices.instructions import asked_fields
from practices.models import Practice
from tests.factories.consent import make_notice
from tests.factories.practices import House, ask_everything, make_location, make_role

_numbers = count(1)
BIRTH = date(1984, 3, 12)
PREPARATION = "Votre médecin partage des éléments de votre dossier pour préparer la consultation."


def nir_for(birth: date = BIRTH, *, female: bool = True, order: int | None = None, department: str = "99") -> str:
    """A valid fictitious NIR of somebody born abroad (99) or where said; the key is computed here."""
    order = next(_numbers) % 999 + 1 if order is None else order
    body = f"{2 if female else 1}{birth:%y%m}{department}126{order:03d}"
    digits = body.replace("2A", "19", 1) if department == "2A" else body
    return f"{body}{97 - int(digits) % 97:02d}"


def identity(**traits: Any) -> IdentityInput:
    """Camille Lefèvre, born on 12 March 1984, unless told otherwise."""
    usual = {"family_name": "Lefèvre", "given_names": "Camille", "birth_date": BIRTH, "sex": "female"}
    return IdentityInput(**{**usual, **traits})


def notice_in_force(practice: Practice) -> int:
    """The version to read aloud; the practice publishes its first text when it has none."""
    with acting_as(system_actor(practice.id)), transaction.atomic():
        notice = (
            Notice.objects.filter(practice_id=practice.id, purpose=Purpose.APPOINTMENTS.value)
            .order_by("-version")
            .first()
        )
    return (notice or make_notice(practice)).version


def have_nir_asked(practice: Practice) -> None:
    """Nothing where a practitioner of the practice has it asked already."""
    with acting_as(system_actor(practice.id)), transaction.atomic():
        asked = asked_fields(practice.id)
    if AskedField.NIR not in asked:
        ask_everything(make_role(practice, make_location(practice, "Annexe")))


def agree_to_preparation(practice: Practice, patient: Patient) -> None:
    """The patient agrees that items of the medical file prepare the visit; the text is published where it is not."""
    actor = system_actor(practice.id)
    with acting_as(actor):
        notice = Notice.objects.filter(practice_id=practice.id, purpose=Purpose.PREPARATION.value).first()
        notice = notice or consent.publish_notice(
            actor=actor, practice_id=practice.id, text=PREPARATION, purpose=Purpose.PREPARATION
        )
        consent.give_consent(
            actor=actor,
            practice_id=practice.id,
            subject_id=patient.id,
            purpose=Purpose.PREPARATION,
            notice_version=notice.version,
            channel="phone",
        )


def share_one(house: House, patient: Patient, *, shared_with: str = "secretariat") -> SharedItem:
    """An item of the medical file, with the patient's consent."""
    agree_to_preparation(house.practice, patient)
    actor = system_actor(house.practice.id)
    with acting_as(actor):
        return services.share_item(
            actor=actor, patient_id=patient.id, title="Allergies", text="Pénicilline", shared_with=shared_with
        )


def make_patient(
    practice: Practice,
    family_name: str = "Lefèvre",
    given_names: str = "Camille",
    birth_date: date = BIRTH,
    *,
    phones: tuple[str, ...] = (),
    nir: str = "",
    contact: Contact | None = None,
    **traits: Any,
) -> Patient:
    """One patient of the practice, recorded without asking about namesakes; a child waits for a guardian.

    A practice that is to know a NIR gets a practitioner who has it asked, where it has none.
    """
    actor = system_actor(practice.id)
    version = notice_in_force(practice)
    if nir:
        have_nir_asked(practice)
    with acting_as(actor):
        return services.create_patient(
            actor=actor,
            practice_id=practice.id,
            identity=identity(family_name=family_name, given_names=given_names, birth_date=birth_date, **traits),
            contact=contact or Contact(phones=phones),
            nir=nir,
            notice_version=version,
            notice_channel=Channel.PHONE,
            confirm_not_duplicate=True,
            minor_may_wait=True,
        )
