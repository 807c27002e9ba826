"""The operator's file over HTTP: its routes for programs and its pages, and who may what."""

from tests.architecture.columns import API, Five, Line, everybody


def operator(status: int) -> Five:
    """The operator's own file: read by the manager, kept by the officer, nobody else's."""
    return (403, 403, 403, status, 403)


_NOBODY = "00000000-0000-0000-0000-000000000000"
_OFFICE: Five = (403, 403, 200, 403, 404)
_OF_PRACTICE = {"practice": "{practice_id}"}
_OPERATOR = API + "operator/"
_INSTRUCTION = API + "deletion-instructions"
HOST = {
    "name": "Hébergeur Un",
    "siren": "552100554",
    "certificate_number": "HDS-41",
    "activities": ["backup"],
    "country": "FR",
    "issued_on": "2040-01-14",
    "expires_on": "2043-01-14",
}
PROCESSOR = {
    "name": "Routeur SMS",
    "service": "Envoi des SMS",
    "country": "FR",
    "contract": "DPA-7",
    "signed_on": "2040-01-14",
    "review_on": "2042-01-14",
}
EVIDENCE = {
    "kind": "camera",
    "place": "Salle serveurs",
    "what": "Caméra de l'entrée",
    "seen_on": "2041-01-10",
    "review_on": "2042-01-14",
}
AUTHORITY = {"authority": "Parquet", "ground": "CPP 77-1-1", "asked": "Un dossier", "received_on": "2041-01-13"}
TICKET = {"kind": "complaint", "channel": "email", "contact": "ana@exemple.example", "text": "Je conteste."}

OPERATOR: dict[tuple[str, str], Line] = {
    # The API: the operator's file. The manager reads it, the officer keeps it.
    ("api-operator-alarms", "GET"): Line(_OPERATOR + "alarms", operator(200), officer=200),
    ("api-hosts", "GET"): Line(_OPERATOR + "hosts", operator(200), officer=200),
    ("api-hosts", "POST"): Line(_OPERATOR + "hosts", everybody(403), body=HOST, officer=201),
    ("api-host-end", "POST"): Line(_OPERATOR + "hosts/{host_id}/end", everybody(403), body={}, officer=204),
    ("api-processors", "GET"): Line(_OPERATOR + "processors", operator(200), officer=200),
    ("api-processors", "POST"): Line(_OPERATOR + "processors", everybody(403), body=PROCESSOR, officer=201),
    ("api-processor-review", "POST"): Line(
        _OPERATOR + "processors/{processor_id}/review", everybody(403), body={"review_on": "2043-01-14"}, officer=200
    ),
    ("api-processor-end", "POST"): Line(
        _OPERATOR + "processors/{processor_id}/end", everybody(403), body={}, officer=204
    ),
    ("api-evidence", "GET"): Line(_OPERATOR + "evidence", operator(200), officer=200),
    ("api-evidence", "POST"): Line(_OPERATOR + "evidence", everybody(403), body=EVIDENCE, officer=201),
    ("api-evidence-end", "POST"): Line(_OPERATOR + "evidence/{evidence_id}/end", everybody(403), body={}, officer=204),
    ("api-authority-requests", "GET"): Line(_OPERATOR + "authority-requests", operator(200), officer=200),
    ("api-authority-requests", "POST"): Line(
        _OPERATOR + "authority-requests", everybody(403), body=AUTHORITY, officer=201
    ),
    ("api-authority-answer", "POST"): Line(
        _OPERATOR + "authority-requests/{authority_id}/answer",
        everybody(403),
        body={"given": "Une copie", "answered_on": "2041-01-14"},
        officer=200,
    ),
    ("api-authority-texts", "POST"): Line(
        _OPERATOR + "authority-requests/{authority_id}/disclosure", everybody(403), body={}, officer=200
    ),
    ("api-tickets", "GET"): Line(_OPERATOR + "tickets", operator(200), officer=200),
    ("api-tickets", "POST"): Line(_OPERATOR + "tickets", everybody(403), body=TICKET, officer=201),
    ("api-ticket-acknowledge", "POST"): Line(
        _OPERATOR + "tickets/{ticket_id}/acknowledgement", everybody(403), body={}, officer=200
    ),
    ("api-ticket-answer", "POST"): Line(
        _OPERATOR + "tickets/{ticket_id}/answer", everybody(403), body={"answer": "C'est arrêté."}, officer=200
    ),
    ("api-ticket-texts", "POST"): Line(
        _OPERATOR + "tickets/{ticket_id}/disclosure", everybody(403), body={}, officer=200
    ),
    # What people with an account want after their death: said by themselves, carried out by the officer.
    ("api-own-directive", "GET"): Line(API + "session/directive", everybody(200)),
    ("api-own-directive", "PUT"): Line(API + "session/directive", everybody(200), body={"wish": "usual"}),
    ("api-own-directive", "DELETE"): Line(API + "session/directive", everybody(204)),
    ("api-account-directives", "GET"): Line(_OPERATOR + "account-directives", everybody(403), officer=200),
    ("api-account-directive-texts", "POST"): Line(
        _OPERATOR + "account-directives/{account_directive_id}/disclosure", everybody(403), body={}, officer=200
    ),
    ("api-account-directive-execution", "POST"): Line(
        _OPERATOR + "account-directives/{account_directive_id}/execution", everybody(403), body={}, officer=204
    ),
    # The API: what a practice orders of the operator.
    ("api-deletion-instructions", "GET"): Line(_INSTRUCTION, _OFFICE, _OF_PRACTICE, officer=200),
    ("api-deletion-instructions", "POST"): Line(
        _INSTRUCTION,
        (403, 403, 201, 403, 404),
        body={
            **_OF_PRACTICE,
            "kind": "delete",
            "what": "Les dossiers d'avant 2030",
            "given_on": "2041-01-13",
            "due_on": "2041-02-13",
        },
        officer=201,
    ),
    ("api-deletion-instruction-done", "POST"): Line(
        _INSTRUCTION + "/{instruction_id}/done", _OFFICE, body={"proof": "Rapport 12"}, officer=200
    ),
    ("api-deletion-instruction-texts", "POST"): Line(
        _INSTRUCTION + "/{instruction_id}/disclosure", _OFFICE, body={}, officer=200
    ),
    ("api-exchange-channels", "GET"): Line(API + "exchange-channels", _OFFICE, _OF_PRACTICE, officer=200),
    ("api-exchange-channels", "POST"): Line(
        API + "exchange-channels",
        (403, 403, 202, 403, 404),
        body={**_OF_PRACTICE, "kind": "sftp", "target": "depot.example"},
        officer=202,
    ),
    ("api-exchange-channel-withdrawal", "POST"): Line(
        API + "exchange-channels/{channel_id}/withdrawal", (403, 403, 204, 403, 404), body={}, officer=204
    ),
    # What waits for a second person: here the manager asked, so that the officer alone may confirm.
    ("api-pending-acts", "GET"): Line(API + "pending-acts", everybody(200)),
    ("api-pending-act-confirmation", "POST"): Line(
        API + "pending-acts/{act_id}/confirmation", (404, 404, 404, 409, 404), body={}, officer=200
    ),
    ("api-pending-act-drop", "POST"): Line(
        API + "pending-acts/{act_id}/drop", (404, 404, 404, 200, 404), body={}, officer=200
    ),
    # Pages.
    ("office:pending", "GET"): Line("/registre/a-confirmer/", (403, 403, 200, 200, 403), officer=200),
    ("office:pending-confirm", "POST"): Line(
        "/registre/a-confirmer/{act_id}/confirmer/", (404, 404, 404, 409, 404), body={}, officer=302
    ),
    ("office:pending-drop", "POST"): Line(
        "/registre/a-confirmer/{act_id}/abandonner/", (404, 404, 404, 302, 404), body={}, officer=302
    ),
    ("office:operator", "GET"): Line("/registre/exploitant/", (403, 403, 200, 200, 403), officer=200),
    ("office:operator-sheet", "GET"): Line(
        "/registre/exploitant/canaux/", (403, 403, 200, 403, 404), {"cabinet": "{practice_id}"}, officer=200
    ),
    ("office:operator-sheet", "POST"): Line(
        "/registre/exploitant/canaux/",
        (403, 403, 422, 403, 404),
        body={"cabinet": "{practice_id}", "kind": "pigeon"},
        officer=422,
    ),
    ("office:operator-reveal", "POST"): Line(
        f"/registre/exploitant/messages/{_NOBODY}/ouvrir/", everybody(403), officer=404
    ),
    ("office:operator-act", "POST"): Line(
        f"/registre/exploitant/messages/{_NOBODY}/accuser/", everybody(403), officer=404
    ),
}
