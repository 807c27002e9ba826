"""The lines of the pages of the desk. See tests/architecture/matrix.py."""

from tests.architecture.columns import FILE, REASON, Line, desk, everybody, on_the_spot, practice

_CALL = "/bureau/appel/{practice_id}/{call_id}/"
_RUNG = "/bureau/appel/{practice_id}/{rung_id}/"
_RDV = "/bureau/rendez-vous/{appointment_id}/"
_WHY_NOT = {"motif": "{reason}", "pq-agenda": "{role}", "pq-day": "2041-01-14", "pq-hour": "03:00"}
_FORM = {"birth_date": "02/01/1990", "family_name": "Nouveau", "given_names": "Ana"}

DESK: dict[tuple[str, str], Line] = {
    # Pages: the desk.
    ("live:ringing", "GET"): Line("/bureau/sonneries/", everybody(200)),
    ("live:take", "POST"): Line("/bureau/sonneries/{practice_id}/{ring_id}/prendre/", desk(302), body={}),
    ("live:stream", "GET"): Line("/live/", (200, 200, 200, 403, 200), officer=403),
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
    ("desk:call-recording", "POST"): Line(_RUNG + "enregistrement/", desk(302), body={"act": "object"}),
    ("desk:call-end", "POST"): Line(_CALL + "terminer/", practice(302), body={}),
    ("desk:call-wrap-up", "GET"): Line(_RUNG + "conclure/", desk(200)),
    ("desk:call-wrap-up", "POST"): Line(_RUNG + "conclure/", desk(302), body={"issue": "informed"}),
    ("desk:call-done", "GET"): Line(_RUNG + "fait/", desk(200)),
    # No hour is kept on this stage.
    ("desk:appointment-earlier-answer", "POST"): Line(_RDV + "plus-tot/reponse/", desk(410), body={"reponse": "oui"}),
    ("desk:appointment-links-end", "POST"): Line(_RDV + "liens/fin/", desk(302), body={}),
    ("desk:activity", "GET"): Line(
        "/bureau/activite/", practice(200), {"cabinet": "{practice_id}", "au": "2041-01-20"}, officer=403
    ),
    ("desk:to-call-back", "GET"): Line("/bureau/a-rappeler/", everybody(200)),
    # Nobody of the stage has a telephone.
    ("desk:call-back", "POST"): Line(_RUNG + "rappeler/", desk(422), body={}),
    ("desk:call-back-settle", "POST"): Line(_RUNG + "rappel/rappele/", desk(302), body={}),
    ("desk:find", "GET"): Line("/bureau/patients/", everybody(200)),
    ("desk:find", "POST"): Line("/bureau/patients/", everybody(200), body={"q": "12031984"}),
    ("desk:patient", "GET"): Line(FILE, desk(200)),
    ("desk:patient-edit", "GET"): Line(FILE + "modifier/", desk(200)),
    ("desk:patient-edit", "POST"): Line(FILE + "modifier/", desk(302), body={**_FORM, "version": "2"}),
    ("desk:patient-note", "POST"): Line(FILE + "note/", desk(200), body=REASON),
    ("desk:patient-note-write", "POST"): Line(FILE + "note/ecrire/", desk(302), body={"text": "Une note."}),
    ("desk:patient-nir", "POST"): Line(FILE + "nir/", desk(200), body=REASON),
    ("desk:patient-relatives", "POST"): Line(
        FILE + "proches/", desk(302), body={"name": "Léo Là", "relation": "parent", "scope": "contact"}
    ),
    ("desk:patient-relative-end", "POST"): Line(FILE + "proches/{relative_id}/retirer/", desk(302), body={}),
    ("desk:patient-tell", "POST"): Line(FILE + "information/", desk(302), body={"notice_version": "{notice}"}),
    ("desk:patient-choose", "POST"): Line(
        # The officer records what the person decides, and is led on to a file that stays shut.
        FILE + "choix/",
        desk(302),
        body={"purpose": "reminders", "answer": "no"},
        officer=302,
    ),
    ("desk:patient-share", "POST"): Line(
        FILE + "partage/",
        (403, 403, 302, 403, 404),
        body={"title": "Allergies", "text": "Pénicilline", "shared_with": "practice"},
    ),
    ("desk:patient-shared-read", "POST"): Line(FILE + "partage/lire/", desk(200), body={}),
    ("desk:patient-shared-report", "POST"): Line(FILE + "partage/{item_id}/signaler/", desk(302), body={}),
    ("desk:patient-shared-revoke", "POST"): Line(
        FILE + "partage/{item_id}/retirer/", (403, 403, 302, 403, 404), body={}
    ),
    ("desk:patient-measure", "POST"): Line(
        FILE + "presence/",
        (403, 403, 302, 403, 404),
        body={"grade": "phone-only", "cause": "agreed", "months": "3"},
    ),
    ("desk:patient-measure-lift", "POST"): Line(
        FILE + "presence/{measure_id}/lever/", (403, 403, 302, 403, 404), body={}
    ),
    ("desk:patient-request", "GET"): Line(FILE + "demande/", desk(200)),
    ("desk:patient-request", "POST"): Line(
        FILE + "demande/",
        desk(302),
        body={"kind": "access", "requester": "self", "requester_name": "Ana Là", "data_concerned": ""},
    ),
    ("desk:patient-identity", "GET"): Line(FILE + "identite/", desk(200)),
    ("desk:patient-validate", "POST"): Line(
        FILE + "identite/valider/", on_the_spot(302), body={"document": "passport"}
    ),
    ("desk:patient-flag", "POST"): Line(
        FILE + "identite/signaler/", desk(302), body={"flag": "doubtful", "raised": "1"}
    ),
    ("desk:duplicates", "GET"): Line("/bureau/doublons/", desk(200), {"cabinet": "{practice_id}"}),
    ("desk:duplicates-apart", "POST"): Line(
        "/bureau/doublons/distinctes/", desk(302), body={"one": "{patient_id}", "other": "{double_id}"}
    ),
    ("desk:merge-compare", "GET"): Line("/bureau/fusion/{patient_id}/{double_id}/", desk(200)),
    ("desk:merge-compare", "POST"): Line("/bureau/fusion/{patient_id}/{double_id}/", desk(302), body={}),
    ("desk:merge", "GET"): Line("/bureau/fusions/{merge_id}/", desk(200)),
    ("desk:merge-undo", "POST"): Line("/bureau/fusions/{merge_id}/annuler/", desk(302), body={}),
    ("desk:patient-series", "GET"): Line(FILE + "series/", desk(200)),
    ("desk:patient-series", "POST"): Line(
        FILE + "series/", desk(302), body={"motif": "{reason}", "creneau": "{role}|{free}"}
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
    # Their only number on this stage is a landline: an hour freed sooner is told by a call.
    ("desk:appointment-earlier", "POST"): Line(_RDV + "plus-tot/", desk(302), body={}),
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
        _RDV + "representant/trancher/", on_the_spot(422), body={**REASON, "version": "1"}
    ),
    ("desk:guardian-withdraw", "POST"): Line(
        _RDV + "representant/{relative_id}/retirer/", (404, 404, 404, 403, 404), body={}
    ),
    ("desk:secret", "POST"): Line(_RDV + "secret/", desk(422), body={"secrecy_reason": "Demandé", "version": "1"}),
    ("desk:guardians", "GET"): Line("/bureau/accords/", desk(200), {"cabinet": "{practice_id}"}),
    ("desk:appointment-attend", "POST"): Line(_RDV + "arrive/", desk(302), body={"version": "1"}),
}
