"""What is kept to show that the promises were kept, in the practitioner's name (K3). Pure: no Django."""

from privacy.declarations.wording import (
    AT_THE_PRACTITIONER,
    CARE,
    FROM_THE_PERSON,
    HOSTS,
    OPENED,
    PATIENTS,
    PRACTICE,
    PROFESSIONALS,
    RELATIVES,
    SECRETARIAT,
    STAFF,
)
from privacy.processing import Basis, Controller, Kept, Processing

_OFFICER = ("Le praticien concerné", "Le délégué à la protection des données", "La CNIL, sur demande")

CONSENTS = Processing(
    number="T-05",
    name="Information, consentements et représentation",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Prouver que chacun a été informé, ce qu'il a accepté ou refusé, et qui peut agir pour lui",
    basis=Basis.LEGAL_OBLIGATION,
    basis_reason="Informer et pouvoir le démontrer : RGPD, art. 5.2, 7.1, 8 et 13.",
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS, RELATIVES),
    data=(
        "Version du texte lu ou affiché, empreinte, canal, date, personne qui l'a recueilli",
        "Consentements, retraits et oppositions, par finalité",
        "Représentant légal d'un mineur : lien, portée, date de l'accord",
    ),
    recipients=_OFFICER,
    processors=(SECRETARIAT, HOSTS),
    source=FROM_THE_PERSON,
    kept=(
        Kept("R-10"),
        Kept("R-14", "Rendez-vous d'un mineur resté sans accord"),
        Kept("R-15", "Preuve de l'information et des choix, quand la fiche est partie avant ce terme"),
    ),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

REQUESTS = Processing(
    number="T-06",
    name="Demandes d'exercice des droits",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Recevoir les demandes des personnes, vérifier qui demande, répondre dans les délais et le prouver",
    basis=Basis.LEGAL_OBLIGATION,
    basis_reason="Répondre aux personnes : RGPD, art. 12 à 22.",
    health_ground=CARE,
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS, RELATIVES, PROFESSIONALS),
    data=(
        "Demande, données visées, dates, décision, réponse",
        "Copie de la carte d'identité ou du passeport, si elle est demandée : scellée",
    ),
    recipients=_OFFICER,
    processors=(SECRETARIAT, HOSTS),
    source="La personne qui demande, par courrier, par e-mail, au secrétariat ou en ligne",
    kept=(
        Kept("R-16"),
        Kept("R-17", "Copie de la pièce d'identité"),
    ),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

DEATHS = Processing(
    number="T-07",
    name="Décès, effacements et conservations pour litige",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Respecter les directives d'un défunt, effacer quand il le faut, garder ce qu'un litige exige",
    basis=Basis.LEGAL_OBLIGATION,
    # K5: the article's present number; "article 48" in older documents.
    basis_reason="Directives après la mort : loi Informatique et Libertés, art. 85 ; effacement : RGPD, art. 17.",
    health_ground=f"{CARE} ; constatation ou défense d'un droit en justice (RGPD, art. 9.2.f)",
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS, "Personne chargée des directives d'un défunt"),
    data=(
        "Décès signalé : source, date, référence de l'acte, personnes qui l'ont confirmé",
        "Directives sur le sort des données",
        "Effacements faits : identifiants seulement",
        "Motif et fin d'une conservation pour litige",
    ),
    recipients=_OFFICER,
    processors=(SECRETARIAT, HOSTS),
    source="La personne de son vivant, ses proches, l'état civil, le praticien",
    kept=(
        Kept("R-20"),
        Kept("R-24", "Registre des effacements, tant qu'une sauvegarde peut les défaire"),
        Kept("R-10", "Motif d'une conservation, après sa levée"),
        Kept("R-21", "Données gardées pour un litige"),
    ),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

JOURNAL = Processing(
    number="T-08",
    name="Journal des accès et des actes",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Savoir qui a consulté ou changé un dossier, quand et pourquoi ; le montrer à la personne concernée",
    basis=Basis.LEGAL_OBLIGATION,
    basis_reason="Sécurité et responsabilité : RGPD, art. 5.2 et 32.",
    health_ground=CARE,
    controller=Controller.PRACTITIONER,
    persons=(PATIENTS, STAFF, PROFESSIONALS),
    data=("Identifiants de la personne qui agit et du dossier, acte, date, mandat : ni nom, ni NIR, ni motif",),
    recipients=("La personne concernée", *_OFFICER),
    processors=(SECRETARIAT, HOSTS),
    source="Le logiciel, à chaque accès et à chaque acte",
    kept=(Kept("R-04"),),
    in_charge=PRACTICE,
    rights_at=AT_THE_PRACTITIONER,
)

EVIDENCE_ENTRIES = (CONSENTS, REQUESTS, DEATHS, JOURNAL)
