"""The lines of requests about rights, of durations and of the pages of the office. See tests/architecture/matrix.py."""

from tests.architecture.columns import (
    API,
    OF_PRACTICE,
    OFFICE,
    PATIENT,
    REASON,
    Line,
    desk,
    handles,
    manager,
    office,
    practice,
)

_REQUEST = "/registre/demandes/{request_id}/"
_PERSON = "/registre/sanctions/personnes/{person_id}/"
_SANCTION = "/registre/sanctions/{sanction_id}/"
_RIGHTS = API + "rights-requests/{request_id}"
_HERE = {"cabinet": "{practice_id}"}
_HOLD = {
    "patient": "{patient_id}",
    "ground": "litigation",
    "reason": "Assignation reçue",
    "review_date": "2041-07-01",
}

OFFICE_LINES: dict[tuple[str, str], Line] = {
    # The API: rights requests. The desk writes them down; who answers for the data does the rest.
    ("api-rights-requests", "GET"): Line(
        API + "rights-requests", OFFICE, {**OF_PRACTICE, "state": "identity-pending"}, officer=200
    ),
    ("api-rights-requests", "POST"): Line(
        API + "rights-requests",
        desk(201),
        body={
            **OF_PRACTICE,
            "patient": "{patient_id}",
            "kind": "access",
            "intake": "post",
            "requester": "self",
            "requester_name": "Ana",
            "received_on": "2041-01-13",
        },
        officer=201,
    ),
    ("api-rights-request", "GET"): Line(_RIGHTS, OFFICE, officer=200),
    ("api-rights-person", "POST"): Line(_RIGHTS + "/person", OFFICE, body={"patient": "{attached_id}"}, officer=200),
    # Its data are known: nothing waits to be said, nor to be examined.
    ("api-rights-precision", "POST"): Line(
        _RIGHTS + "/precision", (403, 403, 409, 403, 404), body={"data_concerned": "L'adresse"}, officer=409
    ),
    ("api-rights-ask", "POST"): Line(_RIGHTS + "/precision/asked", OFFICE, body={}, officer=200),
    ("api-rights-message", "POST"): Line(_RIGHTS + "/message-disclosure", OFFICE, body={}, officer=200),
    ("api-rights-quarantine", "POST"): Line(
        _RIGHTS + "/quarantine", (403, 403, 409, 403, 404), body={"keep_message": True}, officer=409
    ),
    ("api-rights-identity", "POST"): Line(_RIGHTS + "/identity", OFFICE, body={"proof": "on_the_spot"}, officer=200),
    # A rectification: only an access is to a medical file.
    ("api-rights-medical-file", "POST"): Line(
        _RIGHTS + "/medical-file", (403, 403, 422, 403, 404), body={"is_medical_file": True}, officer=422
    ),
    # Nobody showed yet who asks: it is neither extended nor answered, and only a refusal is possible.
    ("api-rights-extension", "POST"): Line(_RIGHTS + "/extension", (403, 403, 409, 403, 404), body={}, officer=409),
    ("api-rights-decision", "POST"): Line(
        _RIGHTS + "/decision", OFFICE, body={"outcome": "refuse", "grounds": ["identity-unproven"]}, officer=200
    ),
    ("api-rights-answer", "POST"): Line(
        _RIGHTS + "/answer", (403, 403, 409, 403, 404), body={"way": "print"}, officer=409
    ),
    ("api-rights-export", "POST"): Line(
        _RIGHTS + "/export",
        (403, 403, 422, 403, 404),
        body={"shape": "json", "way": "in-person", **REASON},
        officer=422,
    ),
    # Nothing is granted yet: no act carries it out.
    **{
        (f"api-rights-{name}", "POST"): Line(f"{_RIGHTS}/{path}", (403, 403, 422, 403, 404), body=body, officer=422)
        for name, path, body in (
            ("rectification", "rectification", {"changes": {"email": "neuf@example.fr"}}),
            ("restriction", "restriction", {"ground": "accuracy-contested"}),
            ("restriction-lift", "restriction/lift", {}),
            ("lock", "lock", {"ground": "unlawful"}),
            ("unlock", "unlock", {}),
            ("erasure", "erasure", {"extent": "all"}),
            ("purposes", "purposes", {"purposes": ["reminders"]}),
        )
    },
    ("api-rights-recipient", "POST"): Line(
        _RIGHTS + "/recipients/{recipient_id}/settlement", OFFICE, body={"state": "told"}, officer=200
    ),
    ("api-rights-letter", "GET"): Line(_RIGHTS + "/letters/{letter_id}", OFFICE, officer=200),
    ("api-rights-letters", "GET"): Line(API + "rights-letters", OFFICE, OF_PRACTICE, officer=200),
    ("api-rights-letter-posted", "POST"): Line(API + "rights-letters/{letter_id}/posted", OFFICE, body={}, officer=200),
    ("office:post", "GET"): Line("/registre/courriers/", OFFICE, {"cabinet": "{practice_id}"}, officer=200),
    ("office:letter-posted", "POST"): Line(
        "/registre/courriers/{letter_id}/parti/", (403, 403, 302, 403, 404), body={}, officer=302
    ),
    ("api-patient-accesses", "GET"): Line(PATIENT + "/accesses", OFFICE, officer=200),
    ("api-practice-accesses", "GET"): Line(API + "privacy/accesses", OFFICE, OF_PRACTICE, officer=200),
    ("api-data-map", "GET"): Line(API + "privacy/data-map", office(200), {"kind": "nir"}, officer=200),
    # The API: how long, and what a dispute keeps longer.
    ("api-legal-holds", "GET"): Line(API + "legal-holds", (403, 403, 200, 403, 404), OF_PRACTICE, officer=200),
    ("api-legal-holds", "POST"): Line(
        API + "legal-holds", (403, 403, 201, 403, 404), body={"practice": "{practice_id}", **_HOLD}, officer=201
    ),
    ("api-legal-hold-review", "POST"): Line(
        API + "legal-holds/{legal_hold_id}/review",
        (403, 403, 200, 403, 404),
        body={"review_date": "2041-09-01"},
        officer=200,
    ),
    ("api-legal-hold-lift", "POST"): Line(
        API + "legal-holds/{legal_hold_id}/lift", (403, 403, 200, 403, 404), body=REASON, officer=200
    ),
    ("api-retention-rules", "GET"): Line(API + "retention/rules", (403, 403, 200, 200, 404), OF_PRACTICE),
    ("api-retention-reports", "GET"): Line(API + "retention/reports", (403, 403, 200, 200, 404), OF_PRACTICE),
    ("api-retention-choices", "PUT"): Line(
        API + "retention/choices",
        (403, 403, 204, 403, 404),
        body={"practice": "{practice_id}", "rule": "R-10", "amount": 24},
        officer=204,
    ),
    # Pages: the office of data protection.
    ("office:telephone", "GET"): Line(
        "/registre/telephone/", (403, 403, 200, 200, 404), {"cabinet": "{practice_id}"}, officer=403
    ),
    ("office:telephone", "POST"): Line(
        "/registre/telephone/",
        (403, 403, 302, 302, 404),
        body={"cabinet": "{practice_id}", "what": "rules", "sms": "5", "call": "10", "other": "20"},
        officer=403,
    ),
    ("office:retention", "GET"): Line("/registre/durees/", (403, 403, 200, 200, 404), {"cabinet": "{practice_id}"}),
    ("office:retention", "POST"): Line(
        "/registre/durees/",
        (403, 403, 302, 403, 404),
        body={"cabinet": "{practice_id}", "rule": "R-12", "amount": "20"},
        officer=302,
    ),
    ("office:holds", "GET"): Line(
        "/registre/conservations/", (403, 403, 200, 403, 404), {"cabinet": "{practice_id}"}, officer=200
    ),
    ("office:holds", "POST"): Line(
        "/registre/conservations/", (403, 403, 302, 403, 404), body={"cabinet": "{practice_id}", **_HOLD}, officer=302
    ),
    ("office:hold-search", "POST"): Line(
        "/registre/conservations/chercher/",
        OFFICE,
        body={"cabinet": "{practice_id}", "termes": "12031984"},
        officer=200,
    ),
    ("office:hold-review", "POST"): Line(
        "/registre/conservations/{legal_hold_id}/reconduire/",
        (403, 403, 302, 403, 404),
        body={"review_date": "2041-09-01"},
        officer=302,
    ),
    ("office:hold-lift", "POST"): Line(
        "/registre/conservations/{legal_hold_id}/lever/",
        (403, 403, 302, 403, 404),
        body=REASON,
        officer=302,
    ),
    ("office:home", "GET"): Line("/registre/", (403, 403, 200, 403, 404), {"cabinet": "{practice_id}"}, officer=200),
    ("office:entry", "GET"): Line("/registre/traitements/T-01/", office(200), officer=200),
    ("office:register-json", "GET"): Line(
        "/registre/export.json", (403, 403, 200, 403, 404), {"cabinet": "{practice_id}"}, officer=200
    ),
    ("office:register-pdf", "GET"): Line("/registre/export.pdf", office(200), officer=200),
    ("office:notices", "GET"): Line("/registre/textes/", practice(200), _HERE),
    ("office:notices", "POST"): Line(
        "/registre/textes/", (403, 403, 302, 302, 404), body={**_HERE, "text": "Nouveau texte."}, officer=403
    ),
    ("office:instructions", "GET"): Line("/registre/consignes/", practice(200), _HERE),
    ("office:instruct", "POST"): Line(
        "/registre/consignes/{role}/", (403, 403, 302, 403, 404), body={"asked": "email"}
    ),
    ("office:wish-online", "POST"): Line(
        "/registre/consignes/{role}/en-ligne/", (403, 403, 302, 403, 404), body={"wished": "1"}
    ),
    ("office:requests", "GET"): Line("/registre/demandes/", OFFICE, {"cabinet": "{practice_id}"}, officer=200),
    # The desk may write one down from here too: it is the same right.
    ("office:request-new", "GET"): Line(
        "/registre/demandes/nouvelle/", desk(200), {"cabinet": "{practice_id}"}, officer=200
    ),
    ("office:request-new", "POST"): Line(
        "/registre/demandes/nouvelle/",
        desk(302),
        body={
            "cabinet": "{practice_id}",
            "kind": "access",
            "intake": "post",
            "requester": "self",
            "requester_name": "Ana",
        },
        officer=302,
    ),
    ("office:request", "GET"): Line(_REQUEST, OFFICE, officer=200),
    ("office:request-letter", "GET"): Line(_REQUEST + "lettres/{letter_id}/", OFFICE, officer=200),
    ("office:request-copy", "POST"): Line(_REQUEST + "copies/{copy_id}/", OFFICE, body={}, officer=200),
    # Not decided yet: there is nothing to hand over.
    ("office:request-export", "POST"): Line(
        _REQUEST + "export/", (403, 403, 422, 403, 404), body={"shape": "json", **REASON}, officer=422
    ),
    ("office:request-search", "POST"): Line(_REQUEST + "personne/", OFFICE, body={"termes": "12031984"}, officer=200),
    ("office:request-message", "POST"): Line(_REQUEST + "message/", OFFICE, body={}, officer=200),
    ("office:request-act", "POST"): Line(
        _REQUEST + "demander-precision/", (403, 403, 302, 403, 404), body={}, officer=302
    ),
    ("office:accesses", "GET"): Line("/registre/acces/", OFFICE, {"cabinet": "{practice_id}"}, officer=200),
    ("office:accesses-to", "GET"): Line("/registre/acces/{patient_id}/", OFFICE, officer=200),
    ("office:oddities", "GET"): Line("/registre/anomalies/", OFFICE, {"cabinet": "{practice_id}"}, officer=200),
    ("api-access-oddities", "GET"): Line(API + "privacy/oddities", OFFICE, OF_PRACTICE, officer=200),
    # The office: what a manager decides about the people of the own secretariat. Lea is a practice's.
    ("office:sanctions", "GET"): Line("/registre/sanctions/", manager(200), officer=403),
    ("office:sanctions-person", "GET"): Line(_PERSON, manager(200), officer=403),
    ("office:sanctions-suspend", "POST"): Line(
        _PERSON + "suspendre/", manager(302), body={"severity": "minor", **REASON}, officer=403
    ),
    ("office:sanctions-withdraw", "POST"): Line(
        _PERSON + "retirer/", manager(302), body={"severity": "grave", "agree": "on", **REASON}, officer=403
    ),
    ("office:sanctions-reinstate", "POST"): Line(_PERSON + "lever/", manager(409), body={}, officer=403),
    ("office:sanction-report", "GET"): Line(_SANCTION + "signaler/", manager(200), officer=403),
    ("office:sanction-report", "POST"): Line(
        _SANCTION + "signaler/", manager(302), body={"recipient": "order", **REASON}, officer=403
    ),
    ("office:sanction-reason", "POST"): Line(_SANCTION + "motif/", manager(200), body={}, officer=403),
    ("office:data-map", "GET"): Line("/registre/donnees/", office(200), officer=200),
    # Pages: the register of incidents. The manager handles those of the secretariat.
    ("office:incidents", "GET"): Line("/registre/incidents/", (403, 403, 200, 200, 403), officer=200),
    ("office:incident", "GET"): Line("/registre/incidents/{incident_id}/", handles(200), officer=200),
}
