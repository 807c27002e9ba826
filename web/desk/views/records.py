"""One person, one record: the work list of probable duplicates, a merge and its undo, the identity of a patient."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError, InvalidInput
from patients import merges
from patients import services as patients
from patients.enums import HighTrustDocument
from patients.errors import PatientMerged
from patients.identity import IdentityStatus
from patients.lines import line_of
from patients.merge_fields import BY_NAME
from patients.queries import identity_history, may_write, open_patient
from patients.worklist import duplicate_work_list
from practices import queries as practices
from practices.permissions import Permission, can
from practices.zones import zone_of
from web.desk.presenters.marks import marks
from web.desk.presenters.patient_file import file_links
from web.desk.presenters.people import STATUSES, line
from web.desk.presenters.records import (
    appointment_links,
    fact_rows,
    history,
    moved_by,
    moved_lines,
    pairs,
    when,
)
from web.desk.requests import DeskRequest

View = Callable[..., HttpResponse]
SAID = {
    "distinctes": "C'est noté : ce sont deux personnes.",
    "validee": "L'identité est validée.",
    "signalee": "Le signalement est enregistré.",
}


def follow_merge(view: View) -> View:
    """The page of a merged record leads to the record that the person has now, and says so."""

    @wraps(view)
    def followed(request: DeskRequest, patient_id: UUID, **more: Any) -> HttpResponse:
        try:
            return view(request, patient_id=patient_id, **more)
        except PatientMerged:
            current = merges.current_record(request.actor, patient_id)
            return redirect(file_links(current)["here"] + "?fait=fusion")

    return followed


@require_GET
def duplicates(request: DeskRequest) -> HttpResponse:
    """The pairs to look at, of one practice at a time."""
    known = [
        one for one in practices.practices_of(request.actor) if can(request.actor, Permission.DUPLICATE_REVIEW, one.id)
    ]
    asked = request.GET.get("cabinet", "")
    practice_id = _uuid(asked, "cabinet") if asked else known[0].id if known else None
    work = duplicate_work_list(request.actor, practice_id) if practice_id is not None else None
    context = {
        "practices": known,
        "practice_id": practice_id,
        "pairs": pairs(work) if work else [],
        "is_complete": work.is_complete if work else True,
        "may_merge": practice_id is not None and can(request.actor, Permission.PATIENT_MERGE, practice_id),
        "done": SAID.get(request.GET.get("fait", ""), ""),
        "here": "duplicates",
    }
    return render(request, "desk/duplicates.html", context)


@require_POST
def apart(request: DeskRequest) -> HttpResponse:
    """« Ce sont deux personnes. »"""
    one, other = (_uuid(request.POST.get(name, ""), name) for name in ("one", "other"))
    decision = patients.tell_apart(actor=request.actor, one_id=one, other_id=other)
    return redirect(f"{reverse('desk:duplicates')}?cabinet={decision.practice_id}&fait=distinctes")


@require_http_methods(["GET", "POST"])
def compare(request: DeskRequest, patient_id: UUID, other_id: UUID) -> HttpResponse:
    """Both records side by side; the first one stays. What differs is chosen, then merged."""
    if request.method == "GET":
        return _show_comparison(request, patient_id, other_id)
    choices = {name: side for name in BY_NAME if (side := request.POST.get(name))}
    try:
        merge = patients.merge_patients(
            actor=request.actor,
            survivor_id=patient_id,
            merged_id=other_id,
            choices=choices,
            versions=_versions(request),
        )
    except DomainError as refusal:
        if refusal.status in (403, 404) or isinstance(refusal, PatientMerged):
            raise
        return _show_comparison(request, patient_id, other_id, picked=choices, refusal=refusal)
    return redirect("desk:merge", merge_id=merge.id)


@require_GET
def merge(request: DeskRequest, merge_id: UUID) -> HttpResponse:
    """What was merged, what moved, and the way back."""
    return _show_merge(request, merge_id)


@require_POST
def undo(request: DeskRequest, merge_id: UUID) -> HttpResponse:
    """Give each record back what was its own."""
    try:
        patients.undo_merge(actor=request.actor, merge_id=merge_id)
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        return _show_merge(request, merge_id, refusal=refusal)
    return redirect("desk:merge", merge_id=merge_id)


@require_GET
def identity(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """The status of an identity, its flags, how they came to be, and the merges of this record."""
    return _show_identity(request, patient_id)


@require_POST
def validate(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """A document was seen on the spot."""
    try:
        patients.validate_identity(
            actor=request.actor, patient_id=patient_id, document=request.POST.get("document", "")
        )
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        return _show_identity(request, patient_id, refusal=refusal)
    return redirect(reverse("desk:patient-identity", args=[patient_id]) + "?fait=validee")


@require_POST
def flag(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """« Identité douteuse », « homonyme »: raised or lifted."""
    patients.flag_identity(
        actor=request.actor,
        patient_id=patient_id,
        flag=request.POST.get("flag", ""),
        is_raised=request.POST.get("raised") == "1",
    )
    return redirect(reverse("desk:patient-identity", args=[patient_id]) + "?fait=signalee")


def _show_comparison(
    request: DeskRequest,
    survivor_id: UUID,
    merged_id: UUID,
    *,
    picked: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    seen = merges.compare_records(request.actor, survivor_id, merged_id)
    better, _ = merges.better_first(seen.survivor, seen.merged)
    context = {
        "practice": practices.practice_in(request.actor, seen.survivor.practice_id),
        "survivor": line(line_of(seen.survivor)),
        "merged": line(line_of(seen.merged)),
        "survivor_status": STATUSES[IdentityStatus(seen.survivor.identity_status)],
        "merged_status": STATUSES[IdentityStatus(seen.merged.identity_status)],
        "versions": f"{seen.survivor.version}.{seen.merged.version}",
        "facts": fact_rows(seen, picked or {}),
        "moving": moved_lines(seen.moving),
        "obstacles": [
            {
                "detail": one.detail,
                "links": appointment_links(map(str, one.ids)) if one.code == "appointments-overlap" else [],
            }
            for one in seen.obstacles
        ],
        "trouble": refusal,
        "swap_url": reverse("desk:merge-compare", args=[merged_id, survivor_id]),
        "is_better_kept": better.id == seen.survivor.id,
    }
    return render(request, "desk/compare.html", context, status=refusal.status if refusal else 200)


def _show_merge(request: DeskRequest, merge_id: UUID, *, refusal: DomainError | None = None) -> HttpResponse:
    made = merges.open_merge(request.actor, merge_id)
    zone = zone_of(made.practice_id)
    context = {
        "practice": practices.practice_in(request.actor, made.practice_id),
        "merge": made,
        "survivor": line(line_of(made.survivor)),
        "merged": line(line_of(made.merged)),
        "moved": moved_by(made),
        "merged_at": when(made.merged_at, zone),
        "merged_by": made.merged_by.display_name if made.merged_by else "le système",
        "undone_at": when(made.undone_at, zone) if made.undone_at else "",
        "undone_by": made.undone_by.display_name if made.undone_by else "le système",
        "trouble": refusal,
    }
    return render(request, "desk/merge.html", context, status=refusal.status if refusal else 200)


def _show_identity(request: DeskRequest, patient_id: UUID, *, refusal: DomainError | None = None) -> HttpResponse:
    known = open_patient(request.actor, patient_id)
    zone = zone_of(known.practice_id)
    context = {
        "practice": practices.practice_in(request.actor, known.practice_id),
        "patient": line(line_of(known)),
        "known": known,
        "status": STATUSES[IdentityStatus(known.identity_status)],
        "marks": marks(
            is_doubtful=known.is_doubtful,
            is_namesake=known.is_namesake,
            is_restricted=known.restricted_at is not None,
        ),
        "history": history(identity_history(request.actor, known.id), zone),
        "merges": [
            {"url": reverse("desk:merge", args=[one.id]), "when": when(one.merged_at, zone), "is_undone": one.is_undone}
            for one in merges.merges_of(request.actor, known.id)
        ],
        "documents": HighTrustDocument.choices,
        "may_validate": may_write(request.actor, Permission.IDENTITY_VALIDATE, known),
        "may_flag": may_write(request.actor, Permission.IDENTITY_FLAG, known),
        "may_merge": may_write(request.actor, Permission.PATIENT_MERGE, known),
        "done": SAID.get(request.GET.get("fait", ""), ""),
        "trouble": refusal,
    }
    return render(request, "desk/identity.html", context, status=refusal.status if refusal else 200)


def _uuid(text: str, name: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput.at(name, "invalid", "Cet identifiant n'est pas valable.") from None


def _versions(request: DeskRequest) -> tuple[int, int] | None:
    """The two versions compared, « 3.1 »; anything else is refused as a page gone stale."""
    text = request.POST.get("versions", "")
    if not text:
        return None
    parts = text.split(".")
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
        raise InvalidInput.at("versions", "invalid", "La page a expiré : rechargez-la.")
    return int(parts[0]), int(parts[1])
