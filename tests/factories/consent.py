"""Notices, and the record that somebody was told."""

from uuid import UUID

from consent import services
from consent.decisions import Reach
from consent.models import Notice, NoticeRecord
from consent.purposes import Purpose
from core.scoping import Actor, Channel, acting_as, system_actor
from patients.models import Patient
from practices.models import Practice

TEXT = "Vos données servent à gérer vos rendez-vous au cabinet. Vous pouvez y accéder et les faire corriger."


def make_notice(practice: Practice, text: str = TEXT) -> Notice:
    """The next version of the practice's text, in force now."""
    with acting_as(system_actor(practice.id)):
        return services.publish_notice(actor=system_actor(practice.id), practice_id=practice.id, text=text)


def tell(practice: Practice, subject_id: UUID, notice: Notice) -> NoticeRecord:
    """Record that this person was told."""
    with acting_as(system_actor(practice.id)):
        return services.record_notice(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            subject_id=subject_id,
            notice_version=notice.version,
            channel=Channel.PHONE,
        )


def choose_reach(actor: Actor, patient: Patient, reach: str | None) -> None:
    """The patient has nothing against reminders, and says how they want to be reached."""
    with acting_as(actor):
        services.accept_purpose(
            actor=actor,
            practice_id=patient.practice_id,
            subject_id=patient.id,
            purpose=Purpose.REMINDERS,
            reach=Reach(reach) if reach else None,
            channel="phone",
        )


def stop_reminders(actor: Actor, patient: Patient) -> None:
    """The patient objects to reminders."""
    with acting_as(actor):
        services.stop_purpose(
            actor=actor,
            practice_id=patient.practice_id,
            subject_id=patient.id,
            purpose=Purpose.REMINDERS,
            channel="phone",
        )
