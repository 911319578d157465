# SPDX-License-Identifier: Apache-2.0
"""An officer checks: types or pastes, reads the state of the databases, then the hits."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.factories_records import a_draft, document
from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.staff import violations
from tests.site import Site
from wasl.capabilities import members, records
from wasl.foundation.access import Actor
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary import get_member

pytestmark = pytest.mark.browser

NAME = {
    "names": [
        {"text": "مهدي الكرميتي", "kind": "primary"},
        {"text": "Mahdi AL-KARMITI", "kind": "transliteration"},
    ],
    "status": "wanted",
    "birth_dates": ["1979"],
    "nationalities": ["MAR"],
    "warnings": ["armed"],
    "documents": [{"type": "passport", "number": "XK5550001", "country": "MAR"}],
}


def _specialist(member: str) -> Actor:
    roles = frozenset({"specialist"})
    return Actor(f"{member}-test", "system", member, get_member(member).bit, roles, "Invented")


@pytest.fixture(scope="module")
async def known(site: Site, site_units: Units) -> dict[str, Any]:
    """Enter a wanted person and a stolen passport, and wait until checks find them."""
    entered = {}
    passport = document("19CV48213")
    for owner, database, body in (
        ("MAR", "persons", NAME),
        ("FRA", "travel_documents", passport),
    ):
        async with site_units.begin(_specialist(owner), "criminal_investigation") as unit:
            made = await records.enter(unit, database, a_draft(database, body))
        entered[database] = str(made.record.id)
    question = {"purpose": "border_control", "subject": {"documents": [{"number": "19CV48213"}]}}
    client = await asyncio.to_thread(site.client, "FRA")
    for _ in range(100):
        if client.post("/v1/checks", json=question).json().get("hits"):
            return entered
        await asyncio.sleep(0.1)
    pytest.fail("the records did not reach the check node")


async def _check(page: Page, text: str) -> None:
    await page.fill("[name=q]", text)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("[data-address]")


async def test_the_cursor_stands_in_the_one_box(visit: Visit) -> None:
    page = await visit("/check")
    assert await page.evaluate("document.activeElement.name") == "q"


UNDERSTOOD = [
    ("Mahdi Karimy 1979", "name, born 1979"),
    ("19CV48213 FRA", "passport number, France"),
    ("1M8GDM9AXKP042788", "vehicle identification number"),
]


@pytest.mark.parametrize(("typed", "said"), UNDERSTOOD)
async def test_the_box_says_what_it_understood(visit: Visit, typed: str, said: str) -> None:
    page = await visit("/check")
    await page.fill("[name=q]", typed)
    await page.wait_for_selector("#understood strong")
    assert await page.locator("#understood strong").first.inner_text() == said


async def test_a_hit_tells_its_kind_name_owner_reasons_and_caution_in_order(
    visit: Visit, known: dict[str, Any]
) -> None:
    page = await visit("/check")
    await _check(page, "Mahdi Karmity 1979")
    hit = page.locator("article.hit").first
    said = await hit.inner_text()
    parts = [
        "Wanted person",
        "مهدي الكرميتي",
        "Mahdi AL-KARMITI",
        "MAR",
        "Why it matched",
        "May be armed",
        "No arrest on this hit alone",
        "Open record",
    ]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    assert await violations(page) == []


async def test_states_stand_before_hits_and_idle_databases_are_not_called_checked(
    visit: Visit, known: dict[str, Any]
) -> None:
    page = await visit("/check")
    await _check(page, "Mahdi Karmity 1979")
    states = await page.locator(".states .pill").all_inner_texts()
    assert any("nothing to look up by" in state for state in states)
    above = await page.locator(".states").bounding_box()
    below = await page.locator("article.hit").first.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]


async def test_no_match_is_a_quiet_sentence_with_the_databases(
    visit: Visit, known: dict[str, Any]
) -> None:
    page = await visit("/check")
    await _check(page, "ZZ99999 FRA")
    said = await page.locator(".silence").inner_text()
    assert "No match in: Persons and Travel documents." in said
    assert "UTC" in said


async def test_the_answer_has_an_address_that_shows_it_again(
    visit: Visit, known: dict[str, Any]
) -> None:
    page = await visit("/check")
    await _check(page, "19CV48213 FRA")
    assert "/checks/" in page.url
    await page.reload()
    assert await page.locator(f"a[href*='{known['travel_documents']}']").count() == 1
    assert "/checks/" in page.url


async def test_a_kept_check_tells_how_likely_and_offers_to_ask_again(
    visit: Visit, known: dict[str, Any]
) -> None:
    page = await visit("/check")
    await _check(page, "19CV48213 FRA")
    for _ in range(100):
        await page.reload()
        if await page.locator(".likeness").count():
            break
        await asyncio.sleep(0.1)
    hit = page.locator("article.hit")
    assert "The same" in await hit.locator(".likeness").inner_text()
    assert "Ask: NCB Nanterre" in await hit.inner_text()
    said = await page.locator("main").inner_text()
    assert "Why each matched is not kept" in said
    pills = await page.locator(".states .pill").all_inner_texts()
    assert [("nothing to look up by" in pill) for pill in pills] == [False, False, True]
    assert await violations(page) == []
    for width in (1280, 320):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.click("text=Check again")
    await page.wait_for_selector("[data-address]")
    assert "Same document" in await page.locator("article.hit").first.inner_text()


async def test_the_check_works_without_scripts(visit: Visit, known: dict[str, Any]) -> None:
    page = await visit("/check", script=False)
    await page.fill("[name=q]", "19CV48213 FRA")
    await page.click(".ask-box button")
    await expect(page.locator("article.hit")).to_have_count(1)


async def test_a_scanner_may_end_each_line_with_enter(visit: Visit) -> None:
    page = await visit("/check")
    await page.wait_for_function("document.activeElement.name === 'q'")
    await page.keyboard.type("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")
    await page.keyboard.press("Enter")
    assert page.url.endswith("/check")
    await page.keyboard.type("L898902C36UTO7408122F1204159ZE184226B<<<<<10")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("[data-address]")


async def test_the_next_document_is_scanned_over_the_answer_to_the_last(
    visit: Visit, known: dict[str, Any]
) -> None:
    page = await visit("/check")
    await _check(page, "19CV48213 FRA")
    await page.keyboard.press("PageDown")
    assert await page.input_value("[name=q]") == "19CV48213 FRA"
    await page.keyboard.type("ZZ99999")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".silence")
    assert await page.input_value("[name=q]") == "ZZ99999"
    await page.keyboard.press("/")
    await page.keyboard.type("1M8GDM9AXKP042788")
    assert await page.input_value("[name=q]") == "1M8GDM9AXKP042788"


async def test_the_first_record_is_three_keys_from_the_answer(
    visit: Visit, known: dict[str, Any]
) -> None:
    page = await visit("/check")
    await _check(page, "19CV48213 FRA")
    for _ in range(3):
        await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.innerText") == "Open record"
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/{known['travel_documents']}?**")


async def test_half_a_zone_is_told_what_it_lacks(visit: Visit) -> None:
    page = await visit("/check")
    half = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    await page.fill("[name=q]", half)
    await page.click(".ask-box button")
    told = page.locator(".summary-of-errors a", has_text="Scan all its lines")
    await told.click()
    assert await page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert await page.input_value("[name=q]") == half


async def test_every_field_is_one_key_away_and_keeps_what_was_typed(visit: Visit) -> None:
    page = await visit("/check")
    await page.fill("[name=q]", "Mahdi Karimy 1979")
    await page.keyboard.press("F2")
    await page.wait_for_url("**/check/form")
    assert await page.input_value("[name=names]") == "Mahdi Karimy"
    assert await page.input_value("[name=birth_date]") == "1979"


async def test_a_fault_stands_at_its_field_and_on_top(visit: Visit) -> None:
    page = await visit("/check/form")
    await page.fill("[name=names]", "Mahdi Karimy")
    await page.fill("[name=birth_date]", "yesterday")
    await page.click("form.card .button.main-act")
    await page.locator(".summary-of-errors:focus").wait_for()
    assert await page.locator("#f-birth_date[aria-invalid=true]").count() == 1


async def test_a_country_is_picked_in_any_of_four_languages(visit: Visit) -> None:
    page = await visit("/check/form")
    await page.locator("[name=country]").press_sequentially("allemag")
    await page.wait_for_selector("[role=option][data-value=DEU]:first-child")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await page.input_value("[name=country]") == "DEU"


async def test_purpose_and_databases_are_remembered(visit: Visit) -> None:
    page = await visit("/check", "supervisor@fra")
    await page.select_option("[name=purpose]", "identification")
    said = page.locator("[data-which-said]")
    assert await said.inner_text() == "All I may ask (3)"
    await page.click("[data-which] summary")
    await page.uncheck("[name=databases][value=vehicles]")
    assert await said.inner_text() == "Persons and Travel documents"
    await _check(page, "Nobody Inparticular 1950")
    page = await visit("/check", "supervisor@fra")
    assert await page.input_value("[name=purpose]") == "identification"
    assert not await page.is_checked("[name=databases][value=vehicles]")
    assert await page.locator("[data-which-said]").inner_text() == "Persons and Travel documents"
    assert await violations(page) == []


async def test_what_is_not_open_is_told_and_is_no_match(visit: Visit, site_units: Units) -> None:
    await visit("/check", "officer@bra")
    async with site_units.begin(members.steward("BRA")) as unit:
        people = await members.list_people(unit)
        officer = next(one for one in people if one.username == "officer@bra")
        limits = members.Limits(databases=frozenset({"vehicles"}))
        change = members.PersonChange(officer.name, officer.roles, limits=limits)
        await members.change_person(unit, officer.id, change)
    page = await visit("/check", "officer@bra")
    await _check(page, "AB-123-CD FRA")
    pills = await page.locator(".states .pill").all_inner_texts()
    assert [("not open to you" in pill) for pill in pills] == [True, True, False]
    said = await page.locator("main").inner_text()
    assert "No match in: Vehicles." in said
    assert "Not checked: Persons and Travel documents. This is not the answer" in said
    assert await violations(page) == []


async def test_many_lines_are_checked_in_order(visit: Visit, known: dict[str, Any]) -> None:
    page = await visit("/check/batch")
    await page.fill("[name=lines]", "19CV48213 FRA\nZZ99999 FRA")
    await page.click("main form .button.main-act")
    await page.wait_for_selector("#lines-title")
    rows = await page.locator("tbody tr").all_inner_texts()
    assert "Stolen passport" in rows[0]
    assert "Understood as: passport number, France" in rows[0]
    assert "No match in: Persons and Travel documents." in rows[1]


async def test_a_line_that_cannot_be_read_is_not_counted_as_checked(visit: Visit) -> None:
    page = await visit("/check/batch")
    await page.fill("[name=lines]", "ZZ99999 FRA\nP<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")
    await page.click("main form .button.main-act")
    assert "1 line checked · 1 line not checked" in await page.inner_text("#lines-title")
    row = await page.locator("tbody tr").nth(1).inner_text()
    assert "Not checked One line of a machine-readable zone. Scan all its lines." in row
    assert "Understood as" not in row


async def test_names_in_other_characters_are_never_answered_by_no_match(visit: Visit) -> None:
    page = await visit("/check/batch", language="ar")
    await page.fill("[name=lines]", "ZZ99999 FRA")
    content = "ZZ99998 FRA\nمهدي الكرميتي".encode("windows-1256")
    file = {"name": "names.txt", "mimeType": "text/plain", "buffer": content}
    await page.set_input_files("[name=file]", file)
    await page.click("main form .button.main-act")
    assert "UTF-8" in await page.inner_text("#f-file-error")
    assert await page.locator("tbody tr").count() == 0
    assert await page.input_value("[name=lines]") == "ZZ99999 FRA"
    assert await violations(page) == []


async def test_more_lines_than_a_batch_takes_are_counted_to_the_officer(visit: Visit) -> None:
    page = await visit("/check/batch")
    lines = "\n".join(f"Invented Name of Nobody {number}" for number in range(10_000, 11_001))
    await page.fill("[name=lines]", lines)
    await page.click("main form .button.main-act")
    assert "These are 1001; at most 1000 fit." in await page.inner_text("#f-lines-error")
    assert await page.input_value("[name=lines]") == lines


DRAWN = """element => {
    const found = [], walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
        for (let place = 0; place < walk.currentNode.length; place++) {
            const range = document.createRange()
            range.setStart(walk.currentNode, place)
            range.setEnd(walk.currentNode, place + 1)
            found.push([range.getBoundingClientRect().left, range.toString()])
        }
    }
    return found.sort((one, other) => one[0] - other[0]).map(one => one[1]).join("")
}"""
"""Gives the signs of an element in the order in which the eye meets them from the left."""


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_moroccan_plate_is_drawn_as_it_is_on_the_car(visit: Visit, language: str) -> None:
    plate, holder = "48213-أ-6", "سلمى المنفلوطي"
    page = await visit("/check/batch", language=language)
    await page.fill("[name=lines]", f"{plate}\n{holder}")
    await page.click("main form .button.main-act")
    cells = page.locator("tbody th > bdi")
    assert await cells.nth(0).evaluate(DRAWN) == plate
    assert await cells.nth(1).evaluate(DRAWN) == holder[::-1], "a name goes from the right"
    assert await violations(page) == []
    await page.goto(page.url.replace("/check/batch", "/checks"))
    asked = page.locator("tbody th a", has_text=plate).first
    assert await asked.evaluate(DRAWN) == plate
    await asked.click()
    assert await page.locator("dd > bdi", has_text=plate).first.evaluate(DRAWN) == plate


async def test_a_line_that_no_chosen_database_is_searched_by_is_no_match(visit: Visit) -> None:
    page = await visit("/check/batch")
    await page.fill("[name=lines]", "AB 123 CD")
    for database in ("persons", "travel_documents"):
        await page.check(f"[name=databases][value={database}]")
    await page.uncheck("[name=databases][value=vehicles]")
    await page.click("main form .button.main-act")
    row = await page.locator("tbody tr").inner_text()
    assert "Understood as: number plate" in row
    assert "Nothing was looked up" in row
    assert "No match" not in row


async def test_a_date_of_birth_beside_a_document_number_counts(
    visit: Visit, known: dict[str, Any]
) -> None:
    page = await visit("/check/form")
    await page.fill("[name=number]", "XK5550001")
    await page.fill("[name=country]", "MAR")
    await page.fill("[name=birth_date]", "1979")
    await page.click("main form .button.main-act")
    assert "Born 1979 supports" in await page.inner_text(".hit")


async def test_print_carries_marking_asker_time_and_reference(
    visit: Visit, known: dict[str, Any]
) -> None:
    page = await visit("/check")
    await _check(page, "19CV48213 FRA")
    await page.emulate_media(media="print")
    head = await page.locator(".print-head").inner_text()
    assert "A hit is a lead" in head
    assert "Demo Officer" in head
    assert page.url.rsplit("/", 1)[1] in head
    assert not await page.locator(".rail").is_visible()
