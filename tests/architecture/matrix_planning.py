"""The lines of the practitioner's own pages. See tests/architecture/matrix.py."""

from tests.architecture.columns import Line, desk, everybody, on_the_spot, practice

_HERE = {"cabinet": "{practice_id}"}
_AGENDA = "/planning/horaires/{role}/"
_RDV = "/planning/rendez-vous/{appointment_id}/"

PLANNING: dict[tuple[str, str], Line] = {
    ("planning:day", "GET"): Line("/planning/jour/", desk(200), _HERE),
    ("planning:week", "GET"): Line("/planning/semaine/", desk(200), _HERE),
    # Paper is for the people of the place.
    ("planning:day-pdf", "GET"): Line("/planning/jour/pdf/", on_the_spot(200), _HERE),
    ("planning:week-pdf", "GET"): Line("/planning/semaine/pdf/", on_the_spot(200), _HERE),
    ("planning:openings", "GET"): Line("/planning/horaires/", practice(200), _HERE, officer=403),
    # A preview, nothing written.
    ("planning:openings-add", "GET"): Line(_AGENDA + "plage/", practice(200), officer=403),
    ("planning:openings-add", "POST"): Line(
        _AGENDA + "ouverture/",
        practice(200),
        body={"day": "2041-01-20", "opens": "10:00", "closes": "12:00"},
        officer=403,
    ),
    ("planning:openings-correct", "GET"): Line(_AGENDA + "plage/{opening_rule_id}/", practice(200), officer=403),
    ("planning:openings-correct", "POST"): Line(_AGENDA + "sans-absence/{absence_id}/", desk(200), body={}),
    # What is booked and by whom: whoever configures the practice.
    ("planning:reasons", "GET"): Line("/planning/motifs/", (403, 403, 200, 200, 404), _HERE, officer=403),
    ("planning:reason", "GET"): Line("/planning/motifs/{reason}/", (403, 403, 200, 200, 404), officer=403),
    ("planning:reason", "POST"): Line("/planning/motifs/{reason}/", (403, 403, 400, 400, 404), body={}, officer=403),
    # The practice's own people are its practitioners' to decide of, never the manager's of a secretariat.
    ("planning:people", "GET"): Line("/planning/equipe/", (403, 403, 200, 403, 404), _HERE, officer=403),
    ("planning:person-end", "POST"): Line(
        "/planning/equipe/{practice_id}/{appointment_id}/fin/", (403, 403, 404, 403, 404), body={}, officer=403
    ),
    ("planning:to-follow", "GET"): Line("/planning/a-suivre/", desk(200), _HERE),
    ("planning:to-follow", "POST"): Line("/planning/a-suivre/", desk(302), _HERE, body={}),
    ("planning:delegations", "GET"): Line("/planning/delegations/", (403, 200, 200, 200, 404), _HERE),
    ("planning:delegation-grant", "GET"): Line("/planning/delegations/donner/", (403, 403, 200, 403, 404), _HERE),
    ("planning:delegation-grant", "POST"): Line(
        "/planning/delegations/donner/", (403, 403, 400, 403, 404), _HERE, body={}
    ),
    ("planning:delegation-change", "GET"): Line(
        "/planning/delegations/{delegation_id}/changer/", (403, 403, 200, 403, 404)
    ),
    ("planning:delegation-change", "POST"): Line(
        "/planning/delegations/{delegation_id}/changer/",
        (403, 403, 302, 403, 404),
        body={"may": ["0"], "last_day": "2041-06-30"},
    ),
    ("planning:delegation-complete", "POST"): Line(
        "/planning/delegations/{delegation_id}/completer/", (403, 403, 302, 403, 404), body={}
    ),
    ("planning:delegation-revoke", "POST"): Line(
        "/planning/delegations/{delegation_id}/revoquer/", (403, 403, 302, 403, 404), body={}
    ),
    # Counts alone, of one agenda.
    ("planning:activity", "GET"): Line("/planning/activite/", desk(200), _HERE),
    ("planning:activity-xlsx", "GET"): Line("/planning/activite/classeur/", desk(200), _HERE),
    # Taking over a list of patients is the practice's own act.
    ("planning:imports", "GET"): Line("/planning/importer/", (403, 403, 200, 403, 404), _HERE),
    ("planning:imports", "POST"): Line("/planning/importer/", (403, 403, 400, 403, 404), _HERE, body={}),
    ("planning:imports-read", "POST"): Line("/planning/importer/lire/", (403, 403, 400, 403, 404), _HERE, body={}),
    ("planning:imports-lines", "POST"): Line(
        "/planning/importer/lignes/", (403, 403, 200, 403, 404), _HERE, body={"kind": "agenda", "lines": ""}
    ),
    # An agenda read by a calendar elsewhere is its practitioner's own choice.
    ("planning:feeds", "GET"): Line("/planning/flux/", (403, 403, 200, 403, 404), _HERE),
    ("planning:feeds", "POST"): Line("/planning/flux/", (403, 403, 200, 403, 404), _HERE, body={"agenda": "{role}"}),
    ("planning:feed-revoke", "POST"): Line("/planning/flux/{feed_id}/revoquer/", (403, 403, 302, 403, 404), body={}),
    # The token alone opens it, and this one is wrong.
    ("calendar-feed", "GET"): Line(
        "/flux/{practice_id}/{feed_id}/wrong/agenda.ics", everybody(404), outside=404, officer=404
    ),
    ("planning:appointment", "GET"): Line(_RDV, desk(200)),
    ("planning:appointment-move", "GET"): Line(_RDV + "deplacer/", desk(200)),
    ("planning:appointment-move", "POST"): Line(
        _RDV + "deplacer/", desk(302), body={"creneau": "{role}|{free}", "version": "1"}
    ),
    ("planning:appointment-drag", "POST"): Line(
        _RDV + "glisser/", desk(200), body={"agenda": "{role}", "debut": "2041-01-14T11:00", "version": "1"}
    ),
    ("planning:appointment-undo", "POST"): Line(_RDV + "reprendre/", desk(422), body={"version": "1"}),
    ("planning:appointment-attend", "POST"): Line(_RDV + "arrive/", desk(302), body={"version": "1"}),
    ("planning:appointment-note", "POST"): Line(_RDV + "note/", desk(200), body={}),
}
