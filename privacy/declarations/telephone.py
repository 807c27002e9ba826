"""The calls answered in a practitioner's name, the messages taken for them (K3). Pure: no Django."""

from privacy.declarations.wording import (
    AT_THE_PRACTITIONER,
    CARE,
    CARERS,
    FROM_THE_PERSON,
    HOSTS,
    OPENED,
    OPERATORS,
    PATIENTS,
    PRACTICE,
    PROFESSIONALS,
    RELATIVES,
    SECRETARIAT,
    SENDERS,
    STAFF,
)
from privacy.processing import Basis, Controller, Kept, Processing

CALLS = Processing(
    number="T-15",
    name="Appels téléphoniques",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Répondre au nom du praticien, rappeler qui n'a pas été entendu, dire ce qu'un appel a donné",
    basis=Basis.CONTRACT,
    basis_reason="La personne appelle le cabinet : il faut savoir quel cabinet, qui répond, et qui rappeler.",
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS, RELATIVES, STAFF),
    data=(
        "Ligne appelée, heure, durée, issue de l'appel, personne qui a répondu",
        "Numéro de l'appelant, sauf s'il est masqué : il n'est alors ni montré, ni cherché, ni gardé en clair",
        "Message de l'opérateur tel qu'il est arrivé : scellé, vidé dès qu'il est lu",
        "Référence d'un enregistrement chez l'opérateur, seulement si le cabinet l'a décidé, l'a fait annoncer et que"
        " la personne ne s'y oppose pas ; jamais le son",
    ),
    recipients=CARERS,
    processors=(SECRETARIAT, HOSTS, OPERATORS),
    source="L'appelant, par l'opérateur de téléphonie",
    kept=(
        Kept("R-04"),
        Kept("R-18", "référence d'un enregistrement ; l'opérateur reçoit l'instruction de détruire le son"),
    ),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

MESSAGES = Processing(
    number="T-16",
    name="Messages pris pour les praticiens",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Transmettre au praticien ce qu'on lui demande, et rapporter ce qu'il répond",
    basis=Basis.CONTRACT,
    basis_reason="La personne demande qu'un message soit remis à son praticien.",
    health_ground=CARE,
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS, RELATIVES, PROFESSIONALS, STAFF),
    data=(
        "Texte du message et de la réponse : scellés",
        "Nature, praticien, patient s'il y en a un, appel et rendez-vous concernés",
        "Qui a transmis, lu, répondu, traité, et quand ; étapes d'un message urgent",
        "Numéro d'alerte du praticien : scellé",
    ),
    recipients=CARERS,
    processors=(SECRETARIAT, HOSTS, SENDERS),
    source=FROM_THE_PERSON,
    kept=(Kept("R-13"),),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

TELEPHONE_ENTRIES = (CALLS, MESSAGES)
