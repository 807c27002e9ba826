"""The patients' pages, open to everybody: see settings.SIGN_IN_PUBLIC_PREFIXES. Nothing personal in any address."""

from django.urls import path

from web.portal.views import account, booking, choose, connections, entering, federation, leaving, link, own_data

app_name = "portal"

urlpatterns = [
    path("", choose.directory, name="directory"),
    path("lien/<str:token>/", link.show, name="link"),
    path("lien/<str:token>/pris/", link.booked, name="booked"),
    path("lien/<str:token>/deplacer/", link.move, name="link-move"),
    path("lien/<str:token>/rendez-vous.ics", link.calendar, name="link-calendar"),
    path("lien/<str:token>/mes-donnees/", own_data.begin, name="link-own"),
    path("mes-donnees/", own_data.home, name="own"),
    path("mes-donnees/code/", own_data.code, name="own-code"),
    path("mes-donnees/acces/", own_data.accesses, name="own-accesses"),
    path("mes-donnees/courriers/", own_data.letters, name="own-letters"),
    path("mes-donnees/fichier/", own_data.export, name="own-export"),
    path("mes-donnees/demande/", own_data.right, name="own-right"),
    path("mes-donnees/rappels/", own_data.reminders, name="own-reminders"),
    path("mes-donnees/fermer/", own_data.close, name="own-close"),
    path("mes-donnees/garder/", account.keep, name="own-keep"),
    path("compte/", account.home, name="account"),
    path("compte/entrer/", entering.entry, name="account-entry"),
    path("compte/entrer/mot-de-passe/", entering.enter, name="account-enter"),
    path("compte/entrer/code/", entering.second, name="account-second"),
    path("compte/entrer/cle/", entering.key_enter, name="account-key"),
    path("compte/entrer/cle/options/", entering.key_options, name="account-key-options"),
    path("compte/entrer/franceconnect/", federation.begin, name="account-federation"),
    path("compte/entrer/franceconnect/retour/", federation.back, name="account-federation-back"),
    path("compte/creer/", account.start, name="account-start"),
    path("compte/creer/code/", account.code, name="account-code"),
    path("compte/creer/moyen/", account.factor, name="account-factor"),
    path("compte/creer/cle/", account.key_make, name="account-factor-key"),
    path("compte/creer/cle/options/", account.key_options, name="account-factor-options"),
    path("compte/dossier/<uuid:held_id>/", account.open_record, name="account-record"),
    path("compte/dossier/<uuid:held_id>/retirer/", account.release, name="account-release"),
    path("compte/connexions/", connections.connections, name="account-connections"),
    path("compte/connexions/autres/fin/", connections.end_others, name="account-connections-end"),
    path("compte/connexions/<uuid:session_id>/fin/", connections.end, name="account-connection-end"),
    path("compte/sortir/", leaving.leave, name="account-leave"),
    path("compte/sorti/", leaving.left, name="account-left"),
    path("compte/supprimer/", leaving.close, name="account-close"),
    path("<uuid:practice_id>/", choose.practice, name="practice"),
    path("<uuid:practice_id>/motif/<uuid:reason_id>/", choose.slots, name="slots"),
    path("<uuid:practice_id>/patient/", booking.patient, name="patient"),
    path("<uuid:practice_id>/code/", booking.code, name="code"),
    path("<uuid:practice_id>/recapitulatif/", booking.recap, name="recap"),
    path("<uuid:practice_id>/abandon/", booking.give_up, name="give-up"),
]
