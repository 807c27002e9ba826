from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.details import UnfitDetail, checked


@pytest.mark.parametrize(
    ("given_value", "written"),
    [
        (None, None),
        (True, True),
        (12, 12),
        ("patient", "patient"),
        ("slot-taken", "slot-taken"),
        ("booking:appointment:book", "booking:appointment:book"),
        ("api_v1:patient-detail", "api_v1:patient-detail"),
        (UUID(int=5), str(UUID(int=5))),
        (str(UUID(int=5)), str(UUID(int=5))),
        (date(2026, 11, 22), "2026-11-22"),
        ("2026-11-22", "2026-11-22"),
        (datetime(2026, 11, 22, 8, tzinfo=UTC), "2026-11-22T08:00:00+00:00"),
        ("a" * 64, "a" * 64),
    ],
)
def test_ids_codes_counts_dates_and_hashes_are_written(given_value: object, written: object) -> None:
    assert checked({"value": given_value}) == {"value": written}


@pytest.mark.parametrize(
    "value",
    [
        "Lefèvre", "Camille", "douleur au genou", "184035405700112", 184035405700112, "+33199000001", "0199000001",
        199000001, "n184035405700112", "a@exemple.fr", "", "20261122", "x" * 81, 1.5, ["a"], b"a", "A" * 64,
    ],
)  # fmt: skip
def test_names_numbers_and_free_text_are_refused_without_repeating_them(value: object) -> None:
    with pytest.raises(UnfitDetail) as refused:
        checked({"reason": value})
    assert "reason" in str(refused.value)
    assert not value or str(value) not in str(refused.value)


@pytest.mark.parametrize("name", ["", "Nom", "a-b", "é", "1a", "x" * 41])
def test_the_name_of_a_detail_is_a_word_of_the_program(name: str) -> None:
    with pytest.raises(UnfitDetail):
        checked({name: 1})


@given(st.from_regex(r"[12][0-9]{2}(0[1-9]|1[0-2])[0-9]{8}([0-9]{2})?", fullmatch=True), st.sampled_from(["", "nir-"]))
def test_no_nir_passes_as_a_code(nir: str, prefix: str) -> None:
    with pytest.raises(UnfitDetail):
        checked({"value": prefix + nir})
