# SPDX-License-Identifier: Apache-2.0
"""Lists of records: sorted by heads and keys, kept under a name, chosen from, told what is new."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.staff import violations

pytestmark = pytest.mark.browser

MIDDLE = 128
"""Half way from black to white."""


async def _enter(visit: Visit, name: str, born: str, hidden_from: str = "") -> None:
    page = await visit("/records/persons/new", "specialist@bra")
    await page.fill("[name='names.text']", name)
    await page.fill("[name=birth_dates]", born)
    await page.select_option("[name=status]", "missing")
    if hidden_from:
        await page.check("[name='restriction.mode'][value=except]")
        await page.fill("[name='restriction.members']", hidden_from)
    await page.click("button.main-act[value=look]")
    await page.click("button[value=save]")
    await page.wait_for_url(re.compile(r"/records/persons/[0-9a-f-]{36}"))


async def _three(visit: Visit, family: str) -> None:
    for given, born in (("Bran", "1999"), ("Abel", "1951"), ("Cyra", "1975")):
        await _enter(visit, f"{given} {family}", born)


async def _given(page: Page, family: str) -> list[str]:
    names = await page.locator("tbody th a").all_inner_texts()
    return [name.split()[0] for name in names if family in name]


async def test_heads_sort_by_keyboard_and_the_address_keeps_it(visit: Visit) -> None:
    await _three(visit, "Sortwood")
    page = await visit("/records/persons?owner=BRA", "specialist@bra")
    head = page.locator("th", has_text="Date of birth").locator("a")
    await head.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/records/persons?owner=BRA&order=born")
    assert await _given(page, "Sortwood") == ["Abel", "Cyra", "Bran"]
    assert await page.locator("th[aria-sort=ascending]").inner_text() == "Date of birth↑"
    await page.locator("th", has_text="Person").locator("a").click()
    await page.wait_for_url("**order=name")
    assert await _given(page, "Sortwood") == ["Abel", "Bran", "Cyra"]
    await page.locator("th", has_text="Person").locator("a").click()
    await page.wait_for_url("**order=-name")
    assert await _given(page, "Sortwood") == ["Cyra", "Bran", "Abel"]
    assert await violations(page) == []


async def test_on_a_phone_the_order_is_a_choice_among_the_filters(visit: Visit) -> None:
    page = await visit("/records/persons?owner=BRA", "specialist@bra", width=320)
    await page.click(".filter-box summary")
    await page.select_option("[name=order]", "retention")
    await page.click(".filters button")
    await page.wait_for_url("**order=retention**")
    assert await violations(page) == []


FAULTY = [
    ("/records/persons?owner=Atlantis&since=yesterday&q=X1", "specialist@bra"),
    ("/audit?since=yesterday&who=nobody", "admin@fra"),
]


@pytest.mark.parametrize("language", ["ar", "en", "fr", "es"])
@pytest.mark.parametrize(("path", "user"), FAULTY)
async def test_filters_at_fault_stay_in_line_with_the_others(
    visit: Visit, path: str, user: str, language: str
) -> None:
    page = await visit(path, user, language=language)
    fields = await page.locator(".filters :is(input, select, button):visible").all()
    boxes = [await field.bounding_box() for field in fields]
    assert len({round(box["y"]) for box in boxes if box}) == 1
    faults = await page.locator(".filters .error").all()
    assert faults
    below = [await fault.bounding_box() for fault in faults]
    assert all(box and box["y"] >= boxes[0]["y"] + boxes[0]["height"] for box in below)
    assert await violations(page) == []


@pytest.mark.parametrize("script", [True, False])
async def test_a_list_is_kept_found_again_and_forgotten(visit: Visit, script: bool) -> None:
    name = f"My own {script}"
    page = await visit("/records/persons?owner=BRA&order=name", "specialist@bra", script=script)
    await page.click("text=Keep this list")
    await page.fill("[name=name]", name)
    await page.click(".kept-lists form:has([name=name]) button")
    await page.goto(page.url.partition("?")[0])
    await page.click(f".kept-lists a:has-text('{name}')")
    assert "owner=BRA" in page.url
    assert "order=name" in page.url
    if script:
        assert await violations(page) == []
    other = await visit("/records/persons", "supervisor@bra")
    assert name not in await other.locator("main").inner_text()
    await page.click(f"[aria-label='Forget the list {name}']")
    await expect(page.locator(f"text={name}")).to_have_count(0)


async def test_a_list_without_a_name_is_asked_for_one(visit: Visit) -> None:
    page = await visit("/records/persons", "specialist@bra", script=False)
    await page.click("text=Keep this list")
    await page.fill("[name=name]", "   ")
    await page.click(".kept-lists form:has([name=name]) button")
    assert "This is needed." in await page.locator(".kept-lists .error").inner_text()


async def test_the_chosen_alone_are_exported(visit: Visit) -> None:
    await _three(visit, "Chosenwood")
    page = await visit("/records/persons?owner=BRA&order=name", "specialist@bra")
    for given in ("Abel", "Cyra"):
        await page.check(f"[aria-label='Choose {given} Chosenwood']")
    assert "(2)" in await page.locator("[data-with-chosen]").inner_text()
    await page.click("[data-with-chosen]")
    assert "2 records leave as a file" in await page.locator("main").inner_text()
    assert await violations(page) == []
    async with page.expect_download() as download:
        await page.click("text=Table (CSV)")
    text = Path(await (await download.value).path()).read_text(encoding="utf-8")
    assert "Abel Chosenwood" in text
    assert "Bran Chosenwood" not in text


async def test_nothing_chosen_is_said(visit: Visit) -> None:
    page = await visit("/records/persons?owner=BRA", "specialist@bra")
    await page.click("[data-with-chosen]")
    assert "Tick at least one record first." in await page.locator("main").inner_text()


async def test_the_chosen_of_ones_own_are_kept_until_another_day(visit: Visit) -> None:
    await _three(visit, "Keptwood")
    page = await visit("/records/persons?owner=BRA&order=name", "specialist@bra")
    for given in ("Abel", "Cyra"):
        await page.check(f"[aria-label='Choose {given} Keptwood']")
    await page.click("[data-with-chosen]")
    await page.fill("[name=retention]", "soon")
    await page.click("text=Set the day")
    await expect(page.locator(".field .error")).to_have_count(1)
    await page.fill("[name=retention]", "2027-04-12")
    await page.click("text=Set the day")
    await page.wait_for_url("**/records/persons?owner=BRA")
    rows = page.locator("tr", has_text="Keptwood")
    days = [("12 Apr 2027" in text) for text in await rows.all_inner_texts()]
    assert sorted(days) == [False, True, True]


async def test_x_ticks_the_line_that_the_hand_is_on(visit: Visit) -> None:
    await _enter(visit, "Dara Tickwood", "1980")
    page = await visit("/records/persons?owner=BRA", "specialist@bra")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    assert await page.locator("tr.at input:checked").count() == 1


async def test_what_is_new_is_told_and_moves_no_line(visit: Visit) -> None:
    page = await visit("/records/persons?owner=BRA", "specialist@bra")
    before = await page.locator("tbody tr").count()
    await _enter(visit, "Edda Newwood", "1980")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    told = page.locator(".newer")
    await told.locator("a").wait_for()
    assert "1 record is new or changed since you looked." in await told.inner_text()
    assert await page.locator("tbody tr").count() == before
    assert await violations(page) == []
    await told.locator("a").click()
    await page.wait_for_selector("text=Edda Newwood")


SCRIPTS = [
    ("བོད་ཡིག་གཏེར་མིང་།", "scripts"),
    ("สมมติ ตัวอย่าง", "scripts"),
    ("ሙከራ ምሳሌ", "scripts"),
    ("王虚构", "names"),
]


@pytest.mark.parametrize(("name", "sheet"), SCRIPTS, ids=[name for name, _ in SCRIPTS])
async def test_a_name_in_a_rarer_script_brings_its_letters(
    visit: Visit, name: str, sheet: str
) -> None:
    await _enter(visit, name, "1980", hidden_from="FRA")  # whose pages are weighed elsewhere
    page = await visit("/records/persons?owner=BRA", "specialist@bra")
    assert await page.locator(f"link[href*='/{sheet}.']").count() == 1
    await page.evaluate("document.fonts.ready")
    drawn = await page.evaluate(
        "[...document.fonts].filter((f) => f.status == 'loaded').map((f) => f.family)"
    )
    family = "Noto Scripts" if sheet == "scripts" else "Noto Han"
    assert any(family in one for one in drawn)


async def test_a_list_of_the_dark_theme_is_printed_dark_on_white_and_named(visit: Visit) -> None:
    await _enter(visit, "Dora Darkwood", "1960")
    page = await visit("/records/persons", "specialist@bra", theme="dark")
    await page.emulate_media(media="print")
    assert await page.locator("h2", has_text="Persons").is_visible()
    for place in ("h1", "thead th", "tbody th a"):
        ink = await page.locator(place).first.evaluate("one => getComputedStyle(one).color")
        assert max(map(int, re.findall(r"\d+", ink))) < MIDDLE, f"{place} is {ink} on white"
