"""Who may do what over HTTP: every route, every method, every kind of person, and the answer expected.

Columns of a line: camille (remote secretary), lea (the practice's secretary), dr_martin (practitioner),
nadia (manager), charlie (another secretariat);
`officer` is for ines (data-protection officer), who gets the manager's answer where nothing is said.
Strangers, people whose code is awaited and suspended people are turned away from everything that is not public.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Five = tuple[int, int, int, int, int]


def everybody(status: int) -> Five:
    """Whoever is signed in: it is about themselves or about nobody."""
    return (status, status, status, status, status)


def desk(status: int) -> Five:
    """Booking work: secretaries and practitioners of the practice; refused to managers, unknown elsewhere."""
    return (status, status, status, 403, 404)


def on_the_spot(status: int) -> Five:
    """The practice's own people; refused to whoever is at the other end of a line."""
    return (403, status, status, 403, 404)


def practice(status: int) -> Five:
    """Everybody of the practice; unknown elsewhere."""
    return (status, status, status, status, 404)


def office(status: int) -> Five:
    """Data protection without naming a practice: the practitioner; the officer's answer is said apart."""
    return (403, 403, status, 403, 403)


def _manager(status: int) -> Five:
    """The manager, about the people of the own secretariat."""
    return (403, 403, 403, status, 403)


def _handles(status: int) -> Five:
    """The practitioner of the practice whose incident it is; the officer has a word of her own."""
    return (403, 403, status, 403, 404)


@dataclass(frozen=True)
class Line:
    """One request: `path` carries `{ids}`; `outside` is what strangers get where they are not turned away."""

    path: str
    expected: Five
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    outside: int | Mapping[str, int] = field(default_factory=dict)
    officer: int | None = None

    def answer(self, column: int) -> int:
        """The status expected for the person of that column; the officer stands in the last one."""
        if column < len(self.expected):
            return self.expected[column]
        return self.expected[3] if self.officer is None else self.officer


API = "/api/v1/"
_NOBODY = "00000000-0000-0000-0000-000000000000"
_PATIENT = API + "patients/{patient_id}"
_VISIT = API + "appointments/{appointment_id}"
_CALL = "/bureau/appel/{practice_id}/{call_id}/"
_FILE = "/bureau/patients/{patient_id}/"
_RDV = "/bureau/rendez-vous/{appointment_id}/"
_INCIDENT = API + "incidents/{incident_id}"
_REQUEST = "/registre/demandes/{request_id}/"
_PERSON = "/registre/sanctions/personnes/{person_id}/"
_SANCTION = "/registre/sanctions/{sanction_id}/"
_RIGHTS = API + "rights-requests/{request_id}"
_OFFICE: Five = (403, 403, 200, 403, 404)
_OF_PRACTICE = {"practice": "{practice_id}"}
_HERE = {"cabinet": "{practice_id}"}
_WEEK = {"from": "2041-01-14", "to": "2041-01-18"}
_RULE = {"weekday": 2, "opens": "14:00", "closes": "16:00", "valid_from": "2041-01-21"}
_HOURS = {"opens": "10:00", "closes": "12:00"}
_REASON = {"reason": "Demandé par le médecin"}
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
_WHY_NOT = {"motif": "{reason}", "pq-agenda": "{role}", "pq-day": "2041-01-14", "pq-hour": "03:00"}
_HOLD = {
    "patient": "{patient_id}",
    "ground": "litigation",
    "reason": "Assignation reçue",
    "review_date": "2041-07-01",
}
_FORM = {"birth_date": "02/01/1990", "family_name": "Nouveau", "given_names": "Ana"}

MATRIX: dict[tuple[str, str], Line] = {
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
    ("api-practitioner-roles", "GET"): Line(API + "practitioner-roles", practice(200), _OF_PRACTICE),
    ("api-instruction-sets", "GET"): Line(API + "instruction-sets", practice(200), _OF_PRACTICE),
    ("api-instruction-set", "GET"): Line(API + "practitioner-roles/{role}/instruction-set", practice(200)),
    # Whoever treats the patient says what is asked of them.
    ("api-instruction-set", "PUT"): Line(
        API + "practitioner-roles/{role}/instruction-set",
        (403, 403, 200, 403, 404),
        body={"asked": ["email"], "reminders": True},
    ),
    ("api-visit-reasons", "GET"): Line(API + "visit-reasons", practice(200), _OF_PRACTICE),
    ("api-delegations", "GET"): Line(API + "delegations", (403, 200, 200, 200, 404), _OF_PRACTICE),
    ("api-delegation-revocation", "POST"): Line(
        API + "delegations/{delegation_id}/revocation", (403, 403, 200, 403, 404), body={}
    ),
    ("api-notices", "GET"): Line(API + "notices", practice(200), _OF_PRACTICE),
    ("api-current-notice", "GET"): Line(API + "notices/current", practice(200), _OF_PRACTICE),
    # The API: the charter and the secrecy contract. On this stage everybody has accepted what they owed.
    ("api-charters-owed", "GET"): Line(API + "charters/owed", everybody(200)),
    ("api-charter-acceptances", "GET"): Line(API + "charters/acceptances", everybody(200)),
    ("api-charter-acceptances", "POST"): Line(
        API + "charters/acceptances",
        (200, 404, 404, 200, 404),
        body={"charter": "{charter_id}", "sha256": "0" * 64},
        officer=200,
    ),
    ("api-charters", "GET"): Line(API + "charters", (403, 403, 200, 403, 404), _OF_PRACTICE),
    ("api-charters", "POST"): Line(
        API + "charters",
        (403, 404, 404, 201, 404),
        body={"secretariat": "{secretariat_id}", "kind": "charter", "text": "Une autre charte."},
        officer=403,
    ),
    # The API: what a manager decides about the people of the own secretariat, and lost accounts. Lea is a practice's.
    ("api-person-sanctions", "GET"): Line(API + "people/{person_id}/sanctions", _manager(200), officer=403),
    ("api-person-suspension", "POST"): Line(
        API + "people/{person_id}/suspension", _manager(201), body={"severity": "minor", **_REASON}, officer=403
    ),
    ("api-person-reinstatement", "POST"): Line(
        API + "people/{person_id}/reinstatement", _manager(409), body={}, officer=403
    ),
    ("api-person-withdrawal", "POST"): Line(
        API + "people/{person_id}/withdrawal", _manager(201), body={"severity": "grave", **_REASON}, officer=403
    ),
    ("api-sanction-reason", "POST"): Line(API + "sanctions/{sanction_id}/reason", _manager(200), body={}, officer=403),
    ("api-sanction-reports", "POST"): Line(
        API + "sanctions/{sanction_id}/reports", _manager(201), body={"recipient": "order", **_REASON}, officer=403
    ),
    ("api-own-compromise", "POST"): Line(API + "session/compromise", everybody(204), body={}),
    ("api-person-compromise", "POST"): Line(
        API + "people/{person_id}/compromise", (404, 404, 404, 204, 404), body={}, officer=404
    ),
    # The API: the register of incidents. This one is the practice's: its practitioner and the officer handle it.
    ("api-incidents", "GET"): Line(API + "incidents", everybody(200)),
    ("api-incidents", "POST"): Line(
        API + "incidents",
        _handles(201),
        body={"practice": "{practice_id}", "description": "Courrier perdu", "known_at": "{known_at}"},
        officer=201,
    ),
    ("api-incident", "GET"): Line(_INCIDENT, _handles(200), officer=200),
    ("api-incident-texts", "POST"): Line(_INCIDENT + "/texts", _handles(200), body={}, officer=200),
    ("api-incident-assessment", "POST"): Line(
        _INCIDENT + "/assessment", _handles(200), body={"risk": "risk", "natures": ["integrity"]}, officer=200
    ),
    ("api-incident-notification", "POST"): Line(
        _INCIDENT + "/notification", _handles(200), body={"notified_at": "{known_at}"}, officer=200
    ),
    ("api-incident-persons-told", "POST"): Line(
        _INCIDENT + "/persons-told", _handles(200), body={"told_at": "{known_at}"}, officer=200
    ),
    # The risk of this one is not decided.
    ("api-incident-closure", "POST"): Line(_INCIDENT + "/closure", _handles(422), body={}, officer=422),
    # The API: patients.
    ("api-patients", "POST"): Line(API + "patients", desk(201), body=_NEWCOMER),
    ("api-patient-search", "POST"): Line(
        API + "patients/search", desk(200), body={"practice": "{practice_id}", "birth_date": "1984-03-12"}
    ),
    ("api-patient", "GET"): Line(_PATIENT, desk(200)),
    ("api-patient", "PATCH"): Line(_PATIENT, desk(200), body={"given_names": "Camille"}),
    ("api-nir-disclosure", "POST"): Line(_PATIENT + "/nir-disclosure", desk(200), body=_REASON),
    ("api-medical-note", "PUT"): Line(_PATIENT + "/medical-note", desk(204), body={"text": "Une note."}),
    ("api-medical-note-disclosure", "POST"): Line(_PATIENT + "/medical-note/disclosure", desk(200), body=_REASON),
    ("api-relatives", "GET"): Line(_PATIENT + "/relatives", desk(200)),
    ("api-relatives", "POST"): Line(
        _PATIENT + "/relatives", desk(201), body={"relation": "parent", "scope": "contact", "name": "Léo Là"}
    ),
    ("api-relative-end", "POST"): Line(_PATIENT + "/relatives/{relative_id}/end", desk(200), body={}),
    # The API: what the patient was told and decides; what the practitioner shares.
    ("api-patient-notices", "GET"): Line(_PATIENT + "/notices", desk(200)),
    ("api-patient-notices", "POST"): Line(
        _PATIENT + "/notices", desk(201), body={"notice_version": 1, "channel": "phone"}
    ),
    ("api-patient-choices", "GET"): Line(_PATIENT + "/choices", desk(200)),
    ("api-patient-choices", "POST"): Line(
        _PATIENT + "/choices",
        desk(201),
        body={"purpose": "reminders", "agreed": False, "channel": "phone"},
        officer=201,
    ),
    ("api-shared-items", "GET"): Line(_PATIENT + "/shared-items", desk(200)),
    ("api-shared-items", "POST"): Line(
        _PATIENT + "/shared-items",
        (403, 403, 201, 403, 404),
        body={"title": "Allergies", "text": "Pénicilline", "shared_with": "practice"},
    ),
    ("api-shared-item", "GET"): Line(_PATIENT + "/shared-items/{item_id}", desk(200)),
    ("api-shared-item-revocation", "POST"): Line(
        _PATIENT + "/shared-items/{item_id}/revocation", (403, 403, 200, 403, 404), body={}
    ),
    # The API: one person, one record. A document is seen on the spot: never by a remote secretary (I-72).
    ("api-duplicates", "GET"): Line(API + "duplicates", desk(200), _OF_PRACTICE),
    ("api-duplicate-dismissals", "POST"): Line(API + "duplicates/dismissals", desk(201), body={"patients": _PAIR}),
    ("api-merge-comparison", "POST"): Line(API + "merges/comparison", desk(200), body=_MERGE),
    ("api-merges", "POST"): Line(API + "merges", desk(201), body=_MERGE),
    ("api-merge", "GET"): Line(API + "merges/{merge_id}", desk(200)),
    ("api-merge-undo", "POST"): Line(API + "merges/{merge_id}/undo", desk(200), body={}),
    ("api-identity", "GET"): Line(_PATIENT + "/identity", desk(200)),
    ("api-identity-validation", "POST"): Line(
        _PATIENT + "/identity/validation", on_the_spot(200), body={"document": "passport"}
    ),
    ("api-identity-validation", "DELETE"): Line(_PATIENT + "/identity/validation", on_the_spot(422)),
    ("api-identity-flags", "POST"): Line(
        _PATIENT + "/identity/flags", desk(200), body={"flag": "doubtful", "raised": True}
    ),
    # The API: booking.
    ("api-slots", "GET"): Line(API + "slots", desk(200), {"visit_reason": "{reason}", **_WEEK}),
    ("api-slot-explanation", "GET"): Line(API + "slots/explanation", desk(200), _SLOT),
    ("api-holds", "POST"): Line(API + "holds", desk(201), body=_SLOT),
    ("api-hold", "DELETE"): Line(API + "holds/{hold_id}", (204, 404, 404, 403, 404)),
    ("api-appointments", "GET"): Line(API + "appointments", desk(200), {**_OF_PRACTICE, **_WEEK}),
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
    ("api-guardian-settlement", "POST"): Line(_VISIT + "/guardian/settlement", on_the_spot(422), body=_REASON),
    ("api-guardian-withdrawal", "POST"): Line(
        _VISIT + "/guardian/{relative_id}/withdrawal", (404, 404, 404, 403, 404), body={}
    ),
    ("api-minor-secrecy", "POST"): Line(_VISIT + "/minor-secrecy", desk(422), body=_REASON),
    ("api-pending-appointments", "GET"): Line(API + "appointments/pending", desk(200), _OF_PRACTICE),
    ("api-relative-appointments", "GET"): Line(_PATIENT + "/relatives/{relative_id}/appointments", desk(200)),
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
    ("api-absences", "GET"): Line(API + "absences", practice(200), {**_OF_PRACTICE, **_WEEK}, officer=403),
    ("api-absences", "POST"): Line(
        API + "absences",
        desk(201),
        body={**_OF_PRACTICE, "practitioner": "{practitioner_id}", "start": "{free}", "end": "{later}"},
    ),
    ("api-absence", "PATCH"): Line(API + "absences/{absence_id}", desk(200), body={**_OF_PRACTICE, "end": "{later}"}),
    ("api-absence", "DELETE"): Line(API + "absences/{absence_id}", desk(200), _OF_PRACTICE),
    ("api-closures", "GET"): Line(API + "closures", practice(200), {**_OF_PRACTICE, **_WEEK}, officer=403),
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
        API + "privacy/register", (403, 403, 200, 403, 404), _OF_PRACTICE, officer=200
    ),
    # The API: deaths and directives. The desk reports; who answers for the data decides.
    ("api-deaths", "GET"): Line(API + "deaths", (403, 403, 200, 403, 404), _OF_PRACTICE, officer=200),
    ("api-deaths", "POST"): Line(
        API + "deaths",
        desk(201),
        body={**_OF_PRACTICE, "patient": "{double_id}", "source": "family"},
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
        {**_OF_PRACTICE, "patient": "{attached_id}"},
        officer=200,
    ),
    ("api-directives", "POST"): Line(
        API + "directives",
        (403, 403, 201, 403, 404),
        body={**_OF_PRACTICE, "patient": "{attached_id}", "kind": "particular", "text": "Tout effacer"},
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
    ("account:compromised", "POST"): Line("/compte/compromis/", everybody(302), body={}),
    ("account:recognise", "POST"): Line("/compte/sessions/reconnues/", everybody(302), body={}),
    ("account:end-others", "POST"): Line("/compte/sessions/autres/fin/", everybody(302), body={}),
    ("account:end-session", "POST"): Line("/compte/sessions/{session_id}/fin/", (302, 404, 404, 404, 404), body={}),
    # Pages: for everybody.
    ("public:privacy", "GET"): Line("/confidentialite/", everybody(200), outside=200),
    # The text of a practice is public, whoever reads it.
    ("public:practice-notice", "GET"): Line("/confidentialite/cabinet/{practice_id}/", everybody(200), outside=200),
    ("public:cookies", "GET"): Line("/cookies/", everybody(200), outside=200),
    ("public:cookie-choice", "POST"): Line("/cookies/choix/", everybody(302), body={"tout": "non"}, outside=302),
    # Pages: the charter. Nothing is owed on this stage: the page leads on.
    ("charter:accept", "GET"): Line("/charte/", everybody(302)),
    ("charter:texts", "GET"): Line("/charte/textes/", everybody(200)),
    ("charter:publish", "GET"): Line("/charte/publier/{practice_id}/charter/", (403, 403, 200, 403, 404), officer=403),
    # Pages: a death, from the file to the certificate.
    ("desk:patient-death", "POST"): Line("/bureau/patients/{double_id}/deces/", desk(302), body={"source": "family"}),
    # On this stage nobody reported this person dead.
    ("desk:patient-death-stop", "POST"): Line(_FILE + "deces/arreter/", desk(409), body={"reason": "Erreur"}),
    ("office:death-reference", "POST"): Line(
        "/registre/deces/{death_id}/acte/", (403, 403, 200, 403, 404), body={}, officer=200
    ),
    ("office:directives", "GET"): Line("/registre/directives/{patient_id}/", _OFFICE, officer=200),
    ("office:directives", "POST"): Line(
        "/registre/directives/{patient_id}/",
        (403, 403, 302, 403, 404),
        body={"kind": "particular", "text": "Gardez mes rendez-vous", "keep": "visits"},
        officer=302,
    ),
    ("office:directive-read", "POST"): Line(
        "/registre/directives/{patient_id}/{directive_id}/lire/", _OFFICE, body={}, officer=200
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
    # The API: rights requests. The desk writes them down; who answers for the data does the rest.
    ("api-rights-requests", "GET"): Line(
        API + "rights-requests", _OFFICE, {**_OF_PRACTICE, "state": "identity-pending"}, officer=200
    ),
    ("api-rights-requests", "POST"): Line(
        API + "rights-requests",
        desk(201),
        body={
            **_OF_PRACTICE,
            "patient": "{patient_id}",
            "kind": "access",
            "intake": "post",
            "requester": "self",
            "requester_name": "Ana",
            "received_on": "2041-01-13",
        },
        officer=201,
    ),
    ("api-rights-request", "GET"): Line(_RIGHTS, _OFFICE, officer=200),
    ("api-rights-person", "POST"): Line(_RIGHTS + "/person", _OFFICE, body={"patient": "{attached_id}"}, officer=200),
    # Its data are known: nothing waits to be said, nor to be examined.
    ("api-rights-precision", "POST"): Line(
        _RIGHTS + "/precision", (403, 403, 409, 403, 404), body={"data_concerned": "L'adresse"}, officer=409
    ),
    ("api-rights-ask", "POST"): Line(_RIGHTS + "/precision/asked", _OFFICE, body={}, officer=200),
    ("api-rights-message", "POST"): Line(_RIGHTS + "/message-disclosure", _OFFICE, body={}, officer=200),
    ("api-rights-quarantine", "POST"): Line(
        _RIGHTS + "/quarantine", (403, 403, 409, 403, 404), body={"keep_message": True}, officer=409
    ),
    ("api-rights-identity", "POST"): Line(_RIGHTS + "/identity", _OFFICE, body={"proof": "on_the_spot"}, officer=200),
    # Nobody showed yet who asks: it is neither extended nor answered, and only a refusal is possible.
    ("api-rights-extension", "POST"): Line(_RIGHTS + "/extension", (403, 403, 409, 403, 404), body={}, officer=409),
    ("api-rights-decision", "POST"): Line(
        _RIGHTS + "/decision", _OFFICE, body={"outcome": "refuse", "grounds": ["identity-unproven"]}, officer=200
    ),
    ("api-rights-answer", "POST"): Line(
        _RIGHTS + "/answer", (403, 403, 409, 403, 404), body={"way": "print"}, officer=409
    ),
    ("api-rights-export", "POST"): Line(
        _RIGHTS + "/export", (403, 403, 422, 403, 404), body={"shape": "json", **_REASON}, officer=422
    ),
    ("api-patient-accesses", "GET"): Line(_PATIENT + "/accesses", _OFFICE, officer=200),
    # The API: how long, and what a dispute keeps longer.
    ("api-legal-holds", "GET"): Line(API + "legal-holds", (403, 403, 200, 403, 404), _OF_PRACTICE, officer=200),
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
        API + "legal-holds/{legal_hold_id}/lift", (403, 403, 200, 403, 404), body=_REASON, officer=200
    ),
    ("api-retention-rules", "GET"): Line(API + "retention/rules", (403, 403, 200, 200, 404), _OF_PRACTICE),
    ("api-retention-reports", "GET"): Line(API + "retention/reports", (403, 403, 200, 200, 404), _OF_PRACTICE),
    ("api-retention-choices", "PUT"): Line(
        API + "retention/choices",
        (403, 403, 204, 403, 404),
        body={"practice": "{practice_id}", "rule": "R-10", "amount": 24},
        officer=204,
    ),
    # Pages: the office of data protection.
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
    ("office:hold-review", "POST"): Line(
        "/registre/conservations/{legal_hold_id}/reconduire/",
        (403, 403, 302, 403, 404),
        body={"review_date": "2041-09-01"},
        officer=302,
    ),
    ("office:hold-lift", "POST"): Line(
        "/registre/conservations/{legal_hold_id}/lever/",
        (403, 403, 302, 403, 404),
        body=_REASON,
        officer=302,
    ),
    ("office:home", "GET"): Line("/registre/", (403, 403, 200, 403, 404), {"cabinet": "{practice_id}"}, officer=200),
    ("office:entry", "GET"): Line("/registre/traitements/T-01/", office(200), officer=200),
    ("office:register-json", "GET"): Line(
        "/registre/export.json", (403, 403, 200, 403, 404), {"cabinet": "{practice_id}"}, officer=200
    ),
    ("office:register-pdf", "GET"): Line("/registre/export.pdf", office(200), officer=200),
    ("office:operator", "GET"): Line("/registre/exploitant/", office(200), officer=200),
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
    ("office:notices", "GET"): Line("/registre/textes/", practice(200), _HERE),
    ("office:notices", "POST"): Line(
        "/registre/textes/", (403, 403, 302, 302, 404), body={**_HERE, "text": "Nouveau texte."}, officer=403
    ),
    ("office:instructions", "GET"): Line("/registre/consignes/", practice(200), _HERE),
    ("office:instruct", "POST"): Line(
        "/registre/consignes/{role}/", (403, 403, 302, 403, 404), body={"asked": "email"}
    ),
    ("office:requests", "GET"): Line("/registre/demandes/", _OFFICE, {"cabinet": "{practice_id}"}, officer=200),
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
    ("office:request", "GET"): Line(_REQUEST, _OFFICE, officer=200),
    ("office:request-letter", "GET"): Line(_REQUEST + "lettres/{letter_id}/", _OFFICE, officer=200),
    ("office:request-copy", "POST"): Line(_REQUEST + "copies/{copy_id}/", _OFFICE, body={}, officer=200),
    # Not decided yet: there is nothing to hand over.
    ("office:request-export", "POST"): Line(
        _REQUEST + "export/", (403, 403, 422, 403, 404), body={"shape": "json", **_REASON}, officer=422
    ),
    ("office:request-search", "POST"): Line(_REQUEST + "personne/", _OFFICE, body={"termes": "12031984"}, officer=200),
    ("office:request-message", "POST"): Line(_REQUEST + "message/", _OFFICE, body={}, officer=200),
    ("office:request-act", "POST"): Line(
        _REQUEST + "demander-precision/", (403, 403, 302, 403, 404), body={}, officer=302
    ),
    ("office:accesses", "GET"): Line("/registre/acces/", _OFFICE, {"cabinet": "{practice_id}"}, officer=200),
    ("office:accesses-to", "GET"): Line("/registre/acces/{patient_id}/", _OFFICE, officer=200),
    ("office:oddities", "GET"): Line("/registre/anomalies/", _OFFICE, {"cabinet": "{practice_id}"}, officer=200),
    ("api-access-oddities", "GET"): Line(API + "privacy/oddities", _OFFICE, _OF_PRACTICE, officer=200),
    # The office: what a manager decides about the people of the own secretariat. Lea is a practice's.
    ("office:sanctions", "GET"): Line("/registre/sanctions/", _manager(200), officer=403),
    ("office:sanctions-person", "GET"): Line(_PERSON, _manager(200), officer=403),
    ("office:sanctions-suspend", "POST"): Line(
        _PERSON + "suspendre/", _manager(302), body={"severity": "minor", **_REASON}, officer=403
    ),
    ("office:sanctions-withdraw", "POST"): Line(
        _PERSON + "retirer/", _manager(302), body={"severity": "grave", "agree": "on", **_REASON}, officer=403
    ),
    ("office:sanctions-reinstate", "POST"): Line(_PERSON + "lever/", _manager(409), body={}, officer=403),
    ("office:sanction-report", "GET"): Line(_SANCTION + "signaler/", _manager(200), officer=403),
    ("office:sanction-report", "POST"): Line(
        _SANCTION + "signaler/", _manager(302), body={"recipient": "order", **_REASON}, officer=403
    ),
    ("office:sanction-reason", "POST"): Line(_SANCTION + "motif/", _manager(200), body={}, officer=403),
    ("office:data-map", "GET"): Line("/registre/donnees/", office(200), officer=200),
    # The page of a guardian's link: public; a link that nobody signed is one that does not exist.
    ("guardian:link", "GET"): Line("/accord/nobody-signed-this/", everybody(404), outside=404),
    ("guardian:link", "POST"): Line("/accord/nobody-signed-this/", everybody(404), body={}, outside=404),
    # Pages: the desk.
    ("desk:home", "GET"): Line("/bureau/", everybody(200)),
    ("desk:start", "POST"): Line("/bureau/appel/", practice(302), body={"cabinet": "{practice_id}"}),
    ("desk:call", "GET"): Line(_CALL, desk(200)),
    ("desk:call-search", "POST"): Line(_CALL + "recherche/", desk(200), body={"q": "12031984"}),
    ("desk:call-new-patient", "POST"): Line(_CALL + "nouveau/", desk(200), body={}),
    ("desk:call-create-patient", "POST"): Line(
        _CALL + "creer/", desk(302), body={**_FORM, "notice_read": "on", "notice_version": "{notice}"}
    ),
    ("desk:call-hold", "POST"): Line(
        _CALL + "option/", desk(302), body={"motif": "{reason}", "creneau": "{role}|{free}"}
    ),
    ("desk:call-why-not", "GET"): Line(_CALL + "pourquoi/", desk(200), _WHY_NOT),
    ("desk:call-release", "POST"): Line(
        _CALL + "liberer/", (302, 302, 302, 403, 404), {"option": "{hold_id}"}, body={}
    ),
    ("desk:call-book", "POST"): Line(
        _CALL + "confirmer/", (302, 409, 409, 403, 404), {"option": "{hold_id}", "patient": "{patient_id}"}, body={}
    ),
    ("desk:call-overbook", "POST"): Line(
        _CALL + "en-plus/",
        desk(302),
        {"patient": "{patient_id}", "motif": "{reason}"},
        body={"praticien": "{role}", "day": "2041-01-14", "hour": "12:30", "why": "Le médecin l'a demandé"},
    ),
    ("desk:call-undo", "POST"): Line(_CALL + "reprendre/", desk(302), {"rdv": "{appointment_id}"}, body={}),
    ("desk:call-tell", "POST"): Line(
        _CALL + "information/", desk(302), {"patient": "{patient_id}"}, body={"notice_version": "{notice}"}
    ),
    ("desk:call-end", "POST"): Line(_CALL + "terminer/", practice(302), body={}),
    ("desk:find", "GET"): Line("/bureau/patients/", everybody(200)),
    ("desk:find", "POST"): Line("/bureau/patients/", everybody(200), body={"q": "12031984"}),
    ("desk:patient", "GET"): Line(_FILE, desk(200)),
    ("desk:patient-edit", "GET"): Line(_FILE + "modifier/", desk(200)),
    ("desk:patient-edit", "POST"): Line(_FILE + "modifier/", desk(302), body={**_FORM, "version": "2"}),
    ("desk:patient-note", "POST"): Line(_FILE + "note/", desk(200), body=_REASON),
    ("desk:patient-note-write", "POST"): Line(_FILE + "note/ecrire/", desk(302), body={"text": "Une note."}),
    ("desk:patient-nir", "POST"): Line(_FILE + "nir/", desk(200), body=_REASON),
    ("desk:patient-relatives", "POST"): Line(
        _FILE + "proches/", desk(302), body={"name": "Léo Là", "relation": "parent", "scope": "contact"}
    ),
    ("desk:patient-relative-end", "POST"): Line(_FILE + "proches/{relative_id}/retirer/", desk(302), body={}),
    ("desk:patient-tell", "POST"): Line(_FILE + "information/", desk(302), body={"notice_version": "{notice}"}),
    ("desk:patient-choose", "POST"): Line(
        # The officer records what the person decides, and is led on to a file that stays shut.
        _FILE + "choix/",
        desk(302),
        body={"purpose": "reminders", "answer": "no"},
        officer=302,
    ),
    ("desk:patient-share", "POST"): Line(
        _FILE + "partage/",
        (403, 403, 302, 403, 404),
        body={"title": "Allergies", "text": "Pénicilline", "shared_with": "practice"},
    ),
    ("desk:patient-shared-read", "POST"): Line(_FILE + "partage/lire/", desk(200), body={}),
    ("desk:patient-shared-report", "POST"): Line(_FILE + "partage/{item_id}/signaler/", desk(302), body={}),
    ("desk:patient-shared-revoke", "POST"): Line(
        _FILE + "partage/{item_id}/retirer/", (403, 403, 302, 403, 404), body={}
    ),
    ("desk:patient-request", "GET"): Line(_FILE + "demande/", desk(200)),
    ("desk:patient-request", "POST"): Line(
        _FILE + "demande/",
        desk(302),
        body={"kind": "access", "requester": "self", "requester_name": "Ana Là", "data_concerned": ""},
    ),
    ("desk:patient-identity", "GET"): Line(_FILE + "identite/", desk(200)),
    ("desk:patient-validate", "POST"): Line(
        _FILE + "identite/valider/", on_the_spot(302), body={"document": "passport"}
    ),
    ("desk:patient-flag", "POST"): Line(
        _FILE + "identite/signaler/", desk(302), body={"flag": "doubtful", "raised": "1"}
    ),
    ("desk:duplicates", "GET"): Line("/bureau/doublons/", desk(200), {"cabinet": "{practice_id}"}),
    ("desk:duplicates-apart", "POST"): Line(
        "/bureau/doublons/distinctes/", desk(302), body={"one": "{patient_id}", "other": "{double_id}"}
    ),
    ("desk:merge-compare", "GET"): Line("/bureau/fusion/{patient_id}/{double_id}/", desk(200)),
    ("desk:merge-compare", "POST"): Line("/bureau/fusion/{patient_id}/{double_id}/", desk(302), body={}),
    ("desk:merge", "GET"): Line("/bureau/fusions/{merge_id}/", desk(200)),
    ("desk:merge-undo", "POST"): Line("/bureau/fusions/{merge_id}/annuler/", desk(302), body={}),
    ("desk:patient-series", "GET"): Line(_FILE + "series/", desk(200)),
    ("desk:patient-series", "POST"): Line(
        _FILE + "series/", desk(302), body={"motif": "{reason}", "creneau": "{role}|{free}"}
    ),
    ("desk:appointment-series", "GET"): Line(_RDV + "serie/", desk(200)),
    ("desk:appointment-series", "POST"): Line(
        _RDV + "serie/", desk(302), body={"by": "patient", "scope": "all", "version": "1"}
    ),
    ("desk:appointment-series-move", "GET"): Line(_RDV + "serie/deplacer/", desk(200)),
    ("desk:appointment-series-move", "POST"): Line(
        _RDV + "serie/deplacer/", desk(302), body={"day": "2041-01-14", "hour": "11:00", "scope": "all", "version": "1"}
    ),
    ("desk:agenda", "GET"): Line("/bureau/agendas/{role}/", practice(200), officer=403),
    ("desk:agenda-substitute", "POST"): Line(
        "/bureau/agendas/{role}/remplacements/",
        (302, 302, 302, 403, 404),
        body={"substitute": "{substitute_id}", "starts_on": "2041-02-04", "ends_on": "2041-02-08"},
    ),
    ("desk:agenda-substitute-end", "POST"): Line(
        "/bureau/agendas/{role}/remplacements/{substitution_id}/fin/",
        (302, 302, 302, 403, 404),
        body={"last_day": "2041-01-29"},
    ),
    ("desk:agenda-settle", "POST"): Line(
        "/bureau/agendas/{role}/derogations/{override_id}/", (403, 403, 302, 403, 404), body={"settlement": "accepted"}
    ),
    ("desk:planning", "GET"): Line("/bureau/planning/", desk(200), {"cabinet": "{practice_id}"}),
    ("desk:appointment", "GET"): Line(_RDV, desk(200)),
    ("desk:appointment-move", "GET"): Line(_RDV + "deplacer/", desk(200)),
    ("desk:appointment-move", "POST"): Line(
        _RDV + "deplacer/", desk(302), body={"creneau": "{role}|{free}", "version": "1"}
    ),
    ("desk:appointment-cancel", "GET"): Line(_RDV + "annuler/", desk(200)),
    ("desk:appointment-cancel", "POST"): Line(_RDV + "annuler/", desk(302), body={"by": "patient", "version": "1"}),
    # Nothing was noted yet: there is nothing to take back.
    ("desk:appointment-undo", "POST"): Line(_RDV + "reprendre/", desk(422), body={"version": "1"}),
    ("desk:appointment-note", "POST"): Line(_RDV + "note/", desk(200), body={}),
    ("desk:guardian", "POST"): Line(
        _RDV + "representant/", desk(422), body={"guardian_name": "Jeanne Petit", "answer": "agreed", "version": "1"}
    ),
    ("desk:guardian-link", "POST"): Line(_RDV + "representant/lien/", desk(422), body={"version": "1"}),
    ("desk:guardian-settle", "POST"): Line(
        _RDV + "representant/trancher/", on_the_spot(422), body={**_REASON, "version": "1"}
    ),
    ("desk:guardian-withdraw", "POST"): Line(
        _RDV + "representant/{relative_id}/retirer/", (404, 404, 404, 403, 404), body={}
    ),
    ("desk:secret", "POST"): Line(_RDV + "secret/", desk(422), body={"secrecy_reason": "Demandé", "version": "1"}),
    ("desk:guardians", "GET"): Line("/bureau/accords/", desk(200), {"cabinet": "{practice_id}"}),
    ("desk:appointment-attend", "POST"): Line(_RDV + "arrive/", desk(302), body={"version": "1"}),
    # Pages: the register of incidents. The manager handles those of the secretariat.
    ("office:incidents", "GET"): Line("/registre/incidents/", (403, 403, 200, 200, 403), officer=200),
    ("office:incident", "GET"): Line("/registre/incidents/{incident_id}/", _handles(200), officer=200),
}
