"""What opens and shuts an agenda: a closure, a holiday of the territory, a plage changed, a substitute who leaves."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from booking.holiday_calendar import named_holidays
from booking.models import OpeningRule
from core.scoping import acting_as, system_actor
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look
from tests.personas import DR_MARTIN
from web import french

pytestmark = pytest.mark.slow
HERE = "/planning/horaires/"
CONFIRMED = "C'est enregistré."


def day(number: int) -> str:
    return f"{in_days(number, '09:00'):%Y-%m-%d}"


def part(page: Page, title: str) -> Page:
    return page.locator("section.card", has=page.get_by_role("heading", name=title, exact=True))  # type: ignore[return-value]


def confirm(page: Page) -> None:
    page.get_by_role("button", name="Voir qui est concerné").press("Enter")
    page.get_by_role("button", name="Confirmer").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text(CONFIRMED)


def test_a_closure_says_who_it_touches_and_the_place_opens_again(open_page: Open, ground: Ground, look: Look) -> None:
    book_for(ground, ground.twins[0], in_days(13, "10:00"))
    page = open_page(HERE, person=DR_MARTIN, size=PHONE)
    page.get_by_role("link", name="Fermer le lieu").press("Enter")
    page.get_by_label("Premier jour").fill(day(13))
    page.get_by_label("À partir de").fill("09:30")
    page.get_by_label("Dernier jour").fill(day(13))
    page.get_by_role("button", name="Voir qui est concerné").press("Enter")
    expect(page.get_by_text("1 rendez-vous perd son horaire")).to_be_visible()
    expect(page.get_by_text("1 patient n'a aucun numéro joignable")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="MORIN Ana")).to_contain_text("Aucun numéro joignable")
    look("a closure tried", page)
    page.get_by_role("button", name="Corriger").press("Enter")
    expect(page.get_by_label("À partir de")).to_have_value("09:30")
    page.get_by_label("À partir de").fill("14:00")
    confirm(page)
    closures = part(page, "Fermetures du lieu")
    expect(closures).to_contain_text("à 14:00 au")
    page.goto(f"/planning/jour/?jour={day(13)}")
    expect(page.locator(".agenda", has_text="Haddad")).to_contain_text("Libre · 6 h")
    page.goto(HERE)
    closures.get_by_role("link", name="Rouvrir").press("Enter")
    confirm(page)
    expect(closures).to_contain_text("Aucune.")


def test_a_holiday_of_the_territory_is_shut_until_it_is_opened(open_page: Open, ground: Ground, look: Look) -> None:
    today, place = in_days(0, "09:00").date(), ground.world.ours.location
    holidays = [one for year in (today.year, today.year + 1) for one in named_holidays(place.holiday_territory, year)]
    first = min(one for one in holidays if one > today)
    said = french.long_day(first, with_year=True).capitalize()
    page = open_page(HERE, person=DR_MARTIN)
    line = part(page, "Jours fériés").get_by_role("listitem").filter(has_text=said)
    expect(line).to_be_visible()
    page.goto(f"/planning/jour/?jour={first}")
    expect(page.locator(".agendas")).not_to_contain_text("Libre")
    page.goto(HERE)
    line.get_by_role("link", name="Ouvrir ce jour").press("Enter")
    expect(page.get_by_label("Jour")).to_have_value(first.isoformat())
    page.get_by_label("Ouvre à").fill("09:00")
    page.get_by_label("Ferme à").fill("12:00")
    confirm(page)
    expect(line).to_contain_text("Ouvert 09:00 – 12:00")
    look("openings with a holiday opened", page)
    page.goto(f"/planning/jour/?jour={first}")
    expect(page.locator(".agenda", has_text="Martin")).to_contain_text("09:00 Libre · 3 h")
    expect(page.locator(".agenda", has_text="Haddad")).not_to_contain_text("Libre")


def test_a_plage_changes_from_a_day_on_and_the_past_keeps_its_hours(
    open_page: Open, ground: Ground, look: Look
) -> None:
    turn = in_days(21, "09:00").date()
    page = open_page(HERE, person=DR_MARTIN)
    rules = part(page, "Plages de la semaine")
    name = f"{french.DAYS[turn.weekday()].capitalize()}, 08:00 – 20:00"
    rules.get_by_role("link", name=f"Changer : {name}").press("Enter")
    page.get_by_label("Ouvre à").fill("10:00")
    page.get_by_label("Ferme à").fill("16:00")
    page.get_by_label("À partir du").fill(turn.isoformat())
    look("a plage to change", page)
    confirm(page)
    expect(rules).to_contain_text(f"{name} · jusqu'au {french.short_day(turn - timedelta(days=1))}")
    expect(rules).to_contain_text(f"10:00 – 16:00 · à partir du {french.short_day(turn)}")

    def free(asked: date) -> str:
        page.goto(f"/planning/jour/?jour={asked}")
        return page.locator(".agenda", has_text="Martin").inner_text()

    assert "Libre · 6 h" in free(turn)
    assert "Libre · 12 h" in free(turn - timedelta(days=7))
    page.goto(f"/planning/semaine/?jour={turn - timedelta(days=28)}")
    expect(page.locator(".week .agenda")).to_have_count(7)
    expect(page.locator(".week .agenda").nth(turn.weekday())).to_contain_text("12 h")
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        kept = OpeningRule.objects.filter(practitioner_role=ground.world.ours.role, weekday=turn.weekday())
        assert sorted(one.starts_at_time.hour for one in kept) == [8, 10]


def test_a_substitute_has_dates_and_leaves_earlier(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page(HERE, person=DR_MARTIN)
    page.get_by_role("link", name="Remplaçants").press("Enter")
    page.get_by_text("Inscrire un remplacement").press("Enter")
    page.get_by_label("Premier jour", exact=True).fill(day(16))
    page.get_by_label("Dernier jour", exact=True).fill(day(18))
    page.get_by_role("button", name="Inscrire", exact=True).press("Enter")
    stays = part(page, "Remplacements")
    expect(stays).to_contain_text("À venir")
    stays.get_by_label("Dernier jour de Dr Anne Haddad").fill(day(16))
    stays.get_by_role("button", name="Écourter").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Le remplacement est écourté")
    look("a substitute who leaves earlier", page)
    for number, stands_in in ((16, True), (17, False)):
        page.goto(f"/planning/jour/?jour={day(number)}")
        seen = page.locator(".agenda", has_text="Martin")
        expect(seen).to_contain_text("remplacé par Dr Anne Haddad") if stands_in else expect(seen).not_to_contain_text(
            "remplacé"
        )
