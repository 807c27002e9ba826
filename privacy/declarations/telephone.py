"""The calls answered in a practitioner's name (K3). Pure: no Django."""

from privacy.declarations.wording import (
    AT_THE_PRACTITIONER,
    CARERS,
    HOSTS,
    OPENED,
    PATIENTS,
    PRACTICE,
    RELATIVES,
    SECRETARIAT,
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
        "Message de l'opérateur tel qu'il est arrivé : scellé",
    ),
    recipients=CARERS,
    processors=(SECRETARIAT, HOSTS),
    source="L'appelant, par l'opérateur de téléphonie",
    kept=(Kept("R-04"),),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

TELEPHONE_ENTRIES = (CALLS,)
