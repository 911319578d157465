# SPDX-License-Identifier: Apache-2.0
"""Coming in for the first time, by every second factor, and being put out."""

import re

import pyotp
import pytest
from playwright.async_api import Page

from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.staff import Staff, violations

pytestmark = pytest.mark.browser

PASSWORD = "seven quiet rivers meet"


async def _invite(visit: Visit, username: str) -> tuple[Page, str]:
    """Invite somebody as the bureau's administrator; give the link."""
    admin = await visit("/people/invite", "admin@fra")
    await admin.fill("[name=name]", f"Invented {username.title()}")
    await admin.fill("[name=username]", username)
    await admin.click("main form .button.main-act")
    assert await violations(admin) == []
    return admin, (await admin.inner_text("#link")).strip()


async def _set_password(page: Page, link: str) -> None:
    await page.goto(link)
    await page.fill("[name=password]", PASSWORD)
    await page.fill("[name=again]", PASSWORD)
    await page.click("main .button.main-act")
    await page.wait_for_url("**/sign-in/enrol")


async def test_the_invited_come_in_and_the_revoked_are_out_at_once(visit: Visit) -> None:
    admin, link = await _invite(visit, "newcomer")
    page = await visit("/sign-in", None)
    await _set_password(page, link)
    assert await violations(page) == []
    secret = (await page.inner_text("dd.mono")).strip()
    await page.fill("[name=code]", pyotp.TOTP(secret.replace(" ", "")).now())
    await page.click("form:has([name=code]) .button.main-act")
    assert len(await page.locator("#codes li").all_inner_texts()) >= 8
    assert await violations(page) == []
    await page.click("text=I have kept them")
    await page.wait_for_url("**/check")
    await admin.click("text=Done")
    await admin.click("text=Revoke access")
    await admin.wait_for_url("**/revoke")
    assert "for good" in await admin.inner_text("main")
    assert await violations(admin) == []
    await admin.click("main .button.main-act")
    await admin.wait_for_selector("text=Access is revoked.")
    await page.goto(page.url)
    assert "/sign-in" in page.url


async def test_somebody_asked_to_start_anew_is_told_and_may_refuse(visit: Visit) -> None:
    admin, link = await _invite(visit, "watchful")
    page = await visit("/sign-in", None)
    await _set_password(page, link)
    secret = (await page.inner_text("dd.mono")).strip()
    await page.fill("[name=code]", pyotp.TOTP(secret.replace(" ", "")).now())
    await page.click("form:has([name=code]) .button.main-act")
    await page.click("text=I have kept them")
    await admin.click("text=Done")
    await admin.click("text=Let the person start anew")
    await admin.click("main .button.main-act")
    await admin.wait_for_selector("text=waits for a second administrator")
    assert await admin.locator("text=Agree and make the link").count() == 0
    assert await violations(admin) == []
    await page.goto(page.url)
    assert "asked that you start anew" in await page.inner_text("main")
    assert await violations(page) == []
    await page.click("text=Refuse; I have my password and phone")
    await page.wait_for_selector("text=You keep your password")
    await admin.goto(admin.url)
    assert await admin.locator("text=waits for a second administrator").count() == 0


async def test_two_passwords_must_be_the_same_and_strong(visit: Visit) -> None:
    _, link = await _invite(visit, "careless")
    page = await visit("/sign-in", None)
    await page.goto(link)
    await page.fill("[name=password]", PASSWORD)
    await page.fill("[name=again]", "another")
    await page.click("main .button.main-act")
    assert "not the same" in await page.inner_text("main")
    await page.fill("[name=password]", "short")
    await page.fill("[name=again]", "short")
    await page.click("main .button.main-act")
    assert "at least" in await page.inner_text("main")


async def test_a_passkey_lets_in_alone(visit: Visit, staff: Staff) -> None:
    """A passkey in software, kept by the browser itself (W3C Web Authentication)."""
    _, link = await _invite(visit, "keyholder")
    home = staff.url.replace("127.0.0.1", "localhost")
    page = await staff.page(None)
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    await session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    await _set_password(page, re.sub(r"^https?://[^/]+", home, link))
    await page.fill("[name=label]", "Invented device")
    await page.click("form[data-passkey] .button")
    await page.click("text=I have kept them")
    await page.wait_for_url("**/check")
    await page.goto(f"{home}/sign-in-methods")
    assert "Invented device" in await page.inner_text("main")
    await page.click("details.account summary")
    await page.click("form[action='/sign-out'] button")
    await page.wait_for_url("**/sign-in")
    await page.click("form[data-passkey] .button")
    await page.wait_for_url("**/check")
    await page.context.close()


async def test_a_refusal_tells_nothing_of_the_name(visit: Visit) -> None:
    said = []
    for username in ("officer@jpn", "nobody.at.all@jpn"):
        page = await visit("/sign-in", None)
        await page.fill("[name=username]", username)
        await page.fill("[name=password]", "wrong")
        await page.click("form[action='/sign-in'] button")
        said.append((await page.inner_text("main")).replace(username, ""))
        assert await page.locator("[name=username]").input_value() == username
    assert said[0] == said[1]


async def test_a_session_is_ended_from_the_list(visit: Visit, staff: Staff) -> None:
    await visit("/sessions", "supervisor@bra")
    page = await visit("/sessions", "supervisor@bra")
    assert "this one" in await page.inner_text("main")
    await page.click("text=End all others")
    await page.wait_for_selector("text=All other sessions are closed.")
    assert await page.locator("td form[action$='/end']").count() == 0


async def test_a_machine_gets_a_new_secret_that_is_shown_once(visit: Visit) -> None:
    page = await visit("/people/invite?kind=machine", "admin@bra")
    await page.fill("[name=name]", "Invented gate")
    await page.click("main .button.main-act")
    first = await page.locator("#secret").inner_text()
    await page.click("text=Done")
    await page.click("text=Give a new secret")
    assert "The old one is worthless at once" in await page.locator("main").inner_text()
    await page.click("main .button.main-act")
    second = await page.locator("#secret").inner_text()
    assert second.strip() not in ("", first.strip())
    assert await violations(page) == []
    await page.click("text=Done")
    assert second not in await page.content()


async def test_an_entity_is_let_in_limited_and_revoked(visit: Visit) -> None:
    page = await visit("/entities/new", "admin@bra")
    await page.click("main .button.main-act")
    await page.fill("[name=name]", "Invented border authority")
    await page.select_option("[name=kind]", "border")
    await page.check("[name=databases][value=travel_documents]")
    await page.check("[name=purposes][value=border_control]")
    await page.click("main .button.main-act")
    await page.wait_for_url(re.compile(r"/entities/[0-9a-f]{32}"))
    await page.click("text=Revoke the entity")
    await page.wait_for_url("**/revoke")
    await page.click("main .button.main-act")
    await page.wait_for_selector("text=This entity was revoked.")
    assert await violations(page) == []
