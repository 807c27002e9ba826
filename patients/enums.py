"""The closed lists of this room. Values are stored and travel through the API; labels are French."""

from django.db.models import TextChoices


class TokenKind(TextChoices):
    """What a keyed search token stands for."""

    NIR = "nir", "NIR"


class Relation(TextChoices):
    """What the related person is to the patient."""

    PARENT = "parent", "Parent"
    GUARDIAN = "guardian", "Tuteur ou représentant légal"
    SPOUSE = "spouse", "Conjoint"
    CHILD = "child", "Enfant"
    TRUSTED_PERSON = "personne_de_confiance", "Personne de confiance"
    CAREGIVER = "caregiver", "Aidant"
    OTHER = "other", "Autre proche"


class RelationScope(TextChoices):
    """What the related person may do for the patient (ST-16)."""

    CONTACT = "contact", "Peut être appelé"
    BOOKING = "booking", "Peut prendre, déplacer et annuler les rendez-vous"
    REPRESENTATION = "representation", "Représente le patient"


class Disclosed(TextChoices):
    """What was shown in clear to somebody."""

    NIR = "nir", "Numéro de sécurité sociale"
    MEDICAL_NOTE = "medical_note", "Note médicale"


class HighTrustDocument(TextChoices):
    """The documents that validate an identity (RNIV): shown on the spot, never described on the phone."""

    PASSPORT = "passport", "Passeport"
    IDENTITY_CARD = "identity_card", "Carte nationale d'identité"
    RESIDENCE_PERMIT = "residence_permit", "Titre de séjour"
    FAMILY_RECORD = "family_record", "Livret de famille (mineur)"
    BIRTH_CERTIFICATE = "birth_certificate", "Extrait d'acte de naissance (mineur)"
    DIGITAL_IDENTITY = "digital_identity", "Identité numérique certifiée"


class LimitGround(TextChoices):
    """Why a record is restricted or locked: the cases of GDPR articles 18.1 and 17.1."""

    ACCURACY = "accuracy-contested", "La personne conteste l'exactitude des données (art. 18.1 a)"
    UNLAWFUL = "unlawful", "Traitement illicite, la personne préfère la limitation à l'effacement (art. 18.1 b)"
    LEGAL_CLAIM = "legal-claim", "Données nécessaires à la personne pour défendre ses droits (art. 18.1 c)"
    OBJECTION = "objection-pending", "Opposition en cours d'examen (art. 18.1 d)"
    INCOMPLETE = "incomplete", "Données incomplètes ou équivoques (art. 17)"
    OUTDATED = "outdated", "Données périmées (art. 17)"


class IdentityFlag(TextChoices):
    """What is said of an identity beside its status (RNIV: DOUT, HOMA)."""

    DOUBTFUL = "doubtful", "Identité douteuse"
    NAMESAKE = "namesake", "Homonyme"


class SharedWith(TextChoices):
    """Who may read an item that a practitioner shares (ST-15)."""

    PRACTICE = "practice", "Les personnes du cabinet"
    SECRETARIAT = "secretariat", "Le cabinet et son télésecrétariat"
