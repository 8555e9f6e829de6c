"""The one checker of histories: what was acknowledged, the events, the state, the ledger, the
outbox must tell the same story. Works in the scope that is set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from django.db import connection

from cases.messages.mails import mail_after
from cases.models import Case, CaseEvent
from cases.rules import rules_of
from common.calendar import local_day
from tests.faults.crew import Outcome

# The event by which an acknowledged act is known.
EVENT_OF = {
    "pay": "payment_recorded",
    "approve": "favourably_checked",
    "announce_refusal": "refusal_announced",
    "grant": "granted",
    "put_on_hold": "put_on_hold",
    "confirm_refusal": "item_refused",
}


def assert_agrees(reference: str, told: Iterable[Outcome]) -> Case:
    """Whatever was acknowledged is there once, what was refused is not, and the case is whole."""
    told, case = list(told), assert_whole(reference)
    asked = {EVENT_OF[outcome.act] for outcome in told}
    acknowledged = Counter(EVENT_OF[outcome.act] for outcome in told if outcome.acknowledged)
    written = Counter(kinds(case))
    assert {kind: written[kind] for kind in asked} == {kind: acknowledged[kind] for kind in asked}
    return case


def assert_whole(reference: str) -> Case:
    """The case after a fault: chain, states, ledger and outbox agree with each other."""
    case: Case = Case.objects.get(reference=reference)
    events = list(case.events.order_by("seq"))
    _assert_chained(case, events)
    _assert_moved_as_allowed(case, events)
    _assert_ledger(case, events)
    assert _queued(case) == _said(case, events)
    return case


def kinds(case: Case) -> list[str]:
    """What happened, in order."""
    return list(case.events.order_by("seq").values_list("kind", flat=True))


def _assert_chained(case: Case, events: list[CaseEvent]) -> None:
    assert [event.seq for event in events] == list(range(1, case.version + 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_broken_chains(%s)", [[case.pk]])
        assert cursor.fetchall() == []


def _assert_moved_as_allowed(case: Case, events: list[CaseEvent]) -> None:
    """Each state follows the one before it, and the last is the case's."""
    states = [event.state for event in events]
    moves = {(a, b) for a, b in pairwise(states) if a != b}
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, target FROM cases_transition")
        assert moves <= set(cursor.fetchall())
    assert states[-1] == case.state


def _assert_ledger(case: Case, events: list[CaseEvent]) -> None:
    """One row and one event for each payment; settled exactly when what was paid covers it."""
    paid = list(case.payments.order_by("id").values_list("amount", flat=True))
    told = [Decimal(event.data["amount"]) for event in events if event.kind == "payment_recorded"]
    assert told == paid
    owed = sum((notice.total for notice in case.fee_notices.filter(replaced_at=None)), Decimal(0))
    assert case.fees.outstanding().exists() == (sum(paid) < owed)


def _queued(case: Case) -> Counter[tuple[str, str]]:
    """A reminder's occasion ends with the day it spoke of, which its event does not name."""
    queued = case.messages.values_list("kind", "occasion")
    return Counter((kind, "/".join(occasion.split("/")[:2])) for kind, occasion in queued)


def _said(case: Case, events: list[CaseEvent]) -> Counter[tuple[str, str]]:
    """The mails that must be in the outbox: one for each event that is told to the applicant."""
    mails = [mail for event in events if (mail := mail_after(case, event))]
    said = Counter((mail.kind, mail.occasion) for mail in mails)
    said.update(_reminded(case, events))
    return said


def _reminded(case: Case, events: list[CaseEvent]) -> Iterable[tuple[str, str]]:
    for event in events:
        for rule in rules_of(case, on=local_day(event.at)).reminders:
            if rule.kind == event.kind and rule.to == "applicant":
                yield rule.template or rule.kind, f"{event.data['occasion']}/{rule.kind}"
