"""One extension on its way through a running stack: each step done by whoever does it in life.

Public: `Journey`, `Step`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.applicant import an_application, as_prechecked
from examples.client.patience import Failed, eventually
from examples.client.portal import Portal
from examples.client.staff import Staff
from examples.client.surroundings import Employer, Mail, Mailbox, pay

AUTHORITY = "berlin"


@dataclass(frozen=True)
class Step:
    """What was done by whom, the state reached, and what came of it with its addresses."""

    who: str
    did: str
    state: str
    mails: tuple[Mail, ...] = ()
    papers: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass
class Journey:
    """One case on its way; each method is one step and leaves its trace in `steps`."""

    stack: Mapping[str, Any]
    said: Callable[[Step], None]
    papers: Path
    steps: list[Step] = field(default_factory=list)
    reference: str = ""
    _needed: list[str] = field(default_factory=list)
    _proof: str = ""
    _case: str = ""
    _letters: set[str] = field(default_factory=set)
    _signed_in: dict[str, Staff] = field(default_factory=dict)

    def __post_init__(self) -> None:
        url = self.stack["url"]
        self.portal = Portal(url, self.stack["portal"])
        self.employer = Employer(url)
        self.application = an_application()
        self.mailbox = Mailbox(self.stack["mail"], self.application["person"]["email"])
        self._since = time.monotonic()

    # The steps, in order

    def precheck(self) -> None:
        self.portal.sign_in()
        asked = {
            "kind": self.application["kind"],
            "legal_basis": self.application["legal_basis"],
            "person": as_prechecked(self.application["person"]),
            "current_title": self.application["current_title"],
            "situation": self.application["situation"],
            "requests": self.application["requests"],
        }
        found = self.portal.precheck(AUTHORITY, asked)
        if not found["may_file"]:
            raise Failed(f"The precheck says no: {found['obstacles']}")
        self._needed = [row["code"] for row in found["requirements"] if row["required"]]
        fee, effect = found["fees"]["total"], found["legal_effect"]["kind"]
        self._note("Portal", f"precheck: may be filed, {fee} EUR, § 81: {effect}")

    def upload_and_draft(self) -> None:
        handed_in = [{"upload": self.portal.upload(c), "requirement": c} for c in self._needed]
        opened = self.portal.open({**self.application, "documents": handed_in})
        self.reference = opened["reference"]
        self._step("Portal", f"draft with {len(handed_in)} documents", to="draft", mails=1)

    def submit(self) -> None:
        self.portal.submit(self.reference)
        self._step("Portal", "filed", to="submitted", mails=1)

    def confirmation(self) -> None:
        """The paper is fetched, shown to an employer, and checked by its code."""
        paper = self.portal.confirmation(self.reference)
        self.papers.mkdir(parents=True, exist_ok=True)
        kept = self.papers / f"{self.reference}-confirmation.pdf"
        kept.write_bytes(paper)
        self._proof = self.employer.address_on(paper)
        self._note("Portal", "fetched the confirmation", papers=(str(kept),))
        self._verify("title_continues")

    def review(self) -> None:
        clerk = self._staff("clerk")
        self._case = clerk.find(self.reference)
        clerk.do(self._case, "begin_review")
        self._step(clerk.user, "took the case", to="in_review")
        for code in self._needed:
            clerk.do(self._case, "decide_requirement", requirement=code, verdict="accepted")
        checks = clerk.choices(self._case, "answer_check", "check")
        for check in checks:
            clerk.do(self._case, "answer_check", check=check, status="answered", finding="clear")
        did = f"accepted {len(self._needed)} documents, recorded {len(checks)} checks"
        self._step(clerk.user, did, to="in_review")
        clerk.do(self._case, "approve")
        self._step(clerk.user, "checked favourably", to="awaiting_payment", mails=1)

    def payment(self) -> None:
        back = f"{self.stack['url']}/"
        payment = self.portal.start_payment(self.reference, return_url=back)
        page = eventually("the payment page", lambda: self._payment_page(payment))
        self._note("Portal", f"began the payment at {page}")
        pay(page)
        self._step("Applicant", "paid by card", to="awaiting_biometrics", mails=2)

    def _payment_page(self, payment: str) -> str | None:
        found: str | None = self.portal.payment(self.reference, payment)["redirect_url"]
        return found

    def appointment(self) -> None:
        slot = self.portal.slots(self.reference, purpose="biometrics")[0]
        self.portal.book(self.reference, purpose="biometrics", slot=slot["id"])
        did = f"booked {slot['starts_at']}"
        self._step("Portal", did, to="awaiting_biometrics", mails=1)

    def attendance(self) -> None:
        desk = self._staff("front_desk")
        ticks = ("originals_seen", "photo_taken", "signature_taken", "fingerprints_taken")
        desk.do(self._case, "record_attendance", **dict.fromkeys(ticks, "on"))
        did = "saw the originals, took photo, signature and fingerprints"
        self._step(desk.user, did, to="awaiting_biometrics")

    def grant(self) -> None:
        clerk = self._staff("clerk")
        clerk.do(self._case, "grant")
        self._step(clerk.user, "granted and ordered the card", to="in_production", mails=1)

    def production(self) -> None:
        """The producer's line moves by itself; the clock brings its news."""
        eventually("the card's way home", self._shipped)
        self._step("Producer", "made the card and shipped it", to="in_production")

    def _shipped(self) -> bool | None:
        items = self.portal.case(self.reference)["items"]
        return all(item["product_status"] == "shipped" for item in items) or None

    def incoming_check(self) -> None:
        desk = self._staff("front_desk")
        desk.do(self._case, "receive_product")
        desk.do(self._case, "check_product", verdict="flawless")
        did = "received the card and checked it"
        self._step(desk.user, did, to="ready_for_pickup", mails=1)

    def handover(self) -> None:
        desk = self._staff("front_desk")
        desk.do(self._case, "hand_over", recipient="holder", old_document="withdrawn")
        self._step(desk.user, "handed the card over", to="collected", mails=1)
        self._verify("ended")

    def close(self) -> None:
        """Hang up everywhere."""
        self.portal.close()
        for person in self._signed_in.values():
            person.close()

    # What each step leaves behind

    def _verify(self, standing: str) -> None:
        said = self.employer.check(self._proof)
        if said["standing"] != standing or said["reference"] != self.reference:
            raise Failed(f"The employer should read {standing!r}, but reads {said!r}.")
        self._note("Employer", f"checked the code: {standing}", papers=(self._proof,))

    def _step(self, who: str, did: str, *, to: str, mails: int = 0) -> None:
        """Wait for the state and for the mails that follow, then tell the step."""
        eventually(f"state {to} after: {did}", lambda: self._state() == to or None)
        new = self.mailbox.new(at_least=mails) if mails else []
        self._note(who, did, state=to, mails=tuple(new), papers=self._new_letters())

    def _state(self) -> str:
        return str(self.portal.case(self.reference)["state"])

    def _new_letters(self) -> tuple[str, ...]:
        """What the case's page lists since the last step; to be read when signed in."""
        if not self._case:
            return ()
        listed = self._staff("clerk").letters(self._case)
        new = [link for link in listed if link not in self._letters]
        self._letters.update(new)
        return tuple(f"{self.stack['url']}{link}" for link in new)

    def _note(
        self,
        who: str,
        did: str,
        *,
        state: str = "",
        mails: tuple[Mail, ...] = (),
        papers: tuple[str, ...] = (),
    ) -> None:
        now = time.monotonic()
        step = Step(who, did, state, mails, papers, seconds=now - self._since)
        self._since = now
        self.steps.append(step)
        self.said(step)

    def _staff(self, role: str) -> Staff:
        if role not in self._signed_in:
            login = self.stack["staff"][role]
            person = Staff(self.stack["url"], user=login["user"], password=login["password"])
            self._signed_in[role] = person
            person.sign_in()
        return self._signed_in[role]
