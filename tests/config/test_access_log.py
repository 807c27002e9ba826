"""The access log keeps our words and ids, and nothing that a caller typed into an address."""

import pytest

from config.access_log import without_typed_values

ID = "01a201ae-fbbe-7ff8-85e1-cd3b88ed517a"


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", f"/api/v1/patients/{ID}/nir-disclosure", f"/bureau/appel/{ID}/{ID}/", "/static/desk.css", ""],
)
def test_our_own_addresses_are_written_as_they_are(path: str) -> None:
    assert without_typed_values(path) == path


@pytest.mark.parametrize(
    "typed",
    [
        "257119912600144",
        "2 57 11 99",
        "LEFEVRE",
        "Lefèvre",
        "12031984",
        "a" * 37,
        "x%20y",
        "02619112",
        f"{ID}0",
        "a\nb",
    ],
)
def test_what_somebody_typed_is_not_written(typed: str) -> None:
    assert without_typed_values(f"/api/v1/patients/{typed}/nir-disclosure") == "/api/v1/patients/…/nir-disclosure"
