"""Somebody who applies at the reference portal, with a mouse or with the keyboard alone.

Public: `Visitor`, `Answers`, `BERLIN`, `MAGDEBURG`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

from playwright.sync_api import Locator, Page

Answers: TypeAlias = Mapping[str, Mapping[str, str]]
ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
MOST_TABS = 150  # a field that so many tabs do not reach cannot be reached


def _answers(municipality: str) -> Answers:
    """By question and field: an employed person whose permit ends in a month."""
    ends = date.today() + timedelta(days=30)  # noqa: DTZ011  # any day of the window will do
    return {
        "kind": {"kind": "extension"},
        "status": {"current_title__type": "residence_permit"},
        "title": {
            "current_title__legal_basis": "25(5)",
            "current_title__valid_until": f"{ends}",
            "current_title__lawful_stay_since": "2021-03-01",
        },
        "basis": {"legal_basis": "25(5)"},
        "birth": {"person__birth_date": "1990-05-01", "person__nationalities__0": "SY"},
        "home": {
            "person__residence__municipality": municipality,
            "person__residence__main": "true",
        },
        "work": {"situation__occupation": "employed"},
        "benefits": {},
        "family": {"situation__married": "false"},
        "passport": {"situation__has_passport": "true"},
        "protection": {"situation__protection": ""},
        "insurance": {"situation__health_insurance": "statutory"},
        "travel-document": {"requests__travel_document__type": ""},
        "name": {"person__given_names": "Rana", "person__family_name": "Al-Halabi"},
        "birthplace": {"person__birth_place": "Aleppo", "person__gender": "F"},
        "address": {
            "person__residence__street": "Turmstraße 1",
            "person__residence__postal_code": "10559",
        },
        "contact": {"person__email": "rana.al-halabi@example.org"},
        "passport-data": {
            "person__identity_document__number": "N1234567",
            "person__identity_document__issued_by": "SY",
        },
    }


BERLIN = _answers("Berlin")
MAGDEBURG = _answers("Magdeburg")


@dataclass
class Visitor:
    """One person at a browser. Every page that is come to is looked at by axe."""

    page: Page
    url: str
    keyboard_only: bool = False
    runs_scripts: bool = True

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")
        self.look()

    def look(self) -> None:
        """What axe finds wrong with the page for people who cannot see or use a mouse."""
        if not self.runs_scripts:
            return
        self.page.evaluate(AXE)
        script = """async () => (await axe.run()).violations.map(
            one => one.id + ": " + one.nodes.map(node => node.html).join(" | "))"""
        found = self.page.evaluate(script)
        assert found == [], f"{self.page.url}: {found}"
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(wide) <= 0, f"{self.page.url} is wider than the screen"

    @property
    def question(self) -> str:
        """The slug of the question that is shown; empty on other pages."""
        path = self.page.url.removeprefix(self.url).partition("?")[0]
        return path.removeprefix("/question/") if path.startswith("/question/") else ""

    def answer_all(self, told: Answers) -> Iterator[str]:
        """Answer question after question, until there is another page; the slugs, as they come."""
        while slug := self.question:
            yield slug
            self.answer(told[slug])

    def answer(self, fields: Mapping[str, str]) -> None:
        """Fill in the page and go on."""
        for name, value in fields.items():
            self._fill(name, value)
        self.press(self.page.locator("main form.form button[type=submit]").last)

    def press(self, button: Locator) -> None:
        """A button or link; the page that comes is looked at."""
        with self.page.expect_navigation():
            self._click(button)
        self.look()

    def tick(self, box: Locator) -> None:
        """A box that may be ticked already."""
        if box.is_checked():
            return
        if self.keyboard_only:
            self._reach(box)
            self.page.keyboard.press("Space")
        else:
            box.check()

    def upload(self, requirement: str, *files: Path) -> None:
        """Hand over files for a requirement, and wait until the page shows the outcome."""
        form = self.page.locator(f"form[data-upload]:has(#files-{requirement})")
        form.locator("input[type=file]").set_input_files(list(files))
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self._click(form.locator("button"))

    # How fields are filled

    def _click(self, button: Locator) -> None:
        if self.keyboard_only:
            self._reach(button)
            self.page.keyboard.press("Enter")
        else:
            button.click()

    def _fill(self, name: str, value: str) -> None:
        radio = self.page.locator(f"input[type=radio][name={name}][value='{value}']")
        if radio.count():
            self._choose(name, radio)
            return
        field = self.page.locator(f"[name={name}]").first
        if self.keyboard_only:
            self._reach(field)
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def _choose(self, name: str, radio: Locator) -> None:
        if not self.keyboard_only:
            radio.check()
            return
        self._reach(self.page.locator(f"input[type=radio][name={name}]"))
        self.page.keyboard.press("Space")
        for _another in range(self.page.locator(f"input[name={name}]").count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} cannot be chosen by keyboard")

    def _reach(self, wanted: Locator) -> None:
        """Press Tab until one of the wanted elements has the focus."""
        for _tab in range(MOST_TABS):
            if wanted.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: {wanted} cannot be reached by keyboard")
