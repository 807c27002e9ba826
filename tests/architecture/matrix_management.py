"""The lines of the manager's pages: nobody else's, and of no other organisation. See tests/architecture/matrix.py."""

from tests.architecture.columns import Line, manager

_CABINET = "/gestion/cabinets/{practice_id}/"
# The practice is known to its people, who are no managers; it is unknown elsewhere.
_HERS = (403, 403, 403, 200, 404)
_DONE = (403, 403, 403, 302, 404)

MANAGEMENT: dict[tuple[str, str], Line] = {
    ("management:home", "GET"): Line("/gestion/", manager(200), officer=403),
    ("management:open", "GET"): Line("/gestion/ouvrir/", manager(200), officer=403),
    ("management:open", "POST"): Line("/gestion/ouvrir/", manager(400), body={}, officer=403),
    ("management:practice", "GET"): Line(_CABINET, _HERS, officer=403),
    # A word that is no act: the door is asked first.
    ("management:mandate", "POST"): Line(_CABINET + "mandat/oublier/", (403, 403, 403, 404, 404), body={}, officer=403),
    # Whoever came in once is not invited again by somebody else.
    ("management:invite-practitioner", "POST"): Line(
        _CABINET + "inviter/{practitioner_user_id}/", (403, 403, 403, 409, 404), body={}, officer=403
    ),
    ("management:practice-change", "GET"): Line(_CABINET + "corriger/", _HERS, officer=403),
    ("management:practice-change", "POST"): Line(
        _CABINET + "corriger/", _DONE, body={"name": "Cabinet corrigé", "kind": "general"}, officer=403
    ),
    ("management:place-add", "GET"): Line(_CABINET + "lieux/", _HERS, officer=403),
    ("management:place-add", "POST"): Line(
        _CABINET + "lieux/", _DONE, body={"place": "Annexe", "holiday_territory": "FR"}, officer=403
    ),
    ("management:place-change", "GET"): Line(_CABINET + "lieux/{location_id}/", _HERS, officer=403),
    ("management:place-change", "POST"): Line(
        _CABINET + "lieux/{location_id}/", _DONE, body={"place": "Siège"}, officer=403
    ),
    ("management:agenda-close", "POST"): Line(_CABINET + "agendas/{role}/fermer/", _DONE, body={}, officer=403),
    ("management:reason", "GET"): Line(_CABINET + "motifs/{reason}/", _HERS, officer=403),
    ("management:reason", "POST"): Line(_CABINET + "motifs/{reason}/", (403, 403, 403, 400, 404), body={}, officer=403),
    ("management:step", "GET"): Line(_CABINET + "etapes/plages/", _HERS, officer=403),
    ("management:step", "POST"): Line(
        _CABINET + "etapes/motifs/", _DONE, body={"name_0": "Bilan", "minutes_0": "45"}, officer=403
    ),
    ("management:team", "GET"): Line("/gestion/equipe/", manager(200), officer=403),
    ("management:team", "POST"): Line("/gestion/equipe/", manager(400), body={}, officer=403),
    ("management:connections", "GET"): Line("/gestion/equipe/connexions/", manager(200), officer=403),
    ("management:person", "GET"): Line("/gestion/equipe/{staff_id}/", manager(200), officer=403),
    ("management:person", "POST"): Line(
        "/gestion/equipe/{staff_id}/", manager(302), body={"role": "secretary"}, officer=403
    ),
    ("management:leave", "POST"): Line("/gestion/equipe/{staff_id}/quitter/", manager(302), body={}, officer=403),
    ("management:invite", "POST"): Line("/gestion/equipe/{staff_id}/inviter/", manager(200), body={}, officer=403),
    ("management:activity", "GET"): Line("/gestion/activite/", manager(200), officer=403),
}
