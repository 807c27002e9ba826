"""The traits of a person: every wrong one named at once, nothing printed."""

from datetime import date

import pytest

from core.errors import InvalidInput
from patients.contact import Contact
from patients.identity import Identity, IdentityInput, IdentityStatus, Sex, read_identity
from patients.newcomer import Newcomer, read_newcomer
from patients.plain_text import Address
from tests.factories.patients import identity, nir_for

TODAY = date(2026, 11, 22)


def test_traits_are_read_in_their_written_and_search_forms() -> None:
    read = read_identity(identity(family_name="Le  Fèvre", birth_name="O’Neil", given_names="Zoé, Anne"), today=TODAY)
    assert read == Identity("Le Fèvre", "O'Neil", "Zoé Anne", date(1984, 3, 12), Sex.FEMALE)
    assert (read.search_family_name, read.search_birth_name, read.search_given_names) == ("lefevre", "oneil", "zoeanne")


@pytest.mark.parametrize(
    ("birth", "accepted"),
    [
        (TODAY, True),
        (date(2026, 11, 23), False),
        (date(9999, 12, 31), False),
        (date(1896, 1, 1), True),
        (date(1895, 12, 31), False),
        (date(2004, 2, 29), True),
    ],
)
def test_a_birth_is_neither_in_the_future_nor_impossibly_old(birth: date, accepted: bool) -> None:
    if accepted:
        assert read_identity(identity(birth_date=birth), today=TODAY).birth_date == birth
        return
    with pytest.raises(InvalidInput) as refused:
        read_identity(identity(birth_date=birth), today=TODAY)
    assert [error.field for error in refused.value.errors] == ["birth_date"]


def test_every_wrong_trait_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_identity(IdentityInput("=x", "<b>", date(9999, 1, 1), birth_name="1", sex="x"), today=TODAY)
    assert [error.field for error in refused.value.errors] == [
        "family_name",
        "birth_name",
        "given_names",
        "birth_date",
        "sex",
    ]


def test_the_four_identity_statuses_are_the_national_ones() -> None:
    assert {status.value for status in IdentityStatus} == {"PROV", "VALI", "RECUP", "QUAL"}


def test_nothing_of_a_person_shows_in_a_representation() -> None:
    told = Newcomer(identity(), Contact(("0639980001",), "c@example.fr", Address("1 rue X")), nir_for(order=1))
    read = read_newcomer(told, today=TODAY)
    shown = f"{told!r}{told.identity!r}{told.contact!r}{told.contact.address!r}{read!r}{read.identity!r}{read.nir!r}"
    for secret in ("Lef", "Camille", "1984", "0639980001", "example", "rue X", nir_for(order=1)[:13]):
        assert secret not in shown
