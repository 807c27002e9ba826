"""What the platform decides itself: its accounts, its contracts, its safety, its visitors (K3). Pure: no Django."""

from privacy.declarations.wording import (
    AT_THE_OFFICER,
    HOSTS,
    OPENED,
    OPERATOR,
    PROFESSIONALS,
    SENDERS,
    STAFF,
)
from privacy.processing import Basis, Controller, Kept, Processing

_MANAGERS = ("Les responsables du télésecrétariat", "Le délégué à la protection des données")

ACCOUNTS = Processing(
    number="T-09",
    name="Comptes, connexions et sessions",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Donner à chaque utilisateur un accès personnel, et protéger ces accès",
    basis=Basis.LEGITIMATE_INTEREST,
    basis_reason="Aucun dossier ne s'ouvre sans savoir qui l'ouvre.",
    controller=Controller.PLATFORM,
    persons=(PROFESSIONALS, STAFF),
    data=(
        "Nom affiché, identifiant, adresse électronique professionnelle",
        "Empreintes du mot de passe et des codes de secours, secret du second facteur scellé",
        "Connexions et sessions : date, résultat, navigateur, adresse réseau tronquée",
    ),
    recipients=("La personne elle-même", *_MANAGERS),
    processors=(HOSTS, SENDERS),
    source="La personne et le responsable qui ouvre son compte",
    kept=(
        Kept("R-05", "Compte fermé"),
        Kept("R-09", "Compte sans activité"),
        Kept("R-04", "Connexions et sessions"),
    ),
    in_charge=OPERATOR,
    rights_at=AT_THE_OFFICER,
)

MANDATES = Processing(
    number="T-10",
    name="Cabinets, professionnels et mandats",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Savoir quels cabinets sont servis, par qui, et ce que chacun peut y faire",
    basis=Basis.CONTRACT,
    basis_reason="Contrat entre le cabinet et le télésecrétariat ; mandat daté et révocable.",
    controller=Controller.PLATFORM,
    persons=(PROFESSIONALS, STAFF),
    data=(
        "Nom, prénom, titre, numéro RPPS, spécialité, lieux d'exercice",
        "Mandats, appartenances et droits, avec leurs dates",
    ),
    recipients=("Les cabinets et leurs télésecrétariats", *_MANAGERS),
    processors=(HOSTS,),
    source="Le praticien et son cabinet",
    kept=(Kept("R-15"),),
    in_charge=OPERATOR,
    rights_at=AT_THE_OFFICER,
)

CONDUCT = Processing(
    number="T-11",
    name="Charte, secret professionnel, sanctions et incidents",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Obtenir l'engagement de chacun, réagir aux manquements, tenir le registre des violations de données",
    basis=Basis.LEGAL_OBLIGATION,
    basis_reason="Sécurité, notification des violations : RGPD, art. 32 à 34.",
    controller=Controller.PLATFORM,
    persons=(PROFESSIONALS, STAFF, "Personnes touchées par un incident"),
    data=(
        "Version acceptée, empreinte, date, moyen de connexion",
        "Suspension ou retrait : dates, gravité, personne qui décide ; motif scellé",
        "Incidents : nature, dates, mesures, notifications",
    ),
    recipients=(*_MANAGERS, "L'Ordre professionnel, sur décision humaine", "La CNIL, en cas de violation"),
    processors=(HOSTS,),
    source="La personne, ses responsables, le logiciel",
    kept=(
        Kept("R-15", "Charte et contrat de secret"),
        Kept("R-22", "Incidents et violations"),
        Kept("R-23", "Sanctions"),
    ),
    in_charge=OPERATOR,
    rights_at=AT_THE_OFFICER,
)

RUNNING = Processing(
    number="T-12",
    name="Fonctionnement et sécurité technique",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Faire fonctionner le service sans perte : clés, files d'attente, reprises, sauvegardes",
    basis=Basis.LEGITIMATE_INTEREST,
    basis_reason="Un service disponible et sûr.",
    controller=Controller.PLATFORM,
    persons=(STAFF,),
    data=(
        "Clés de chiffrement, une par patient : elles ne disent rien de lui",
        "Identifiants de ce qui reste à envoyer ; réponses gardées pour une reprise, scellées",
    ),
    recipients=("Les administrateurs de l'exploitant",),
    processors=(HOSTS,),
    source="Le logiciel",
    kept=(
        Kept("R-04"),
        Kept("R-24", "Sauvegardes"),
    ),
    in_charge=OPERATOR,
    rights_at=AT_THE_OFFICER,
)

OPERATION = Processing(
    number="T-13",
    name="Hébergeurs, sous-traitants, autorités et réclamations",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Suivre les garanties des prestataires, les demandes d'autorités, les instructions, les réclamations",
    basis=Basis.LEGAL_OBLIGATION,
    basis_reason="Sous-traitance et responsabilité : RGPD, art. 24, 28 et 31.",
    controller=Controller.PLATFORM,
    persons=("Interlocuteurs des prestataires et des autorités", "Personnes qui écrivent à l'exploitant"),
    data=(
        "Prestataire, contrat, certificat, dates de revue",
        "Demandes d'autorités et leur fondement ; instructions et leur preuve",
        "Questions et réclamations, avec leur réponse",
    ),
    recipients=_MANAGERS,
    processors=(HOSTS,),
    source="Les prestataires, les autorités, les personnes qui écrivent",
    kept=(
        Kept("R-15", "Contrats, instructions et preuves"),
        Kept("R-16", "Questions et réclamations"),
    ),
    in_charge=OPERATOR,
    rights_at=AT_THE_OFFICER,
)

AUDIENCE = Processing(
    number="T-14",
    name="Mesure d'audience des pages publiques",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Compter les visites des pages publiques sans reconnaître personne ; éteinte par défaut",
    basis=Basis.CONSENT,
    basis_reason="Rien n'est compté avant un oui, et refuser est aussi simple qu'accepter.",
    controller=Controller.PLATFORM,
    persons=("Visiteurs des pages publiques",),
    # ST-17, ST-35: neither address, nor person, nor practitioner, nor reason.
    data=("Nombre de visites par jour, par page et par genre d'appareil : ni adresse, ni identifiant",),
    recipients=_MANAGERS,
    # ST-37: nobody outside measures.
    processors=(HOSTS,),
    source="Le navigateur du visiteur qui a accepté",
    kept=(Kept("R-19", "Choix sur les cookies"),),
    in_charge=OPERATOR,
    rights_at=AT_THE_OFFICER,
)

PLATFORM_ENTRIES = (ACCOUNTS, MANDATES, CONDUCT, RUNNING, OPERATION, AUDIENCE)
