"""Sealed values: written, shown in clear with a reason, never without a trace."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound, StepUpRequired
from core.scoping import Actor, acting_as
from patients import services
from patients.errors import NirUnknown
from patients.models import Disclosure, Patient
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House

REASON = "Feuille de soins à remplir"


@pytest.fixture
def patient(ours: House, camille: Actor) -> Patient:
    return make_patient(ours.practice, nir=nir_for(order=5))


@pytest.mark.requirement("ST-41")
def test_the_nir_is_shown_after_a_fresh_step_up_and_the_trace_stays(
    dr_martin: Actor, patient: Patient, journal: list[audit.Event]
) -> None:
    assert services.disclose_nir(actor=dr_martin, patient_id=patient.id, reason=REASON) == nir_for(order=5)
    disclosure = Disclosure.objects.get()
    assert (disclosure.what, disclosure.by_id, disclosure.patient_id) == ("nir", dr_martin.user_id, patient.id)
    assert disclosure.reason is not None and disclosure.reason.open() == REASON
    (event,) = journal
    assert (event.action, event.patient_id) == (Action.NIR_DISCLOSED, patient.id)
    assert event.entity == ("disclosure", disclosure.id)
    assert REASON not in str(event.details)


@pytest.mark.parametrize("ago", [None, timedelta(seconds=0), timedelta(hours=1)])
def test_without_a_fresh_step_up_nothing_is_shown(dr_martin: Actor, patient: Patient, ago: timedelta | None) -> None:
    stale = replace(dr_martin, step_up_until=None if ago is None else clock.now() - ago)
    with pytest.raises(StepUpRequired):
        services.disclose_nir(actor=stale, patient_id=patient.id, reason=REASON)
    assert not Disclosure.objects.exists()
    assert services.disclose_nir(actor=dr_martin, patient_id=patient.id, reason=REASON)


def test_who_may_see_is_the_practice_s_choice(camille: Actor, charlie: Actor, patient: Patient) -> None:
    fresh = clock.now() + timedelta(minutes=5)
    plain = replace(camille, grants={p: g - {"patients:nir:disclose"} for p, g in camille.grants.items()})
    with pytest.raises(Forbidden):
        services.disclose_nir(actor=replace(plain, step_up_until=fresh), patient_id=patient.id, reason=REASON)
    with acting_as(charlie), pytest.raises(NotFound):
        services.disclose_nir(actor=replace(charlie, step_up_until=fresh), patient_id=patient.id, reason=REASON)


@pytest.mark.parametrize("reason", ["", "   ", "a\x00b", "x" * 301])
def test_a_disclosure_needs_a_reason(dr_martin: Actor, patient: Patient, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.disclose_nir(actor=dr_martin, patient_id=patient.id, reason=reason)
    assert refused.value.errors[0].field == "reason"
    assert not Disclosure.objects.exists()


def test_an_unknown_nir_is_said_to_be_unknown(dr_martin: Actor, ours: House, camille: Actor) -> None:
    nobody = make_patient(ours.practice, "Durand", "Paul", date(1950, 1, 1))
    with pytest.raises(NirUnknown):
        services.disclose_nir(actor=dr_martin, patient_id=nobody.id, reason=REASON)


def test_a_note_is_sealed_read_with_a_trace_and_cleared(
    dr_martin: Actor, patient: Patient, journal: list[audit.Event]
) -> None:
    services.set_medical_note(actor=dr_martin, patient_id=patient.id, text="Allergie : pénicilline.\r\nDiabète")
    kept = Patient.objects.get(id=patient.id)
    assert "Allergie" not in f"{kept.medical_note!r}{kept.medical_note}"
    shown = services.disclose_medical_note(actor=dr_martin, patient_id=patient.id, reason=REASON)
    assert shown == "Allergie : pénicilline.\nDiabète"
    services.set_medical_note(actor=dr_martin, patient_id=patient.id, text="")
    assert services.disclose_medical_note(actor=dr_martin, patient_id=patient.id, reason=REASON) == ""
    assert [event.action for event in journal] == [
        Action.MEDICAL_NOTE_CHANGED,
        Action.MEDICAL_NOTE_DISCLOSED,
        Action.MEDICAL_NOTE_CHANGED,
        Action.MEDICAL_NOTE_DISCLOSED,
    ]
    digest = journal[0].details["note_digest"]
    assert digest == journal[1].details["value_digest"], "an older note put back would show"


def test_a_note_with_a_nul_or_too_long_is_refused_by_name(dr_martin: Actor, patient: Patient) -> None:
    for text in ("a\x00b", "x" * 4001):
        with pytest.raises(InvalidInput) as refused:
            services.set_medical_note(actor=dr_martin, patient_id=patient.id, text=text)
        assert refused.value.errors[0].field == "text"
    assert Patient.objects.get(id=patient.id).medical_note is None
