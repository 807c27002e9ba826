"""Puts secrets everywhere a secret is meant to go, and where one is wrongly typed, through the real API."""

import datetime
from dataclasses import dataclass, field
from uuid import uuid4

from tests.factories.patients import nir_for
from tests.running.api_caller import Caller
from tests.words import new_word

DOCTOR = ("dr_martin", "Neuf-Lanternes-31-Vives")
BIRTH = datetime.date(1957, 11, 3)
# In clear by design: what a scan must find, or it was not looking.
FAMILY_NAME = "Zwischenfeldbergère"


@dataclass
class Planted:
    """What was planted, and the ids it hangs from."""

    nirs: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    patient_ids: list[str] = field(default_factory=list)

    def phrase(self) -> str:
        """A new sentence that nobody else would write."""
        self.phrases.append(f"Réservé à l'équipe : épisode {new_word()} déjà évoqué, garder secret")
        return self.phrases[-1]


def plant(caller: Caller, count: int) -> Planted:
    """`count` patients with NIR and note, of whom some have appointments; wrong tries too."""
    planted = Planted()
    practice = caller.expect(200, "GET", "/practices")["results"][0]["id"]
    notice = caller.expect(200, "GET", f"/notices/current?practice={practice}")["notice_version"]
    for order in range(1, count + 1):
        _patient(caller, planted, practice, notice, order)
    _appointments(caller, planted, practice)
    _wrong_tries(caller, planted, practice, notice)
    return planted


def _patient(caller: Caller, planted: Planted, practice: str, notice: int, order: int) -> None:
    nir = nir_for(BIRTH, order=order)
    planted.nirs.append(nir)
    patient = caller.expect(201, "POST", "/patients", _file(practice, notice, nir, order))["id"]
    planted.patient_ids.append(patient)
    caller.expect(204, "PUT", f"/patients/{patient}/medical-note", {"text": planted.phrase()})
    caller.expect(200, "POST", f"/patients/{patient}/medical-note/disclosure", {"reason": planted.phrase()})
    found = caller.expect(200, "POST", "/patients/search", {"practice": practice, "nir": nir})["results"]
    assert [line["id"] for line in found] == [patient]


def _file(practice: str, notice: int, nir: str, order: int) -> dict[str, object]:
    return {
        "practice": practice,
        "family_name": FAMILY_NAME,
        "given_names": f"Ida {chr(64 + order % 26 + 1) * 3}",
        "birth_date": BIRTH.isoformat(),
        "sex": "female",
        "nir": nir,
        "consent": {"notice_version": notice, "channel": "phone"},
        "confirm_not_duplicate": True,
    }


def _appointments(caller: Caller, planted: Planted, practice: str) -> None:
    """Booked with a note, cancelled with a reason, taken in addition with a reason."""
    reason = caller.expect(200, "GET", f"/visit-reasons?practice={practice}")["results"][0]["id"]
    start = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    search = f"/slots?visit_reason={reason}&from={start}&to={start + datetime.timedelta(days=13)}&limit=30"
    group = caller.expect(200, "GET", search)["results"][0]
    wanted = {"visit_reason": reason, "practitioner_role": group["practitioner_role"]}
    first, second = planted.patient_ids[:2]
    slot = {**wanted, "start": group["starts"][0]}
    key = {"Idempotency_Key": uuid4().hex}
    booking = {**slot, "patient": first, "note": planted.phrase()}
    booked = caller.expect(201, "POST", "/appointments", booking, **key)
    assert caller.expect(201, "POST", "/appointments", booking, **key)["id"] == booked["id"]
    overbooked = {**slot, "patient": second, "note": planted.phrase(), "overbooked": {"reason": planted.phrase()}}
    caller.expect(201, "POST", "/appointments", overbooked)
    caller.expect(409, "POST", "/appointments", {**slot, "patient": second, "note": planted.phrase()})
    cancellation = {"by": "patient", "reason": planted.phrase()}
    caller.expect(200, "POST", f"/appointments/{booked['id']}/cancellation", cancellation)


def _wrong_tries(caller: Caller, planted: Planted, practice: str, notice: int) -> None:
    """The refusals that would like to repeat what they refuse."""
    nir, patient = planted.nirs[0], planted.patient_ids[0]
    wrong_key = nir[:13] + f"{(int(nir[13:]) + 1) % 97:02}"
    planted.nirs.append(wrong_key)
    for mistaken in (
        {**_file(practice, notice, wrong_key, 1)},
        {**_file(practice, notice, nir, 1), "given_names": f"Ida {nir}"},
        {**_file(practice, notice, nir, 1), "nirr": nir},
        {**_file(practice, notice, nir, 1), "birth_date": nir},
        {**_file(practice, notice, nir, 1), "practice": nir},
    ):
        status, _ = caller.call("POST", "/patients", mistaken)
        assert 400 <= status < 500
    status, _ = caller.call("PUT", f"/patients/{patient}/medical-note", {"text": planted.phrase() + "\0"})
    assert status == 400
    status, _ = caller.call("PUT", f"/patients/{patient}/medical-note", {"text": planted.phrase() * 500})
    assert status == 400
    for nobody in (uuid4(), nir):
        status, _ = caller.call("POST", f"/patients/{nobody}/nir-disclosure", {"reason": planted.phrase()})
        assert 400 <= status < 500 or nobody == nir
