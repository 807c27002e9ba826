"""Another product's list and agenda: the good lines in, the bad ones named, twice is once, nothing kept."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from booking.models import Appointment
from consent.attestation import Attestation, GuardianScope
from core.scoping import acting_as, system_actor
from patients.models import Patient
from patients.taking_over import YOUNG
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, at, book
from tests.factories.old_agenda import as_csv, as_xlsx, people
from tests.factories.patients import make_patient, notice_in_force
from tests.factories.practices import House, World
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.django_db
HERE = "/planning/importer/"
AGENDA = ("Nom", "Prénom", "Naissance", "Date", "Heure", "Durée", "Motif")


@pytest.fixture
def doctor(world: World, ours: House) -> Client:
    notice_in_force(ours.practice)
    return signed_in(Client(), world.people[DR_MARTIN])


def give(doctor: Client, house: House, content: bytes, name: str = "liste.csv", **more: str) -> Any:
    typed = {"kind": "patients", "agenda": str(house.role.id), "informed": "on", **more}
    return doctor.post(HERE, {**typed, "file": SimpleUploadedFile(name, content)})


def count(house: House) -> int:
    with acting_as(system_actor(house.practice.id)):
        return Patient.objects.filter(practice_id=house.practice.id).count()


@pytest.mark.parametrize("form", ["utf-8-sig", "cp1252", "xlsx"])
def test_the_good_lines_are_in_and_the_bad_ones_named(doctor: Client, ours: House, form: str) -> None:
    rows, wrong = people(200, broken=4)
    content = as_xlsx(rows) if form == "xlsx" else as_csv(rows, form)
    tried = give(doctor, ours, content, essai="1")
    assert tried.context["report"].written == 196 and count(ours) == 0, "a trial writes nothing"
    report = give(doctor, ours, content).context["report"]
    assert {one.line: one.column for one in report.troubles} == wrong
    assert (report.written, report.known, report.conflicts, count(ours)) == (196, 0, [], 196)
    again = give(doctor, ours, content)
    assert (again.context["report"].written, again.context["report"].known, count(ours)) == (0, 196, 196)
    assert "NomAAAA" not in again.content.decode(), "the report names lines, never people"


def test_what_cannot_be_read_is_refused_with_its_reason(doctor: Client, ours: House) -> None:
    for content, said in (
        (b"PK\x03\x04 not a workbook", "Ce fichier ne se lit pas"),
        (b"Nom;Ville\nDurand;Nancy\n", "Colonnes absentes : prénom, naissance."),
        (as_csv([("Petit", "Ana", "12/03/2039", "", "1")]), "Moins de 16 ans"),
        (as_csv([("Petit", "Ana", "12/03/1980", "", "1"), ("PETIT", "Ana", "12/03/1980", "", "2")]), "plus haut"),
    ):
        assert said in give(doctor, ours, content).content.decode()
    assert give(doctor, ours, as_csv([]), informed="").status_code == 400


def test_the_same_person_has_the_same_mark_in_every_part_of_a_file_and_it_names_nobody(
    doctor: Client, ours: House
) -> None:
    """The page that sends the parts finds by it who comes twice: tried or written."""
    typed = {"kind": "patients", "agenda": str(ours.role.id), "informed": "on"}

    def part(number: int, family: str, **more: str) -> Any:
        line = [number, {"family_name": family, "given_names": "Ana", "birth_date": "12/03/1980"}]
        return doctor.post(f"{HERE}lignes/", {**typed, **more, "lines": json.dumps(line)}).json()

    first, second, other = part(2, "Petit", essai="1"), part(252, "PETIT", essai="1"), part(3, "Grand", essai="1")
    ((line, mark, is_new),) = first["people"]
    assert (line, is_new, second["people"]) == (2, True, [[252, mark, True]])
    assert other["people"][0][1] != mark and "petit" not in mark.lower()
    assert part(2, "Petit")["written"] == 1
    assert part(252, "Petit")["people"] == [[252, mark, False]]


def test_an_agenda_comes_after_its_patients_and_conflicts_are_named(doctor: Client, ours: House) -> None:
    give(doctor, ours, as_csv([("Durand", "Léa", "12/03/1984", "", "1"), ("Petit", "Ana", "01/02/1990", "", "2")]))
    rows = [
        ("DURAND", "Lea", "1984-03-12", "15/01/2041", "9h30", "20", "consultation"),
        ("Petit", "Ana", "01/02/1990", "15/01/2041", "09:40", "", ""),
        ("Petit", "Ana", "01/02/1990", "10/01/2041", "10:00", "", ""),
        ("Nul", "Part", "01/02/1990", "15/01/2041", "11:00", "", ""),
        ("Petit", "Ana", "01/02/1990", "15/01/2041", "25:00", "", ""),
        ("Petit", "Ana", "01/02/1990", "15/01/2041", "11:00", "", "Greffe"),
    ]
    report = give(doctor, ours, as_csv(rows, heads=AGENDA), kind="agenda").context["report"]
    assert [(one.line, one.column) for one in report.conflicts] == [(3, "hour")]
    assert [(one.line, one.column) for one in report.troubles] == [(5, "family_name"), (6, "hour"), (7, "reason")]
    with acting_as(system_actor(ours.practice.id)):
        kept = Appointment.objects.order_by("starts_at").values_list("status", "duration_minutes")
        assert list(kept) == [("fulfilled", 15), ("booked", 20)]
    again = give(doctor, ours, as_csv(rows, heads=AGENDA), kind="agenda").context["report"]
    assert (again.written, again.known) == (0, 2)


@pytest.mark.requirement("ST-44")
def test_no_file_books_for_a_child_whom_no_guardian_agreed_for(doctor: Client, ours: House) -> None:
    """docs/decisions/children-are-not-taken-over.md: the line says what to do; an agreement for every booking holds."""
    children = [make_patient(ours.practice, "Petit", name, date(2035, 6, 1)) for name in ("Zoé", "Léa")]
    system = system_actor(ours.practice.id)
    with acting_as(system):
        agreed = Attestation("Jeanne Petit", scope=GuardianScope.PRACTICE)
        first = book(system, ours, children[1].id, at("10:00", MONDAY + timedelta(days=2)), guardian=agreed)
    rows = [
        (family, given, "01/06/2035", "15/01/2041", f"{hour}:00", "", "")
        for hour, (family, given) in enumerate([("Petit", "Zoé"), ("Petit", "Léa"), ("Grand", "Tom")], start=9)
    ]
    report = give(doctor, ours, as_csv(rows, heads=AGENDA), kind="agenda").context["report"]
    assert [(one.line, one.column, one.said) for one in report.troubles] == [
        (line, "birth_date", YOUNG) for line in (2, 4)
    ]
    with acting_as(system):
        assert Appointment.objects.exclude(id=first.id).get().patient_id == children[1].id
