# SPDX-License-Identifier: Apache-2.0
"""A specialist enters, looks, saves, changes; the owner alone reads from whom it is hidden."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.staff import violations

pytestmark = pytest.mark.browser


async def _enter(page: Page, family: str, hidden_from: str = "") -> str:
    """Fill in a person, look, save; give the address of the record."""
    await page.fill("[name='names.text']", f"Zephyrine {family}")
    await page.fill("[name=birth_dates]", "1979-04")
    await page.select_option("[name=status]", "missing")
    await page.fill("[name=nationalities]", "Maroc, ESP")
    if hidden_from:
        await page.check("[name='restriction.mode'][value=except]")
        await page.fill("[name='restriction.members']", hidden_from)
    await page.click("button.main-act[value=look]")
    await page.click("button[value=save]")
    await page.wait_for_url(re.compile(r"/records/persons/[0-9a-f-]{36}"))
    return page.url


async def test_faults_are_told_on_top_and_at_each_field(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    await page.fill("[name=birth_dates]", "yesterday")
    await page.click("button.main-act[value=look]")
    summary = page.locator(".summary-of-errors")
    assert "Names:" in await summary.inner_text()
    await page.locator(".summary-of-errors:focus").wait_for()
    await summary.locator("a", has_text="Date of birth").click()
    assert await page.evaluate("document.activeElement.name") == "birth_dates"
    assert await page.input_value("[name=birth_dates]") == "yesterday"


async def test_nothing_is_saved_before_the_answers_were_looked_at(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    await page.fill("[name='names.text']", "Zephyrine Unsaved")
    await page.select_option("[name=status]", "missing")
    await page.click("button.main-act[value=look]")
    assert "Nothing is saved yet" in await page.locator("main").inner_text()
    await page.click("button[value=edit]")
    assert await page.input_value("[name='names.text']") == "Zephyrine Unsaved"


async def test_the_look_shows_what_was_understood(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    await page.fill("[name='names.text']", "Zephyrine Understood")
    await page.select_option("[name=status]", "missing")
    await page.fill("[name=nationalities]", "المغرب, es")
    await page.select_option("[name='hide.field']", "marks")
    await page.fill("[name='hide.members']", "KEN")
    await page.click("button.main-act[value=look]")
    said = await page.locator("main").inner_text()
    assert "Morocco MAR" in said
    assert "Spain ESP" in said
    assert "hidden from Kenya" in said


async def test_one_more_row_keeps_what_was_typed(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra", script=False)
    await page.fill("[name='names.text']", "Zephyrine Rows")
    await page.click("button[value='more:names']")
    await expect(page.locator("[name='names.text']")).to_have_count(2)
    assert await page.locator("[name='names.text']").first.input_value() == "Zephyrine Rows"


MORE = {
    "en": ("Add another name", "Date of birth", "Date of birth 2"),
    "fr": ("Ajouter un autre nom", "Date de naissance", "Date de naissance 2"),
    "es": ("Añadir otro nombre", "Fecha de nacimiento", "Fecha de nacimiento 2"),
    "ar": ("إضافة اسم آخر", "تاريخ الميلاد", "تاريخ الميلاد 2"),
}


@pytest.mark.parametrize("language", MORE)
async def test_what_may_be_given_twice_is_asked_for_in_plain_words(
    visit: Visit, language: str
) -> None:
    another_name, one, second = MORE[language]
    page = await visit("/records/persons/new", "specialist@fra", language=language)
    assert await page.inner_text("button[value='more:names']") == another_name
    labels = page.locator("label[for^='f-birth_dates']")
    assert await labels.all_inner_texts() == [one], "a single one bears no number"
    await page.fill("[name=birth_dates]", "1979")
    await page.click("button[value='more:birth_dates']")
    await page.locator("[name=birth_dates]").nth(1).wait_for()
    assert (await labels.all_inner_texts())[1] == second


async def test_only_the_owner_reads_from_whom_a_record_is_hidden(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    address = await _enter(page, "Hidden", "Maroc, BRA")
    path = address.partition("//")[2].partition("/")[2].partition("?")[0]
    assert "hidden from 2 members" in await page.locator("main").inner_text()
    assert await violations(page) == []
    denied = await visit(f"/{path}", "officer@mar")
    nowhere = await visit("/records/persons/01a20009-7540-7706-9ee2-5ecb4af7fec0", "officer@mar")
    assert await denied.locator("main").inner_text() == await nowhere.locator("main").inner_text()
    japan = await visit(f"/{path}", "officer@jpn")
    said = await japan.locator("main").inner_text()
    assert "Zephyrine Hidden" in said
    assert "hidden" not in said


async def test_members_named_beside_open_to_all_are_never_passed_over(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    await page.fill("[name='names.text']", "Zephyrine Half-hidden")
    await page.select_option("[name=status]", "missing")
    await page.fill("[name='restriction.members']", "MAR")
    await page.click("button.main-act[value=look]")
    summary = page.locator(".summary-of-errors")
    assert "Open to all members and named members exclude each other" in await summary.inner_text()
    await page.fill("[name='restriction.members']", "")
    await page.fill("[name='hide.members']", "MAR")
    await page.click("button.main-act[value=look]")
    assert "Say both which field is hidden and from which" in await summary.inner_text()
    assert await page.input_value("[name='hide.members']") == "MAR"
    await page.fill("[name='hide.members']", "")
    await page.select_option("[name='hide.field']", "marks")
    await page.click("button.main-act[value=look]")
    await summary.locator("a", has_text="Say both which field").click()
    assert await page.evaluate("document.activeElement.id") == "f-hide-field"


async def test_an_import_open_to_all_with_members_named_is_asked_about(visit: Visit) -> None:
    page = await visit("/imports", "specialist@fra")
    await page.fill("[name='restriction.members']", "MAR")
    await _send(page, "list.csv", b"number,country,type,fraud_type\r\nIMP1,FRA,passport,lost\r\n")
    told = await page.inner_text(".summary-of-errors")
    assert "Open to all members and named members exclude each other" in told
    assert await page.input_value("[name='restriction.members']") == "MAR"


async def test_a_change_is_told_in_the_history_and_the_past_can_be_seen(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    address = await _enter(page, "Changed")
    await page.goto(address.partition("?")[0] + "/edit")
    await page.select_option("[name=status]", "dead")
    await page.click("button.main-act[value=look]")
    await page.click("button[value=save]")
    await page.wait_for_selector(".timeline li:nth-child(2)")
    await page.click(".timeline summary")
    assert "Missing" in await page.locator(".timeline table").inner_text()
    assert (await page.locator(".timeline").inner_text()).count("Demo Specialist") == 2
    assert await violations(page) == []


async def test_who_was_let_see_a_record_is_told_in_its_history_to_the_owner_alone(
    visit: Visit,
) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    address = (await _enter(page, "Reopened", "MAR")).partition("?")[0]
    await page.goto(address + "/edit")
    await page.fill("[name='restriction.members']", "BRA")
    await page.select_option("[name=handling]", "h2")
    await page.click("button.main-act[value=look]")
    await page.click("button[value=save]")
    await page.wait_for_selector(".timeline li:nth-child(2)")
    await page.click(".timeline summary")
    rows = await page.locator(".timeline tr").all_inner_texts()
    assert "Morocco" in rows[0].partition("after:")[0]
    assert "Brazil" in rows[0].partition("after:")[2]
    assert "H2" in rows[1]
    assert await violations(page) == []
    japan = await visit("/" + address.partition("//")[2].partition("/")[2], "officer@jpn")
    await japan.click(".timeline summary")
    assert "1 field changed" in await japan.inner_text(".timeline")
    assert "Brazil" not in await japan.inner_text("main")


AS_IT_WAS_ON = [
    ("rubbish", "rubbish is not a date."),
    ("2126-03-01", "2126-03-01 is yet to come."),
    ("1999-03-01", "On 1 Mar 1999 there was nothing here that you may see."),
    (datetime.now(UTC).date().isoformat(), "the record was as it is now."),
]


async def test_no_day_but_a_past_one_passes_for_the_past(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    address = (await _enter(page, "Dated")).partition("?")[0]
    for day, sentence in AS_IT_WAS_ON:
        await page.fill("[name=on]", day)
        await page.click("button:has-text('Show')")
        assert sentence in await page.locator("main").inner_text()
        assert await page.input_value("[name=on]") == day
    await page.goto(f"{address}?on=rubbish")
    assert await page.get_attribute("[name=on]", "aria-invalid") == "true"
    assert await violations(page) == []


async def test_a_last_day_that_is_none_is_told_with_what_was_typed(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    await page.fill("[name=retention]", "someday")
    await page.click("button.main-act[value=look]")
    assert "someday is not a date" in await page.inner_text(".summary-of-errors")


async def test_a_second_person_confirms_a_deletion(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    address = (await _enter(page, "Deleted")).partition("?")[0]
    await page.goto(f"{address}/delete")
    await page.fill("[name=reason]", "Entered by mistake.")
    await page.click("main .button.main-act")
    assert (
        "A second person of your bureau must confirm it." in await page.locator("main").inner_text()
    )
    second = await visit("/deletions", "supervisor@fra")
    assert "Demo Specialist" in await second.inner_text("tr:has-text('Zephyrine Deleted')")
    await second.click("text=Zephyrine Deleted")
    assert "Asked by Demo Specialist" in await second.locator("main").inner_text()
    await second.click("text=Confirm the deletion")
    assert "The record is deleted." in await second.locator("main").inner_text()


async def test_a_draft_is_kept_as_one_types_and_gone_once_saved(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    await page.fill("[name='names.text']", "Zephyrine Draft")
    await page.wait_for_timeout(500)
    await page.reload()
    assert await page.input_value("[name='names.text']") == "Zephyrine Draft"
    assert await page.locator("[data-draft-note]").is_visible()
    await page.click("[data-draft-drop]")
    await page.wait_for_load_state()
    assert await page.input_value("[name='names.text']") == ""


async def test_filters_live_in_the_address_and_keys_walk_the_list(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    await _enter(page, "Listed")
    await page.goto(page.url.split("/records/")[0] + "/records/persons?owner=FRA")
    assert await page.input_value("[name=owner]") == "FRA"
    await page.click("h1")
    await page.keyboard.press("j")
    assert await page.locator("tr.at").count() == 1
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/records/persons/[0-9a-f-]{36}"))


async def test_a_filter_that_says_nothing_known_is_told_and_nothing_passes_for_found(
    visit: Visit,
) -> None:
    page = await visit("/records/persons?since=lately&owner=Atlantis", "officer@fra")
    summary = page.locator(".summary-of-errors")
    assert "lately is not a date" in await summary.inner_text()
    assert "There is no member Atlantis." in await summary.inner_text()
    assert await page.locator("tbody tr").count() == 0
    assert "Nothing was looked up" in await page.locator("main").inner_text()
    assert await page.input_value("[name=owner]") == "Atlantis"
    assert await violations(page) == []
    taker = await visit("/records/persons", "specialist@fra")
    export = await taker.request.get(f"{taker.url}/export?since=lately")
    assert export.status == 422


async def test_an_export_says_who_when_and_marking(visit: Visit) -> None:
    page = await visit("/records/persons?owner=FRA", "specialist@fra")
    async with page.expect_download() as download:
        await page.click("text=Export")
    text = Path(await (await download.value).path()).read_text(encoding="utf-8")
    assert "Demo Specialist" in text
    assert "for official use only" in text


async def test_an_import_shows_its_progress_and_gives_refused_lines_back(visit: Visit) -> None:
    page = await visit("/imports", "specialist@fra")
    lines = (
        "number,country,type,fraud_type\r\nIMP1234,FRA,passport,stolen\r\n,FRA,passport,lost\r\n"
    )
    await page.set_input_files(
        "[name=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    )
    await page.select_option("[name=database]", "travel_documents")
    await page.click("main form .button.main-act")
    await page.wait_for_selector("#progress .badge.good", timeout=30_000)
    said = await page.locator("#progress").inner_text()
    assert "2 lines read" in said
    assert await violations(page) == []
    async with page.expect_download() as download:
        await page.click("text=Refused lines")
    text = Path(await (await download.value).path()).read_text(encoding="utf-8")
    assert "This is needed." in text


async def _send(page: Page, name: str, content: bytes) -> None:
    await page.set_input_files(
        "[name=file]", {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    await page.select_option("[name=database]", "travel_documents")
    await page.click("main form .button.main-act")


async def test_a_file_in_other_characters_is_to_be_sent_again_not_gone_on_with(
    visit: Visit,
) -> None:
    page = await visit("/imports", "specialist@fra")
    table = "number,country,type,fraud_type\r\nENC1234,FRA,passport,volé\r\n".encode("latin-1")
    await _send(page, "list.csv", table)
    await page.wait_for_selector("#progress .badge.bad", timeout=30_000)
    progress = page.locator("#progress")
    assert "Line 2 is not in UTF-8." in await progress.inner_text()
    assert "Save it as UTF-8 first" in await progress.inner_text()
    assert "Go on where it stood" not in await progress.inner_text()
    assert await violations(page) == []
    await progress.locator("a", has_text="Send the file again").click()
    await page.wait_for_selector("[name=encoding]")


async def test_a_bureau_that_sends_the_un_list_is_told_who_keeps_it(visit: Visit) -> None:
    page = await visit("/imports", "specialist@fra")
    assert "Security Council" not in await page.inner_text("main form")
    await _send(page, "consolidated.xml", b"<CONSOLIDATED_LIST/>")
    told = await page.inner_text(".summary-of-errors")
    assert "The General Secretariat keeps the records of the United Nations" in told
    assert "You need not send them: your checks search them already" in told
    assert "Only UNO" not in told


async def test_doubtful_lines_of_an_import_are_shown_and_taken_along(visit: Visit) -> None:
    page = await visit("/imports", "specialist@fra")
    lines = "vin,plates,status\r\n,DOUBT-1,stolen\r\n"
    await page.set_input_files(
        "[name=file]", {"name": "cars.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    )
    await page.select_option("[name=database]", "vehicles")
    await page.click("main form .button.main-act")
    await page.wait_for_selector("text=Doubtful lines", timeout=30_000)
    assert "has no country" in await page.locator("table").inner_text()
    assert "are kept until" in await page.inner_text("main")
    assert await violations(page) == []
    async with page.expect_download() as download:
        await page.click("text=Doubtful lines")
    text = Path(await (await download.value).path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].startswith("2,plates[0].country,The plate has no country")


@pytest.mark.parametrize("script", [True, False])
async def test_a_victim_opens_after_a_reason_that_stands_in_no_address(
    visit: Visit, script: bool
) -> None:
    family = f"Guarded{script}"
    page = await visit("/records/persons/new", "specialist@fra")
    await page.fill("[name='names.text']", f"Zephyrine {family}")
    await page.select_option("[name=status]", "victim")
    await page.fill("[name=note]", "Sleeps at a safe house.")
    await page.click("button.main-act[value=look]")
    await page.click("button[value=save]")
    await page.wait_for_url(re.compile(r"/records/persons/[0-9a-f-]{36}"))
    assert "safe house" in await page.locator("main").inner_text()

    japan = await visit("/records/persons?owner=FRA", "officer@jpn", script=script)
    await japan.click(f"text=Zephyrine {family}")
    assert "safe house" not in await japan.content()
    assert family not in await japan.locator("main").inner_text()
    if script:
        assert await violations(japan) == []
    await japan.fill("[name=reason]", "no")
    await japan.click("main .button.main-act")
    assert "Write between 3 and 500 signs." in await japan.locator(".field .error").inner_text()
    assert await japan.locator("[name=reason]").get_attribute("aria-invalid") == "true"
    await japan.fill("[name=reason]", "Case 12/26, seen at Narita.")
    await japan.click("main .button.main-act")
    assert "safe house" in await japan.locator("main").inner_text()
    assert "Narita" not in japan.url
    await japan.fill("[name=on]", "2099-01-01")
    await japan.click("form:has([name=on]) button")
    assert "safe house" in await japan.locator("main").inner_text()
    assert "Narita" not in japan.url
    if script:
        assert await violations(japan) == []


async def test_a_list_turns_round_and_keeps_its_filters(visit: Visit) -> None:
    specialist = await visit("/records/persons/new", "specialist@fra")
    await _enter(specialist, "Turned")
    page = await visit("/records/persons?owner=FRA", "officer@fra")
    head = page.locator("th[aria-sort]")
    assert await head.get_attribute("aria-sort") == "descending"
    await head.locator("a").click()
    await page.wait_for_url("**/records/persons?owner=FRA&order=oldest")
    assert await head.get_attribute("aria-sort") == "ascending"
    await page.select_option("[name=state]", "active")
    await page.click("form.filters button")
    await page.wait_for_url("**state=active**")
    assert "owner=FRA" in page.url
    assert "order=oldest" in page.url
    assert await head.get_attribute("aria-sort") == "ascending"
    assert await violations(page) == []


async def test_a_record_about_to_end_is_shown_to_its_owner(visit: Visit) -> None:
    page = await visit("/records/persons/new", "specialist@fra")
    await page.fill("[name=retention]", (date.today() + timedelta(days=30)).isoformat())  # noqa: DTZ011 - a day of the officer's
    await _enter(page, "Ending")
    assert "then its content is erased" in await page.inner_text("main")
    await page.goto(page.url.split("/records/")[0] + "/records/persons")
    await page.click("text=Review them")
    assert "Kept until" in await page.inner_text("tr:has-text('Ending')")
    assert await violations(page) == []


async def test_an_export_of_an_owner_that_nobody_knows_is_refused_before_it_begins(
    visit: Visit,
) -> None:
    page = await visit("/records/persons", "specialist@fra")
    for form in ("csv", "jsonl"):
        address = f"{page.url}/export?owner=Atlantis&form={form}"
        answer = await page.request.get(address)
        assert answer.status == 422
        assert "There is no member Atlantis." in await answer.text()
        assert "content-disposition" not in answer.headers
