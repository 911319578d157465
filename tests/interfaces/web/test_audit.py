# SPDX-License-Identifier: Apache-2.0
"""An overseer reads who of the bureau did what, and finds one colleague's acts."""

import pytest

from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.staff import violations

pytestmark = pytest.mark.browser

NARROW = 200
"""Pixels: in less, what an entry holds breaks at every word."""


async def test_an_overseer_reads_who_did_what_and_narrows_it(visit: Visit) -> None:
    await visit("/records/vehicles", "specialist@fra")
    page = await visit("/audit", "supervisor@fra")
    row = page.locator("tbody tr", has_text="Demo Specialist").first
    assert "Consultation" in await row.inner_text()
    await row.locator("th a").click()
    await page.wait_for_url("**/audit?who=*")
    assert set(await page.locator("tbody th").all_inner_texts()) == {"Demo Specialist"}
    await page.locator("tbody summary").first.click()
    detail = page.locator("tbody pre").first
    assert "{" in await detail.inner_text()
    assert await detail.evaluate("pre => pre.clientWidth") > NARROW
    await page.fill("[name=who]", "Specialist@fra")
    await page.click("form.filters button")
    await page.wait_for_url("**/audit?who=Specialist*")
    assert set(await page.locator("tbody th").all_inner_texts()) == {"Demo Specialist"}
    await page.fill("[name=since]", "2126")
    await page.click("form.filters button")
    await page.wait_for_url("**since=2126**")
    assert "No entry fits these filters." in await page.locator("main").inner_text()
    assert await violations(page) == []


async def test_an_overseer_of_another_bureau_sees_nothing_of_it(visit: Visit) -> None:
    french = await visit("/audit", "supervisor@fra")
    who = await french.locator("tbody th a").first.get_attribute("href")
    moroccan = await visit(who or "", "supervisor@mar")
    assert "No entry fits these filters." in await moroccan.locator("main").inner_text()


async def test_the_audit_is_not_an_officers(visit: Visit) -> None:
    page = await visit("/audit", "officer@fra")
    assert "Your role does not allow this" in await page.locator("main").inner_text()
    assert await page.locator("nav a[href='/audit']").count() == 0
