"""What a practitioner decides, and the secretariat does in the practitioner's name (K3). Pure: no Django."""

from consent.purposes import Purpose
from privacy.declarations.wording import (
    AT_THE_PRACTITIONER,
    CARE,
    CARERS,
    FROM_THE_PERSON,
    HOSTS,
    OPENED,
    PATIENTS,
    PRACTICE,
    PROFESSIONALS,
    RELATIVES,
    SECRETARIAT,
    SENDERS,
    STAFF,
)
from privacy.processing import Basis, Controller, Kept, Processing

APPOINTMENTS = Processing(
    number="T-01",
    name="Rendez-vous et agendas",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Prendre, déplacer et annuler les rendez-vous, tenir l'agenda des professionnels",
    purposes=(Purpose.APPOINTMENTS, Purpose.PLANNING),
    basis=Basis.CONTRACT,
    basis_reason="La personne demande un rendez-vous : c'est ce qu'il faut pour le lui donner.",
    health_ground=CARE,
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS, RELATIVES, PROFESSIONALS, STAFF),
    data=(
        "Date, heure, lieu, praticien, statut et historique des rendez-vous",
        "Motif de la visite, spécialité, fréquence",
        "Note de rendez-vous, raison d'une annulation ou d'une dérogation : scellées",
        "Consignes du cabinet appliquées à un rendez-vous ; réponses données, au protocole d'urgence aussi : scellées",
        "Demande en ligne en cours : ce qui est saisi avant la réservation, scellé ; empreinte de l'adresse de"
        " connexion, tronquée, pour limiter les essais",
        "Liens signés envoyés à la personne pour gérer son rendez-vous ; souhait d'être reçue plus tôt",
        "Présence : jour où la personne a confirmé sa venue",
        "Ouvertures, absences et remplacements des professionnels",
    ),
    recipients=CARERS,
    processors=(SECRETARIAT, HOSTS),
    source=FROM_THE_PERSON,
    kept=(
        Kept("R-10"),
        Kept("R-12", "Motif de la visite, notes libres"),
        Kept("R-14", "Visite d'un mineur restée sans accord"),
    ),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

PATIENT_FILE = Processing(
    number="T-02",
    name="Fichier des patients du cabinet",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Reconnaître la personne qui appelle, la mettre en relation avec son praticien, sans confusion",
    purposes=(Purpose.LINKING, Purpose.MEDICAL_SECRETARIAT),
    basis=Basis.CONTRACT,
    basis_reason="Répondre au nom du praticien suppose de savoir qui appelle et pour qui.",
    # Use of the NIR: L1111-8-1 and R1111-8-1 of the public health code.
    health_ground=f"{CARE} ; NIR : code de la santé publique, art. L1111-8-1",
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS, RELATIVES),
    data=(
        "Nom de naissance, nom utilisé, prénoms, date de naissance, sexe",
        "Numéro de sécurité sociale (NIR), seulement si le praticien l'a demandé : scellé",
        "Téléphones, adresse électronique, adresse postale",
        "Médecin traitant, médecin adresseur",
        "Proches et représentants, avec leurs dates et leur rôle",
        "Note médicale, seulement si le praticien la partage : scellée",
        "Contrôles d'identité, doublons probables, rapprochements de fiches",
    ),
    recipients=CARERS,
    processors=(SECRETARIAT, HOSTS),
    source=FROM_THE_PERSON,
    kept=(Kept("R-10"), Kept("R-20", "Personne décédée")),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

REMINDERS = Processing(
    number="T-03",
    name="Confirmations et rappels",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Rappeler un rendez-vous à qui l'a pris, si le praticien le veut et sans opposition de la personne",
    purposes=(Purpose.REMINDERS,),
    basis=Basis.LEGITIMATE_INTEREST,
    basis_reason="Éviter les rendez-vous oubliés ; la personne choisit le canal et peut s'opposer à tout moment.",
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS, RELATIVES),
    data=(
        "Numéro de téléphone ou adresse électronique choisis",
        "Date, heure et lieu du rendez-vous, nom neutre du cabinet : ni spécialité, ni motif",
        "État de l'envoi",
        "Réponses par SMS : numéro et texte scellés, ce qui en a été fait",
        "Numéro qui a répondu STOP : empreinte seulement",
    ),
    recipients=("La personne concernée", *CARERS),
    processors=(SECRETARIAT, HOSTS, SENDERS),
    source=FROM_THE_PERSON,
    kept=(Kept("R-04"),),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

PREPARATION = Processing(
    number="T-04",
    name="Préparation de la consultation",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Ne pas redemander en consultation ce que le dossier médical partagé dit déjà",
    purposes=(Purpose.PREPARATION,),
    basis=Basis.CONSENT,
    basis_reason="La personne dit oui, et peut revenir sur sa décision aussi simplement.",
    health_ground=CARE,
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS,),
    data=("Éléments du dossier médical que le praticien choisit de partager, un par un : scellés",),
    recipients=CARERS,
    processors=(SECRETARIAT, HOSTS),
    source="Le praticien, à partir du dossier médical qu'il tient",
    kept=(Kept("R-10"),),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

CARE_ENTRIES = (APPOINTMENTS, PATIENT_FILE, REMINDERS, PREPARATION)
