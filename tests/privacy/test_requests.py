"""Rights requests: received, made precise, identified, extended, decided, answered, forgotten."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from audit import services as audit
from audit.actions import Action
from core.errors import Forbidden, InvalidInput, NotFound, VersionMismatch
from core.scoping import Actor, Channel, acting_as
from outbox.models import OutboxRow
from patients.models import Patient
from patients.search import search
from patients.search_terms import SearchTerms
from practices.permissions import Permission
from privacy import rights_queries
from privacy.errors import (
    NoExtension,
    PersonUnknown,
    RequestNotThere,
    TooSoonToAnswer,
)
from privacy.models import IdentityCopy, RightsLetter, RightsRequest
from privacy.rights.letters import Letter
from privacy.rights.reach import clock_for
from privacy.rights_queries import find_person, open_request, requests_of
from privacy.services import execute
from privacy.services.decide import decide_request, extend_request
from privacy.services.forget_requests import forget_requests
from privacy.services.identity import prove_identity
from privacy.services.letters import answer_request, open_letter
from privacy.services.receive import (
    ask_precision,
    attach_person,
    precise_request,
)
from tests.factories.booking import MONDAY, NOW
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.privacy.requests import DATA, ask, granted, identified, rectified
from web.office.request_forms import RequestForm

ACCESS = {"kind": "access", "data_concerned": ""}


def letters(request: RightsRequest) -> list[str]:
    """By instant; two of one instant in the order of the catalogue."""
    order = [letter.value for letter in Letter]
    rows = RightsLetter.objects.filter(request=request).values_list("written_at", "letter")
    return [letter for _, letter in sorted(rows, key=lambda row: (row[0], order.index(row[1])))]


@pytest.mark.requirement("ST-31", "SAS-26")
@pytest.mark.parametrize("intake", ["post", "email", "desk"])
def test_a_request_comes_by_post_by_mail_or_at_the_desk(
    camille: Actor, ours: House, patient: Patient, intake: str, ines: Actor
) -> None:
    with acting_as(camille):
        request = ask(camille, ours.practice, patient, intake=intake)
    assert (request.state, request.received_on, request.received_by_id) == (
        "identity-pending", MONDAY, camille.user_id,
    )  # fmt: skip
    assert letters(request) == ["received", "identity"]
    ways = set(RightsLetter.objects.filter(request=request).values_list("way", flat=True))
    assert ways == {"outbox" if intake == "email" else "print"}
    queued = OutboxRow.objects.filter(topic="rights.letter").count()
    assert queued == (2 if intake == "email" else 0)


def test_the_letter_of_last_week_counts_from_the_day_it_came(ines: Actor, ours: House) -> None:
    request = ask(ines, ours.practice, received_on=MONDAY - timedelta(days=7))
    (line,) = requests_of(ines, ours.practice.id)
    assert (request.received_on, line.clock.due, line.left) == (date(2041, 1, 7), date(2041, 2, 7), 24)
    for wrong in (MONDAY + timedelta(days=1), MONDAY - timedelta(days=367)):
        with pytest.raises(InvalidInput):
            ask(ines, ours.practice, received_on=wrong)


@pytest.mark.requirement("K9", "ST-33")
def test_an_authenticated_session_proves_who_asks_without_any_copy(ines: Actor, ours: House, patient: Patient) -> None:
    """The portal is another door of the same service: its channel is the proof, and nobody else may use it."""
    with pytest.raises(Forbidden):
        ask(ines, ours.practice, patient, intake="portal")
    online = replace(ines, channel=Channel.WEB)
    request = ask(online, ours.practice, patient, intake="portal")
    assert (request.state, request.identity_proof) == ("in-progress", "session")
    assert not IdentityCopy.objects.exists()


@pytest.mark.requirement("K9")
def test_a_document_shown_on_the_spot_is_enough(ines: Actor, ours: House, patient: Patient) -> None:
    assert identified(ines, ours.practice, patient).state == "in-progress"
    assert not IdentityCopy.objects.exists()


@pytest.mark.requirement("ST-32")
def test_a_request_that_names_no_data_waits_for_precision(ines: Actor, ours: House, patient: Patient) -> None:
    request = ask(ines, ours.practice, patient, data_concerned="  ")
    assert (request.state, letters(request)) == ("needs-precision", ["received", "precision"])
    with pytest.raises(RequestNotThere):
        prove_identity(actor=ines, request_id=request.id, proof="on_the_spot")
    with pytest.raises(InvalidInput):
        precise_request(actor=ines, request_id=request.id, data_concerned="...")
    assert precise_request(actor=ines, request_id=request.id, data_concerned=DATA).state == "identity-pending"
    assert ask_precision(actor=ines, request_id=request.id).state == "needs-precision"
    assert letters(request) == ["received", "precision", "precision", "identity"]


@pytest.mark.requirement("ST-32")
def test_the_database_itself_wants_the_data_and_the_person(ines: Actor, ours: House, patient: Patient) -> None:
    request = ask(ines, ours.practice, patient)
    with pytest.raises(IntegrityError, match="rightsrequest_precise_and_identified"), transaction.atomic():
        RightsRequest.objects.filter(id=request.id).update(state="in-progress")


def test_access_without_a_list_is_about_everything(ines: Actor, ours: House, patient: Patient) -> None:
    assert ask(ines, ours.practice, patient, **ACCESS).state == "identity-pending"


@pytest.mark.requirement("ST-23")
def test_two_months_more_are_announced_in_time_and_once(
    ines: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    first, second = (identified(ines, ours.practice, patient) for _ in range(2))
    travel.move_to(NOW + timedelta(days=31))
    extended = extend_request(actor=ines, request_id=first.id)
    assert (extended.state, letters(first)[-1]) == ("extended", "extended")
    assert {line.request.id: line.clock.due for line in requests_of(ines, ours.practice.id)}[first.id] == date(
        2041, 4, 14
    )
    with pytest.raises(RequestNotThere):
        extend_request(actor=ines, request_id=first.id)
    travel.move_to(NOW + timedelta(days=32))
    with pytest.raises(NoExtension):
        extend_request(actor=ines, request_id=second.id)


@pytest.mark.requirement("ST-23")
def test_a_medical_file_is_not_handed_over_before_two_days(
    ines: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    request = identified(ines, ours.practice, patient, **ACCESS, is_medical_file=True)
    travel.move_to(NOW + timedelta(hours=48, seconds=-1))
    with pytest.raises(TooSoonToAnswer):
        decide_request(actor=ines, request_id=request.id, outcome="grant")
    travel.move_to(NOW + timedelta(hours=48))
    assert decide_request(actor=ines, request_id=request.id, outcome="grant").state == "granted"


def test_a_late_request_is_an_alarm_until_answered(
    ines: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    late = rectified(ines, ours.practice, patient)
    ask(ines, ours.practice, patient, kind="access", received_on=None)
    travel.move_to(NOW + timedelta(days=32))
    lines = requests_of(ines, ours.practice.id)
    assert [line.is_late for line in lines] == [True, True]
    answer_request(actor=ines, request_id=late.id, way="print")
    assert [line.is_late for line in requests_of(ines, ours.practice.id)] == [True, False]
    assert len(requests_of(ines, ours.practice.id, is_open=True)) == 1


@pytest.mark.requirement("ST-34")
def test_a_refusal_names_a_ground_that_fits_the_right(ines: Actor, ours: House, patient: Patient) -> None:
    request = identified(ines, ours.practice, patient, kind="locking-or-erasure")
    for grounds in ([], ["no-restriction-case"], ["because"]):
        with pytest.raises(InvalidInput):
            decide_request(actor=ines, request_id=request.id, outcome="refuse", grounds=grounds)
    with pytest.raises(InvalidInput):
        decide_request(actor=ines, request_id=request.id, outcome="grant", grounds=["legal-duty"])
    decide_request(actor=ines, request_id=request.id, outcome="refuse", grounds=["legal-duty"])
    letter = answer_request(actor=ines, request_id=request.id, way="print")
    text = open_letter(actor=ines, request_id=request.id, letter_id=letter.id)[1]
    assert "article 17, paragraphe 3, b)" in text and "CNIL" in text
    with pytest.raises(RequestNotThere):
        answer_request(actor=ines, request_id=request.id, way="print")


def test_a_decision_needs_the_persons_record(ines: Actor, ours: House, patient: Patient) -> None:
    request = ask(ines, ours.practice)
    prove_identity(actor=ines, request_id=request.id, proof="on_the_spot")
    with pytest.raises(PersonUnknown):
        decide_request(actor=ines, request_id=request.id, outcome="grant")
    (line,) = find_person(ines, ours.practice.id, SearchTerms(birth_date=patient.birth_date, name="lefe"))
    attach_person(actor=ines, request_id=request.id, patient_id=line.id)
    attached = attach_person(actor=ines, request_id=request.id, patient_id=line.id)
    other = make_patient(ours.practice, "Petit", "Paul")
    with pytest.raises(RequestNotThere):
        attach_person(actor=ines, request_id=request.id, patient_id=other.id)
    assert (
        decide_request(actor=ines, request_id=request.id, outcome="grant", version=attached.version).state == "granted"
    )


def test_an_old_page_changes_nothing(ines: Actor, ours: House, patient: Patient) -> None:
    request = ask(ines, ours.practice, patient)
    with pytest.raises(VersionMismatch):
        prove_identity(actor=ines, request_id=request.id, proof="on_the_spot", version=request.version + 1)


def test_the_desk_receives_and_only_the_office_handles(
    world: World, camille: Actor, charlie: Actor, ours: House, ines: Actor
) -> None:
    with acting_as(camille):
        request = ask(camille, ours.practice)
        for verb in (
            lambda: open_request(camille, request.id),
            lambda: requests_of(camille, ours.practice.id),
            lambda: prove_identity(actor=camille, request_id=request.id, proof="on_the_spot"),
            lambda: decide_request(actor=camille, request_id=request.id, outcome="grant"),
            lambda: find_person(camille, ours.practice.id, SearchTerms(name="lefe")),
        ):  # type: Callable[[], object]
            with pytest.raises(Forbidden):
                verb()
    with acting_as(charlie):
        with pytest.raises(NotFound):
            ask(charlie, ours.practice)
        with pytest.raises(NotFound):
            open_request(charlie, request.id)
    assert ines.may(Permission.REQUEST_HANDLE, ours.practice.id)


def test_what_people_wrote_is_sealed_and_said_nowhere(
    ines: Actor, ours: House, patient: Patient, journal: list[audit.Event]
) -> None:
    request = ask(ines, ours.practice, patient, content="Un mot à part", requester_contact="1 rue du Test, Nancy")
    with connection.cursor() as raw:
        raw.execute("SELECT row_to_json(r)::text FROM privacy_rightsrequest r WHERE id = %s", [request.id])
        stored = raw.fetchone()[0]
    assert not any(word in stored for word in ("Lefèvre", "Un mot à part", "rue du Test", DATA))
    said = [event for event in journal if event.action is Action.REQUEST_RECEIVED]
    assert [event.patient_id for event in said] == [patient.id]
    assert request.reference not in ("", "LEFEVRE") and len(request.reference) == 8


@pytest.mark.parametrize("days", [-1, 0])
def test_a_request_is_forgotten_three_years_after_its_answer(
    ines: Actor, ours: House, patient: Patient, travel: time_machine.Traveller, days: int
) -> None:
    answered = rectified(ines, ours.practice, patient)
    answer_request(actor=ines, request_id=answered.id, way="print")
    still = ask(ines, ours.practice)
    travel.move_to(NOW.replace(year=NOW.year + 3) + timedelta(days=days))
    assert forget_requests(actor=ines, practice_id=ours.practice.id) == (0 if days else 1)
    assert set(RightsRequest.objects.values_list("id", flat=True)) == ({answered.id, still.id} if days else {still.id})
    assert RightsLetter.objects.filter(request=answered.id).exists() is bool(days)
    connection.check_constraints()


@pytest.mark.requirement("ST-23")
def test_whoever_asks_for_all_of_it_asks_for_the_medical_file_too(ines: Actor, ours: House, patient: Patient) -> None:
    """L1111-7: due in eight days, not before two; other data keep their month."""
    whole, named = (ask(ines, ours.practice, patient, kind="access", data_concerned=data) for data in ("", DATA))
    assert [(one.is_medical_file, clock_for(one).due) for one in (whole, named)] == [
        (True, date(2041, 1, 22)),
        (False, date(2041, 2, 14)),
    ]
    assert not ask(ines, ours.practice, patient, kind="portability", data_concerned="").is_medical_file


@pytest.mark.requirement("ST-23")
def test_the_desk_says_that_a_medical_file_is_asked() -> None:
    told = {"kind": "access", "requester": "self", "requester_name": "Ana Petit", "is_medical_file": "on"}
    form = RequestForm(told, at_the_desk=True)
    assert form.is_valid() and form.asked().is_medical_file


@pytest.mark.requirement("ST-31")
def test_an_old_request_to_answer_stays_in_the_list_however_many_were_answered_since(
    ines: Actor, ours: House, patient: Patient, monkeypatch: pytest.MonkeyPatch, travel: time_machine.Traveller
) -> None:
    monkeypatch.setattr(rights_queries, "LARGEST_PAGE", 2)
    waiting = ask(ines, ours.practice)
    travel.move_to(NOW + timedelta(days=1))
    for _ in range(2):
        answer_request(actor=ines, request_id=rectified(ines, ours.practice, patient).id, way="print")
    (line,) = requests_of(ines, ours.practice.id, is_open=True)
    assert line.request.id == waiting.id
    assert requests_of(ines, ours.practice.id)[0].request.id == waiting.id
    assert len(requests_of(ines, ours.practice.id, is_open=False)) == 2


@pytest.mark.requirement("ST-25")
def test_somebody_whose_record_is_locked_may_ask_again(
    ines: Actor, camille: Actor, ours: House, patient: Patient
) -> None:
    first = granted(ines, ours.practice, patient, kind="locking-or-erasure")
    execute.lock(actor=ines, request_id=first.id, ground="unlawful")
    second, terms = ask(ines, ours.practice), SearchTerms(birth_date=patient.birth_date, name="lefe")
    (line,) = find_person(ines, ours.practice.id, terms)
    assert attach_person(actor=ines, request_id=second.id, patient_id=line.id).patient_id == patient.id
    with acting_as(camille):
        assert search(camille, terms) == [], "the desk still finds nothing"
