"""Where fictitious people live: invented streets in real towns near each practice."""

from dataclasses import dataclass

STREETS = tuple(
    """
rue des Mirabelliers|rue du Lavoir|allée des Tilleuls|place de la Fontaine|chemin des Vergers|rue de la Tour
avenue des Acacias|impasse du Moulin|rue des Tanneurs|rue Haute|rue du Four|quai des Bateliers|rue des Remparts
allée des Bergeronnettes|rue de l'Abreuvoir|rue du Puits|boulevard des Platanes|chemin du Coteau|rue des Potiers
rue du Colombier|sentier des Lilas|rue de la Passerelle|rue des Quatre-Vents|square des Érables
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@dataclass(frozen=True, slots=True)
class Town:
    postal_code: str
    name: str


def _towns(text: str) -> tuple[Town, ...]:
    return tuple(Town(*town.strip().split(" ", 1)) for town in text.split(","))


# Written twice or more: where most people live.
NANCY = _towns("54000 Nancy, 54000 Nancy, 54000 Nancy, 54500 Vandœuvre-lès-Nancy, 54600 Villers-lès-Nancy")
SAINT_DENIS = _towns("97400 Saint-Denis, 97400 Saint-Denis, 97490 Sainte-Clotilde, 97438 Sainte-Marie")
STRASBOURG = _towns("67000 Strasbourg, 67000 Strasbourg, 67100 Strasbourg, 67300 Schiltigheim")
BREST = _towns("29200 Brest, 29200 Brest, 29200 Brest, 29480 Le Relecq-Kerhuon, 29490 Guipavas")
