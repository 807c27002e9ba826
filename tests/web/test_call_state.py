from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import RequestFactory

from core.errors import InvalidInput, NotFound
from core.ids import new_id
from core.scoping import system_actor
from web.desk.call_state import CallState, read_state, read_version

pytestmark = pytest.mark.django_db

PRACTICE, CALL = new_id(), new_id()


def asked(address: str, query: dict[str, str] | None = None) -> Any:
    request: Any = RequestFactory().get(address, query)
    request.actor = system_actor(PRACTICE)
    return request


def test_the_state_survives_the_address() -> None:
    state = CallState(
        PRACTICE, CALL, patient=new_id(), reason=new_id(), hold=new_id(), since=date(2026, 11, 23), moment="matin"
    )
    assert read_state(asked(state.url), PRACTICE, CALL) == state


def test_an_act_carries_the_state_along() -> None:
    state = CallState(PRACTICE, CALL, patient=new_id())
    assert state.act("call-hold").endswith(f"/option/?patient={state.patient}")
    assert state.but(patient=None).act("call-hold").endswith("/option/")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"patient": "dupont"}, "patient"),
        ({"motif": "1"}, "motif"),
        ({"du": "23/11/2026"}, "du"),
        ({"du": "9999-01-01"}, "du"),
        ({"moment": "nuit"}, "moment"),
    ],
)
def test_a_wrong_address_is_refused_by_the_name_of_its_part(query: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_state(asked("/", query), PRACTICE, CALL)
    assert [error.field for error in refusal.value.errors] == [field]


@pytest.mark.parametrize("text", ["", "-1", "1.0", "١", "9" * 12])
def test_a_version_is_a_plain_number(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_version(RequestFactory().post("/", {"version": text}))
    assert read_version(RequestFactory().post("/", {"version": "3"})) == 3


def test_ids_are_read_as_such() -> None:
    nil = UUID(int=0)
    assert read_state(asked("/", {"patient": str(nil)}), PRACTICE, CALL).patient == nil


def test_another_practice_is_not_found_before_anything_is_read() -> None:
    with pytest.raises(NotFound):
        read_state(asked("/", {"moment": "nuit"}), new_id(), CALL)
