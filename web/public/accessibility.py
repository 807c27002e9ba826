"""What is claimed of the accessibility of these pages, theme by theme of the RGAA 4.1, and what is not.

Honest by construction: nothing is called verified here that the suite does not look at on every page, or that nobody
looked at by hand. No rate is given, for nobody has counted the 106 criteria.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DECLARED_ON = date(2026, 11, 22)


class State(StrEnum):
    """How far a theme was looked at."""

    CHECKED = "Vérifié à chaque version"
    PARTLY = "Vérifié en partie"
    ABSENT = "Sans objet"


@dataclass(frozen=True, slots=True)
class Theme:
    """One of the thirteen themes; `says` what was looked at, and what was not."""

    number: int
    name: str
    state: State
    says: str


GRID: tuple[Theme, ...] = (
    Theme(1, "Images", State.CHECKED, "Deux dessins : l'un est décoratif et masqué, l'autre est l'icône de l'onglet."),
    Theme(2, "Cadres", State.ABSENT, "Aucun cadre."),
    Theme(
        3,
        "Couleurs",
        State.PARTLY,
        "Les contrastes des textes sont mesurés ; que rien ne passe par la seule couleur n'a été relu qu'à la main.",
    ),
    Theme(4, "Multimédia", State.ABSENT, "Ni son, ni vidéo."),
    Theme(5, "Tableaux", State.PARTLY, "Les en-têtes sont déclarés ; la pertinence de chaque titre n'a pas été relue."),
    Theme(6, "Liens", State.PARTLY, "Chaque lien a un nom ; hors contexte, certains restent courts (« Ouvrir »)."),
    Theme(
        7,
        "Scripts",
        State.PARTLY,
        "Tout se fait au clavier, et presque tout sans JavaScript. Les annonces aux lecteurs d'écran sont en place,"
        " mais n'ont pas été écoutées.",
    ),
    Theme(8, "Éléments obligatoires", State.CHECKED, "Langue, titre de page et validité du code."),
    Theme(
        9, "Structuration", State.PARTLY, "Titres, listes et régions ; l'ordre des titres n'est pas relu page à page."
    ),
    Theme(
        10,
        "Présentation",
        State.PARTLY,
        "Les pages tiennent sans défilement horizontal à 320 pixels ; l'espacement du texte n'a pas été mesuré.",
    ),
    Theme(
        11,
        "Formulaires",
        State.PARTLY,
        "Chaque champ a une étiquette et dit son erreur ; la saisie assistée reste à revoir.",
    ),
    Theme(
        12, "Navigation", State.PARTLY, "Lien d'évitement et ordre du clavier ; il n'y a ni plan du site, ni recherche."
    ),
    Theme(
        13,
        "Consultation",
        State.PARTLY,
        "Les délais sont annoncés et les documents sont des PDF balisés (PDF/UA) ; une option de deux minutes sur un"
        " créneau ne se prolonge pas, elle se reprend.",
    ),
)

GAPS: tuple[str, ...] = (
    "La documentation interactive de l'interface de programmation vient d'un composant tiers, qui n'a pas été évalué.",
    "Les tableaux larges défilent à l'intérieur de leur cadre sur un petit écran.",
    "Les champs de date sont ceux du navigateur : leur ergonomie dépend de lui.",
    "Aucune personne utilisant un lecteur d'écran, une loupe ou une commande vocale n'a encore essayé le service.",
)

CHECKS: tuple[str, ...] = (
    "axe-core, sur les écrans que parcourent nos essais et leurs états, aux règles WCAG 2.0, 2.1 et 2.2, niveaux A et"
    " AA : aucune violation.",
    "Chromium, à 1366, 390 et 320 pixels de large : aucun défilement horizontal de la page.",
    "Le parcours d'un appel, de la recherche du patient à la confirmation, au clavier seul ; les mêmes écrans sans"
    " JavaScript.",
)
