"""R-01 … R-25: one frozen rule a row of the schedule. Pure: no Django.

The basis says where a duration comes from; « choix du produit » where no text fixes it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from privacy.retention.schedule import Choice, Limit, Rule, Unit
from privacy.retention.terms import Term

ACTIVE, ARCHIVE = "RETENTION_REMOTE_TERMS_MONTHS", "RETENTION_REMOTE_TERMS_ARCHIVE_MONTHS"
ACCOUNTS = "RETENTION_PROFESSIONAL_ACCOUNTS_MONTHS"
OUR_CHOICE = "choix du produit : aucun texte ne fixe la durée"
DESTROY = "Destruction"

RULES: tuple[Rule, ...] = (
    Rule(
        "R-01",
        "Conditions d'assistance à distance, signées ou acceptées",
        (Limit("la signature", settings=(ACTIVE,)),),
        "registre de l'assistance à distance (K7)",
        "Passage à l'archive restreinte",
    ),
    Rule(
        "R-02",
        "Les mêmes, à l'archive",
        (Limit("la signature", settings=(ACTIVE, ARCHIVE)),),
        "registre de l'assistance à distance (K7)",
        "Destruction ; seul reste le compte",
    ),
    Rule(
        "R-03",
        "Traces d'assistance à distance",
        (Limit("la fin de la session", Term(months=6)),),
        "registre de l'assistance à distance",
        DESTROY,
    ),
    Rule(
        "R-04",
        "Traces techniques et fonctionnelles, journaux d'accès",
        (Limit("l'acte", Term(months=12)),),
        "recommandation de la CNIL (6 à 12 mois) et politique de la plateforme nationale",
        "Destruction du contenu ; la chaîne reste vérifiable",
    ),
    Rule(
        "R-05",
        "Comptes fermés des professionnels et des gestionnaires",
        (Limit("la fermeture", settings=(ACCOUNTS,)),),
        "décret 2022-403, art. 5 : durée à relever par l'exploitant (K8)",
        "Suppression de l'identité ; restent des comptes sans nom",
    ),
    Rule(
        "R-06",
        "Annuaire annuel d'une communauté professionnelle",
        (Limit("le dépôt", Term(months=12)),),
        "guide de l'annuaire : remplacé chaque année",
        "Destruction du précédent ; reste l'empreinte",
    ),
    Rule("R-07", "Indicateurs anonymes", (Limit("le calcul"),), "données anonymes", "Sans terme"),
    Rule(
        "R-08",
        "Créneaux publiés ou mis en cache pour la régulation",
        (Limit("le début du créneau", Term()),),
        "minimisation ; " + OUR_CHOICE,
        "Retrait",
    ),
    Rule(
        "R-09",
        "Comptes en ligne sans activité",
        (Limit("la dernière connexion", Term(months=24)),),
        "position de la CNIL sur les comptes inactifs",
        "Information un mois avant, puis suppression du compte ; les dossiers du praticien restent",
    ),
    Rule(
        "R-10",
        "Rendez-vous et identité dans l'agenda du praticien",
        (Limit("le dernier rendez-vous", Term(months=60)),),
        "référentiel de la CNIL pour les cabinets (5 ans au plus en base active)",
        "Restitution ou destruction, clé comprise",
        Choice(Unit.MONTHS, 1, 60),
    ),
    Rule(
        "R-11",
        "Éléments du dossier médical partagés par le praticien, à l'archive",
        (Limit("le dernier rendez-vous", Term(months=240)),),
        "référentiel de la CNIL pour les cabinets (20 ans en tout)",
        "Restitution au praticien, puis destruction",
        empty="rien n'est archivé : l'élément partagé est une copie, détruite avec la fiche (R-10) ou à sa reprise ; "
        "l'original reste dans le dossier du praticien, qui l'archive",
    ),
    Rule(
        "R-12",
        "Motif, notes libres et données de préparation d'un rendez-vous",
        (Limit("le rendez-vous", Term(days=30)),),
        OUR_CHOICE + ", sauf instruction du cabinet",
        "Effacement de ces champs",
        Choice(Unit.DAYS, 1, 365),
    ),
    Rule(
        "R-13",
        "Messages pris pour les praticiens",
        (Limit("l'accusé de lecture", Term(months=6)),),
        OUR_CHOICE,
        DESTROY,
        Choice(Unit.MONTHS, 1, 6),
    ),
    Rule(
        "R-14",
        "Demande de rendez-vous d'un mineur, sans réponse du représentant",
        (Limit("la demande", Term(days=7)),),
        OUR_CHOICE,
        DESTROY,
    ),
    Rule(
        "R-15",
        "Preuves : information, consentement, charte, mandats, engagement de secret",
        (Limit("la fin de la relation", Term(months=60)),),
        "prescription civile",
        DESTROY,
    ),
    Rule(
        "R-16",
        "Demandes de droits, sans la pièce d'identité",
        (Limit("la réponse", Term(months=36)),),
        OUR_CHOICE,
        DESTROY,
    ),
    Rule(
        "R-17",
        "Copie d'une pièce d'identité",
        (Limit("la réception", Term(days=30)),),
        "jusqu'à la vérification, 30 jours au plus ; proportionnalité",
        "Destruction ; seul reste le fait de la vérification",
    ),
    Rule(
        "R-18",
        "Enregistrements d'appels et notes d'analyse",
        (
            Limit("l'appel", Term(months=6), of="enregistrement"),
            Limit("l'analyse", Term(months=12), of="note d'analyse"),
        ),
        "recommandation de la CNIL",
        "Référence détruite ; instruction à l'opérateur de détruire le son, avec échéance et preuve",
    ),
    Rule(
        "R-19",
        "Choix sur les cookies",
        (
            Limit("le choix", Term(months=6), of="choix"),
            Limit("le dépôt", Term(months=13), of="mesure d'audience"),
        ),
        "lignes directrices de la CNIL",
        "Nouvelle demande",
    ),
    Rule(
        "R-20",
        "Personne décédée",
        (Limit("la confirmation du décès", Term()),),
        "loi Informatique et libertés, art. 85",
        "Destruction, sauf directive, obligation légale ou preuve",
    ),
    Rule(
        "R-21",
        "Preuves d'un litige en cours",
        (Limit("la décision définitive"),),
        "constatation, exercice ou défense de droits en justice",
        "Reprise de la règle normale à la levée",
    ),
    Rule(
        "R-22",
        "Incidents de sécurité et registre des violations",
        (Limit("la clôture", Term(months=60)),),
        "RGPD, art. 33.5 ; " + OUR_CHOICE,
        DESTROY,
    ),
    Rule(
        "R-23",
        "Sanctions : suspension, retrait ; mesures de présence d'un patient",
        (Limit("la fin de la sanction", Term(months=36)),),
        OUR_CHOICE,
        DESTROY,
    ),
    Rule(
        "R-24",
        "Sauvegardes chez les deux hébergeurs",
        (Limit("la sauvegarde", Term(days=35)),),
        OUR_CHOICE,
        "Rotation ; effacements rejoués après toute restauration",
    ),
    Rule("R-25", "Factures et comptabilité", (Limit("l'exercice", Term(months=120)),), "code de commerce", DESTROY),
)
BY_ID: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in RULES})
