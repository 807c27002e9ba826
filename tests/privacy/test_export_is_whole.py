"""An access tells everything: each table that can name a patient is in the export, or says why it is not."""

import json
from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader

from booking.consignes import Answer
from booking.minors import Secrecy
from booking.models import HeldVisit
from calls.models import CallSession
from consent.decisions import Reach
from consent.purposes import Purpose
from consent.services import accept_purpose
from core.scoping import Actor, acting_as, system_actor
from notifications.states import State
from patients.erasable import Part
from patients.models import Patient
from privacy.export.tables import NOT_TOLD, TOLD
from privacy.export.words import BECAME
from privacy.models import DirectiveKind, ErasureCause, HoldGround, RightsRequest
from privacy.services.deaths import report_death, stop_report
from privacy.services.directives import give_directive
from privacy.services.erase import erase_person
from privacy.services.export import export_request
from privacy.services.holds import lift_hold, place_hold
from tests.factories.booking import MONDAY, at, book
from tests.factories.consignes import make_consigne
from tests.factories.patients import make_patient
from tests.factories.practices import House
from tests.patients.test_erasable import OUTLIVE, declared
from tests.privacy.lives import Life, live
from tests.privacy.more_of_a_life import LATER
from tests.privacy.requests import granted, granted_medical_file

pytestmark = pytest.mark.requirement("ST-23")
WISH = "Gardez mes rendez-vous pour mon fils"


def exported(ines: Actor, ours: House, patient: Patient, shape: str = "json", requester: str = "self") -> bytes:
    request = granted_medical_file(ines, ours.practice, patient, requester=requester)
    return export_request(actor=ines, request_id=request.id, shape=shape, reason="Remise", way="post").content


def of_json(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)
    return found


@pytest.fixture
def life(ours: House) -> Life:
    """Everything that the product can hold of somebody who lives."""
    system = system_actor(ours.practice.id)
    with acting_as(system):
        life = live(system, ours, "Quémeneur-Odonnat", "+33639980041")
        own = {"actor": system, "practice_id": ours.practice.id, "patient_id": life.patient.id}
        give_directive(**own, kind=DirectiveKind.PARTICULAR, text=WISH, keep=[Part.VISITS], executor="Me Abalan")
        accept_purpose(
            actor=system, practice_id=ours.practice.id, subject_id=life.patient.id, purpose=Purpose.REMINDERS,
            reach=Reach.EMAIL, channel="phone",
        )  # fmt: skip
        report = report_death(**own, source="family")
        stop_report(actor=system, report_id=report.id, reason="Homonyme")
        hold = place_hold(**own, ground=HoldGround.LIABILITY, reason="Mise en cause", review_date=LATER)
        lift_hold(actor=system, hold_id=hold.id, reason="Désistement")
    return life


def test_each_table_that_can_name_a_patient_is_told_or_says_why_it_is_not() -> None:
    tables = {column.split(".")[0] for column in declared() | OUTLIVE.keys()}
    assert TOLD.keys() & NOT_TOLD.keys() == set()
    assert TOLD.keys() | NOT_TOLD.keys() == tables, "say in privacy/export/tables.py where an access tells it"
    assert HeldVisit._meta.db_table in NOT_TOLD


def test_everything_known_of_somebody_is_in_the_copy_they_are_handed(ines: Actor, ours: House, life: Life) -> None:
    data = of_json(exported(ines, ours, life.patient))
    empty = {section for section in TOLD.values() if not data[section]}
    never = {"merges", "erasures", "identity_changes"}
    assert empty == never, "nothing of the kind happened to this person"
    said = json.dumps(data, ensure_ascii=False)
    for text in life.texts:
        assert text in said or text.startswith("Je, "), text
    assert {one["reach"] for one in data["decisions"]} >= {"email"}
    (directive,) = data["directives"]
    assert (directive["text"], directive["executor"], directive["keep"]) == (
        WISH,
        "Me Abalan",
        ["identité", "rendez-vous"],
    )
    assert {one["about"] for one in data["messages"]} >= {"Confirmation du rendez-vous", "Information du représentant"}
    assert [one["number"] for one in data["calls"]] == ["+33639980041"]
    assert {(one["channel"], one["state"]) for one in data["deliveries"]} >= {("sms", "delivered")}
    assert len(data["replies"]) == 2, "one of a visit, one that names none"
    (visit,) = [one for one in data["appointments"] if one["said_coming_at"]]
    assert visit["wished_sooner_at"]
    requests = {one["right"]: one for one in data["requests"]}
    assert "Mutuelle Quémeneur-Odonnat" in {one["name"] for one in requests["Rectification"]["recipients"]}


def test_what_was_erased_while_the_rest_was_kept_is_told(ines: Actor, ours: House, patient: Patient) -> None:
    system = system_actor(ours.practice.id)
    with acting_as(system):
        erase_person(
            actor=system, practice_id=ours.practice.id, patient_id=patient.id, cause=ErasureCause.REQUEST,
            keep={Part.VISITS},
        )  # fmt: skip
    (line,) = of_json(exported(ines, ours, patient))["erasures"]
    assert line["kept"] == ["identité", "rendez-vous"]


def test_the_readable_copy_tells_it_too(ines: Actor, ours: House, life: Life) -> None:
    pages = PdfReader(BytesIO(exported(ines, ours, life.patient, "pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for title in ("Éléments de dossier partagés", "Réponses de vos représentants", "Directives pour après le décès",
                  "Appels", "Messages", "Vos demandes", "Conservations", "Signalements de décès"):  # fmt: skip
        assert title in text, title
    assert "Mutuelle Quémeneur" in text and "par courriel" in text
    assert BECAME.keys() == {state.value for state in State}
    assert "Confirmation · SMS remis" in text and "delivered" not in text, "in the words of whoever reads"


def test_who_asks_for_somebody_is_told_neither_last_wishes_nor_shared_items(
    ines: Actor, ours: House, life: Life
) -> None:
    data = of_json(exported(ines, ours, life.patient, requester="lawyer"))
    assert data["directives"] == data["shared_items"] == [] and data["guardian_answers"]


def test_a_number_that_others_share_tells_no_call_of_theirs(ines: Actor, ours: House, life: Life) -> None:
    make_patient(ours.practice, "Tréhoret", phones=("+33639980041",))
    data = of_json(exported(ines, ours, life.patient))
    assert (data["calls"], len(data["replies"])) == ([], 1)


def test_neither_the_call_nor_the_messages_of_a_secret_visit_are_told_to_the_parents(
    ines: Actor, ours: House, life: Life
) -> None:
    minor = make_patient(ours.practice, "Morel", "Zoé", birth_date=MONDAY.replace(year=MONDAY.year - 17))
    system = system_actor(ours.practice.id)
    with acting_as(system):
        (call,) = CallSession.objects.all()
        CallSession.objects.filter(id=call.id).update(remote_state="withheld", remote_e164="")
        book(system, ours, minor.id, at("10:00"), secrecy=Secrecy("Demandé"), call_id=call.id)
    own, theirs = (of_json(exported(ines, ours, minor, requester=who)) for who in ("self", "guardian"))
    assert len(own["calls"]) == 1 and "Confirmation du rendez-vous" in {one["about"] for one in own["messages"]}
    assert theirs["calls"] == [] and "Confirmation du rendez-vous" not in {one["about"] for one in theirs["messages"]}


def test_every_shape_of_a_medical_file_tells_what_was_answered_and_written(
    ines: Actor, camille: Actor, ours: House, life: Life
) -> None:
    """No shape holds less than another; of an ordinary access none holds a word of it."""
    consigne = make_consigne(ours.practice, "warn")
    with acting_as(camille):
        book(camille, ours, life.patient.id, at("11:30"), answers={consigne.id: Answer("seen", "Cheville enflée")})
    words = ("Cheville enflée", life.texts[0], life.texts[1], life.texts[9], life.texts[10])
    medical = granted_medical_file(ines, ours.practice, life.patient)
    ordinary = granted(ines, ours.practice, life.patient, kind="access")
    for shape in ("json", "fhir", "pdf"):
        told, spared = (_said(ines, request, shape) for request in (medical, ordinary))
        assert [one for one in words if _bare(one) not in told] == [], shape
        assert [one for one in words if _bare(one) in spared] == [], shape
    first, again = (_named(ines, medical) for _ in range(2))
    assert first == again and len(first) == len(set(first)), "the same thing has one id, in every export"
    assert {"DocumentReference", "Communication", "QuestionnaireResponse"} <= {kind for kind, _ in first}


def _named(ines: Actor, request: RightsRequest) -> list[tuple[str, str]]:
    made = export_request(actor=ines, request_id=request.id, shape="fhir", reason="Remise", way="post")
    rows = [entry["resource"] for entry in json.loads(made.content)["entry"]]
    return [(row["resourceType"], row["id"]) for row in rows]


def _said(ines: Actor, request: RightsRequest, shape: str) -> str:
    """The words of one copy, whatever wraps or cuts them."""
    content = export_request(actor=ines, request_id=request.id, shape=shape, reason="Remise", way="post").content
    if shape == "pdf":
        return _bare("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))
    if shape == "json":
        return _bare(content.decode())
    Bundle.model_validate_json(content)
    rows = [entry["resource"] for entry in json.loads(content)["entry"]]
    files = [row["content"][0]["attachment"]["data"] for row in rows if row["resourceType"] == "DocumentReference"]
    return _bare("".join([content.decode(), *(b64decode(one).decode() for one in files)]))


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
