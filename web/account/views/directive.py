"""What I want done with my account's data after my death: said here, changed here, revoked here (SAS-25)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import InvalidInput
from privacy.models import AccountDirective
from privacy.services import account_directives as services
from web.account.views.account import person_of


@require_http_methods(["GET", "POST"])
def directive(request: HttpRequest) -> HttpResponse:
    """The one in force, and the form of another; its words are shown to nobody, not even here."""
    actor, _ = person_of(request)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in ("wish", "text", "executor")}
        try:
            services.give_account_directive(actor=actor, **said)
        except InvalidInput as refused:
            wrong = {error.field: error.detail for error in refused.errors}
        else:
            messages.success(request, "Vos directives sont enregistrées.")
            return redirect("account:directive")
    context = {
        "present": services.own_directive(actor),
        "wishes": AccountDirective.Wish.choices,
        "typed": request.POST,
        "wrong": wrong,
    }
    return render(request, "account/directive.html", context, status=400 if wrong else 200)


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    actor, _ = person_of(request)
    services.revoke_account_directive(actor=actor)
    messages.success(request, "Vos directives sont révoquées.")
    return redirect("account:directive")
