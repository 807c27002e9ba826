"""Consignes and urgency protocols over HTTP: written by whoever works for the practice, decided by practitioners."""

from tests.architecture.columns import API, Line, desk, practice

_OF_PRACTICE = {"practice": "{practice_id}"}
_HERE = {"cabinet": "{practice_id}"}
_FORM = {"sentence": "Pas de certificat.", "kind": "rule", "effect": "warn"}
_CONSIGNE = {"practice": "{practice_id}", "sentence": "Pas de certificat sans consultation."}
_PROTOCOL = {
    "practice": "{practice_id}",
    "steps": [
        {
            "code": "a",
            "text": "Une douleur ?",
            "choices": [
                {"code": "oui", "text": "Oui", "outcome": "transfer"},
                {"code": "non", "text": "Non", "outcome": "ordinary"},
            ],
        }
    ],
}
_CALL = "/bureau/appel/{practice_id}/{call_id}/"
_RUN = "/bureau/appel/{practice_id}/{urgency_call_id}/urgence/{urgency_run_id}/"
_VERSIONS = API + "consigne-versions/"

CONSIGNES: dict[tuple[str, str], Line] = {
    ("api-consignes", "GET"): Line(API + "consignes", practice(200), _OF_PRACTICE),
    ("api-consignes", "POST"): Line(API + "consignes", practice(201), body=_CONSIGNE, officer=403),
    ("api-consigne-versions", "GET"): Line(API + "consignes/{consigne_id}/versions", practice(200)),
    ("api-consigne-versions", "POST"): Line(
        API + "consignes/{consigne_id}/versions", practice(201), body={"sentence": "Autre phrase."}, officer=403
    ),
    ("api-consigne-proposal", "POST"): Line(
        _VERSIONS + "{consigne_draft_id}/proposal", practice(200), body={}, officer=403
    ),
    ("api-consigne-approval", "POST"): Line(_VERSIONS + "{consigne_draft_id}/approval", desk(200), body={}),
    ("api-consigne-withdrawal", "POST"): Line(_VERSIONS + "{consigne_version_id}/withdrawal", desk(200), body={}),
    ("api-consigne-preview", "GET"): Line(_VERSIONS + "{consigne_version_id}/preview", practice(200)),
    ("api-told-absences", "POST"): Line(
        API + "consignes/absences",
        desk(201),
        body={
            "practice": "{practice_id}",
            "practitioner": "{practitioner_id}",
            "start": "{later}",
            "end": "2041-02-12T18:00:00+01:00",
            "sentence": "Le médecin est absent.",
        },
    ),
    ("api-told-absence-withdrawal", "POST"): Line(
        _VERSIONS + "{told_absence_id}/absence-withdrawal", desk(200), body={"absence": "removed"}
    ),
    ("api-consigne-answers", "POST"): Line(API + "appointments/{appointment_id}/consigne-answers", desk(200), body={}),
    ("desk:appointment-consignes", "POST"): Line("/bureau/rendez-vous/{appointment_id}/consignes/", desk(200), body={}),
    ("desk:consignes", "GET"): Line("/bureau/consignes/", practice(200), _HERE),
    ("desk:consigne-new", "GET"): Line("/bureau/consignes/nouvelle/", practice(200), _HERE, officer=403),
    ("desk:consigne-new", "POST"): Line("/bureau/consignes/nouvelle/", practice(302), _HERE, body=_FORM, officer=403),
    ("desk:consigne-absence", "GET"): Line("/bureau/consignes/absence/", desk(200), _HERE),
    ("desk:consigne-absence", "POST"): Line(
        "/bureau/consignes/absence/",
        desk(302),
        _HERE,
        body={
            "practitioner": "{practitioner_id}",
            "first_day": "2041-02-11",
            "last_day": "2041-02-12",
            "reason_code": "leave",
            "sentence": "Absence.",
        },
    ),
    ("desk:consigne", "GET"): Line("/bureau/consignes/{consigne_id}/", practice(200)),
    ("desk:consigne", "POST"): Line("/bureau/consignes/{consigne_id}/", practice(302), body=_FORM, officer=403),
    ("desk:consigne-step", "POST"): Line(
        "/bureau/consignes/versions/{consigne_draft_id}/approuver/", desk(302), body={}
    ),
    ("desk:protocol", "GET"): Line("/bureau/urgences/", practice(200), _HERE),
    ("desk:protocol", "POST"): Line(
        "/bureau/urgences/",
        practice(302),
        _HERE,
        body={"text": "? Une douleur ?\n- Oui > 15\n- Non > ordinaire"},
        officer=403,
    ),
    ("desk:protocol-sign", "POST"): Line(
        "/bureau/urgences/{protocol_draft_id}/signer/", (403, 403, 302, 403, 404), body={}
    ),
    ("desk:call-urgency", "POST"): Line(_CALL + "urgence/", desk(302), body={}),
    ("desk:call-urgency-run", "GET"): Line(_RUN, desk(200)),
    ("desk:call-urgency-answer", "POST"): Line(
        _RUN + "repondre/", desk(302), body={"question": "douleur", "choice": "non"}
    ),
    ("api-urgency-protocols", "GET"): Line(API + "urgency-protocols", practice(200), _OF_PRACTICE),
    ("api-urgency-protocols", "POST"): Line(API + "urgency-protocols", practice(201), body=_PROTOCOL, officer=403),
    ("api-urgency-signature", "POST"): Line(
        API + "urgency-protocols/{protocol_draft_id}/signature", (403, 403, 200, 403, 404), body={}
    ),
    ("api-urgency-runs", "POST"): Line(
        API + "urgency-runs", desk(201), body={"practice": "{practice_id}", "patient": "{patient_id}"}
    ),
    ("api-urgency-run", "GET"): Line(API + "urgency-runs/{urgency_run_id}", desk(200)),
    ("api-urgency-answers", "POST"): Line(
        API + "urgency-runs/{urgency_run_id}/answers", desk(200), body={"question": "douleur", "choice": "non"}
    ),
}
