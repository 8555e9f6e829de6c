"""What stands against filing here and now, and what a person should know. Pure.

Public: `Question`, `Found`, `obstacles`, `advice`; for checks of the data `OBSTACLES`, `ADVICE` and
`FILLINGS`.

Obstacles close the portal's door only: what comes by post or in person is accepted all the same
(§ 24(3) VwVfG), and they become findings on the case. Each predicate says when its code applies;
the words and paragraphs are data (`law/findings.toml`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from authorities.federal import FamilyRow, Law
from authorities.filing_window import FilingWindow
from authorities.legal_effect import LegalEffect
from authorities.schema import DayRules, Profile
from authorities.situation import PrecheckInput, TitleType
from common.rules import Facts, Text, first_hit, in_force

FAMILY_REUNIFICATION = frozenset(  # Kapitel 2 Abschnitt 6 AufenthG
    {"27", "28", "29", "30", "31", "32", "33", "34", "35", "36", "36a"}
)
WATCHED = {TitleType.DULDUNG, TitleType.GESTATTUNG, TitleType.FIKTION, TitleType.VISA_FREE}


@dataclass(frozen=True, kw_only=True)
class Question:
    """Everything the findings look at."""

    application: PrecheckInput
    facts: Facts
    profile: Profile
    rules: DayRules
    law: Law
    window: FilingWindow
    effect: LegalEffect
    on: date


@dataclass(frozen=True, kw_only=True)
class Found:
    """An obstacle or an advice, with a sentence and a paragraph."""

    code: str
    detail: Text
    legal_basis: str


def obstacles(question: Question) -> tuple[Found, ...]:
    """All reasons why the portal may not file this, in a fixed order."""
    return _found(question, OBSTACLES)


def advice(question: Question) -> tuple[Found, ...]:
    """All that a person should know before filing, in a fixed order."""
    return _found(question, ADVICE)


# Obstacles


def _legal_basis_not_handled(question: Question) -> bool:
    """The basis sought, the one held, or that of the sponsor whom a relative joins."""
    scope, words = question.rules.scope, question.facts.words
    handled = scope.sought | question.rules.family.handled
    whose = words.get("sponsor" if _joins_a_sponsor(question) else "held")
    from_elsewhere = whose is not None and scope.held is not None and not whose & scope.held
    return from_elsewhere or words["sought"].isdisjoint(handled)


def _german_nationality(question: Question) -> bool:
    """Whoever is German, beside whatever else, is no foreigner."""
    return "DE" in question.application.person.nationalities


def _kind_not_handled(question: Question) -> bool:
    return question.application.kind not in question.rules.scope.kinds


def _status_not_handled(question: Question) -> bool:
    titles = question.rules.scope.titles
    if _joins_a_sponsor(question):
        titles |= question.rules.family.titles
    return question.application.current_title.type not in titles


def _too_early(question: Question) -> bool:
    earliest = question.window.earliest
    return earliest is not None and question.on < earliest


def _not_resident_here(question: Question) -> bool:
    residence = question.application.person.residence
    if residence is None or not question.rules.filing.main_residence_required:
        return False
    return not residence.main or not is_here(question.profile, residence.municipality)


def _residence_obligation_elsewhere(question: Question) -> bool:
    bound_to = question.application.current_title.residence_obligation
    if bound_to is None or not question.rules.filing.foreign_residence_obligation_bars:
        return False
    is_this_land = bound_to.casefold() == question.profile.land_name.casefold()
    return not is_this_land and not is_here(question.profile, bound_to)


def _one_person_per_application(question: Question) -> bool:
    family = question.application.family
    if question.rules.scope.persons != "one" or family is None:
        return False
    return family.persons > 1 or family.with_case is not None


def _family_reunification_excluded(question: Question) -> bool:
    row = _family_row(question)
    return row is not None and row.result == "excluded"


def _channel_not_offered(question: Question) -> bool:
    return question.application.channel not in question.rules.filing.channels


def _joins_a_sponsor(question: Question) -> bool:
    """Whether a relative asks for a permit as such, not on a humanitarian ground of their own."""
    return not question.facts.words["sought"].isdisjoint(FAMILY_REUNIFICATION)


def is_here(profile: Profile, place: str) -> bool:
    """Whether the place, by name or Gemeindeschlüssel, lies in the authority's district."""
    named = place.casefold()
    return any(named in {town.name.casefold(), town.ags} for town in profile.municipality)


def _family_row(question: Question) -> FamilyRow | None:
    return first_hit(in_force(question.law.family, on=question.on), question.facts)


# Advice


def _late_advice(question: Question) -> bool:
    advised, latest = question.window.advised_by, question.window.latest
    in_time = latest is None or question.on <= latest
    return advised is not None and question.on > advised and in_time


def _title_expired(question: Question) -> bool:
    end = question.application.current_title.valid_until
    return end is not None and end < question.on


def _no_fiction(question: Question) -> bool:
    return question.effect.kind == "none"


def _draft_protects_nobody(question: Question) -> bool:
    """The title ends while a draft begun today may still lie there."""
    drafts, latest = question.rules.filing.drafts, question.window.latest
    if drafts is None or latest is None:
        return False
    return question.on <= latest < question.on + timedelta(days=drafts.lifetime_days)


def _status_expiry_to_watch(question: Question) -> bool:
    title = question.application.current_title
    return (
        question.effect.kind == "none"
        and title.type in WATCHED
        and title.valid_until is not None
        and title.valid_until >= question.on
    )


def _family_reunification_restricted(question: Question) -> bool:
    row = _family_row(question)
    return row is not None and row.result == "restricted"


Predicates = Mapping[str, Callable[[Question], bool]]

OBSTACLES: Predicates = {
    "german_nationality": _german_nationality,
    "legal_basis_not_handled": _legal_basis_not_handled,
    "kind_not_handled": _kind_not_handled,
    "status_not_handled": _status_not_handled,
    "too_early": _too_early,
    "not_resident_here": _not_resident_here,
    "residence_obligation_elsewhere": _residence_obligation_elsewhere,
    "one_person_per_application": _one_person_per_application,
    "family_reunification_excluded": _family_reunification_excluded,
    "channel_not_offered": _channel_not_offered,
}
ADVICE: Predicates = {
    "late_advice": _late_advice,
    "title_expired": _title_expired,
    "no_fiction": _no_fiction,
    "draft_protects_nobody": _draft_protects_nobody,
    "status_expiry_to_watch": _status_expiry_to_watch,
    "family_reunification_restricted": _family_reunification_restricted,
}


# Words

FILLINGS = frozenset(
    {"instead", "channels", "earliest", "advised_by", "valid_until", "renew_by", "effect", "family"}
)
FAMILY_FINDINGS = {"family_reunification_excluded", "family_reunification_restricted"}


def _found(question: Question, predicates: Predicates) -> tuple[Found, ...]:
    words = {row.code: row for row in in_force(question.law.finding, on=question.on)}
    fillings = _fillings(question)
    return tuple(
        Found(
            code=code,
            detail=words[code].detail.filled(**fillings),
            legal_basis=_legal_basis(question, code) or words[code].legal_basis,
        )
        for code, applies in predicates.items()
        if applies(question)
    )


def _legal_basis(question: Question, code: str) -> str | None:
    """A paragraph that depends on the situation, where the finding has no fixed one."""
    family = _family_row(question)
    if code in FAMILY_FINDINGS and family is not None:
        return family.legal_basis
    return question.effect.legal_basis if code == "no_fiction" else None


def _fillings(question: Question) -> dict[str, object]:
    """What `{names}` in the words stand for; the names are `FILLINGS`."""
    family, title = _family_row(question), question.application.current_title
    return {
        "instead": question.rules.contact.apply_instead,
        "channels": _channels(question),
        "earliest": question.window.earliest,
        "advised_by": question.window.advised_by,
        "valid_until": title.valid_until,
        "renew_by": _renew_by(question, title.valid_until),
        "effect": question.effect.why,
        "family": family.why if family else None,
    }


def _renew_by(question: Question, end: date | None) -> date | None:
    """When to have a status renewed, with time to do it, but not in the past."""
    if end is None:
        return None
    return max(question.on, end - timedelta(weeks=question.rules.watch.status_weeks))


def _channels(question: Question) -> Text:
    offered = question.rules.filing.channels
    names = [row.label for row in question.law.channel if row.key in offered]
    return Text(
        de=" oder ".join(name.de for name in names), en=" or ".join(name.en for name in names)
    )
