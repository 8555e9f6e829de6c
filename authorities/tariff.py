"""Federal fee law and the authority's published amounts, put together for one day. Pure.

Public: `tariff_on`, `fee_question`.
"""

from __future__ import annotations

from datetime import date

from authorities.facts import UNPROVEN
from authorities.federal import Law
from authorities.schema import Profile
from authorities.situation import Requests
from common.rules import Facts, in_force
from fees.assessment import FeeQuestion
from fees.rules import Line, Tariff


def tariff_on(profile: Profile, *, law: Law, on: date) -> Tariff:
    """All fee rules of the day. A profile that charges federal law publishes nothing."""
    rules = profile.on(on)
    return Tariff(
        positions=in_force(law.position, on=on),
        deductions=in_force(law.deduction, on=on),
        reductions=in_force(law.reduction, on=on),
        references=in_force(law.reference, on=on),
        published=rules.published if rules.fees.tariff == "published" else (),
        terms=rules.terms,
    )


def fee_question(requests: Requests, facts: Facts, *, proven: frozenset[str]) -> FeeQuestion:
    """The permit and whatever else was asked for. `proven` names facts whose proof was accepted.

    A Fiktionsbescheinigung is never part of it: whether one is issued is not the applicant's wish.
    """
    wished = {
        Line.TRAVEL_DOCUMENT: requests.travel_document is not None,
        Line.PHOTO: requests.photo_on_site,
        Line.EXPRESS: requests.express,
        Line.DIRECT_DELIVERY: requests.direct_delivery,
    }
    lines = {Line.PERMIT, *(line for line, is_wished in wished.items() if is_wished)}
    return FeeQuestion(lines=frozenset(lines), facts=facts, unproven=UNPROVEN - proven)
