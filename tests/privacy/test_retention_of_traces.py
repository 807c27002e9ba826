"""Traces, requests and accounts at the end of their terms: R-04, R-05, R-09, R-15, R-16, R-17."""

from typing import Any

import pytest

from accounts.enums import AccountStatus
from accounts.models import User
from accounts.services.retention import FORGOTTEN_NAME, IDLE_TOPIC
from calls.models import CallFact, CallSession, InboxMessage, Line
from core import clock
from core.scoping import Actor, acting_as, system_actor
from outbox.models import OutboxRow
from outbox.services import enqueue
from patients import services as patients
from patients.models import Disclosure, Patient
from practices.models import Delegation, SecretariatMembership
from privacy.models import (
    IdentityCopy,
    RightsRequest,
)
from privacy.retention.plan import everything
from privacy.retention.rules import ACCOUNTS
from privacy.services.identity import add_copy
from privacy.services.letters import answer_request
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_person
from tests.personas import CHARLIE
from tests.privacy.nights import DAY, hold
from tests.privacy.requests import JPEG, ask, rectified


@pytest.mark.requirement("SAS-20")
def test_r_04_disclosures_and_messages_go_after_twelve_months(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    system, start = system_actor(ours.practice.id), clock.now()
    with acting_as(system):
        patients.disclose_medical_note(actor=system, patient_id=patient.id, reason="Lecture")
        enqueue(topic="t", practice_id=ours.practice.id, entity_id=patient.id, channel="sms")
        enqueue(topic="t", practice_id=ours.practice.id, entity_id=ours.role.id, channel="sms")
        OutboxRow.objects.filter(entity_id=patient.id).update(state="done", ended_at=start)
    for days, left in ((364, (1, 2)), (366, (0, 1))):  # twelve months without a 29 February
        night(start + days * DAY)
        kept = Disclosure.objects.count(), OutboxRow.objects.filter(topic="t").count()
        assert kept == left
    # What still waits to be done is not forgotten.
    assert OutboxRow.objects.get(topic="t").entity_id == ours.role.id


@pytest.mark.requirement("SAS-20")
def test_r_04_twelve_months_are_of_the_calendar(ines: Actor, ours: House, patient: Patient, night: Any) -> None:
    """Across a 29 February, 365 days are not a year."""
    start = clock.now().replace(year=2043, month=3, day=10)
    night(start)
    with acting_as(system_actor(ours.practice.id)):
        patients.disclose_medical_note(actor=system_actor(ours.practice.id), patient_id=patient.id, reason="Lecture")
    night(start + 365 * DAY)
    assert Disclosure.objects.exists()
    night(start + 367 * DAY)
    assert not Disclosure.objects.exists()


@pytest.mark.requirement("SAS-20")
def test_r_04_calls_and_what_vendors_said_go_after_twelve_months(ines: Actor, ours: House, night: Any) -> None:
    start = clock.now()
    with acting_as(system_actor(ours.practice.id)):
        line = Line.objects.create(
            practice_id=ours.practice.id, account="a", e164="+33199000001", name="Accueil", created_at=start
        )
        call = CallSession.objects.create(
            practice_id=ours.practice.id, line=line, account="a", provider_call_id="1", direction="inbound",
            remote_state="withheld", outcome="answered", started_at=start, ended_at=start,
        )  # fmt: skip
        CallFact.objects.create(
            practice_id=ours.practice.id, session=call, account="a", event_id="1", leg_id="1", kind="ended",
            received_at=start,
        )  # fmt: skip
    InboxMessage.objects.create(account="a", message_key="0" * 64, body="{}", received_at=start, state="read")
    tables = (CallSession, CallFact, InboxMessage)
    for days, left in ((364, [1, 1, 1]), (366, [0, 0, 0])):
        night(start + days * DAY)
        assert [table.objects.count() for table in tables] == left
    assert Line.objects.count() == 1


def test_r_16_a_request_goes_three_years_after_its_answer_unless_a_hold_keeps_the_person(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    held = make_patient(ours.practice, "Durand", "Paul")
    answered, kept = (rectified(ines, ours.practice, one) for one in (patient, held))
    for one in (answered, kept):
        answer_request(actor=ines, request_id=one.id, way="print")
    hold(ines, held)
    end = clock.now().replace(year=clock.now().year + 3)
    night(end - DAY)
    assert RightsRequest.objects.count() == 2
    assert night(end + DAY).failures == []
    assert set(RightsRequest.objects.values_list("id", flat=True)) == {kept.id}


@pytest.mark.requirement("ST-33")
def test_r_17_a_copy_of_a_document_goes_after_thirty_days_whoever_is_held(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    request, start = ask(ines, ours.practice, patient), clock.now()
    add_copy(actor=ines, request_id=request.id, document="passport", content=JPEG)
    hold(ines, patient)
    night(start + 29 * DAY)
    assert IdentityCopy.objects.get().content is not None
    assert night(start + 31 * DAY).failures == []
    assert IdentityCopy.objects.get().content is None


def test_r_15_who_left_is_forgotten_five_years_later_and_who_works_here_is_not(
    ines: Actor, world: World, night: Any
) -> None:
    gone = SecretariatMembership.objects.get(user=world.people[CHARLIE])
    left_at = clock.now()
    SecretariatMembership.objects.filter(id=gone.id).update(ended_at=left_at)
    later = left_at.replace(year=left_at.year + 5)
    night(later - DAY)
    assert SecretariatMembership.objects.filter(id=gone.id).exists()
    here = SecretariatMembership.objects.filter(ended_at=None).count()
    night(later + DAY)
    assert not SecretariatMembership.objects.filter(id=gone.id).exists()
    assert SecretariatMembership.objects.filter(ended_at=None).count() == here


def test_r_15_a_mandate_goes_five_years_after_its_end(ines: Actor, ours: House, night: Any) -> None:
    ends_at = Delegation.objects.get(id=ours.delegation.id).ends_at
    later = ends_at.replace(year=ends_at.year + 5)
    night(later - DAY)
    assert Delegation.objects.filter(id=ours.delegation.id).exists()
    night(later + DAY)
    assert not Delegation.objects.filter(id=ours.delegation.id).exists()


@pytest.mark.requirement("SAS-19")
@pytest.mark.requirement("SAS-21")
@pytest.mark.requirement("K8")
def test_r_05_a_closed_account_goes_when_the_operator_s_value_says_and_not_before(
    ines: Actor, night: Any, settings: Any
) -> None:
    gone = make_person("ancien", status=AccountStatus.CLOSED)
    closed_at = gone.status_changed_at
    setattr(settings, ACCOUNTS, None)
    night(closed_at + 4_000 * DAY)
    gone.refresh_from_db()
    assert gone.username == "ancien"
    assert [line.missing for line in everything(clock.now()) if line.rule.id == "R-05"] == [(ACCOUNTS,)]
    setattr(settings, ACCOUNTS, 12)
    night(closed_at + 364 * DAY)
    gone.refresh_from_db()
    assert gone.username == "ancien"
    night(closed_at + 366 * DAY)
    gone.refresh_from_db()
    assert (gone.display_name, gone.email, gone.forgotten_at) == (FORGOTTEN_NAME, "", clock.now())
    assert gone.username.startswith("supprime-")


def test_r_09_an_idle_account_is_told_a_month_before_and_saved_by_coming_back(ines: Actor, night: Any) -> None:
    idle, back = make_person("absente"), make_person("revenue")
    start = idle.status_changed_at
    two_years = start.replace(year=start.year + 2)
    User.objects.exclude(id__in=[idle.id, back.id]).update(last_seen_date=(two_years + 900 * DAY).date())
    night(two_years - 32 * DAY)
    assert not OutboxRow.objects.filter(topic=IDLE_TOPIC).exists()
    night(two_years - 29 * DAY)
    assert set(OutboxRow.objects.filter(topic=IDLE_TOPIC).values_list("entity_id", flat=True)) == {idle.id, back.id}
    User.objects.filter(id=back.id).update(last_seen_date=clock.now().date(), idle_told_at=None)  # what signing in does
    night(two_years - DAY)
    assert User.objects.get(id=idle.id).forgotten_at is None
    night(two_years + 2 * DAY)
    assert User.objects.get(id=idle.id).display_name == FORGOTTEN_NAME
    assert User.objects.get(id=back.id).username == "revenue"
    assert OutboxRow.objects.filter(topic=IDLE_TOPIC).count() == 2
