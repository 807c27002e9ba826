"""Words and walks that common passwords are made of. Own list, by rule: pure, no file to load.

Published lists of leaked passwords are, once digits, signs and letter look-alikes are taken away,
nearly always one or two of these words. Refusing the words refuses the lists.
"""

_LISTED = """
password motdepasse motdepass mdp passe passwd pass secret bonjour salut coucou bienvenue welcome hello soleil
sunshine doudou chouchou loulou chaton minou minouche princesse princess prince amour love jetaime iloveyou
loveyou amoureux cherie cheri bisous bisou coeur papillon licorne unicorn dauphin dolphin tigre tiger lion
lionne panthere dragon monkey singe loup wolf chien chienne chat chatte lapin cheval poney poisson oiseau souris
ours nounours renard requin shark football foot rugby tennis basket basketball baseball hockey marseille
olympique lyonnais paris parissg psg monaco bordeaux toulouse nantes lille lyon nice strasbourg nancy metz
reunion saintdenis france francais french europe bretagne bretagna corse alsace lorraine london londres admin
administrator administrateur administration root toor system systeme guest invite user utilisateur users login
logon connexion compte account master letmein trustno access acces test testing tester essai demo demonstration
default defaut changeme change modifier temp temporaire temporary computer ordinateur internet windows microsoft
google apple android iphone samsung facebook azerty azertyuiop qsdfgh qsdfghjklm wxcvbn qwerty qwertyuiop asdfgh
asdfghjkl zxcvbn zxcvbnm qwertz abc abcd abcde abcdef abcdefg abcdefgh superman batman spiderman pokemon pikachu
naruto starwars starwar matrix killer hunter ninja pirate warrior guerrier chevalier shadow ghost fantome ange
angel archange demon diable devil jesus christ dieu allah maman papa mamie papy famille family bebe baby enfant
fille garcon frere soeur tonton tata copain copine amie amis ami friend friends nicolas thomas julien alexandre
maxime antoine kevin romain florian guillaume pierre jean michel philippe alain patrick olivier sebastien
christophe stephane david daniel laurent eric frederic vincent jerome mathieu matthieu mickael michael anthony
jonathan camille marie nathalie isabelle sylvie catherine martine christine francoise valerie sandrine veronique
celine virginie stephanie sophie caroline laura julie pauline manon lea chloe emma ines sarah charlotte marine
melanie aurelie emilie elodie audrey jessica amandine jennifer ashley george jordan robert charlie andrew martin
nadia printemps ete automne hiver spring summer autumn winter janvier fevrier mars avril mai juin juillet aout
septembre octobre novembre decembre january february march april june july august september october november
december lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday
sunday chocolat chocolate cookie banane banana orange pomme cerise fraise vanille caramel biscuit fromage cheese
coffee cafe pizza nutella bleu rouge vert noir blanc jaune rose violet blue red green black white yellow purple
silver gold argent diamant diamond etoile star stars lune moon musique music guitare guitar piano rock metal
cinema photo voiture renault peugeot citroen ferrari porsche mercedes yamaha honda harley moto camion avion
bateau maison house jardin garden montagne mountain ocean plage beach vacances holiday voyage travel whatever
nothing rien merci thanks please svp oui non yes no freedom liberte egalite fraternite republique revolution
victoire victory champion winner gagnant power force energie energy magic magique mystere mystery phoenix eagle
aigle falcon faucon sante health hopital hospital clinique docteur doctor medecin infirmiere infirmier
secretaire secretariat telesecretariat cabinet patient patients medical permanence planning agenda rendezvous
rdv teleconsultation accueil telephone portable mobile bureau travail societe entreprise company service
services contact support donald trump mustang corvette maverick ranger buster soccer pepper ginger jasmine
lovely flower fleur happy heureux sourire smile lucky chance fuckyou fuck merde putain connard salope biteenbois
encule
"""
WORDS = frozenset(_LISTED.split())

# Rows of keyboards (French and American), the alphabet and the digits, walked in either direction.
ROWS = (
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "1234567890",
    "&é\"'(-è_çà",
    "!@#$%^&*()",
    "aqwzsxedcrfvtgbyhnujikolpm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1aqwzsx2edcrfv3tgbyhn",
    "159753",
    "147258369",
)
