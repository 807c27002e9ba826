"""Which browsers are in somebody's account: seen and put out by whoever has it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from online.models import AccountSession
from online.services import end_other_sessions, end_session_of, open_sessions
from web import french
from web.portal.account_edge import of_account


@require_GET
@of_account
def connections(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """When each began and the day it was last seen: nothing more of it is kept."""
    assert session.account_id is not None
    rows = [
        {
            "id": one.id,
            "began": french.when(one.created_at, french.HOME_ZONE),
            "seen": french.long_day(french.local(one.last_seen_at, french.HOME_ZONE).date()),
            "is_this_one": one.id == session.id,
        }
        for one in open_sessions(session.account_id)
    ]
    done = "fait" in request.GET
    return render(request, "portal/account_connections.html", {"rows": rows, "done": done, "here": "account"})


@require_POST
@of_account
def end(request: HttpRequest, session: AccountSession, session_id: UUID) -> HttpResponse:
    """One of them; this browser itself comes to the entry."""
    assert session.account_id is not None
    end_session_of(session.account_id, session_id)
    return _done()


@require_POST
@of_account
def end_others(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """All of them but this one."""
    end_other_sessions(session)
    return _done()


def _done() -> HttpResponse:
    return redirect(f"{reverse('portal:account-connections')}?fait")
