"""What the platform decides of the accounts that patients open for themselves (K3). Pure: no Django."""

from privacy.declarations.wording import AT_THE_OFFICER, HOSTS, OPENED, OPERATOR, SENDERS
from privacy.processing import Basis, Controller, Kept, Processing

PATIENT_ACCOUNTS = Processing(
    number="T-17",
    name="Comptes facultatifs des patients",
    entered_on=OPENED,
    starts_on=OPENED,
    main_purpose="Donner à la personne qui le demande un accès à ses dossiers, sans code à chaque fois",
    basis=Basis.CONTRACT,
    basis_reason="La personne ouvre elle-même son compte et le ferme d'un geste ; rien ne l'exige pour un rendez-vous.",
    controller=Controller.PLATFORM,
    persons=("Patients et proches qui ouvrent un compte",),
    data=(
        "Mobile ou adresse électronique, scellé ; ou l'empreinte de l'identifiant donné par FranceConnect",
        "Clés d'accès publiques, ou empreinte du mot de passe et secret du second facteur scellé",
        "Sessions ; lien vers les dossiers que la personne a montré être les siens",
    ),
    recipients=("La personne elle-même",),
    processors=(HOSTS, SENDERS),
    source="La personne",
    kept=(Kept("R-09", "Compte sans activité"), Kept("R-10", "Lien vers un dossier de cabinet")),
    in_charge=OPERATOR,
    rights_at=AT_THE_OFFICER,
)

PATIENT_ACCOUNT_ENTRIES = (PATIENT_ACCOUNTS,)
