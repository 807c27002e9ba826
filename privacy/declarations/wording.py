"""The words that several entries share. Pure: no Django."""

from datetime import date

OPENED = date(2026, 11, 22)

PRACTICE = "Le cabinet du praticien, avec le télésecrétariat qui agit en son nom"
AT_THE_PRACTITIONER = "Auprès du praticien, à son cabinet ; le délégué à la protection des données transmet et suit"
OPERATOR = "L'exploitant de la plateforme"
AT_THE_OFFICER = "Auprès du délégué à la protection des données de l'exploitant"

PATIENTS = "Patients"
RELATIVES = "Proches, représentants légaux, personnes qui prennent rendez-vous pour un autre"
PROFESSIONALS = "Professionnels de santé"
STAFF = "Secrétaires et responsables qui utilisent le logiciel"

# ST-19: the only people who see a patient's data.
CARERS = (
    "Le praticien concerné",
    "Les secrétaires de son cabinet",
    "Les télésecrétaires tenus au secret par contrat, dans la limite de leur mandat",
)
SECRETARIAT = "Le télésecrétariat, sous-traitant du praticien, pour la durée de son mandat"
HOSTS = "Deux hébergeurs certifiés pour les données de santé, distincts l'un de l'autre"
SENDERS = "Le prestataire d'envoi de SMS et d'e-mails, qui ne reçoit que le message et l'adresse"
OPERATORS = "Le ou les opérateurs de téléphonie : numéros des appels et des SMS et, si le cabinet l'a décidé, le son"
FROM_THE_PERSON = "La personne elle-même ou le proche qui appelle pour elle, par téléphone ou en ligne"

# GDPR 9(2)(h); secrecy of whoever takes part in care, L1110-4 of the public health code.
CARE = (
    "Gestion des services de soins par des personnes soumises au secret professionnel"
    " (RGPD, art. 9.2.h ; code de la santé publique, art. L1110-4)"
)
