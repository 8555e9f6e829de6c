"""What is taken of a person for the card, by age. Pure.

Public: `Biometrics`, `biometrics`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from authorities.federal import Law
from common.rules import Facts, the_one_in_force


@dataclass(frozen=True, kw_only=True)
class Biometrics:
    """A photo is taken at any age."""

    fingerprints: bool
    signature: bool
    photo: bool
    legal_basis: str


def biometrics(facts: Facts, *, law: Law, on: date) -> Biometrics:
    """By the age on the day the facts were gathered for. Raises `NoRuleInForce`."""
    rule, age = the_one_in_force(law.biometrics, on=on), facts.numbers["age"]
    return Biometrics(
        fingerprints=age >= rule.fingerprints_from,
        signature=age >= rule.signature_from,
        photo=True,
        legal_basis=rule.legal_basis,
    )
