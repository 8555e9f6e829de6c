"""Invented authorities that differ in the order of their steps, and cases walked through each.

`Plan` is one combination, `walked` goes through it: at each state it takes the first step that the
table of actions offers towards the end, and looks whether the case said whose turn that was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from appointments import services as appointments
from cases import capture, services
from cases.actions import BY_NAME
from cases.application import Application
from cases.models import Case
from cases.states import State
from common.actor import Actor
from common.calendar import BERLIN, local_day
from documents.models import Requirement
from production.models import Order
from tests import cast, sample_files
from tests.journeys.office import Office, application

BERLIN_AS_IT_IS = Path(__file__).parents[2] / "authorities" / "profiles" / "berlin.toml"
LONG_AGO = datetime(2024, 11, 25, 10, 0, tzinfo=BERLIN)
MOST_STEPS = 60
PRODUCER = "producer"  # whose news are no action of anybody here
BOX = """[[location]]
key = "pickup_box"
name = { de = "Ausgabebox", en = "Pickup box" }
address = "Friedrich-Krause-Ufer 24, 13353 Berlin"

[[contact]]"""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One combination of what an authority may say and of who applies for what.

    Direct delivery is wished for wherever the authority offers it. `fee`: paid `at_once`, `late`
    (when the case waits for it), `waived`, or `nothing` is owed, by an accepted proof of benefits.
    `stored`: `nothing`, `everything`, or of a child what it has `outgrown`, since prints are taken
    from the age of six.
    """

    due: str
    decision: str
    biometrics: str = "at_appointment"
    originals: str = "at_appointment"
    pickup: str = "in_person"
    channel: str = "online"
    fee: str = "at_once"
    stored: str = "nothing"
    travel_document: bool = False
    child: bool = False
    comes_back: bool = False  # what was sent to the holder

    @property
    def young(self) -> bool:
        return self.child or self.stored == "outgrown"

    @property
    def profile(self) -> str:
        """The file of the authority: Berlin's, with another order of steps and other terms."""
        text = _short(BERLIN_AS_IT_IS.read_text(encoding="utf-8")).replace("[[contact]]", BOX, 1)
        methods = ["card"] if self.due == "before_appointment" else ["cash", "counter_card"]
        ways = [self.pickup, "in_person"] if self.pickup == "direct_delivery" else [self.pickup]
        said: dict[str, object] = {
            "due": self.due,
            "methods": methods,
            "decision": self.decision,
            "biometrics": self.biometrics,
            "originals": self.originals,
            "reuse_biometrics": "true",
            "pickup": ways,
        }
        for name, value in said.items():
            text = _with(text, name, value)
        return text

    @property
    def told(self) -> dict[str, Any]:
        """What the applicant tells beyond Amal's application."""
        requests: dict[str, Any] = {"duration_months": 12}
        if self.pickup == "direct_delivery":
            requests["direct_delivery"] = True
        if self.travel_document:
            requests["travel_document"] = {"type": "foreigner"}
        told: dict[str, Any] = {"requests": requests}
        if self.fee == "nothing":
            told["situation"] = {"occupation": "none", "benefits": ["sgb2"], "has_passport": True}
        if self.young:
            person = application().person.model_dump(mode="json")
            told["person"] = {**person, "birth_date": "2019-06-01"}
        return told


def _short(text: str) -> str:
    """Without the papers that change nothing about the order of the steps."""
    blocks = re.split(r"(?m)^(?=\[\[)", text)
    return "".join(
        block
        for block in blocks
        if not block.startswith("[[form]]")
        and (not block.startswith("[[checklist.requirement]]") or '"benefits_notice"' in block)
    )


def _with(text: str, name: str, value: object) -> str:
    """A row with another value; `methods` and `due` stand in terms, the others in steps."""
    written = str(value).replace("'", '"') if isinstance(value, list) else f'"{value}"'
    written = "true" if value == "true" else written
    changed, count = re.subn(rf"(?m)^{name} = .*$", f"{name} = {written}", text, count=1)
    if count != 1:
        raise AssertionError(f"Berlin's profile says nothing of {name}")
    return changed


@dataclass
class Walk:
    """A case on its way."""

    office: Office
    plan: Plan

    @property
    def case(self) -> Case:
        return self.office.case

    def by(self, actor: Actor, **further: Any) -> dict[str, Any]:
        return {
            "reference": self.office.reference,
            "actor": actor,
            "at": self.office.now,
            **further,
        }


Doer = Callable[[Walk], object]


@dataclass(frozen=True, kw_only=True)
class Step:
    """`action` as it is named in the table, by whom; `when` is what only the walker knows.

    `turn`: whose turn the case must say it is, where it has waited for this step.
    """

    action: str
    by: str
    do: Doer
    when: Callable[[Walk, Case], bool] = lambda walk, case: True
    turn: frozenset[str] = frozenset({"authority"})


@contextmanager
def walked(office: Office, plan: Plan, *, to: State) -> Iterator[Walk]:
    """The case when it has come to that state; afterwards nothing of it is left."""
    here, now = transaction.savepoint(), office.now
    on_way = _filed(office, plan)
    for _taken in range(MOST_STEPS):
        if on_way.case.state == to:
            break
        _take(on_way, on_way.case)
    else:
        raise AssertionError(f"{plan} goes round in circles: {office.events()}")
    yield on_way
    transaction.savepoint_rollback(here)
    office.now = now


def _filed(office: Office, plan: Plan) -> Walk:
    if plan.stored != "nothing":
        _store_biometrics(plan)
    if plan.channel == "online":
        office.file(**plan.told)
    else:
        office.record(channel=plan.channel, **plan.told)
    return Walk(office, plan)


def _take(on_way: Walk, case: Case) -> None:
    for step in STEPS:
        actor = getattr(on_way.office, step.by)
        if step.when(on_way, case) and (
            step.action == PRODUCER or _possible(case, step.action, actor)
        ):
            assert case.waiting_for in step.turn | _also_asked(on_way), (
                f"{on_way.plan}: {step.action} is next in {case.state}, and it waits for"
                f" {case.waiting_for}: {on_way.office.events()}"
            )
            assert case.next_due_at is not None
            step.do(on_way)
            return
    raise AssertionError(f"{on_way.plan} is stuck in {case.state}: {on_way.office.events()}")


def _also_asked(on_way: Walk) -> set[str]:
    """A fee to be assessed anew lies on a desk whatever else goes on meanwhile."""
    return {"authority"} if "reassessment_offered" in on_way.office.events() else set()


def _possible(case: Case, name: str, actor: Actor) -> bool:
    """Whether the table offers it to this actor now, with nothing in the way."""
    action = BY_NAME[name]
    here = case.state in action.states and action.permitted_to(actor, case)
    return here and not action.obstacles(case)


# What people do


def _store_biometrics(plan: Plan) -> None:
    """An earlier case of the same person, for which everything was taken that the age asked for."""
    told: Application = application(**plan.told)
    person = cast.amal()
    person.birth_date = told.person.birth_date
    person.save()
    earlier = cast.case(person=person, reference="BE-2024-000001-0", at=LONG_AGO)
    taken = services.Taken(
        originals_seen=True,
        photo_taken=True,
        signature_taken=not plan.young,
        fingerprints_taken=not plan.young,
    )
    appointments.record_attendance(case=earlier, booking=None, taken=taken, at=LONG_AGO, by="fatma")


def _at_the_counter(on_way: Walk, case: Case) -> bool:
    """Who files in person is there once, and shows and gives what this authority takes then."""
    return (
        case.channel == "in_person"
        and case.state == State.IN_REVIEW
        and bool(_taken_at_filing(on_way))
        and not case.attendances.exclude(recorded_by="fatma").filter(reused_from="").exists()
    )


def _taken_at_filing(on_way: Walk) -> dict[str, bool]:
    plan, wanted = on_way.plan, {}
    if plan.originals == "at_filing":
        wanted["originals_seen"] = True
    if plan.biometrics == "at_filing":
        wanted |= {"photo_taken": True, "signature_taken": True, "fingerprints_taken": True}
    return wanted


def _attend(on_way: Walk, wanted: dict[str, bool]) -> None:
    """Only what is lacking is seen and taken: nobody is asked for anything twice."""
    office, case = on_way.office, on_way.case
    booking = case.appointments.active().first()
    office.now = max(office.now, booking.starts_at) if booking else office.now
    there = capture.captured(case.attendances.all())
    nothing: dict[str, Any] = dict.fromkeys(PARTS.values(), False)
    lacking = {name: not getattr(there, part) for part, name in PARTS.items()}
    taken = services.Taken(**{**nothing, **{name: lacking[name] for name in wanted}})
    services.record_attendance(**on_way.by(office.front_desk, taken=taken))


PARTS = {
    "originals": "originals_seen",
    "photo": "photo_taken",
    "signature": "signature_taken",
    "fingerprints": "fingerprints_taken",
}


def _settle_documents(on_way: Walk) -> None:
    """The proof of benefits is handed in and accepted; the rest is found not needed."""
    clerk, today = on_way.office.clerk, local_day(on_way.office.now)
    for row in on_way.case.requirements.filter(status=Requirement.Status.OPEN):
        decided: dict[str, Any] = {"verdict": "not_needed", "reason": "Liegt vor."}
        if row.code == "benefits_notice":
            file = {"content": sample_files.picture(), "filename": "bescheid.jpg"}
            services.hand_in_by_staff(**on_way.by(clerk, requirement=row.code, **file))
            decided = {"verdict": "accepted", "reason": "", "proof_from": today}
            decided["proof_until"] = today + timedelta(days=180)
        services.decide_requirement(**on_way.by(clerk, requirement=row.code, **decided))


def _documents_open(on_way: Walk, case: Case) -> bool:
    return case.requirements.filter(status=Requirement.Status.OPEN).exists()


def _money_due(on_way: Walk, case: Case) -> bool:
    """Who pays late pays when the case waits for it; who need not pay is relieved at once."""
    waits = case.state == State.AWAITING_PAYMENT
    now = on_way.plan.fee in {"at_once", "waived"} or waits
    return now and case.fees.outstanding().exists()


def _settle_fee(on_way: Walk) -> None:
    if on_way.plan.fee != "waived":
        on_way.office.pay()
        return
    for position in on_way.case.fees.outstanding():
        proposed = {"position": position.pk, "ground": "hardship", "reason": "Kein Einkommen."}
        services.propose_waiver(**on_way.by(on_way.office.clerk, **proposed))
        relief = on_way.case.fee_reliefs.proposed().get()
        services.confirm_relief(**on_way.by(on_way.office.lead, relief=str(relief.public_id)))


def _post_letters(on_way: Walk) -> None:
    for letter in on_way.case.letters.to_send():
        sent = {"letter": str(letter.public_id), "way": "post"}
        services.dispatch_letter(**on_way.by(on_way.office.front_desk, **sent))


def _reuse(on_way: Walk) -> None:
    """The originals have been seen where they are shown at filing, by whoever was there."""
    seen = on_way.plan.originals == "at_filing"
    services.reuse_biometrics(
        **on_way.by(on_way.office.clerk, from_case="BE-2024-000001-0", originals_seen=seen)
    )


def _produce(on_way: Walk) -> None:
    """Every order is made, and sent here or to the holder."""
    office = on_way.office
    for order in on_way.case.orders.active():
        office.producer_says(order, "in_production")
        office.producer_says(order, "shipped", serial_number="YZ1234567")
        if order.delivery == Order.Delivery.DIRECT:
            office.producer_says(order, "returned" if on_way.plan.comes_back else "delivered")


def _each_product(status: tuple[str, ...], **further: Any) -> Doer:
    """The service of the step, for each product that stands there."""

    def do(on_way: Walk) -> None:
        for order in on_way.case.orders.active().filter(status__in=status):
            call = getattr(services, further["service"])
            rest = {name: value for name, value in further.items() if name != "service"}
            call(**on_way.by(on_way.office.front_desk, order=str(order.request_id), **rest))

    return do


def _hand_over(on_way: Walk) -> None:
    child = on_way.plan.young
    _each_product(
        ("ready",),
        service="hand_over",
        recipient="guardian" if child else "holder",
        recipient_name="Samira Haddad" if child else "",
        old_document="withdrawn",
    )(on_way)


def _book(purpose: str) -> Doer:
    return lambda on_way: services.book_appointment(
        **on_way.by(
            on_way.office.front_desk, purpose=purpose, slot=on_way.office.first_slot(purpose)
        )
    )


def _booked(case: Case) -> bool:
    return bool(case.appointments.active().exists())


def _unsent(on_way: Walk, case: Case) -> bool:
    made = ("placed", "sent", "order_accepted", "in_production")
    return bool(case.orders.active().filter(status__in=made).exists())


APPLICANT = frozenset({"applicant"})
ANYBODY = frozenset({"authority", "applicant", "producer"})
# Towards the end, the first that is possible.
STEPS = (
    Step(
        action="dispatch_letter",
        by="front_desk",
        do=_post_letters,
        when=lambda walk, case: case.letters.to_send().exists(),
        turn=ANYBODY,
    ),
    Step(
        action="record_payment",
        by="cashier",
        do=_settle_fee,
        when=_money_due,
        turn=ANYBODY,
    ),
    Step(
        action="begin_review",
        by="clerk",
        do=lambda walk: walk.office.begin_review(),
    ),
    Step(
        action="reuse_biometrics",
        by="clerk",
        do=_reuse,
    ),
    Step(
        action="record_attendance",
        by="front_desk",
        do=lambda walk: _attend(walk, _taken_at_filing(walk)),
        when=_at_the_counter,
    ),
    Step(
        action="answer_check",
        by="clerk",
        do=lambda walk: walk.office.answer_checks(),
        when=lambda walk, case: case.checks.unanswered().exists(),
    ),
    Step(
        action="invite", by="clerk", do=lambda walk: services.invite(**walk.by(walk.office.clerk))
    ),
    Step(
        action="decide_requirement",
        by="clerk",
        do=_settle_documents,
        when=lambda walk, case: case.state == State.IN_REVIEW and _documents_open(walk, case),
    ),
    Step(action="approve", by="clerk", do=lambda walk: walk.office.approve()),
    Step(
        action="book_appointment",
        by="front_desk",
        do=_book("biometrics"),
        when=lambda walk, case: (
            case.state == State.AWAITING_BIOMETRICS
            and bool(capture.lacking(case))
            and not _booked(case)
        ),
        turn=APPLICANT,
    ),
    Step(
        action="record_attendance",
        by="front_desk",
        do=lambda walk: _attend(walk, dict.fromkeys(PARTS.values(), True)),
        when=lambda walk, case: case.state == State.AWAITING_BIOMETRICS and _booked(case),
        turn=APPLICANT,
    ),
    Step(action="grant", by="clerk", do=lambda walk: walk.office.grant()),
    Step(
        action=PRODUCER,
        by="clock",
        do=_produce,
        when=_unsent,
        turn=frozenset({"producer"}),
    ),
    Step(
        action="receive_product",
        by="front_desk",
        do=_each_product(("shipped", "returned"), service="receive_product"),
        turn=frozenset({"producer", "authority"}),
    ),
    Step(
        action="check_product",
        by="front_desk",
        do=_each_product(("received",), service="check_product", flawless=True, remark=""),
    ),
    Step(
        action="put_into_box",
        by="front_desk",
        do=_each_product(("ready",), service="put_into_box"),
    ),
    Step(
        action="record_fetched",
        by="front_desk",
        do=_each_product(("in_box",), service="record_fetched", old_document="invalidated"),
        turn=APPLICANT,
    ),
    Step(action="hand_over", by="front_desk", do=_hand_over, turn=APPLICANT),
    Step(
        action="book_appointment",
        by="front_desk",
        do=_book("pickup"),
        when=lambda walk, case: case.state == State.READY_FOR_PICKUP and not _booked(case),
        turn=APPLICANT,
    ),
)
