"""The words of an access export for codes that other lists show differently. Pure: no Django."""

from collections.abc import Mapping
from types import MappingProxyType

from consent.attestation import GuardianAnswer
from consent.decisions import Reach
from notifications.states import State
from patients.erasable import Part
from patients.identity_status import IdentityEvent
from patients.who_answers import ReadsAs

ANSWERS: Mapping[str, str] = MappingProxyType(
    {GuardianAnswer.AGREED.value: "accord", GuardianAnswer.REFUSED.value: "refus"}
)
REACHES: Mapping[str, str] = MappingProxyType({"": "", Reach.SMS.value: "par SMS", Reach.EMAIL.value: "par courriel"})
PARTS: Mapping[str, str] = MappingProxyType(
    {
        Part.CONTACT.value: "coordonnées",
        Part.NIR.value: "numéro de sécurité sociale",
        Part.NOTES.value: "notes et textes libres",
        Part.RECORD.value: "identité",
        Part.VISITS.value: "rendez-vous",
    }
)
IDENTITY_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        IdentityEvent.DOCUMENT_SEEN.value: "Pièce d'identité vue",
        IdentityEvent.DOCUMENT_WITHDRAWN.value: "Pièce d'identité retirée",
        IdentityEvent.INSI_ANSWERED.value: "Identité nationale de santé obtenue",
        IdentityEvent.INSI_WITHDRAWN.value: "Identité nationale de santé retirée",
        IdentityEvent.TRAITS_CHANGED.value: "Identité corrigée",
        IdentityEvent.MERGE_UNDONE.value: "Fusion annulée",
        IdentityEvent.DOUBT_RAISED.value: "Doute sur l'identité",
        IdentityEvent.DOUBT_LIFTED.value: "Doute levé",
        IdentityEvent.NAMESAKE_SET.value: "Homonyme signalé",
        IdentityEvent.NAMESAKE_LIFTED.value: "Homonyme écarté",
    }
)
READERS: Mapping[str, str] = MappingProxyType(
    {
        ReadsAs.SELF.value: "par la personne elle-même",
        ReadsAs.GUARDIAN.value: "par un titulaire de l'autorité parentale",
        ReadsAs.PROXY.value: "par la personne qui la représente",
    }
)
# What a message was about; a topic that is not here was never said to anybody.
MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "appointment.booked": "Confirmation du rendez-vous",
        "appointment.overbooked": "Confirmation du rendez-vous",
        "appointment.restored": "Confirmation du rendez-vous",
        "appointment.confirmed": "Confirmation du rendez-vous",
        "appointment.moved": "Déplacement du rendez-vous",
        "appointment.cancelled": "Annulation du rendez-vous",
        "appointment.retracted": "Annulation du rendez-vous",
        "appointment.reminder": "Rappel du rendez-vous",
        "guardian.answer": "Question au représentant",
        "guardian.object": "Information du représentant",
        "rights.letter": "Courrier sur une demande de droits",
    }
)
# What became of a message, for whoever was written to.
BECAME: Mapping[str, str] = MappingProxyType(
    {
        State.QUEUED.value: "en attente",
        State.SENDING.value: "en cours d'envoi",
        State.ACCEPTED.value: "pris par l'opérateur",
        State.DELIVERED.value: "remis",
        State.FAILED.value: "non remis",
        State.EXPIRED.value: "non remis à temps",
        State.UNKNOWN.value: "sans nouvelle de l'opérateur",
        State.VOID.value: "non envoyé",
    }
)
