"""Somebody's own data as a page tells them: facts, visits, then one short list a subject. The file tells all of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent.decisions import Decision
from patients.identity import Sex
from privacy.export.collect import Collected
from privacy.export.sections import sections
from web import french

# What a page shows of a list: the rest is in the file that one takes away, and the page says so.
MOST_VISITS, MOST_LINES, MOST_ACCESSES = 30, 8, 60
_SEXES = {Sex.MALE.value: "masculin", Sex.FEMALE.value: "féminin"}
_DECISIONS = {
    Decision.GIVEN.value: "accord donné",
    Decision.WITHDRAWN.value: "accord retiré",
    Decision.ACCEPTED.value: "d'accord",
    Decision.OBJECTED.value: "opposition",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One list: each line is when, what, and a detail. `left`: how many are in the file only."""

    title: str
    lines: list[tuple[str, str, str]]
    left: int = 0


@dataclass(frozen=True, slots=True)
class OwnPage:
    name: str
    practice: str
    facts: list[tuple[str, str]]
    coming: Subject
    past: Subject
    subjects: list[Subject]


def own_page(found: Collected, now: datetime) -> OwnPage:
    data, patient = found.data, found.patient
    visits = [(datetime.fromisoformat(one["start"]), one) for one in data["appointments"]]
    coming = [_visit(at, one) for at, one in visits if at >= now]
    past = [_visit(at, one) for at, one in reversed(visits) if at < now]
    return OwnPage(
        name=f"{patient.given_names} {patient.used_name}",
        practice=found.practice.name,
        facts=_facts(data),
        coming=_cut("Rendez-vous à venir", coming, MOST_VISITS),
        past=_cut("Rendez-vous passés", past, MOST_VISITS),
        subjects=[one for one in _subjects(data) if one.lines],
    )


def access_lines(found: Collected) -> Subject:
    """Who looked, newest first: role and organisation, never a name of the staff."""
    lines = [
        (_when(one["at"]), one["what"], " · ".join(filter(None, (one["by"], one["reason"]))))
        for one in found.data["accesses"]
    ]
    return _cut("Du plus récent au plus ancien", lines, MOST_ACCESSES)


def _facts(data: dict[str, Any]) -> list[tuple[str, str]]:
    who, contact = data["identity"], data["contact"]
    address = contact["address"]
    town = f"{address['postal_code']} {address['city']}".strip()
    said = [
        ("Nom utilisé", who["family_name"]),
        ("Nom de naissance", who["birth_name"]),
        ("Prénoms", who["given_names"]),
        ("Né(e) le", french.short_day(datetime.fromisoformat(who["birth_date"]).date())),
        ("Sexe", _SEXES.get(who["sex"], "")),
        ("Sécurité sociale", who["nir_masked"]),
        ("Téléphone", ", ".join(french.phone(number) for number in contact["phones"])),
        ("E-mail", contact["email"]),
        ("Adresse", ", ".join(filter(None, (address["line"], town)))),
        ("Médecin traitant", contact["treating_doctor"]),
        ("Adressé par", contact["referring_doctor"]),
    ]
    return [(label, value) for label, value in said if value]


def _subjects(data: dict[str, Any]) -> list[Subject]:
    relatives = [
        (_day(one["since"]), f"{one['name']}, {one['relation'].lower()}", one["scope"]) for one in data["relatives"]
    ]
    decisions = [
        (_day(one["at"]), one["purpose"], _DECISIONS.get(one["decision"], one["decision"])) for one in data["decisions"]
    ]
    told = [(_day(one["at"]), f"Texte n° {one['version']} de ce cabinet", "") for one in data["told"]]
    others = [(one["title"], [(line[0], line[1], line[2]) for line in one["lines"]]) for one in sections(data)]
    listed = [("Proches et représentants", relatives), ("Vos choix", decisions), ("Ce dont vous êtes informé", told)]
    return [_cut(title, lines, MOST_LINES) for title, lines in (*listed, *others)]


def _visit(at: datetime, one: dict[str, Any]) -> tuple[str, str, str]:
    what = " · ".join(filter(None, (one["reason"], one["practitioner"], one["place"])))
    status = "Absence excusée" if one["absence_excused_at"] else one["status"]
    return f"{french.long_day(at.date(), with_year=True)} à {french.hour(at)}".capitalize(), what, status


def _cut(title: str, lines: list[tuple[str, str, str]], most: int) -> Subject:
    return Subject(title, lines[:most], max(0, len(lines) - most))


def _when(iso: str) -> str:
    at = datetime.fromisoformat(iso)
    return f"{french.short_day(at.date())} à {french.hour(at)}"


def _day(iso: str) -> str:
    return french.short_day(datetime.fromisoformat(iso).date())
