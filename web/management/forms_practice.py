"""What is typed to correct a practice that is open, and its places."""

from typing import Any

from django import forms

from practices.models import Location
from practices.services.corrections import LONGEST_PUBLIC
from web.management.forms_opening import PlaceForm, PracticeForm


class PracticeChangeForm(PracticeForm):
    """What the practice says of itself."""

    public_text = forms.CharField(
        label="Présentation, lue par les patients et par les secrétaires",
        required=False,
        max_length=LONGEST_PUBLIC,
        widget=forms.Textarea({"rows": 4}),
    )


class PlaceChangeForm(PlaceForm):
    """A place as patients find it; its clocks stay."""

    holiday_territory = None  # type: ignore[assignment]

    @staticmethod
    def known(place: Location) -> dict[str, Any]:
        return {
            "place": place.name,
            "address_line": place.address_line,
            "postal_code": place.postal_code,
            "city": place.city,
        }
