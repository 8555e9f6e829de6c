"""One case on its way through an authority that is not Berlin: in that authority's own order.

Where the authority takes applications online a portal files; elsewhere staff record what came. All
else is done at the staff's pages, by HTTP. Public: `DeskJourney`, `ORDERS`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from examples.applicant import an_application
from examples.client.paper import pdf
from examples.client.patience import Failed, eventually
from examples.client.portal import Portal
from examples.client.staff import Staff
from examples.client.surroundings import Mailbox
from examples.journey import Step

TICKS = ("originals_seen", "photo_taken", "signature_taken", "fingerprints_taken")
CHECKED = ("documents", "checks", "approve")
END = ("grant", "production", "incoming_check")
# Who does what when: what is only at one authority stands where it is its turn there.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "bremen": ("record", "review", "ask_more", "letters", *CHECKED, "letters",
               "book", "attend", "pay", *END, "hand_over"),
    "euskirchen": ("record", "review", "documents", "attend", "pay", "checks", "approve",
                   *END, "hand_over"),
    "halle": ("record", "review", "ask_signature", "letters", *CHECKED, "letters",
              "book", "attend", "pay", *END, "book", "hand_over"),
    "magdeburg": ("file_online", "review", *CHECKED, "book", "attend", "pay",
                  *END, "into_box", "out_of_box"),
}  # fmt: skip
RECORDED: Mapping[str, dict[str, str]] = {
    "bremen": {"channel": "on_suggestion", "kind": "issue", "legal_basis": "25b(1)",
               "title_type": "duldung", "postal_code": "28207", "municipality": "Bremen"},
    "euskirchen": {"channel": "in_person", "kind": "extension", "legal_basis": "25(2)2",
                   "title_type": "residence_permit", "title_basis": "25(2)2",
                   "protection": "subsidiary", "travel_document": "foreigner",
                   "postal_code": "53879", "municipality": "Euskirchen"},
    "halle": {"channel": "post", "kind": "extension", "legal_basis": "25(4)1",
              "title_type": "residence_permit", "title_basis": "25(4)1", "duration_months": "6",
              "postal_code": "06108", "municipality": "Halle (Saale)"},
}  # fmt: skip


@dataclass
class DeskJourney:
    """Each method is one step, and leaves its trace in `steps`."""

    stack: Mapping[str, Any]
    authority: str
    said: Callable[[Step], None]
    steps: list[Step] = field(default_factory=list)
    reference: str = ""
    _case: str = ""
    _letters: set[str] = field(default_factory=set)
    _signed_in: dict[str, Staff] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.application = an_application()
        self.mailbox = Mailbox(self.stack["mail"], self.application["person"]["email"])
        self._since = time.monotonic()

    def run(self) -> list[Step]:
        """Take every step in the authority's order. Raises `Failed`."""
        for name in ORDERS[self.authority]:
            getattr(self, name)()
        if not self.mailbox.heard:
            self.mailbox.new(at_least=1)
        return self.steps

    def close(self) -> None:
        """Hang up everywhere."""
        for person in self._signed_in.values():
            person.close()

    # Filing

    def record(self) -> None:
        clerk, person = self._staff("clerk"), self.application["person"]
        self._case = clerk.record(
            **RECORDED[self.authority],
            authority=self.authority,
            title_until=f"{date.today() + timedelta(days=30)}",  # noqa: DTZ011  # any day ahead
            family_name=person["family_name"],
            given_names=person["given_names"],
            birth_date=person["birth_date"],
            nationalities=person["nationalities"][0],
            email=person["email"],
            street="Am Markt 1",
            occupation="employed",
        )
        self.reference = clerk.reference(self._case)
        how = RECORDED[self.authority]["channel"]
        self._step(clerk, f"recorded the application ({how})", to="submitted")

    def file_online(self) -> None:
        """Magdeburg keeps no drafts: every document comes along with the application."""
        with closing(Portal(self.stack["url"], self.stack["portal"])) as portal:
            portal.sign_in()
            opened = portal.file_at_once(self._told(), authority=self.authority)
        self.reference = opened["reference"]
        clerk = self._staff("clerk")
        self._case = clerk.find(self.reference)
        self._step(clerk, "found what the portal filed, complete at once", to="submitted")

    def _told(self) -> dict[str, Any]:
        home = {"street": "Am Markt 1", "postal_code": "39104", "municipality": "Magdeburg"}
        person = {**self.application["person"], "residence": home}
        return {**self.application, "authority": self.authority, "person": person}

    # Review

    def review(self) -> None:
        self._do("clerk", "begin_review", "took the case", to="in_review")

    def ask_more(self) -> None:
        """Bremen has no checklist: the clerk decides what is needed."""
        wanted = "Die letzten drei Lohnabrechnungen."
        self._do("clerk", "request_documents", "asked for payslips", to="awaiting_documents",
                 ask_other="on", text_other=wanted)  # fmt: skip

    def ask_signature(self) -> None:
        """Only that; it moves nothing of what the receipt has given."""
        clerk = self._staff("clerk")
        offered = clerk.ticks(self._case, "request_documents", beginning="ask_")
        told = {name: "on" if name == "ask_application_form" else "" for name in offered}
        told["text_application_form"] = "Bitte unterschreiben Sie den Antrag."
        self._do("clerk", "request_documents", "asked for the signature",
                 to="awaiting_documents", **told)  # fmt: skip

    def letters(self) -> None:
        desk = self._staff("front_desk")
        waiting = desk.choices(self._case, "dispatch_letter", "letter")
        for letter in waiting:
            desk.do(self._case, "dispatch_letter", letter=letter, way="post")
        self._step(desk, f"sent {len(waiting)} letter(s) by post")

    def documents(self) -> None:
        clerk = self._staff("clerk")
        codes = clerk.choices(self._case, "decide_requirement", "requirement")
        for code in codes:
            clerk.hand_in(self._case, code, pdf(f"Nachweis: {code}"))
            clerk.do(self._case, "decide_requirement", requirement=code, verdict="accepted")
        self._step(clerk, f"scanned and accepted {len(codes)} documents", to="in_review")

    def checks(self) -> None:
        clerk = self._staff("clerk")
        asked = clerk.choices(self._case, "answer_check", "check")
        for check in asked:
            clerk.do(self._case, "answer_check", check=check, status="answered", finding="clear")
        self._step(clerk, f"recorded {len(asked)} checks")

    def approve(self) -> None:
        self._do("clerk", "approve", "checked favourably")

    # Visit and money

    def book(self) -> None:
        desk = self._staff("front_desk")
        slot = desk.choices(self._case, "book_appointment", "slot")[0]
        desk.do(self._case, "book_appointment", slot=slot)
        self._step(desk, "agreed on a time")

    def attend(self) -> None:
        self._do("front_desk", "record_attendance",
                 "saw the originals, took photo, signature and fingerprints",
                 **dict.fromkeys(TICKS, "on"))  # fmt: skip

    def pay(self) -> None:
        self._do("cashier", "record_payment", "took the fee", method="cash",
                 receipt=f"K-{secrets.token_hex(4)}")  # fmt: skip

    # Decision and product

    def grant(self) -> None:
        self._do("clerk", "grant", "granted and ordered", to="in_production")

    def production(self) -> None:
        """The producer's line moves by itself; the clock brings its news."""
        desk = self._staff("front_desk")
        wanted = 2 if RECORDED.get(self.authority, {}).get("travel_document") else 1
        eventually("the products' way home", lambda: desk.arrived(self._case, wanted))
        self._step(desk, "saw on the page that everything was shipped", to="in_production")

    def incoming_check(self) -> None:
        desk = self._staff("front_desk")
        for order in desk.choices(self._case, "receive_product", "order"):
            desk.do(self._case, "receive_product", order=order)
        for order in desk.choices(self._case, "check_product", "order"):
            desk.do(self._case, "check_product", order=order, verdict="flawless")
        self._step(desk, "received and checked what came", to="ready_for_pickup")

    def hand_over(self) -> None:
        desk = self._staff("front_desk")
        for order in desk.choices(self._case, "hand_over", "order"):
            desk.do(self._case, "hand_over", order=order, recipient="holder",
                    old_document="withdrawn")  # fmt: skip
        self._step(desk, "handed everything over", to="collected")

    def into_box(self) -> None:
        self._do("front_desk", "choose_delivery", "noted the wish for the box",
                 delivery="box", reason="So gewünscht.")  # fmt: skip
        self._do("front_desk", "put_into_box", "put it into the box")

    def out_of_box(self) -> None:
        self._do("front_desk", "record_fetched", "found the box emptied", to="collected",
                 old_document="invalidated")  # fmt: skip

    # What each step leaves behind

    def _do(self, role: str, action: str, did: str, *, to: str = "", **told: str) -> None:
        person = self._staff(role)
        person.do(self._case, action, **told)
        self._step(person, did, to=to)

    def _step(self, who: Staff, did: str, *, to: str = "") -> None:
        state = self._staff("clerk").state(self._case)
        if to and state != to:
            raise Failed(f"After “{did}” the case is in {state}, not in {to}.")
        listed = self._staff("clerk").letters(self._case)
        new = [link for link in listed if link not in self._letters]
        self._letters.update(new)
        now = time.monotonic()
        papers = tuple(f"{self.stack['url']}{link}" for link in new)
        mails = tuple(self.mailbox.new(at_least=0))
        step = Step(who.user, did, state, mails, papers, seconds=now - self._since)
        self._since = now
        self.steps.append(step)
        self.said(step)

    def _staff(self, role: str) -> Staff:
        if role not in self._signed_in:
            login = self.stack["staff"][f"{self.authority}_{role}"]
            person = Staff(self.stack["url"], user=login["user"], password=login["password"])
            self._signed_in[role] = person
            person.sign_in()
        return self._signed_in[role]
