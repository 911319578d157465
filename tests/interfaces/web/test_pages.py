# SPDX-License-Identifier: Apache-2.0
"""Every page, in every language: it reads, it fits, it keeps to the policy, it can be used."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.staff import Staff, violations

pytestmark = pytest.mark.browser

PAGES = [
    ("/check", "officer@fra"),
    ("/check/form", "officer@fra"),
    ("/check/batch", "officer@fra"),
    ("/checks", "officer@fra"),
    ("/records/persons", "specialist@fra"),
    ("/records/persons/new", "specialist@fra"),
    ("/records/travel_documents/new", "specialist@fra"),
    ("/records/vehicles/new", "specialist@fra"),
    ("/imports", "specialist@fra"),
    ("/deletions", "supervisor@fra"),
    ("/records/persons?state=ending", "specialist@fra"),
    ("/people", "admin@fra"),
    ("/people/invite", "admin@fra"),
    ("/people/invite?kind=machine", "admin@fra"),
    ("/entities", "admin@fra"),
    ("/entities/new", "admin@fra"),
    ("/sessions", "officer@fra"),
    ("/sign-in-methods", "officer@fra"),
    ("/sign-in-methods/authenticator", "officer@fra"),
    ("/system", "operator@xgs"),
    ("/audit", "supervisor@fra"),
    ("/audit?since=lately", "supervisor@fra"),
    ("/palette?q=a", "admin@fra"),
    ("/no/such/page", "officer@fra"),
    ("/people/nobody/no-such-act", "admin@fra"),
    ("/sign-in", None),
    ("/invitation/unknown", None),
]
LOOKS = [
    {"language": "en", "theme": "light"},
    {"language": "ar", "theme": "dark"},
    {"language": "fr", "theme": "dark"},
    {"language": "es", "theme": "light"},
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look["language"])
@pytest.mark.parametrize(("path", "user"), PAGES)
async def test_page_reads_and_breaks_no_rule(
    visit: Visit, staff: Staff, path: str, user: str, look: dict[str, Any]
) -> None:
    staff.complaints.clear()
    page = await visit(path, user, **look)
    root = page.locator("html")
    assert await root.get_attribute("lang") == look["language"]
    assert await root.get_attribute("dir") == ("rtl" if look["language"] == "ar" else "ltr")
    assert await page.locator("h1").inner_text()
    assert await violations(page) == []
    assert staff.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("path", "user"), PAGES)
async def test_page_fits_at_four_hundred_percent(
    visit: Visit, path: str, user: str, language: str
) -> None:
    """A window of 1280 at 400% is 320 wide: nothing but tables may scroll sideways."""
    page = await visit(path, user, language=language, width=320)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320


async def test_a_stranger_is_sent_to_the_door_and_back(visit: Visit) -> None:
    page = await visit("/records/persons?q=1", None)
    assert "/sign-in?next=" in page.url
    assert await page.locator("[name=next]").first.input_value() == "/records/persons?q=1"


async def test_another_site_is_no_place_to_go_on_to(visit: Visit) -> None:
    page = await visit("/sign-in?next=//evil.example/", None)
    assert await page.locator("[name=next]").first.input_value() == "/"


async def test_a_used_invitation_is_not_called_a_failure_of_ours(visit: Visit) -> None:
    page = await visit("/invitation/unknown", None)
    assert await page.inner_text("h1") == "No longer valid"
    assert "Ask your bureau's administrator for a new one" in await page.inner_text("main")


BESIDE = """cell => {
    const first = element => {
        const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()
        const range = document.createRange()
        range.setStart(text, 0)
        range.setEnd(text, 1)
        return range.getBoundingClientRect().width
    }
    const alone = document.createElement("span")
    alone.textContent = cell.textContent
    cell.closest("table").before(alone)
    return [first(cell), first(alone)]
}"""
"""Gives the width of a cell's first letter beside its label, and where it stands alone."""


async def test_on_a_phone_labels_stand_beside_values_and_alone_before_none(visit: Visit) -> None:
    page = await visit("/sessions", "supervisor@fra", language="ar", width=390)
    cell = page.locator("td[data-label]", has_text="قبل").first
    labelled, alone = await cell.evaluate(BESIDE)
    assert labelled == alone, "the label's last letter joins the value's first"
    await page.goto(page.url.replace("/sessions", "/audit"))
    empty = page.locator("tbody td:empty")
    assert await empty.count()
    assert not any([await one.is_visible() for one in await empty.all()])


@pytest.mark.parametrize(
    ("path", "button"), [("/people", "Filter"), ("/palette?q=a", "Find")], ids=["people", "palette"]
)
async def test_a_button_stands_in_line_with_its_field(visit: Visit, path: str, button: str) -> None:
    page = await visit(path, "admin@fra")
    field = await page.locator("main input[name=q]").bounding_box()
    beside = await page.locator("main form button", has_text=button).bounding_box()
    assert field is not None
    assert beside is not None
    assert field["y"] == beside["y"]


async def test_only_what_one_may_is_in_the_rail(visit: Visit) -> None:
    officer = await visit("/check", "officer@fra")
    assert await officer.locator(".rail .place").all_inner_texts() == ["Check", "Records"]
    admin = await visit("/people", "admin@fra")
    assert await admin.locator(".rail .place").all_inner_texts() == [
        *("People", "Entities", "Audit", "System")
    ]


async def test_an_act_that_is_none_asks_nothing(visit: Visit, staff: Staff) -> None:
    page = await visit("/people", "admin@fra")
    answer = await page.request.get(f"{staff.url}/people/nobody/no-such-act")
    assert answer.status == 404


async def test_language_and_appearance_are_chosen_without_scripts(visit: Visit) -> None:
    page = await visit("/sign-in", None, script=False)
    await page.click("button[value=ar]")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")


async def test_the_policy_is_strict(visit: Visit, staff: Staff) -> None:
    page = await visit("/check")
    answer = await page.request.get(f"{staff.url}/check")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "style=" not in await answer.text()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_first_visit_is_light_and_the_next_lighter(staff: Staff, language: str) -> None:
    """200 KB with fonts at first, 20 KB after, as they travel."""
    page = await staff.page("officer@fra", language=language)
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await page.goto(f"{staff.url}/check", wait_until="networkidle")
    assert sum(sizes) < 200_000
    sizes.clear()
    await page.goto(f"{staff.url}/records/persons", wait_until="networkidle")
    assert sum(sizes) < 20_000
    await page.context.close()


async def test_the_palette_opens_by_keys_and_finds_pages(visit: Visit) -> None:
    page = await visit("/check", "officer@fra")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("sessions")
    await page.wait_for_selector("#palette-found a:has-text('My sessions')")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/sessions")
