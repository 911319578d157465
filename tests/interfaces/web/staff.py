# SPDX-License-Identifier: Apache-2.0
"""People at their browsers: signing in, and what a page must never do."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState

from wasl.interfaces.demo.accounts import Account

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HALF_MINUTE = 30


@dataclass
class Staff:
    """Invented people, and the browser they share.

    Attributes:
        states: cookies of those who have signed in.
        complaints: what pages wrote to the console as an error, such as a breach of the
            content security policy; refusals that a test asks for are no complaint.
    """

    url: str
    browser: Browser
    accounts: dict[str, Account]
    states: dict[str, Any] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    async def page(
        self,
        user: str | None,
        *,
        language: str = "en",
        theme: str = "light",
        width: int = 1280,
        script: bool = True,
    ) -> Page:
        """Open an empty page as somebody; None for a stranger."""
        if user is not None and user not in self.states:
            self.states[user] = await self._sign_in(user)
        context = await self.browser.new_context(
            storage_state=self.states.get(user or ""),
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=script,
        )
        await context.add_cookies(
            [
                {"name": "wasl_language", "value": language, "url": self.url},
                {"name": "wasl_theme", "value": theme, "url": self.url},
            ]
        )
        return await self._watched(context)

    async def _watched(self, context: BrowserContext) -> Page:
        page = await context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    async def _sign_in(self, user: str) -> StorageState:
        account = self.accounts[user]
        context = await self.browser.new_context()
        page = await context.new_page()
        await page.goto(f"{self.url}/sign-in")
        await page.fill("[name=username]", account.username)
        await page.fill("[name=password]", account.password)
        await page.click("form[action='/sign-in'] button")
        await give_code(page, account)
        state = await context.storage_state()
        await context.close()
        return state


async def give_code(page: Page, account: Account) -> None:
    """Type the code of the app; one that was used already, wait for the next."""
    while "/sign-in/second" in page.url:
        used = account.code()
        await page.fill("[name=code]", used)
        await page.click("form:has([name=code]) button")
        await page.wait_for_load_state()
        if "/sign-in/second" in page.url:
            for _ in range(2 * HALF_MINUTE):
                if account.code() != used:
                    break
                await asyncio.sleep(0.5)


async def violations(page: Page) -> list[str]:
    """List what breaks the accessibility rules that axe knows, with the elements at fault."""
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
