"""From an application to the facts that all decision tables ask about. Pure.

Public: `gather`, `VOCABULARY`, `NUMBERS`, `BASES`, `UNPROVEN`.

Yes/no facts are the words `yes` and `no`. A basis stands with everything it lies in, so a rule may
name 25, 25(4) or 25(4)1. What a person can be asked and did not say is the word `unknown`; any
other fact that is not known has no entry and meets no condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import get_args

from django.utils.translation import gettext_lazy as _

from authorities import legal_bases, situation
from authorities.federal import Law
from authorities.situation import (
    Channel,
    Kind,
    PrecheckInput,
    TitleType,
)
from common.calendar import age_on, months_after
from common.inputs import InputProblem, InvalidBody
from common.rules import Facts, the_one_in_force

YES_NO = frozenset({"yes", "no"})
MAJORITY = 18  # § 2 BGB
MONTHS_AFTER_BIRTH = 6  # § 81(2) S. 2 AufenthG
NOTHING = "none"
UNKNOWN = "unknown"
TOLD = frozenset({*YES_NO, UNKNOWN})

VOCABULARY: Mapping[str, frozenset[str]] = {
    "kind": frozenset(Kind),
    "channel": frozenset(Channel),
    "title": frozenset(TitleType),
    "relation": frozenset({*get_args(situation.Relation), NOTHING}),
    "in_time": YES_NO,
    "lawful_stay": YES_NO,
    "born_here": YES_NO,
    "ordered": YES_NO,
    "protection": frozenset({*get_args(situation.Protection), NOTHING}),
    "association": YES_NO,
    "minor": YES_NO,
    "stateless": YES_NO,
    "occupation": frozenset({*get_args(situation.Occupation), UNKNOWN}),
    "partner_occupation": frozenset({*get_args(situation.Occupation), UNKNOWN}),
    "benefits": frozenset({*get_args(situation.Benefit), NOTHING}),
    "married": TOLD,
    "has_passport": TOLD,
    "health_insurance": frozenset({"statutory", "private", NOTHING, UNKNOWN}),
    "represented": TOLD,
    "custody": frozenset({"joint", "sole", "guardian", UNKNOWN}),
    "travel_document": frozenset({"foreigner", "refugee", "stateless", NOTHING}),
    "chip": YES_NO,
    "reissue": frozenset(
        {
            "new_passport",
            "card_life",
            "data_change",
            "loss",
            "chip_misuse",
            "chip_defect",
            "card_on_request",
            "ausweisersatz",
        }
    ),
    "sticker": YES_NO,
    "scholarship": YES_NO,
    "condition_change": frozenset({"employment", "other"}),
    "duldung": frozenset({"issue_label", "issue_carrier", "renewal_label", "renewal_carrier"}),
    "ausweisersatz": frozenset({"issue", "extension"}),
    "document_change": frozenset(
        {"ausweisersatz", "travel_document", "ex_officio", "residence", "marriage"}
    ),
    "document_transfer": frozenset({"ausweisersatz", "travel_document"}),
    "objection": frozenset({"condition"}),
    "employment": frozenset({"permitted", "may_be_permitted"}),
    "residence_condition": YES_NO,
}
NUMBERS = frozenset({"age", "months", "lawful_stay_months"})
BASES = frozenset({"held", "sought", "sponsor"})
UNPROVEN = frozenset({"benefits", "protection"})


def gather(application: PrecheckInput, *, law: Law, on: date) -> Facts:
    """The facts of an application on the filing day `on`.

    Raises `InvalidBody` for a person who is not born on that day.
    """
    person, title = application.person, application.current_title
    words = {
        **_of_title(application, law=law, on=on),
        **_of_circumstances(application),
        **_of_requests(application),
        "kind": _word(application.kind),
        "channel": _word(application.channel),
        "association": _yes_no(_is_associated(person.nationalities, law=law, on=on)),
        "stateless": _yes_no("stateless" in person.nationalities),
        "minor": _yes_no(_age(application, on) < MAJORITY),
    }
    numbers = {
        "age": _age(application, on),
        "months": application.requests.duration_months,
        "lawful_stay_months": _full_months(title.lawful_stay_since, on),
    }
    return Facts(
        words={name: held for name, held in words.items() if held},
        numbers={name: number for name, number in numbers.items() if number is not None},
    )


def _of_title(application: PrecheckInput, *, law: Law, on: date) -> dict[str, frozenset[str]]:
    title, family = application.current_title, application.family
    sponsor = family.sponsor_legal_basis if family else None
    return {
        "title": _word(title.type),
        "held": _enclosing(title.legal_basis, law=law, on=on),
        "sought": _enclosing(application.legal_basis, law=law, on=on),
        "sponsor": _enclosing(sponsor, law=law, on=on),
        "in_time": _yes_no(_is_in_time(application, on)),
        "born_here": _yes_no(_is_born_here(application)),
        "lawful_stay": _yes_no(title.lawful_stay_since is not None),
        "ordered": _word("no"),
        "relation": _word((family.relation if family else None) or NOTHING),
    }


def _is_in_time(application: PrecheckInput, on: date) -> bool:
    """The last day of validity counts to its end; an expiry is no Frist and never rolls over."""
    last_day = application.current_title.valid_until
    if last_day is None and _is_born_here(application):
        last_day = months_after(application.person.birth_date, MONTHS_AFTER_BIRTH)
    return last_day is None or on <= last_day


def _is_born_here(application: PrecheckInput) -> bool:
    """A child without a title who has been here lawfully since the day of birth."""
    title = application.current_title
    return title.type is TitleType.NONE and title.lawful_stay_since == application.person.birth_date


def _of_circumstances(application: PrecheckInput) -> dict[str, frozenset[str]]:
    told = application.situation
    return {
        "protection": _word(told.protection or NOTHING),
        "occupation": _word(told.occupation or UNKNOWN),
        "partner_occupation": _word(told.partner_occupation or UNKNOWN),
        "benefits": frozenset(told.benefits or {NOTHING}),
        "married": _yes_no(told.married) or _word(UNKNOWN),
        "has_passport": _yes_no(told.has_passport) or _word(UNKNOWN),
        "health_insurance": _word(told.health_insurance or UNKNOWN),
        "represented": _yes_no(told.represented) or _word(UNKNOWN),
        "custody": _word(told.custody or UNKNOWN),
    }


def _of_requests(application: PrecheckInput) -> dict[str, frozenset[str]]:
    document = application.requests.travel_document
    return {
        "travel_document": _word(document.type if document else NOTHING),
        "chip": _yes_no(document.chip if document else None),
    }


def _word(word: str | None) -> frozenset[str]:
    return frozenset() if word is None else frozenset({str(word)})


def _yes_no(answer: bool | None) -> frozenset[str]:  # noqa: FBT001  # the answer is the subject
    return frozenset() if answer is None else frozenset({"yes" if answer else "no"})


def _enclosing(code: str | None, *, law: Law, on: date) -> frozenset[str]:
    """The stable key of a basis, or the code of an unknown one, with everything it lies in."""
    if code is None:
        return frozenset()
    basis = legal_bases.resolve(law.basis, code, on=on)
    return frozenset(legal_bases.parse(basis.key if basis else code).enclosing)


def _is_associated(nationalities: Iterable[str], *, law: Law, on: date) -> bool:
    assumed = the_one_in_force(law.assumption, on=on).association_nationalities
    return not assumed.isdisjoint(nationalities)


def _age(application: PrecheckInput, on: date) -> int:
    birth_date = application.person.birth_date
    if birth_date > on:
        unborn = InputProblem("/person/birth_date", "in_the_future", _("This day is yet to come."))
        raise InvalidBody(errors=(unborn,))
    return age_on(birth_date, on)


def _full_months(since: date | None, on: date) -> int | None:
    """Whole months of stay that are completed on the day `on`."""
    if since is None:
        return None
    months = (on.year - since.year) * 12 + on.month - since.month
    return max(0, months if months_after(since, months) <= on else months - 1)
