"""Recording somebody new while they are on the line: the sentence is read, look-alikes come first."""

from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from consent.queries import records_of
from core.scoping import acting_as
from patients.search import SearchTerms, search
from tests.factories.consent import TEXT
from tests.journeys.ground import Ground

pytestmark = pytest.mark.slow


def begin(page: Page, typed: str) -> None:
    page.locator(".practice").first.press("F2")
    page.locator("#termes").fill(typed)
    page.wait_for_timeout(300)
    page.get_by_role("button", name="Nouveau patient").click()
    expect(page.locator("#patient")).to_contain_text("À lire au patient")


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#patient [name={name}]").fill(value)


def create(page: Page) -> None:
    page.get_by_role("button", name="Créer la fiche").click()


@pytest.mark.requirement("ST-09")
@pytest.mark.requirement("ST-10")
def test_a_new_patient_hears_the_notice_and_is_booked_at_once(desk: Page, ground: Ground) -> None:
    begin(desk, "02051991")
    expect(desk.locator(".say.warn").last).to_contain_text(TEXT)
    expect(desk.locator("[name=birth_date]")).to_have_value("02/05/1991")
    expect(desk.locator("[name=family_name]")).to_be_focused()
    fill(desk, family_name="D'Aubigné-Lœuf", given_names="Zoé", phone="01 99 00 12 34")
    create(desk)
    assert "nouveau" in desk.url, "the browser itself asks for the tick: nobody is recorded who was not told"
    desk.locator("[name=notice_read]").check()
    create(desk)
    expect(desk.locator(".person")).to_contain_text("D'AUBIGNÉ-LŒUF Zoé")
    expect(desk.locator(".person")).to_contain_text("01 99 00 12 34")
    with acting_as(ground.actor), transaction.atomic():
        (found,) = search(ground.actor, SearchTerms(ground.practice_id, birth_date=date(1991, 5, 2)))
        (told,) = records_of(ground.practice_id, found.id)
    assert told.channel == "phone"
    assert str(told.call_id) in desk.url


def test_probable_duplicates_are_shown_before_anything_is_created(desk: Page, ground: Ground) -> None:
    begin(desk, "12031984")
    fill(desk, family_name="Lefevre", given_names="Camille")
    desk.locator("[name=notice_read]").check()
    create(desk)
    choices = desk.locator("#patient form.warn")
    expect(choices).to_contain_text("ressemble")
    expect(choices).to_contain_text("LEFÈVRE Camille")
    expect(choices.locator(":checked")).to_have_count(0)
    desk.keyboard.press("Enter")  # nobody is taken by Enter alone
    desk.wait_for_timeout(300)
    expect(choices).to_be_visible()
    desk.keyboard.press("1")
    desk.keyboard.press("Enter")
    expect(desk.locator(".person")).to_contain_text("LEFÈVRE Camille")
    with acting_as(ground.actor), transaction.atomic():
        assert len(search(ground.actor, SearchTerms(ground.practice_id, birth_date=date(1984, 3, 12)))) == 1


@pytest.mark.requirement("ST-44")
def test_a_child_under_sixteen_is_recorded_with_the_minimum_and_nothing_more(desk: Page, ground: Ground) -> None:
    begin(desk, "")
    fill(desk, birth_date="01/02/2020", family_name="Petit", given_names="Lou", phone="01 99 00 12 35")
    desk.locator("#patient details summary").first.click()
    fill(desk, email="lou@courriel.example")
    desk.locator("[name=notice_read]").check()
    create(desk)
    expect(desk.locator("#id_email_error")).to_contain_text("une fois l'accord d'un représentant légal donné")
    with acting_as(ground.actor), transaction.atomic():
        assert search(ground.actor, SearchTerms(ground.practice_id, name="Petit")) == []
    fill(desk, email="")
    create(desk)
    expect(desk.locator(".person")).to_contain_text("PETIT Lou")


def test_wrong_values_are_named_at_their_field_and_nothing_is_lost(desk: Page) -> None:
    begin(desk, "")
    fill(desk, birth_date="31021990", family_name="Roche", given_names="Ana", phone="12")
    desk.locator("[name=notice_read]").check()
    create(desk)
    birth = desk.locator("[name=birth_date]")
    expect(birth).to_be_focused()
    expect(birth).to_have_attribute("aria-invalid", "true")
    expect(desk.locator("#id_birth_date_error")).to_contain_text("Cette date n'existe pas")
    birth.fill("28021990")
    create(desk)
    expect(desk.locator("#id_phone_error")).to_be_visible()
    expect(desk.locator("[name=family_name]")).to_have_value("Roche")


def test_the_nir_of_a_wrong_key_is_refused_where_it_stands(desk: Page) -> None:
    begin(desk, "")
    fill(desk, birth_date="03/04/1970", family_name="Roche", given_names="Luc")
    desk.locator("#patient summary").click()
    fill(desk, nir="170049912300199")
    desk.locator("[name=notice_read]").check()
    create(desk)
    expect(desk.locator("#id_nir_error")).to_be_visible()
