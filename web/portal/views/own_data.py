"""One's own data, without an account: the link of a visit, a code, then half an hour to read, take away and ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.errors import InvalidInput
from online.actors import link_holder, record_owner
from online.allowances import Asked, count, place_of
from online.models import OwnerProof
from online.services import LinkPage, Verdict, ask_proof, close_proof, prove_owner, send_owner_code
from patients.screening import WARNING
from practices.zones import zone_of
from privacy.models import RightsRequest
from privacy.rights.kinds import KINDS
from privacy.services.own_data import Owner, ask_right, choose_reminders, export_own, read_own, wants_reminders
from privacy.services.own_letters import own_letters
from privacy.services.receive import LONGEST_CONTENT, LONGEST_DATA, LONGEST_NAME
from web import french
from web.portal.account_edge import account_here
from web.portal.edge import count_here
from web.portal.forms import refusals_of
from web.portal.own_edge import drop_proof, keep_proof, of_owner, of_proof
from web.portal.presenters.own_data import access_lines, own_page
from web.portal.views.booking import CODE_SENTENCES
from web.portal.views.link import of_link

RIGHTS = [(kind.value, label) for kind, (label, _) in KINDS.items()]


@require_http_methods(["GET", "POST"])
@of_link
def begin(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """From the link of a visit: what will be asked, then the code is sent."""
    if request.method == "GET":
        return render(request, "portal/own_begin.html", {"page": page})
    practice_id = page.visit.practice_id
    count_here(request, Asked.CODE, practice_id)
    begun = ask_proof(actor=link_holder(practice_id), practice_id=practice_id, link_id=page.link_id)
    response = redirect("portal:own-code")
    keep_proof(response, begun)
    return response


@require_http_methods(["GET", "POST"])
@of_proof
def code(request: HttpRequest, proof: OwnerProof) -> HttpResponse:
    """The six digits sent to the contact that the practice knows; or another code."""
    actor = record_owner(proof.practice_id)
    if proof.proven_at is not None:
        return redirect("portal:own")
    if request.method == "GET":
        return render(request, "portal/own_code.html")
    if "again" in request.POST:
        count_here(request, Asked.CODE, proof.practice_id)
        send_owner_code(actor=actor, proof=proof)
        return redirect("portal:own-code")
    verdict = prove_owner(actor=actor, proof=proof, typed=request.POST.get("code", "")[:20])
    if verdict is Verdict.RIGHT:
        return redirect("portal:own")
    return render(request, "portal/own_code.html", {"error": CODE_SENTENCES[verdict]}, status=400)


@require_GET
@of_owner
def home(request: HttpRequest, owner: Owner) -> HttpResponse:
    """What this practice keeps of this person."""
    context = {
        "own": own_page(read_own(owner), clock.now()),
        "is_self": owner.is_self,
        "reminders": wants_reminders(owner),
        "is_held": owner.is_held,
        "has_account": account_here(request) is not None,
        "here": "data",
    }
    return render(request, "portal/own_home.html", context)


@require_GET
@of_owner
def accesses(request: HttpRequest, owner: Owner) -> HttpResponse:
    """Who looked at the file in the last twelve months."""
    subject = access_lines(read_own(owner))
    return render(request, "portal/own_accesses.html", {"subject": subject, "here": "accesses"})


@require_GET
@of_owner
def letters(request: HttpRequest, owner: Owner) -> HttpResponse:
    """What the practice answered, to be read again."""
    zone = zone_of(owner.practice_id)
    shown = [(french.when(one.at, zone), one) for one in own_letters(owner)]
    return render(request, "portal/own_letters.html", {"letters": shown, "here": "letters"})


@require_POST
@of_owner
def export(request: HttpRequest, owner: Owner) -> HttpResponse:
    """A file to take away."""
    count(Asked.OWN_EXPORT, place_of(f"record:{owner.patient_id}"))
    made = export_own(owner, shape=request.POST.get("shape", ""))
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type=made.media_type, headers=headers)


@require_http_methods(["GET", "POST"])
@of_owner
def right(request: HttpRequest, owner: Owner) -> HttpResponse:
    """A request to the practice: corrected, erased, limited, or the medical file."""
    if request.method == "GET":
        return _ask_right(request, owner, {})
    count(Asked.OWN_REQUEST, place_of(f"record:{owner.patient_id}"))
    said = request.POST
    try:
        made = ask_right(
            owner,
            kind=said.get("kind", ""),
            name=said.get("requester_name", "").strip()[:LONGEST_NAME],
            data_concerned=said.get("data_concerned", "")[: LONGEST_DATA + 1],
            content=said.get("content", "")[: LONGEST_CONTENT + 1],
            is_medical_file="medical" in said,
        )
    except InvalidInput as refusal:
        return _ask_right(request, owner, said.dict(), refusals_of(refusal).by_field, status=refusal.status)
    return _asked(request, made)


@require_POST
@of_owner
def reminders(request: HttpRequest, owner: Owner) -> HttpResponse:
    """Yes or no, in force at once."""
    choose_reminders(owner, wanted=request.POST.get("wanted") == "oui")
    return redirect("portal:own")


@require_POST
@of_proof
def close(request: HttpRequest, proof: OwnerProof) -> HttpResponse:
    """Nothing stays open in this browser."""
    close_proof(proof=proof)
    response = render(request, "portal/own_closed.html")
    drop_proof(response)
    return response


def _ask_right(
    request: HttpRequest, owner: Owner, typed: dict[str, str], errors: object = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "rights": RIGHTS,
        "typed": typed,
        "errors": errors or {},
        "is_self": owner.is_self,
        "warning": WARNING,
        "here": "right",
    }
    return render(request, "portal/own_right.html", context, status=status)


def _asked(request: HttpRequest, made: RightsRequest) -> HttpResponse:
    context = {"reference": made.reference, "set_aside": bool(made.quarantine), "here": "right"}
    return render(request, "portal/own_asked.html", context)
