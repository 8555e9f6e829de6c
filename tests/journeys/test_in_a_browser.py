"""What staff and third parties do in a real browser, with the keyboard and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from deploy import browser
from deploy.stack import Stack
from examples.journey import Journey

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = browser.find()
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = [
    pytest.mark.stack,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


@pytest.fixture
def page() -> Iterator[Page]:
    """A fresh browser as wide as a phone; what the page's scripts complain of fails the test."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        shown = chromium.new_page(viewport={"width": 390, "height": 844}, locale="de-DE")
        complaints: list[str] = []
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        yield shown
        chromium.close()
        assert complaints == []


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page for people who cannot see or use a mouse."""
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate("async () => (await axe.run()).violations.map(found => found.id)")
    return [str(rule) for rule in found]


def test_an_employer_types_a_wrong_code_and_is_told_what_to_do(stack: Stack, page: Page) -> None:
    page.goto(f"{stack.url}/verify")
    assert violations(page) == []
    page.get_by_role("textbox").fill("AAAA-BBBB-CCCC-DDDD")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/verify/AAAA-BBBB-CCCC-DDDD"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []


def test_a_clerk_signs_in_with_the_keyboard_and_reaches_the_work_list(
    stack: Stack, page: Page
) -> None:
    login = stack.facts["staff"]["clerk"]
    page.goto(stack.facts["admin"])
    page.locator("input[name=username]").fill(login["user"])
    page.locator("input[name=password]").fill(login["password"])
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Titelweg"))
    page.goto(f"{stack.facts['admin']}cases/case/")
    expect(page.get_by_role("link", name="Überfällig").first).to_be_visible()
    assert violations(page) == []


def test_a_clerk_opens_a_case_and_unfolds_its_steps_with_the_keyboard(
    stack: Stack, page: Page, tmp_path: Path
) -> None:
    with closing(Journey(stack.facts, said=lambda _step: None, papers=tmp_path)) as applied:
        applied.precheck()
        applied.upload_and_draft()
        applied.submit()
    login = stack.facts["staff"]["clerk"]
    page.goto(stack.facts["admin"])
    page.locator("input[name=username]").fill(login["user"])
    page.locator("input[name=password]").fill(login["password"])
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Titelweg"))
    page.goto(f"{stack.facts['admin']}cases/case/?turn=authority")
    page.locator("#result_list a").first.click()
    steps = page.get_by_label("Aktionen").locator("details")
    steps.last.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(steps.last).to_have_attribute("open", "")
    assert violations(page) == []
