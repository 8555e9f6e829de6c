"""What can be done against a refusal that was told, until when and where: what its letter says.

Public: `Appeal`, `appeal_against`, `open_appeals`. Pure: looks at a picture that is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cases.rules import rules_of
from common.calendar import local_day
from common.rules import Text

from .after_refusal import term_against
from .models import Case, Rechtsbehelf
from .picture import ItemSeen, Picture, RefusalSeen

SETS_A_TERM = (Rechtsbehelf.Kind.OBJECTION, Rechtsbehelf.Kind.CLAIM)


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """`kind` is the remedy that the letter names; `until` its last day."""

    kind: str
    body: Text
    address: str
    until: date


def appeal_against(case: Case, refusal: RefusalSeen) -> Appeal:
    """By the rules of the day on which the letter's text was written (§ 37(6) VwVfG, § 58 VwGO)."""
    named = rules_of(case, on=local_day(refusal.proposed_at)).remedy
    day = refusal.told_on
    term = term_against(case, named.kind, announced=day, notice_correct=True, on=day)
    if term.until is None:
        raise ValueError("what was announced can be contested until a day")
    return Appeal(kind=named.kind, body=named.body, address=named.address, until=term.until)


def open_appeals(seen: Picture, *, on: date) -> Iterator[tuple[ItemSeen, Appeal]]:
    """Where the period still runs on the day `on` and nothing has been lodged that keeps it."""
    lodged = {row.contested for row in seen.remedies if row.kind in SETS_A_TERM}
    for item in seen.items:
        if item.refusal and item.refusal.id not in lodged:
            appeal = appeal_against(seen.case, item.refusal)
            if on <= appeal.until:
                yield item, appeal
