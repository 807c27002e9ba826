from datetime import date

import pytest

from core.errors import FieldError, InvalidInput, RuleRefused
from web.desk.forms import NewPatientForm, PatientForm, show_refusal

GIVEN = {"family_name": "Roche", "given_names": "Ana", "birth_date": "12031984"}


@pytest.mark.parametrize("typed", ["12031984", "12/03/1984", "12 3 1984", "12.03.1984", "1984-03-12"])
def test_a_birth_date_is_read_however_it_is_typed(typed: str) -> None:
    form = PatientForm({**GIVEN, "birth_date": typed})
    assert form.is_valid()
    assert form.cleaned_data["birth_date"] == date(1984, 3, 12)


@pytest.mark.parametrize(
    "typed", ["", "99", "31/02/1990", "29021900", "12/03/84", "00000000", "99/99/9999", "١٢٠٣١٩٨٤", "1" * 300]
)
def test_what_is_no_date_is_refused_at_its_field(typed: str) -> None:
    form = PatientForm({**GIVEN, "birth_date": typed})
    assert not form.is_valid()
    assert list(form.errors) == ["birth_date"]


def test_the_29_february_is_a_birthday() -> None:
    form = PatientForm({**GIVEN, "birth_date": "29022000"})
    assert form.is_valid()


@pytest.mark.requirement("ST-10")
def test_nobody_is_recorded_who_was_not_told() -> None:
    form = NewPatientForm({**GIVEN, "notice_version": "1"})
    assert not form.is_valid()
    assert list(form.errors) == ["notice_read"]


def test_several_phones_are_parted_by_commas() -> None:
    form = PatientForm({**GIVEN, "phone": " 0199001234, ,0261910002"})
    assert form.is_valid()
    assert form.phones == ("0199001234", "0261910002")


@pytest.mark.parametrize(
    ("field", "shown_at"),
    [
        ("phones[1]", "phone"),
        ("address.city", "city"),
        ("address.line", "address_line"),
        ("nir", "nir"),
    ],
)
def test_a_room_s_refusal_is_shown_at_the_form_s_field(field: str, shown_at: str) -> None:
    form = NewPatientForm({**GIVEN, "notice_version": "1", "notice_read": "on"})
    assert form.is_valid()
    left = show_refusal(form, InvalidInput(errors=[FieldError(field, "wrong", "Non.")]))
    assert (left, form.errors[shown_at]) == ("", ["Non."])


def test_a_refusal_without_a_field_is_said_above_the_form() -> None:
    form = PatientForm(GIVEN)
    assert form.is_valid()
    assert show_refusal(form, RuleRefused()) == RuleRefused.title
    assert show_refusal(form, InvalidInput(errors=[FieldError("call", "wrong", "Ailleurs.")])) == "Ailleurs."


def test_the_hands_begin_where_the_search_left_nothing() -> None:
    form = NewPatientForm(initial={"birth_date": "12/03/1984"})
    form.begin_at_first_gap()
    assert form.fields["family_name"].widget.attrs["data-focus"] is True
    assert "data-focus" not in form.fields["birth_date"].widget.attrs
