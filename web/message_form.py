"""The forms of a message and of its answer. Whether the words may be kept is the room's to say."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from calls.messages import LONGEST_TEXT, MessageKind

REQUIRED = {"required": "Ce champ est obligatoire."}


class _WordsForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        error_messages={**REQUIRED, "max_length": f"Au plus {LONGEST_TEXT} caractères."},
        widget=forms.Textarea({"rows": 5, "data-focus": True}),
    )


class MessageForm(_WordsForm):
    """To whom, which kind, what."""

    to = forms.ChoiceField(label="Praticien", error_messages=REQUIRED)
    kind = forms.ChoiceField(
        label="Nature", choices=MessageKind.choices, initial=MessageKind.MESSAGE.value, widget=forms.RadioSelect
    )
    field_order = ("to", "kind", "text")

    def __init__(
        self, *args: Any, people: Sequence[tuple[str, str]], likely: UUID | None = None, **options: Any
    ) -> None:
        """`likely` is chosen beforehand; without it, and with several people, somebody chooses first."""
        super().__init__(*args, **options)
        known = len(people) == 1 or str(likely) in {value for value, _ in people}
        self.fields["to"].choices = people if known else [("", "Choisissez le praticien"), *people]  # type: ignore[attr-defined]
        self.initial["to"] = str(likely or "")
        if not known:
            self.fields["to"].widget.attrs["data-focus"] = True
            del self.fields["text"].widget.attrs["data-focus"]
        self.fields["text"].label = "Message"
        self.fields["text"].help_text = "Sans numéro de sécurité sociale. Un message envoyé ne se modifie plus."


class AnswerForm(_WordsForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = "Réponse pour le secrétariat"
        del self.fields["text"].widget.attrs["data-focus"]
