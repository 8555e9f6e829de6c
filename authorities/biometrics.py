"""What is taken of a person for the card, by age, and for how long it may be used again. Pure.

Public: `Biometrics`, `biometrics`, `usable_until`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from authorities.federal import Law
from common.calendar import age_on, months_after
from common.rules import the_one_in_force

OF_AGE = 18
MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Biometrics:
    """A photo is taken at any age."""

    fingerprints: bool
    signature: bool
    photo: bool
    legal_basis: str


def biometrics(birth_date: date, *, law: Law, on: date) -> Biometrics:
    """By the age on the day of capture `on` (§ 78 AufenthG). Raises `NoRuleInForce`."""
    rule, age = the_one_in_force(law.biometrics, on=on), age_on(birth_date, on)
    return Biometrics(
        fingerprints=age >= rule.fingerprints_from,
        signature=age >= rule.signature_from,
        photo=True,
        legal_basis=rule.legal_basis,
    )


def usable_until(birth_date: date, *, captured_on: date, law: Law, on: date) -> date | None:
    """Up to which day what was captured may be used again, by the law of `on`; None: not at all.

    Kept for seven years, for five where a minor was captured (§ 61a(3) AufenthV). The day named is
    the first on which it is gone. Raises `NoRuleInForce`.
    """
    rule = the_one_in_force(law.biometrics, on=on)
    minor = age_on(birth_date, captured_on) < OF_AGE
    years = rule.kept_years_minor if minor else rule.kept_years
    return None if years is None else months_after(captured_on, years * MONTHS)
