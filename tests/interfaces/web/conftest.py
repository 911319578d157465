# SPDX-License-Identifier: Apache-2.0
"""A real browser on a real site, with people who have signed in as people do."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.interfaces.web.staff import OPTIONS, Staff
from tests.site import Site
from wasl.capabilities import members
from wasl.foundation.db import Database
from wasl.foundation.settings import read_settings
from wasl.foundation.unit import Units
from wasl.interfaces.demo.accounts import Account, let_in
from wasl.interfaces.host.running import database_of

Visit = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
async def site_units(site: Site) -> AsyncIterator[Units]:
    """Give units of work on the running site's own database."""
    database = Database(database_of(site.data), size=2)
    await database.open()
    yield Units(database)
    await database.close()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Give Chromium as the system has it."""
    names = (os.environ.get("CHROME") or "chromium", "chromium", "chromium-browser", "chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("no Chromium: install one, or set CHROME to its path")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def staff(site: Site, site_units: Units, browser: Browser) -> Staff:
    """Give the invented staff of a few bureaus; each signs in once, through the pages."""
    vault = members.open_vault(read_settings(site.data).keys)
    accounts = [Account(**one) for one in await let_in(site_units, vault)]
    return Staff(site.url, browser, {account.username: account for account in accounts})


@pytest.fixture
async def visit(staff: Staff) -> AsyncIterator[Visit]:
    """Open a page as somebody, in a language, a theme and a width; faults of the page fail."""
    contexts = []

    async def open_page(path: str, user: str = "officer@fra", **look: Any) -> Page:
        page = await staff.page(user, **look)
        contexts.append(page.context)
        await page.goto(staff.url + path)
        return page

    yield open_page
    for context in contexts:
        await context.close()
