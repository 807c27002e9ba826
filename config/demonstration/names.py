"""Common given names and surnames, combined at random: a pair that belongs to somebody is chance."""

_FEMALE = """
Adèle Agathe Agnès Alice Aline Amandine Amélie Anaïs Andrée Angèle Anne Anne-Sophie Apolline Aurélie Aya Béatrice
Brigitte Camille Capucine Caroline Catherine Cécile Céline Chantal Charlotte Chloé Christelle Claire Clémence
Corinne Danielle Delphine Éléonore Élisabeth Élise Élodie Emma Esther Eugénie Ève Fatima Florence Françoise Gaëlle
Geneviève Hélène Inès Isabelle Jacqueline Jeanne Josette Julie Juliette Karine Laetitia Laure Léa Lina Louise Lucie
Madeleine Maëlys Manon Marguerite Marie Marie-Claude Marie-Thérèse Marion Martine Mathilde Maud Maya Mélanie Michèle
Monique Morgane Myriam Nadège Nathalie Nicole Noémie Océane Odile Pascale Patricia Pauline Raphaëlle Régine Renée
Romane Rose Salomé Sandrine Sarah Simone Solène Sophie Suzanne Sylvie Thérèse Valérie Véronique Virginie Yasmine Zoé
"""
_MALE = """
Adrien Alain Alexandre Alexis Amine André Anthony Antoine Arnaud Arthur Aurélien Baptiste Benjamin Benoît Bernard
Bruno Cédric Charles Christian Christophe Clément Cyril Damien Daniel David Denis Didier Dominique Éric Étienne
Fabien Fabrice Félix Florian François Frédéric Gabriel Gaël Geoffroy Georges Gérard Gilles Grégory Guillaume
Guy Henri Hugo Jacques Jean Jean-Luc Jean-Pierre Jérémy Jérôme Joël Jonathan Joseph Jules Julien Karim Kévin Laurent
Léo Léon Loïc Louis Luc Lucas Marc Marcel Mathieu Mathis Maurice Maxime Mehdi Michaël Michel Nathan Nicolas Noël
Olivier Pascal Patrick Paul Philippe Pierre Quentin Raphaël Raymond Régis Rémi René Robert Roger Romain Samuel
Sébastien Serge Simon Stéphane Sylvain Théo Thibault Thierry Thomas Tristan Valentin Victor Vincent Yann Yves Zacharie
"""
_SURNAMES = """
Adam André Antoine Arnaud Aubert Aubry Bailly Barbier Baron Barre Benoît Berger Bernard Bertrand Besson Blanc
Blanchard Bonnet Boucher Bouvier Bourgeois Brun Brunet Carlier Caron Carpentier Charpentier Chevalier Clément Colin
Collet Cordier Cousin Daniel David Delaunay Deschamps Diallo Dubois Dufour Dumas Dumont Dupont Dupuis Durand Étienne
Fabre Faure Fernandez Fleury Fontaine Fournier François Gaillard Garcia Garnier Gauthier Gérard Germain Gilbert Girard
Giraud Guérin Guillaume Guyot Hamon Henry Hubert Huet Jacob Jacquet Jean Joly Julien Lacroix Lambert Langlois Laurent
Leblanc Leclerc Lecomte Lefebvre Lefèvre Léger Legrand Lemaire Lemaître Lemoine Leroux Leroy Lévêque Lopez Louis Lucas
Mallet Marchand Maréchal Marie Marin Martin Martinez Marty Masson Mathieu Ménard Mercier Meunier Meyer Michel Millet
Moreau Morel Morin Moulin Muller N'Diaye Nguyen Nicolas Noël Olivier Paris Pelletier Perez Perrin Petit Philippe Picard
Pierre Poirier Pons Poulain Prévost Rémy Renard Renaud Rey Richard Rivière Robert Robin Roche Rodriguez Roger Rolland
Rousseau Roussel Roux Roy Royer Sanchez Schmitt Simon Thomas Tessier Vasseur Vidal Vincent Weber
"""
FEMALE = tuple(_FEMALE.split())
MALE = tuple(_MALE.split())
# Two words, an apostrophe, a ligature: what a search must find however it is typed.
SURNAMES = (*_SURNAMES.split(), "Da Silva", "De l'Isle", "Le Goff", "D'Orsay", "L'Hermite", "Lecœur", "Ben Salem")

_LORRAINE = "Antoine Claude Colin Didier Drouot Gérardin Humbert Jacquot Mangin Mougeot Thiébaut Thouvenin"
_REUNION = "Boyer Dijoux Fontaine Grondin Hoarau Hoareau Lauret Maillot Nativel Payet Rivière Robert Técher"
_ALSACE = "Becker Fischer Fuchs Heitz Hoffmann Keller Klein Kuntz Meyer Schneider Schreiber Wagner Weiss Wolff"
LORRAINE, REUNION, ALSACE = (tuple(text.split()) for text in (_LORRAINE, _REUNION, _ALSACE))
BRITTANY = ("Cadiou", "Corre", "Guéguen", "Kerbrat", "Le Bihan", "Le Gall", "Le Roux", "Morvan", "Quéré", "Tanguy")
