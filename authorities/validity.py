"""How long a title and a travel document may be granted. Pure.

Public: `LongestValidity`, `longest_validity`, `ValidityProposal`, `Limit`, `propose_title`,
`propose_travel_document`.

A proposal names every limit that was looked at; the earliest one decides. A person confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from authorities.federal import Law, LimitRow
from common.calendar import months_after
from common.rules import Facts, NoRuleInForce, Text, first_hit, in_force

ONE_DAY = timedelta(days=1)
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class LongestValidity:
    """§ 26 AufenthG: months at most, and at least; longer only in reasoned individual cases."""

    longest_months: int
    shortest_months: int | None
    may_be_longer: bool
    legal_basis: str
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A last day, the rule that sets it, and what it is.

    `binding`: a maximum of the law. What is none (a wish, a practice) can be left with a reason.
    """

    key: str
    until: date
    legal_basis: str
    reason: Text
    binding: bool = True


@dataclass(frozen=True, kw_only=True)
class ValidityProposal:
    """From the first to the last day, both included; `limits` from the earliest to the latest.

    `at_least_until` is the last day of the shortest validity that the law allows, where it does.
    """

    valid_from: date
    limits: tuple[Limit, ...]
    at_least_until: date | None = None

    @property
    def valid_until(self) -> date:
        """The last day of validity: the earliest limit, but no practice below the law's least."""
        return self.decisive.until

    @property
    def decisive(self) -> Limit:
        """The limit that sets the last day."""
        least = self.at_least_until
        return next(
            limit for limit in self.limits if limit.binding or least is None or limit.until >= least
        )

    @property
    def maximum(self) -> Limit | None:
        """The earliest maximum of the law, beyond which no reason helps; None without one."""
        return next((limit for limit in self.limits if limit.binding), None)


def longest_validity(facts: Facts, *, law: Law, on: date) -> LongestValidity:
    """The limits for the basis sought, by the law of the day `on`. Raises `NoRuleInForce`."""
    row = first_hit(in_force(law.validity, on=on), facts)
    if row is None:
        raise NoRuleInForce(on=on.isoformat())
    return LongestValidity(
        longest_months=row.longest_months,
        shortest_months=row.shortest_months,
        may_be_longer=row.may_be_longer,
        legal_basis=row.legal_basis,
        reason=row.reason,
    )


def propose_title(
    facts: Facts,
    *,
    law: Law,
    on: date,
    starts_on: date,
    wished_months: int | None = None,
    passport_valid_until: date | None = None,
    biometrics_captured_on: date | None = None,
    sponsor_title_valid_until: date | None = None,
    integration_course_open: bool = False,
) -> ValidityProposal:
    """The validity of a permit decided on `on` that begins on `starts_on`.

    The passport limits by practice, re-used biometrics by § 61a(3) AufenthV, the sponsor's title
    that of relatives (§ 27(4) AufenthG), an open duty to attend an integration course by § 8(3)
    S. 6. Raises `NoRuleInForce`.
    """
    longest = longest_validity(facts, law=law, on=on)
    rows = _limit_rows(law, facts, on=on)
    others = {
        "wish": _last_day(starts_on, wished_months) if wished_months else None,
        "passport": passport_valid_until,
        "biometrics": _counted_from(biometrics_captured_on, rows.get("biometrics")),
        "sponsor": sponsor_title_valid_until,
        "integration_course": _counted_from(
            starts_on if integration_course_open else None, rows.get("integration_course")
        ),
    }
    least = longest.shortest_months
    return _proposal(
        starts_on,
        _by_basis(longest, starts_on),
        others,
        rows,
        at_least_until=_last_day(starts_on, least) if least else None,
    )


def propose_travel_document(
    facts: Facts, *, law: Law, on: date, starts_on: date, title_valid_until: date, birth_date: date
) -> ValidityProposal:
    """The validity of the Reiseausweis asked for (§§ 4, 8 AufenthV). Raises `NoRuleInForce`."""
    row = first_hit(in_force(law.travel_document_validity, on=on), facts)
    if row is None:
        raise NoRuleInForce(on=on.isoformat())
    by_type = Limit(
        key="type",
        until=_last_day(starts_on, row.longest_months),
        legal_basis=row.legal_basis,
        reason=row.reason,
    )
    others = {
        "title": title_valid_until if row.not_beyond_title else None,
        "age": _day_before_birthday(birth_date, row.not_beyond_age),
    }
    return _proposal(starts_on, by_type, others, _limit_rows(law, facts, on=on))


def _by_basis(longest: LongestValidity, starts_on: date) -> Limit:
    return Limit(
        key="basis",
        binding=not longest.may_be_longer,
        until=_last_day(starts_on, longest.longest_months),
        legal_basis=longest.legal_basis,
        reason=longest.reason,
    )


def _limit_rows(law: Law, facts: Facts, *, on: date) -> Mapping[str, LimitRow]:
    return {row.key: row for row in in_force(law.limit, on=on) if row.when.holds(facts)}


def _last_day(starts_on: date, months: int) -> date:
    """A period that begins with a day ends before its number comes round (§ 188(2) BGB)."""
    return months_after(starts_on, months) - ONE_DAY


def _counted_from(first_day: date | None, row: LimitRow | None) -> date | None:
    """The last day of the row's months; None where there is no such limit, or nothing to count."""
    if first_day is None or row is None or row.months is None:
        return None
    return _last_day(first_day, row.months)


def _day_before_birthday(birth_date: date, age: int | None) -> date | None:
    return None if age is None else _last_day(birth_date, age * MONTHS_OF_A_YEAR)


def _proposal(
    starts_on: date,
    first: Limit,
    others: Mapping[str, date | None],
    rows: Mapping[str, LimitRow],
    at_least_until: date | None = None,
) -> ValidityProposal:
    further = [
        Limit(
            key=key,
            until=end,
            legal_basis=rows[key].legal_basis,
            reason=rows[key].reason,
            binding=rows[key].binding,
        )
        for key, end in others.items()
        if end is not None and key in rows
    ]
    limits = sorted([first, *further], key=lambda limit: limit.until)
    return ValidityProposal(
        valid_from=starts_on, limits=tuple(limits), at_least_until=at_least_until
    )
