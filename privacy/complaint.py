"""The sentence that every answer and every notice ends with (SAS-28). Pure: no Django."""

CNIL = (
    "Si vous estimez, après nous avoir contactés, que vos droits ne sont pas respectés, vous pouvez adresser une "
    "réclamation à la CNIL (3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07 ; www.cnil.fr)."
)
