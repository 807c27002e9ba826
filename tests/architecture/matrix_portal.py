"""The lines of the patients' pages, open to everybody. See tests/architecture/matrix.py."""

from tests.architecture.columns import Line, everybody

_ENTRY = "/rdv/compte/entrer/"
NOBODY_S = "00000000-0000-4000-8000-000000000000"

PORTAL: dict[tuple[str, str], Line] = {
    ("portal:directory", "GET"): Line("/rdv/", everybody(200), outside=200),
    ("portal:practice", "GET"): Line("/rdv/{practice_id}/", everybody(200), outside=200),
    ("portal:slots", "GET"): Line("/rdv/{practice_id}/motif/{online_reason}/", everybody(200), outside=200),
    # Without a booking under way there is nothing to go on with.
    ("portal:patient", "GET"): Line("/rdv/{practice_id}/patient/", everybody(410), outside=410),
    ("portal:code", "GET"): Line("/rdv/{practice_id}/code/", everybody(410), outside=410),
    ("portal:recap", "GET"): Line("/rdv/{practice_id}/recapitulatif/", everybody(410), outside=410),
    ("portal:give-up", "POST"): Line("/rdv/{practice_id}/abandon/", everybody(410), body={}, outside=410),
    ("portal:link", "GET"): Line("/rdv/lien/forged/", everybody(404), outside=404),
    ("portal:booked", "GET"): Line("/rdv/lien/forged/pris/", everybody(404), outside=404),
    ("portal:link-move", "GET"): Line("/rdv/lien/forged/deplacer/", everybody(404), outside=404),
    ("portal:link-own", "GET"): Line("/rdv/lien/forged/mes-donnees/", everybody(404), outside=404),
    # Nobody's data is open in these browsers.
    ("portal:own", "GET"): Line("/rdv/mes-donnees/", everybody(410), outside=410),
    ("portal:own-code", "GET"): Line("/rdv/mes-donnees/code/", everybody(410), outside=410),
    ("portal:own-accesses", "GET"): Line("/rdv/mes-donnees/acces/", everybody(410), outside=410),
    ("portal:own-letters", "GET"): Line("/rdv/mes-donnees/courriers/", everybody(410), outside=410),
    ("portal:own-export", "POST"): Line("/rdv/mes-donnees/fichier/", everybody(410), body={}, outside=410),
    ("portal:own-right", "GET"): Line("/rdv/mes-donnees/demande/", everybody(410), outside=410),
    ("portal:own-reminders", "POST"): Line("/rdv/mes-donnees/rappels/", everybody(410), body={}, outside=410),
    ("portal:own-close", "POST"): Line("/rdv/mes-donnees/fermer/", everybody(410), body={}, outside=410),
    ("portal:own-keep", "POST"): Line("/rdv/mes-donnees/garder/", everybody(410), body={}, outside=410),
    # A patient's account is never one of the staff's: whoever is signed in at the desk is nobody here.
    ("portal:account-entry", "GET"): Line(_ENTRY, everybody(200), outside=200),
    ("portal:account-enter", "POST"): Line(
        _ENTRY + "mot-de-passe/", everybody(400), body={"contact": "x", "password": "y"}, outside=400
    ),
    ("portal:account-second", "GET"): Line(_ENTRY + "code/", everybody(302), outside=302),
    ("portal:account-key", "POST"): Line(_ENTRY + "cle/", everybody(302), body={}, outside=302),
    ("portal:account-key-options", "POST"): Line(_ENTRY + "cle/options/", everybody(200), body={}, outside=200),
    # Not configured on this stage.
    ("portal:account-federation", "GET"): Line(_ENTRY + "franceconnect/", everybody(404), outside=404),
    ("portal:account-federation-back", "GET"): Line(_ENTRY + "franceconnect/retour/", everybody(302), outside=302),
    ("portal:account-start", "GET"): Line("/rdv/compte/creer/", everybody(200), outside=200),
    ("portal:account-code", "GET"): Line("/rdv/compte/creer/code/", everybody(302), outside=302),
    ("portal:account-factor", "GET"): Line("/rdv/compte/creer/moyen/", everybody(302), outside=302),
    ("portal:account-factor-key", "POST"): Line("/rdv/compte/creer/cle/", everybody(302), body={}, outside=302),
    ("portal:account-factor-options", "POST"): Line(
        "/rdv/compte/creer/cle/options/", everybody(302), body={}, outside=302
    ),
    ("portal:account", "GET"): Line("/rdv/compte/", everybody(302), outside=302),
    ("portal:account-record", "POST"): Line(f"/rdv/compte/dossier/{NOBODY_S}/", everybody(302), body={}, outside=302),
    ("portal:account-release", "POST"): Line(
        f"/rdv/compte/dossier/{NOBODY_S}/retirer/", everybody(302), body={}, outside=302
    ),
    ("portal:account-connections", "GET"): Line("/rdv/compte/connexions/", everybody(302), outside=302),
    ("portal:account-connections-end", "POST"): Line(
        "/rdv/compte/connexions/autres/fin/", everybody(302), body={}, outside=302
    ),
    ("portal:account-connection-end", "POST"): Line(
        f"/rdv/compte/connexions/{NOBODY_S}/fin/", everybody(302), body={}, outside=302
    ),
    ("portal:account-left", "GET"): Line("/rdv/compte/sorti/", everybody(200), outside=200),
    ("portal:account-leave", "POST"): Line("/rdv/compte/sortir/", everybody(302), body={}, outside=302),
    ("portal:account-close", "POST"): Line("/rdv/compte/supprimer/", everybody(302), body={}, outside=302),
    ("portal:link-calendar", "GET"): Line("/rdv/lien/forged/rendez-vous.ics", everybody(404), outside=404),
}
