"""Two records side by side, a merge and its undo, and the identity of one patient, as pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from patients.enums import HighTrustDocument
from patients.identity import IdentityStatus, Sex
from patients.identity_status import IdentityEvent
from patients.lines import PatientLine
from patients.merge_fields import NIR, NOTE, Compared, Side, Standing
from patients.merges import Comparison
from patients.models import IdentityChange, Patient, PatientMerge
from patients.queries import nir_shown
from patients.worklist import WorkList
from web import french
from web.desk.presenters.people import SEXES, STATUSES, Line, line

NAMES = {
    "birth_name": "Nom de naissance",
    "family_name": "Nom utilisé",
    "given_names": "Prénoms",
    "birth_date": "Date de naissance",
    "sex": "Sexe",
    "email": "E-mail",
    "address": "Adresse",
    "treating_practitioner": "Médecin traitant",
    "referring_practitioner": "Adressé par",
    NIR: "N° de sécurité sociale",
    NOTE: "Note médicale",
}
# A difference in these is never settled by default: whoever merges says it.
STRICT = frozenset({"birth_name", "family_name", "given_names", "birth_date", "sex", NIR})
MOVED = {
    "booking_appointment.patient": ("rendez-vous", "rendez-vous"),
    "booking_attendancemeasure.patient": ("mesure de présence", "mesures de présence"),
    "patients_relatedperson.patient": ("proche", "proches"),
    "patients_disclosure.patient": ("affichage de donnée scellée", "affichages de données scellées"),
    "consent_noticerecord.subject_id": ("information du patient", "informations du patient"),
    "patients_shareditem.patient": ("élément de dossier partagé", "éléments de dossier partagés"),
    "consent_consentrecord.subject_id": ("choix du patient", "choix du patient"),
    "patients_patientphone.copied": ("numéro de téléphone", "numéros de téléphone"),
}
EVENTS = {
    IdentityEvent.DOCUMENT_SEEN: "Document vérifié",
    IdentityEvent.DOCUMENT_WITHDRAWN: "Vérification retirée",
    IdentityEvent.INSI_ANSWERED: "Identité trouvée par le téléservice INSi",
    IdentityEvent.INSI_WITHDRAWN: "Réponse INSi retirée",
    IdentityEvent.TRAITS_CHANGED: "Traits stricts modifiés",
    IdentityEvent.MERGE_UNDONE: "Fusion annulée",
    IdentityEvent.DOUBT_RAISED: "Doute signalé",
    IdentityEvent.DOUBT_LIFTED: "Doute levé",
    IdentityEvent.NAMESAKE_SET: "Homonyme signalé",
    IdentityEvent.NAMESAKE_LIFTED: "Signalement d'homonyme retiré",
}


@dataclass(frozen=True, slots=True)
class Pair:
    one: Line
    other: Line
    compare_url: str

    @property
    def sides(self) -> tuple[Line, Line]:
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class FactRow:
    """One line of the comparison; `asked` tells whether somebody must choose, `picked` what is chosen so far."""

    name: str
    label: str
    survivor: str
    merged: str
    remark: str
    asked: bool
    joins: bool
    picked: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    when: str
    event: str
    status: str
    who: str


def pairs(work: WorkList) -> list[Pair]:
    """Each pair with the page that compares it; the older record is proposed to stay."""
    return [_pair(pair.one, pair.other) for pair in work.pairs]


def _pair(one: PatientLine, other: PatientLine) -> Pair:
    return Pair(line(one), line(other), reverse("desk:merge-compare", args=[one.id, other.id]))


def fact_rows(seen: Comparison, picked: Mapping[str, str]) -> list[FactRow]:
    return [_fact_row(seen, one, picked) for one in seen.facts]


def moved_lines(counts: Mapping[str, int]) -> list[str]:
    """« 3 rendez-vous », « 1 proche »: what people know by a name."""
    return [
        f"{count} {MOVED[column][0 if count == 1 else 1]}"
        for column, count in counts.items()
        if count and column in MOVED
    ]


def moved_by(merge: PatientMerge) -> list[str]:
    return moved_lines({column: len(ids) for column, ids in merge.moved.items()})


def history(changes: Iterable[IdentityChange], zone: str) -> list[HistoryLine]:
    return [
        HistoryLine(
            when=when(change.at, zone),
            event=EVENTS[IdentityEvent(change.event)]
            + (f" ({HighTrustDocument(change.document).label})" if change.document else ""),
            status=STATUSES[IdentityStatus(change.after)],
            who=str(change.by.display_name) if change.by else "le système",
        )
        for change in changes
    ]


def when(instant: Any, zone: str) -> str:
    """« 22/11/2026 à 07:12 », on the clocks of `zone`."""
    local = french.local(instant, zone)
    return f"{french.short_day(local.date())} à {local:%H:%M}"


def appointment_links(ids: Iterable[str]) -> list[str]:
    return [reverse("desk:appointment", args=[UUID(row_id)]) for row_id in ids]


def _fact_row(seen: Comparison, one: Compared, picked: Mapping[str, str]) -> FactRow:
    name, asked = one.fact.name, one.standing is Standing.DIFFERENT
    return FactRow(
        name=name,
        label=NAMES[name],
        survivor=_text(one, one.survivor, seen.survivor),
        merged=_text(one, one.merged, seen.merged),
        remark=_remark(one),
        asked=asked,
        joins=asked and name == NOTE,
        picked=picked.get(name, _usual(one)) if asked else "",
    )


def _usual(one: Compared) -> str:
    if one.fact.name == NOTE:
        return Side.BOTH
    return "" if one.fact.name in STRICT and not one.is_slight else Side.SURVIVOR


def _remark(one: Compared) -> str:
    if one.standing is Standing.SAME:
        return "identique"
    if one.standing is Standing.ONLY_MERGED:
        return "repris de l'autre fiche"
    if one.standing is Standing.ONLY_SURVIVOR:
        return "gardé"
    return "à choisir"


def _text(one: Compared, values: Mapping[str, Any], patient: Patient) -> str:
    first = values[one.fact.columns[0]]
    if one.fact.name == NIR:
        shown = nir_shown(patient)
        return shown.masked if shown else "non renseigné"
    if one.fact.name == NOTE:
        return "présente" if first else "aucune"
    if one.fact.name == "birth_date":
        return french.short_day(first)
    if one.fact.name == "sex":
        return SEXES[Sex(first)]
    if one.fact.name == "address":
        town = f"{values['postal_code']} {values['city']}".strip()
        return ", ".join(part for part in (values["address_line"], town) if part) or "non renseignée"
    return str(first) or "non renseigné"
