"""Who may do what over HTTP: every route, every method, every kind of person, and the answer expected.

What the columns of a line are is said in `columns.py`; the lines of the operator's file are in `matrix_operator.py`.
"""

from tests.architecture.columns import (
    API,
    FILE,
    OF_PRACTICE,
    OFFICE,
    PATIENT,
    REASON,
    Line,
    desk,
    everybody,
    handles,
    manager,
    on_the_spot,
    practice,
)
from tests.architecture.matrix_calls import CALLS
from tests.architecture.matrix_consignes import CONSIGNES
from tests.architecture.matrix_desk import DESK
from tests.architecture.matrix_follow_ups import FOLLOW_UPS
from tests.architecture.matrix_management import MANAGEMENT
from tests.architecture.matrix_messages import MESSAGES
from tests.architecture.matrix_office import OFFICE_LINES
from tests.architecture.matrix_operator import OPERATOR
from tests.architecture.matrix_planning import PLANNING
from tests.architecture.matrix_portal import PORTAL

_VISIT = API + "appointments/{appointment_id}"
_INCIDENT = API + "incidents/{incident_id}"
_WEEK = {"from": "2041-01-14", "to": "2041-01-18"}
_RULE = {"weekday": 2, "opens": "14:00", "closes": "16:00", "valid_from": "2041-01-21"}
_HOURS = {"opens": "10:00", "closes": "12:00"}
_NEWCOMER = {
    "practice": "{practice_id}",
    "family_name": "Nouveau",
    "given_names": "Ana",
    "birth_date": "1990-01-02",
    "consent": {"notice_version": 1, "channel": "phone"},
}
_DIRECT = {
    "patient": "{patient_id}",
    "visit_reason": "{reason}",
    "practitioner_role": "{role}",
    "start": "{free}",
}
_SERIES = {
    "patient": "{patient_id}",
    "visit_reason": "{reason}",
    "practitioner_role": "{role}",
    "starts": ["{free}"],
}
_GUARDIAN = {"name": "Jeanne Petit", "relation": "parent", "answer": "agreed", "text_version": 1}
_SLOT = {"visit_reason": "{reason}", "practitioner_role": "{role}", "start": "{free}"}
_PAIR = ("{patient_id}", "{double_id}")
_MERGE = {"survivor": "{patient_id}", "merged": "{double_id}"}

MATRIX: dict[tuple[str, str], Line] = {
    **CALLS,
    **DESK,
    **OFFICE_LINES,
    **OPERATOR,
    **CONSIGNES,
    **FOLLOW_UPS,
    **MANAGEMENT,
    **MESSAGES,
    **PLANNING,
    **PORTAL,
    # The API: signing in.
    ("session", "GET"): Line(API + "session", everybody(200), outside=200),
    ("session", "POST"): Line(
        API + "session", everybody(401), body={"username": "nobody", "password": "wrong"}, outside=401
    ),
    ("session", "DELETE"): Line(API + "session", everybody(204), outside=204),
    ("session-otp", "POST"): Line(API + "session/otp", everybody(401), body={"code": "000000"}, outside=401),
    ("session-step-up", "POST"): Line(API + "session/step-up", everybody(401), body={"code": "000000"}),
    # The API: practices.
    ("api-practices", "GET"): Line(API + "practices", everybody(200)),
    ("api-practitioner-roles", "GET"): Line(API + "practitioner-roles", practice(200), OF_PRACTICE),
    ("api-instruction-sets", "GET"): Line(API + "instruction-sets", practice(200), OF_PRACTICE),
    ("api-instruction-set", "GET"): Line(API + "practitioner-roles/{role}/instruction-set", practice(200)),
    # Whoever treats the patient says what is asked of them.
    ("api-instruction-set", "PUT"): Line(
        API + "practitioner-roles/{role}/instruction-set",
        (403, 403, 200, 403, 404),
        body={"asked": ["email"], "reminders": True},
    ),
    ("api-visit-reasons", "GET"): Line(API + "visit-reasons", practice(200), OF_PRACTICE),
    ("api-delegations", "GET"): Line(API + "delegations", (403, 200, 200, 200, 404), OF_PRACTICE),
    ("api-delegation-completion", "POST"): Line(
        API + "delegations/{delegation_id}/completion", (403, 403, 200, 403, 404), body={}
    ),
    ("api-delegation-revocation", "POST"): Line(
        API + "delegations/{delegation_id}/revocation", (403, 403, 200, 403, 404), body={}
    ),
    ("api-notices", "GET"): Line(API + "notices", practice(200), OF_PRACTICE),
    ("api-current-notice", "GET"): Line(API + "notices/current", practice(200), OF_PRACTICE),
    # The API: the charter and the secrecy contract. On this stage everybody has accepted what they owed.
    ("api-charters-owed", "GET"): Line(API + "charters/owed", everybody(200)),
    ("api-charter-acceptances", "GET"): Line(API + "charters/acceptances", everybody(200)),
    ("api-charter-acceptances", "POST"): Line(
        API + "charters/acceptances",
        (200, 404, 404, 200, 404),
        body={"charter": "{charter_id}", "sha256": "0" * 64},
        officer=200,
    ),
    ("api-charters", "GET"): Line(API + "charters", (403, 403, 200, 403, 404), OF_PRACTICE),
    ("api-charters", "POST"): Line(
        API + "charters",
        (403, 404, 404, 201, 404),
        body={"secretariat": "{secretariat_id}", "kind": "charter", "text": "Une autre charte."},
        officer=403,
    ),
    # The API: what a manager decides about the people of the own secretariat, and lost accounts. Lea is a practice's.
    ("api-person-sanctions", "GET"): Line(API + "people/{person_id}/sanctions", manager(200), officer=403),
    ("api-person-suspension", "POST"): Line(
        API + "people/{person_id}/suspension", manager(201), body={"severity": "minor", **REASON}, officer=403
    ),
    ("api-person-reinstatement", "POST"): Line(
        API + "people/{person_id}/reinstatement", manager(409), body={}, officer=403
    ),
    ("api-person-withdrawal", "POST"): Line(
        API + "people/{person_id}/withdrawal", manager(202), body={"severity": "grave", **REASON}, officer=403
    ),
    ("api-sanction-reason", "POST"): Line(API + "sanctions/{sanction_id}/reason", manager(200), body={}, officer=403),
    ("api-sanction-reports", "POST"): Line(
        API + "sanctions/{sanction_id}/reports", manager(201), body={"recipient": "order", **REASON}, officer=403
    ),
    ("api-own-compromise", "POST"): Line(API + "session/compromise", everybody(204), body={}),
    ("api-person-compromise", "POST"): Line(
        API + "people/{person_id}/compromise", (404, 404, 404, 204, 404), body={}, officer=404
    ),
    # The API: the register of incidents. This one is the practice's: its practitioner and the officer handle it.
    ("api-incidents", "GET"): Line(API + "incidents", everybody(200)),
    ("api-incidents", "POST"): Line(
        API + "incidents",
        handles(201),
        body={"practice": "{practice_id}", "description": "Courrier perdu", "known_at": "{known_at}"},
        officer=201,
    ),
    ("api-incident", "GET"): Line(_INCIDENT, handles(200), officer=200),
    ("api-incident-texts", "POST"): Line(_INCIDENT + "/texts", handles(200), body={}, officer=200),
    ("api-incident-assessment", "POST"): Line(
        _INCIDENT + "/assessment", handles(200), body={"risk": "risk", "natures": ["integrity"]}, officer=200
    ),
    ("api-incident-notification", "POST"): Line(
        _INCIDENT + "/notification", handles(200), body={"notified_at": "{known_at}"}, officer=200
    ),
    ("api-incident-persons-told", "POST"): Line(
        _INCIDENT + "/persons-told", handles(200), body={"told_at": "{known_at}"}, officer=200
    ),
    # The risk of this one is not decided.
    ("api-incident-closure", "POST"): Line(_INCIDENT + "/closure", handles(422), body={}, officer=422),
    # The API: patients.
    ("api-patients", "POST"): Line(API + "patients", desk(201), body=_NEWCOMER),
    ("api-patient-search", "POST"): Line(
        API + "patients/search", desk(200), body={"practice": "{practice_id}", "birth_date": "1984-03-12"}
    ),
    ("api-patient", "GET"): Line(PATIENT, desk(200)),
    ("api-patient", "PATCH"): Line(PATIENT, desk(200), body={"given_names": "Camille"}),
    ("api-nir-disclosure", "POST"): Line(PATIENT + "/nir-disclosure", desk(200), body=REASON),
    ("api-medical-note", "PUT"): Line(PATIENT + "/medical-note", desk(204), body={"text": "Une note."}),
    ("api-medical-note-disclosure", "POST"): Line(PATIENT + "/medical-note/disclosure", desk(200), body=REASON),
    ("api-relatives", "GET"): Line(PATIENT + "/relatives", desk(200)),
    ("api-relatives", "POST"): Line(
        PATIENT + "/relatives", desk(201), body={"relation": "parent", "scope": "contact", "name": "Léo Là"}
    ),
    ("api-relative-end", "POST"): Line(PATIENT + "/relatives/{relative_id}/end", desk(200), body={}),
    # The API: what the patient was told and decides; what the practitioner shares.
    ("api-patient-notices", "GET"): Line(PATIENT + "/notices", desk(200)),
    ("api-patient-notices", "POST"): Line(
        PATIENT + "/notices", desk(201), body={"notice_version": 1, "channel": "phone"}
    ),
    ("api-patient-choices", "GET"): Line(PATIENT + "/choices", desk(200)),
    ("api-patient-choices", "POST"): Line(
        PATIENT + "/choices",
        desk(201),
        body={"purpose": "reminders", "agreed": False, "channel": "phone"},
        officer=201,
    ),
    ("api-shared-items", "GET"): Line(PATIENT + "/shared-items", desk(200)),
    ("api-shared-items", "POST"): Line(
        PATIENT + "/shared-items",
        (403, 403, 201, 403, 404),
        body={"title": "Allergies", "text": "Pénicilline", "shared_with": "practice"},
    ),
    ("api-shared-item", "GET"): Line(PATIENT + "/shared-items/{item_id}", desk(200)),
    ("api-shared-item-revocation", "POST"): Line(
        PATIENT + "/shared-items/{item_id}/revocation", (403, 403, 200, 403, 404), body={}
    ),
    # The API: one person, one record. A document is seen on the spot: never by a remote secretary (I-72).
    ("api-duplicates", "GET"): Line(API + "duplicates", desk(200), OF_PRACTICE),
    ("api-duplicate-dismissals", "POST"): Line(API + "duplicates/dismissals", desk(201), body={"patients": _PAIR}),
    ("api-merge-comparison", "POST"): Line(API + "merges/comparison", desk(200), body=_MERGE),
    ("api-merges", "POST"): Line(API + "merges", desk(201), body=_MERGE),
    ("api-merge", "GET"): Line(API + "merges/{merge_id}", desk(200)),
    ("api-merge-undo", "POST"): Line(API + "merges/{merge_id}/undo", desk(200), body={}),
    ("api-identity", "GET"): Line(PATIENT + "/identity", desk(200)),
    ("api-identity-validation", "POST"): Line(
        PATIENT + "/identity/validation", on_the_spot(200), body={"document": "passport"}
    ),
    ("api-identity-validation", "DELETE"): Line(PATIENT + "/identity/validation", on_the_spot(422)),
    ("api-identity-flags", "POST"): Line(
        PATIENT + "/identity/flags", desk(200), body={"flag": "doubtful", "raised": True}
    ),
    # The API: booking.
    ("api-slots", "GET"): Line(API + "slots", desk(200), {"visit_reason": "{reason}", **_WEEK}),
    ("api-slot-explanation", "GET"): Line(API + "slots/explanation", desk(200), _SLOT),
    ("api-holds", "POST"): Line(API + "holds", desk(201), body=_SLOT),
    ("api-hold", "DELETE"): Line(API + "holds/{hold_id}", (204, 404, 404, 403, 404)),
    ("api-appointments", "GET"): Line(API + "appointments", desk(200), {**OF_PRACTICE, **_WEEK}),
    ("api-appointments", "POST"): Line(API + "appointments", desk(201), body=_DIRECT),
    ("api-appointment", "GET"): Line(_VISIT, desk(200)),
    ("api-appointment-move", "POST"): Line(_VISIT + "/move", desk(200), body={"start": "{free}"}),
    ("api-appointment-cancellation", "POST"): Line(
        _VISIT + "/cancellation", desk(200), body={"by": "patient", "reason": "Empêchement"}
    ),
    ("api-appointment-arrival", "POST"): Line(_VISIT + "/arrival", desk(200), body={}),
    ("api-appointment-fulfilment", "POST"): Line(_VISIT + "/fulfilment", desk(422), body={}),
    # Seven o'clock on this stage: nobody was missed at nine.
    ("api-appointment-noshow", "POST"): Line(_VISIT + "/noshow", desk(422), body={}),
    ("api-series", "POST"): Line(API + "appointments/series", desk(201), body=_SERIES),
    ("api-series-proposal", "GET"): Line(
        API + "appointments/series/proposal",
        desk(200),
        {"visit_reason": "{reason}", "practitioner_role": "{role}", "first": "{free}", "count": "3"},
    ),
    ("api-appointment-series", "GET"): Line(_VISIT + "/series", desk(200)),
    ("api-series-move", "POST"): Line(_VISIT + "/series/move", desk(200), body={"start": "{free}", "scope": "all"}),
    ("api-series-cancellation", "POST"): Line(
        _VISIT + "/series/cancellation", desk(200), body={"by": "patient", "reason": "Fin des soins", "scope": "all"}
    ),
    # The API: guardians and relatives. The visit of this stage is an adult's: nothing is awaited.
    ("api-guardian", "GET"): Line(_VISIT + "/guardian", desk(200)),
    ("api-guardian", "POST"): Line(_VISIT + "/guardian", desk(422), body=_GUARDIAN),
    ("api-guardian-link", "POST"): Line(_VISIT + "/guardian/link", desk(422), body={}),
    ("api-guardian-settlement", "POST"): Line(_VISIT + "/guardian/settlement", on_the_spot(422), body=REASON),
    ("api-guardian-withdrawal", "POST"): Line(
        _VISIT + "/guardian/{relative_id}/withdrawal", (404, 404, 404, 403, 404), body={}
    ),
    ("api-minor-secrecy", "POST"): Line(_VISIT + "/minor-secrecy", desk(422), body=REASON),
    ("api-pending-appointments", "GET"): Line(API + "appointments/pending", desk(200), OF_PRACTICE),
    ("api-relative-appointments", "GET"): Line(PATIENT + "/relatives/{relative_id}/appointments", desk(200)),
    # The API: who stands in, and what was booked over the rules.
    ("api-substitutions", "GET"): Line(
        API + "substitutions", practice(200), {"practitioner_role": "{role}"}, officer=403
    ),
    ("api-substitutions", "POST"): Line(
        API + "substitutions",
        (201, 201, 201, 403, 404),
        body={
            "practitioner_role": "{role}",
            "substitute": "{substitute_id}",
            "starts_on": "2041-02-04",
            "ends_on": "2041-02-08",
        },
    ),
    ("api-substitution-end", "POST"): Line(
        API + "substitutions/{substitution_id}/end", (200, 200, 200, 403, 404), body={"last_day": "2041-01-29"}
    ),
    ("api-overrides", "GET"): Line(API + "overrides", desk(200), {"practitioner_role": "{role}"}),
    ("api-override-settlement", "POST"): Line(
        API + "overrides/{override_id}/settlement", (403, 403, 200, 403, 404), body={"settlement": "accepted"}
    ),
    ("api-override-reason-disclosure", "POST"): Line(
        API + "overrides/{override_id}/reason-disclosure", (403, 403, 200, 403, 404), body={}
    ),
    # The API: when agendas are open and shut. Whose day it is decides, or whoever they asked to keep it (SAS-05).
    ("api-opening-rules", "GET"): Line(
        API + "opening-rules", practice(200), {"practitioner_role": "{role}"}, officer=403
    ),
    ("api-opening-rules", "POST"): Line(
        API + "opening-rules", practice(201), body={"practitioner_role": "{role}", **_RULE}, officer=403
    ),
    ("api-opening-rule-change", "POST"): Line(
        API + "opening-rules/{opening_rule_id}/change", practice(200), body=_RULE, officer=403
    ),
    ("api-opening-rule-end", "POST"): Line(
        API + "opening-rules/{opening_rule_id}/end", practice(200), body={"last_day": "2041-01-31"}, officer=403
    ),
    ("api-opening-exceptions", "GET"): Line(
        API + "opening-exceptions", practice(200), {"practitioner_role": "{role}", **_WEEK}, officer=403
    ),
    ("api-opening-exceptions", "POST"): Line(
        API + "opening-exceptions",
        practice(201),
        body={"practitioner_role": "{role}", "day": "2041-01-20", **_HOURS},
        officer=403,
    ),
    ("api-opening-exception", "PATCH"): Line(
        API + "opening-exceptions/{opening_exception_id}", practice(200), body=_HOURS, officer=403
    ),
    ("api-opening-exception", "DELETE"): Line(
        API + "opening-exceptions/{opening_exception_id}", practice(200), officer=403
    ),
    ("api-absences", "GET"): Line(API + "absences", practice(200), {**OF_PRACTICE, **_WEEK}, officer=403),
    ("api-absences", "POST"): Line(
        API + "absences",
        desk(201),
        body={**OF_PRACTICE, "practitioner": "{practitioner_id}", "start": "{free}", "end": "{later}"},
    ),
    ("api-absence", "PATCH"): Line(API + "absences/{absence_id}", desk(200), body={**OF_PRACTICE, "end": "{later}"}),
    ("api-absence", "DELETE"): Line(API + "absences/{absence_id}", desk(200), OF_PRACTICE),
    ("api-closures", "GET"): Line(API + "closures", practice(200), {**OF_PRACTICE, **_WEEK}, officer=403),
    ("api-closures", "POST"): Line(
        API + "closures",
        practice(201),
        body={"location": "{location_id}", "start": "{free}", "end": "{later}"},
        officer=403,
    ),
    ("api-closure", "PATCH"): Line(API + "closures/{closure_id}", practice(200), body={"end": "{later}"}, officer=403),
    ("api-closure", "DELETE"): Line(API + "closures/{closure_id}", practice(200), officer=403),
    # The API: data protection.
    ("api-privacy-register", "GET"): Line(
        API + "privacy/register", (403, 403, 200, 403, 404), OF_PRACTICE, officer=200
    ),
    # The API: deaths and directives. The desk reports; who answers for the data decides.
    ("api-deaths", "GET"): Line(API + "deaths", (403, 403, 200, 403, 404), OF_PRACTICE, officer=200),
    ("api-deaths", "POST"): Line(
        API + "deaths",
        desk(201),
        body={**OF_PRACTICE, "patient": "{double_id}", "source": "family"},
        officer=201,
    ),
    ("api-death", "GET"): Line(API + "deaths/{death_id}", (403, 403, 200, 403, 404), officer=200),
    ("api-death-stop", "POST"): Line(
        API + "deaths/{death_id}/stop", desk(200), body={"reason": "Erreur de personne"}, officer=200
    ),
    ("api-death-confirm", "POST"): Line(
        API + "deaths/{death_id}/confirmation", (403, 403, 200, 403, 404), body={}, officer=200
    ),
    ("api-death-certificate", "GET"): Line(
        API + "deaths/{erased_id}/certificate", (403, 403, 200, 403, 404), officer=200
    ),
    ("api-death-certificate-pdf", "GET"): Line(
        API + "deaths/{erased_id}/certificate.pdf", (403, 403, 200, 403, 404), officer=200
    ),
    ("api-directives", "GET"): Line(
        API + "directives",
        (403, 403, 200, 403, 404),
        {**OF_PRACTICE, "patient": "{attached_id}"},
        officer=200,
    ),
    ("api-directives", "POST"): Line(
        API + "directives",
        (403, 403, 201, 403, 404),
        body={**OF_PRACTICE, "patient": "{attached_id}", "kind": "particular", "text": "Tout effacer"},
        officer=201,
    ),
    ("api-directive", "GET"): Line(API + "directives/{directive_id}", (403, 403, 200, 403, 404), officer=200),
    ("api-directive-revocation", "POST"): Line(
        API + "directives/{directive_id}/revocation", (403, 403, 200, 403, 404), body={}, officer=200
    ),
    # The API: about itself.
    ("api-schema", "GET"): Line(API + "schema", everybody(200), outside=200),
    ("api-docs", "GET"): Line(API + "docs", everybody(200), outside=200),
    ("problem-meaning", "GET"): Line("/problems/not-found", everybody(200), outside=200),
    ("vendor-webhook", "GET"): Line("/telephonie/generic/demo/", everybody(403), outside=403),
    ("vendor-webhook", "POST"): Line("/telephonie/generic/demo/", everybody(403), outside=403),
    ("vendor-webhook-secret", "GET"): Line("/telephonie/kannel/none/secret/", everybody(404), outside=404),
    ("vendor-webhook-secret", "POST"): Line("/telephonie/kannel/none/secret/", everybody(404), outside=404),
    ("healthz", "GET"): Line("/healthz", everybody(200), outside=200),
    ("readyz", "GET"): Line("/readyz", everybody(200), outside=200),
    # Nobody listens while routes are tried.
    ("readyz-calls", "GET"): Line("/readyz/calls", everybody(503), outside=503),
    # Pages: coming in, my account.
    ("front-door", "GET"): Line("/", everybody(302)),
    ("account:sign-in", "GET"): Line("/connexion/", everybody(302), outside=200),
    ("account:sign-in", "POST"): Line(
        "/connexion/", everybody(401), body={"username": "nobody", "password": "wrong"}, outside=401
    ),
    ("account:code", "GET"): Line("/connexion/code/", everybody(302), outside={"halfway": 200}),
    ("account:enrolment", "GET"): Line("/connexion/inscription/", everybody(200), outside=200),
    ("account:sign-out", "POST"): Line("/deconnexion/", everybody(302), body={}),
    ("account:home", "GET"): Line("/compte/", everybody(200)),
    ("account:password", "GET"): Line("/compte/mot-de-passe/", everybody(200)),
    ("account:step-up", "GET"): Line("/compte/confirmation/", everybody(200)),
    ("account:application", "GET"): Line("/compte/application/", everybody(200)),
    ("account:recovery-codes", "POST"): Line("/compte/codes-de-secours/", everybody(200), body={}),
    ("account:directive", "GET"): Line("/compte/directives/", everybody(200)),
    ("account:directive", "POST"): Line("/compte/directives/", everybody(302), body={"wish": "erase"}),
    ("account:directive-revoke", "POST"): Line("/compte/directives/revoquer/", everybody(302), body={}),
    ("account:compromised", "POST"): Line("/compte/compromis/", everybody(302), body={}),
    ("account:recognise", "POST"): Line("/compte/sessions/reconnues/", everybody(302), body={}),
    ("account:end-others", "POST"): Line("/compte/sessions/autres/fin/", everybody(302), body={}),
    ("account:end-session", "POST"): Line("/compte/sessions/{session_id}/fin/", (302, 404, 404, 404, 404), body={}),
    # Pages: for everybody.
    ("public:privacy", "GET"): Line("/confidentialite/", everybody(200), outside=200),
    # The text of a practice is public, whoever reads it.
    ("public:practice-notice", "GET"): Line("/confidentialite/cabinet/{practice_id}/", everybody(200), outside=200),
    ("public:legal", "GET"): Line("/mentions-legales/", everybody(200), outside=200),
    ("public:accessibility", "GET"): Line("/accessibilite/", everybody(200), outside=200),
    ("public:cookies", "GET"): Line("/cookies/", everybody(200), outside=200),
    ("public:cookie-choice", "POST"): Line("/cookies/choix/", everybody(302), body={"tout": "non"}, outside=302),
    # Pages: the charter. Nothing is owed on this stage: the page leads on.
    ("charter:accept", "GET"): Line("/charte/", everybody(302)),
    ("charter:texts", "GET"): Line("/charte/textes/", everybody(200)),
    ("charter:publish", "GET"): Line("/charte/publier/{practice_id}/charter/", (403, 403, 200, 403, 404), officer=403),
    # Pages: a death, from the file to the certificate.
    ("desk:patient-death", "POST"): Line("/bureau/patients/{double_id}/deces/", desk(302), body={"source": "family"}),
    # On this stage nobody reported this person dead.
    ("desk:patient-death-stop", "POST"): Line(FILE + "deces/arreter/", desk(409), body={"reason": "Erreur"}),
    ("office:death-reference", "POST"): Line(
        "/registre/deces/{death_id}/acte/", (403, 403, 200, 403, 404), body={}, officer=200
    ),
    ("office:directives", "GET"): Line("/registre/directives/{patient_id}/", OFFICE, officer=200),
    ("office:directives", "POST"): Line(
        "/registre/directives/{patient_id}/",
        (403, 403, 302, 403, 404),
        body={"kind": "particular", "text": "Gardez mes rendez-vous", "keep": "visits"},
        officer=302,
    ),
    ("office:directive-read", "POST"): Line(
        "/registre/directives/{patient_id}/{directive_id}/lire/", OFFICE, body={}, officer=200
    ),
    ("office:directive-revoke", "POST"): Line(
        "/registre/directives/{patient_id}/{directive_id}/revoquer/", (403, 403, 302, 403, 404), body={}, officer=302
    ),
    ("office:deaths", "GET"): Line(
        "/registre/deces/", (403, 403, 200, 403, 404), {"cabinet": "{practice_id}"}, officer=200
    ),
    ("office:death", "GET"): Line("/registre/deces/{death_id}/", (403, 403, 200, 403, 404), officer=200),
    ("office:death-stop", "POST"): Line(
        "/registre/deces/{death_id}/arreter/", desk(302), body={"reason": "Erreur"}, officer=302
    ),
    ("office:death-confirm", "POST"): Line(
        "/registre/deces/{death_id}/confirmer/", (403, 403, 302, 403, 404), body={}, officer=302
    ),
    ("office:death-certificate", "GET"): Line(
        "/registre/deces/{erased_id}/certificat/", (403, 403, 200, 403, 404), officer=200
    ),
    ("office:death-certificate-pdf", "GET"): Line(
        "/registre/deces/{erased_id}/certificat.pdf", (403, 403, 200, 403, 404), officer=200
    ),
    # The page of a guardian's link: public; a link that nobody signed is one that does not exist.
    ("guardian:link", "GET"): Line("/accord/nobody-signed-this/", everybody(404), outside=404),
    ("guardian:link", "POST"): Line("/accord/nobody-signed-this/", everybody(404), body={}, outside=404),
}
