"""What the procedure asks of law and profiles: the public face of this package.

Reads the files named in `settings.PROFILES_DIR` and `settings.LAW_DIR`; everything else is pure.
Three days count (docs/decisions): callers pass the filing day, the day of the notice or the day of
the decision as `on`, and get the rules of that day.

* `profiles()`, `profile(key)`, `law()`: the rules themselves; `rules(key, on=…)` those of one day.
* `older_versions(key)`, `version_from(file, key=…)`: what a profile said before.
* `parse_application(data)`, `precheck(application, authority=…, on=…)`: before anything is filed.
* `findings_for`, `requirements_for`, `estimate_fees`, `assess_fees`, `legal_effect_at_filing`,
  `required_checks`, `biometrics_for`, `longest_validity`, `propose_title`,
  `propose_travel_document`, `propose_conditions`, `offered_waivers`: about a case.
* `fee_endings(on=…)`, `late_surcharge_rule(on=…)`: what `fees.endings` and `fees.late` need.
* `legal_basis(text, on=…)`, `legal_basis_label(text, on=…)`: which one, and how it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from authorities import biometrics as capture
from authorities import conditions, legal_bases, loader, validity
from authorities import findings as all_findings
from authorities import precheck as precheck_module
from authorities.biometrics import Biometrics
from authorities.conditions import ProposedCondition
from authorities.facts import gather
from authorities.federal import Law, RequiredCheck
from authorities.findings import Found
from authorities.legal_effect import LegalEffect, legal_effect
from authorities.precheck_result import PrecheckResult
from authorities.schema import DayRules, Profile
from authorities.situation import PrecheckInput
from authorities.situation import parse_application as parse_application
from authorities.tariff import fee_question, tariff_on
from authorities.validity import LongestValidity, ValidityProposal
from common.calendar import local_day
from common.errors import DomainError
from common.rules import Facts, in_force, the_one_in_force
from documents.rules import RequirementRule, required_of
from fees import discretion
from fees.assessment import Assessment, FeeQuestion, assess
from fees.discretion import OfferedWaiver
from fees.rules import EndingShare, LateSurcharge, Line

NOTHING_STATED: Mapping[str, str] = MappingProxyType({})


class UnknownAuthority(DomainError):
    """No profile has this key."""

    code = "unknown_authority"
    sentence = _("There is no authority “%(key)s” here.")


class UnknownVersion(DomainError):
    """No file keeps this version of the profile."""

    code = "unknown_profile_version"
    sentence = _("There is no version “%(version)s” of “%(key)s” here.")


# The rules


def law() -> Law:
    """Federal law as data. Raises `DefectiveRules`."""
    return loader.load_law(Path(settings.LAW_DIR))


def profiles() -> Mapping[str, Profile]:
    """All authorities by key. Raises `DefectiveRules`."""
    return loader.load_profiles(Path(settings.PROFILES_DIR), law_folder=Path(settings.LAW_DIR))


def profile(key: str, *, version: str | None = None) -> Profile:
    """One authority, as it is or as it was in an older version.

    Raises `UnknownAuthority`, and `UnknownVersion` for one that was not kept.
    """
    try:
        current = profiles()[key]
    except KeyError:
        raise UnknownAuthority(key=key) from None
    if version in {None, current.version}:
        return current
    older = loader.load_version(
        Path(settings.PROFILES_DIR), key=key, version=version, law_folder=Path(settings.LAW_DIR)
    )
    if older is None:
        raise UnknownVersion(key=key, version=version)
    return older


def older_versions(key: str) -> tuple[str, ...]:
    """The versions of a profile that were kept, the latest last."""
    return loader.versions_of(Path(settings.PROFILES_DIR), key)


def version_from(file: Path, *, key: str) -> Profile:
    """A version of a profile from any file. Raises `DefectiveRules`."""
    return loader.read_profile(file, key=key, law=law())


def rules(authority: str, *, on: date) -> DayRules:
    """What the authority's profile says on a day: window, files, terms, desk, reminders, places.

    Raises `UnknownAuthority`, `NoRuleInForce`.
    """
    return profile(authority).on(on)


def lies_here(authority: str, place: str) -> bool:
    """Whether a municipality is in the authority's district. Raises `UnknownAuthority`."""
    return all_findings.is_here(profile(authority), place)


def legal_basis(text: str, *, on: date) -> legal_bases.LegalBasis | None:
    """The basis that `text` names, with its stable key; None for one that the table does not have.

    Raises `MalformedLegalBasis`.
    """
    return legal_bases.resolve(law().basis, text, on=on)


def legal_basis_label(text: str, *, on: date) -> str:
    """How the basis is printed on a day, as in "§ 25 Abs. 5 AufenthG". Raises as `legal_basis`."""
    basis = legal_basis(text, on=on)
    return legal_bases.citation(basis, on=on) if basis else legal_bases.parse(text).printed


# Before filing


def precheck(application: PrecheckInput, *, authority: str, on: date) -> PrecheckResult:
    """May this be filed here and now, what does it need, cost and do. Stores nothing.

    Raises `UnknownAuthority`, `NoRuleInForce`, `InvalidBody`.
    """
    return precheck_module.precheck(application, profile=profile(authority), law=law(), on=on)


def findings_for(
    application: PrecheckInput, *, authority: str, on: date
) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """Obstacles and advice as a clerk sees them on a recorded application; they bar nothing there.

    Raises as `precheck`.
    """
    question = precheck_module.question_of(
        application, profile=profile(authority), law=law(), on=on
    )
    return all_findings.obstacles(question), all_findings.advice(question)


# About a case


def facts_of(application: PrecheckInput, *, on: date) -> Facts:
    """The facts the tables ask about, on a day. Raises `InvalidBody`."""
    return gather(application, law=law(), on=on)


def requirements_for(
    application: PrecheckInput, *, authority: str, on: date
) -> tuple[RequirementRule, ...]:
    """What the authority asks for in this situation, by the checklist of the filing day `on`.

    Raises `UnknownAuthority`, `NoRuleInForce`.
    """
    return required_of(rules(authority, on=on).checklist, facts_of(application, on=on))


def estimate_fees(
    application: PrecheckInput,
    *,
    authority: str,
    age_on: date,
    tariff_on_day: date,
    lines: frozenset[Line] | None = None,
    act: Mapping[str, str] = NOTHING_STATED,
) -> Assessment:
    """The fees as told before proofs are seen: what is only stated counts, marked provisional.

    `age_on` is the day of the application (§ 1(1) PAuswGebV), `tariff_on_day` the day whose rules
    count. `lines` None means the permit and what the applicant asked for. `act` states what only
    the person who performs an act can know of it: `{"reissue": "loss"}`, `{"sticker": "yes"}`,
    or `{"association": "no"}` where a status is not what the nationality suggests.
    Raises `UnknownAuthority`, `NoRuleInForce`, `NoPosition`.
    """
    question = _fee_question(application, age_on=age_on, lines=lines, act=act)
    return assess(question, tariff_on(profile(authority), law=law(), on=tariff_on_day))


def assess_fees(
    application: PrecheckInput,
    *,
    authority: str,
    age_on: date,
    tariff_on_day: date,
    proven: frozenset[str],
    lines: frozenset[Line] | None = None,
    act: Mapping[str, str] = NOTHING_STATED,
) -> Assessment:
    """The fees for a notice: as `estimate_fees`, but only proven facts free from anything.

    `proven` names the facts whose current proof was accepted: `benefits`, `protection` need one.
    """
    question = _fee_question(application, age_on=age_on, lines=lines, act=act, proven=proven)
    tariff = tariff_on(profile(authority), law=law(), on=tariff_on_day)
    return assess(question.for_notice(), tariff)


def offered_waivers(
    application: PrecheckInput,
    *,
    authority: str,
    age_on: date,
    tariff_on_day: date,
    proven: frozenset[str],
    lines: frozenset[Line] | None = None,
    act: Mapping[str, str] = NOTHING_STATED,
) -> tuple[OfferedWaiver, ...]:
    """What a named person could waive or reduce of these fees, with paragraph; nothing is applied.

    Arguments and errors as in `assess_fees`.
    """
    assessment = assess_fees(
        application,
        authority=authority,
        age_on=age_on,
        tariff_on_day=tariff_on_day,
        proven=proven,
        lines=lines,
        act=act,
    )
    return discretion.offered_waivers(
        assessment.lines,
        facts=facts_of(application, on=age_on).stating(**act),
        discretions=in_force(law().discretion, on=tariff_on_day),
    )


def fee_endings(*, on: date) -> tuple[EndingShare, ...]:
    """What `fees.endings` needs of the law of the day: shares of a fee by how a case ends."""
    return in_force(law().ending, on=on)


def late_surcharge_rule(*, on: date) -> LateSurcharge:
    """What `fees.late` needs of the law of the day. Raises `NoRuleInForce`."""
    return the_one_in_force(law().late_surcharge, on=on)


def _fee_question(
    application: PrecheckInput,
    *,
    age_on: date,
    lines: frozenset[Line] | None,
    act: Mapping[str, str],
    proven: frozenset[str] = frozenset(),
) -> FeeQuestion:
    facts = facts_of(application, on=age_on).stating(**act)
    question = fee_question(application.requests, facts, proven=proven)
    return question if lines is None else replace(question, lines=lines)


def legal_effect_at_filing(
    application: PrecheckInput, *, received_at: datetime, ordered: bool = False
) -> LegalEffect:
    """What the receipt at this instant makes of the stay (§ 81 AufenthG).

    `ordered`: a clerk has ordered the continuation (§ 81(4) S. 3). Raises `NoRuleInForce`.
    """
    on = local_day(received_at)
    facts = facts_of(application, on=on).stating(ordered="yes" if ordered else "no")
    return legal_effect(facts, law=law(), on=on)


def required_checks(application: PrecheckInput, *, on: date) -> tuple[RequiredCheck, ...]:
    """What other bodies must be asked before a decision on the basis sought, by the law of `on`."""
    facts = facts_of(application, on=on)
    return tuple(row for row in in_force(law().check, on=on) if row.when.holds(facts))


def propose_conditions(
    application: PrecheckInput, *, authority: str, on: date
) -> tuple[ProposedCondition, ...]:
    """What goes with the permit sought, by the law of the day of decision and the practice here.

    A person confirms each. Raises `UnknownAuthority`, `NoRuleInForce`.
    """
    binds = rules(authority, on=on).conditions.wohnsitzauflage
    return conditions.propose(
        facts_of(application, on=on),
        law=law(),
        on=on,
        bound_to=profile(authority).land_name if binds else None,
    )


def biometrics_for(birth_date: date, *, on: date) -> Biometrics:
    """What is taken of a person born on that day on the day of capture `on` (§ 78 AufenthG)."""
    return capture.biometrics(birth_date, law=law(), on=on)


def biometrics_usable_until(birth_date: date, *, captured_on: date, on: date) -> date | None:
    """The first day on which what was captured is gone; None where nothing may be kept.

    § 61a(3) AufenthV by the law of the day `on`. Raises `NoRuleInForce`.
    """
    return capture.usable_until(birth_date, captured_on=captured_on, law=law(), on=on)


def longest_validity(application: PrecheckInput, *, on: date) -> LongestValidity:
    """For how long the permit sought may be granted, by the law of the day of decision `on`."""
    return validity.longest_validity(facts_of(application, on=on), law=law(), on=on)


def propose_title(
    application: PrecheckInput,
    *,
    on: date,
    starts_on: date,
    passport_valid_until: date | None = None,
    biometrics_captured_on: date | None = None,
    sponsor_title_valid_until: date | None = None,
    integration_course_open: bool = False,
) -> ValidityProposal:
    """First and last day of the permit, with every limit that was looked at; a person confirms it.

    `on` is the day of the decision; the rest as in `validity.propose_title`, of which None means
    that it is no limit here. Raises `NoRuleInForce`.
    """
    return validity.propose_title(
        facts_of(application, on=on),
        law=law(),
        on=on,
        starts_on=starts_on,
        wished_months=application.requests.duration_months,
        passport_valid_until=passport_valid_until,
        biometrics_captured_on=biometrics_captured_on,
        sponsor_title_valid_until=sponsor_title_valid_until,
        integration_course_open=integration_course_open,
    )


def propose_travel_document(
    application: PrecheckInput, *, on: date, starts_on: date, title_valid_until: date
) -> ValidityProposal:
    """First and last day of the Reiseausweis asked for. Raises `NoRuleInForce`."""
    return validity.propose_travel_document(
        facts_of(application, on=on),
        law=law(),
        on=on,
        starts_on=starts_on,
        title_valid_until=title_valid_until,
        birth_date=application.person.birth_date,
    )
