"""A member of staff at the admin's own pages: sign in, find a case, do a step.

Public: `Staff`.
"""

from __future__ import annotations

import re

import httpx

from .answers import expect
from .html_forms import Form, form_on, links_on
from .patience import Failed

WORK_LIST = "/admin/cases/case/"
RECORD = f"{WORK_LIST}record/"


class Staff:
    """One person at their browser. Everything raises `Failed` where a page refuses."""

    def __init__(self, url: str, *, user: str, password: str) -> None:
        self.user = user
        self._password = password
        self._http = httpx.Client(base_url=url, timeout=30, follow_redirects=True)

    def sign_in(self) -> None:
        """Comes before everything else."""
        form = form_on(expect(self._http.get("/admin/login/")).text, having="password")
        told = {**form.values, "username": self.user, "password": self._password}
        entered = self._send("/admin/login/", told)
        if str(entered.url).rstrip("/").endswith("/login"):
            raise Failed(f"{self.user} could not sign in.")

    def close(self) -> None:
        self._http.close()

    def find(self, reference: str) -> str:
        """The address of the case's page, by the search of the work list."""
        page = expect(self._http.get(WORK_LIST, params={"q": reference})).text
        found = {link for link in links_on(page) if re.search(r"/case/\d+/change/", link)}
        if len(found) != 1:
            raise Failed(f"The work list has {len(found)} cases for {reference}.")
        return re.sub(r"change/.*$", "", found.pop())

    def record(self, **told: str) -> str:
        """Record an application that came another way; the address of its case."""
        page = expect(self._http.get(RECORD)).text
        form = form_on(page, style="staff-form")
        unknown = told.keys() - form.values.keys() - form.choices.keys()
        if unknown:
            raise Failed(f"The form for an application has no {', '.join(sorted(unknown))}.")
        done = self._send(RECORD, {**form.values, **told})
        if "/change/" not in str(done.url):
            raise Failed(f"{self.user}, record: {_notes(done.text)}")
        return re.sub(r"change/.*$", "", done.url.path)

    def reference(self, case: str) -> str:
        """The reference at the top of the case's page."""
        return self._on_page(case, r'staff-reference">([^<]+)<')

    def state(self, case: str) -> str:
        """The state in which the case's page shows it."""
        return self._on_page(case, r"staff-state-(\w+)")

    def _on_page(self, case: str, pattern: str) -> str:
        found = re.search(pattern, expect(self._http.get(f"{case}change/")).text)
        if found is None:
            raise Failed(f"The page {case} does not show {pattern}.")
        return found.group(1)

    def hand_in(self, case: str, requirement: str, content: bytes) -> None:
        """Scan something that came on paper."""
        form = self._form(case, "hand_in")
        file = (f"{requirement}.pdf", content, "application/pdf")
        told = {**form.values, "requirement": requirement}
        headers = {"Referer": str(self._http.base_url)}
        address = f"{case}do/hand_in/"
        sent = self._http.post(address, data=told, files={"file": file}, headers=headers)
        if "/do/hand_in" in str(expect(sent, 200, 422).url):
            raise Failed(f"{self.user}, hand_in: {_notes(sent.text)}")

    def ticks(self, case: str, action: str, *, beginning: str) -> list[str]:
        """The boxes of a step's form whose names begin so."""
        return [name for name in self._form(case, action).choices if name.startswith(beginning)]

    def arrived(self, case: str, wanted: int) -> bool | None:
        """True once so many products can be received; None before."""
        shown = expect(self._http.get(f"{case}do/receive_product/"))
        if "/do/receive_product" not in str(shown.url):
            return None
        offered = form_on(shown.text, style="staff-form").choices.get("order", [])
        return len([order for order in offered if order]) >= wanted or None

    def letters(self, case: str) -> list[str]:
        """The addresses of the case's letters (PDF), in the order of its page."""
        page = expect(self._http.get(f"{case}change/")).text
        return [link for link in links_on(page) if "/letters/" in link]

    def choices(self, case: str, action: str, field: str) -> list[str]:
        """What the form of a step offers for a field."""
        offered = self._form(case, action).choices.get(field, [])
        return [value for value in offered if value]

    def do(self, case: str, action: str, **told: str) -> None:
        """Press the button of a step: its form as proposed, with what is told over it."""
        form = self._form(case, action)
        unknown = told.keys() - form.values.keys() - form.choices.keys()
        if unknown:
            raise Failed(f"{action}: the form has no {', '.join(sorted(unknown))}.")
        done = self._send(f"{case}do/{action}/", {**form.values, **told})
        if f"/do/{action}" in str(done.url):
            raise Failed(f"{self.user}, {action}: {_notes(done.text)}")

    def _form(self, case: str, action: str) -> Form:
        shown = expect(self._http.get(f"{case}do/{action}/"))
        if f"/do/{action}" not in str(shown.url):
            raise Failed(f"{self.user}: {action} is not offered now.")
        return form_on(shown.text, style="staff-form")

    def _send(self, address: str, told: dict[str, str]) -> httpx.Response:
        headers = {"Referer": str(self._http.base_url)}
        return expect(self._http.post(address, data=told, headers=headers), 200, 422)


def _notes(page: str) -> str:
    """What a page with a refused form says, as plain words."""
    words = re.sub(r"<[^>]+>", " ", page.partition('class="staff')[2])
    return " ".join(words.split())[:400]
