"""Before anything is filed: may this be filed here and now, what does it need, cost and do. Pure.

Public: `precheck`, `question_of`, `forms_out`, `notices_out`. The texts are in the language that
is active when it is made. Everything is computed even where obstacles stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from authorities import findings, legal_bases
from authorities.biometrics import Biometrics, biometrics
from authorities.facts import gather
from authorities.federal import Law
from authorities.filing_window import FilingWindow, filing_window
from authorities.information import Form, Notice
from authorities.legal_effect import LegalEffect, legal_effect
from authorities.precheck_result import (
    BiometricsOut,
    ConflictOut,
    EffectOut,
    FeesOut,
    FormOut,
    FoundOut,
    LineOut,
    NoticeOut,
    PrecheckResult,
    ReductionOut,
    RequirementOut,
    ValidityOut,
    WindowOut,
)
from authorities.schema import DayRules, Profile, Steps
from authorities.situation import PrecheckInput
from authorities.tariff import fee_question, tariff_on
from authorities.validity import longest_validity
from common.rules import Facts
from documents.rules import RequirementRule, required_of
from fees.assessment import AppliedReduction, AssessedLine, Assessment, assess

CONTINUING = {"continuation", "continuation_ordered"}


def precheck(application: PrecheckInput, *, profile: Profile, law: Law, on: date) -> PrecheckResult:
    """Answer for the filing day `on`, by the profile and the law of that day.

    Raises `NoRuleInForce` for a day the data do not reach, `InvalidBody` for a person not
    yet born on it.
    """
    question = question_of(application, profile=profile, law=law, on=on)
    facts, rules = question.facts, question.rules
    obstacles = tuple(_found_out(found) for found in findings.obstacles(question))
    fees = fee_question(application.requests, facts, proven=frozenset())
    return PrecheckResult(
        authority=profile.key,
        profile_version=profile.version,
        law_version=law.version,
        may_file=not obstacles,
        obstacles=obstacles,
        advice=tuple(_found_out(found) for found in findings.advice(question)),
        filing_window=_window_out(question.window),
        legal_effect=_effect_out(question.effect, confirmed=rules.filing.confirmation),
        requirements=tuple(
            _requirement_out(row, rules=rules) for row in required_of(rules.checklist, facts)
        ),
        biometrics=_biometrics_out(
            biometrics(application.person.birth_date, law=law, on=on), facts, steps=rules.steps
        ),
        fees=_fees_out(assess(fees, tariff_on(profile, law=law, on=on))),
        validity=_validity_out(application, facts, law=law, on=on),
        forms=forms_out(rules.forms, requirement=None),
        notices=notices_out(row for row in rules.notices if row.when.holds(facts)),
    )


def question_of(
    application: PrecheckInput, *, profile: Profile, law: Law, on: date
) -> findings.Question:
    """What the findings look at, gathered from an application. Raises as `precheck`."""
    facts = gather(application, law=law, on=on)
    rules = profile.on(on)
    return findings.Question(
        application=application,
        facts=facts,
        profile=profile,
        rules=rules,
        law=law,
        window=filing_window(application.current_title, facts, filing=rules.filing, law=law, on=on),
        effect=legal_effect(facts, law=law, on=on),
        on=on,
    )


def _found_out(found: findings.Found) -> FoundOut:
    return FoundOut(code=found.code, detail=str(found.detail), legal_basis=found.legal_basis)


def _window_out(window: FilingWindow) -> WindowOut:
    return WindowOut(earliest=window.earliest, advised_by=window.advised_by, latest=window.latest)


def _effect_out(effect: LegalEffect, *, confirmed: bool) -> EffectOut:
    return EffectOut(
        kind=effect.kind,
        until=effect.until,
        certificate=confirmed and effect.kind in CONTINUING,
        employment=effect.employment,
        legal_basis=effect.legal_basis,
        why=str(effect.why),
    )


def _requirement_out(row: RequirementRule, *, rules: DayRules) -> RequirementOut:
    return RequirementOut(
        code=row.code,
        label=str(row.label),
        required=row.required,
        why=str(row.why),
        formats=row.formats or rules.files.formats,
        alternatives=row.alternatives,
        original=row.original,
        max_age_days=row.max_age_days,
        max_age_months=row.max_age_months,
        covers_months=row.covers_months,
        latest=row.latest,
        forms=forms_out(rules.forms, requirement=row.code),
    )


def forms_out(forms: Iterable[Form], *, requirement: str | None) -> tuple[FormOut, ...]:
    """The papers for a requirement; None: those that are for everybody."""
    return tuple(
        FormOut(
            key=form.key,
            kind=form.kind,
            label=str(form.label),
            url=form.url,
            file=form.file,
            where=None if form.where is None else str(form.where),
        )
        for form in forms
        if form.requirement == requirement
    )


def notices_out(notices: Iterable[Notice]) -> tuple[NoticeOut, ...]:
    """The notices in the active language."""
    return tuple(
        NoticeOut(code=row.code, text=str(row.text), legal_basis=row.legal_basis) for row in notices
    )


def _biometrics_out(taken: Biometrics, facts: Facts, *, steps: Steps) -> BiometricsOut:
    return BiometricsOut(
        fingerprints=taken.fingerprints,
        signature=taken.signature,
        photo=taken.photo,
        personal_appearance=facts.numbers["age"] >= (steps.appearance_from_age or 0),
        when=steps.biometrics,
    )


def _fees_out(assessment: Assessment) -> FeesOut:
    return FeesOut(
        status=assessment.terms.status,
        total=assessment.total,
        due=assessment.terms.due,
        term_days=assessment.terms.term_days,
        lines=tuple(_line_out(line) for line in assessment.lines),
        conflicts=tuple(
            ConflictOut(
                line=conflict.line,
                published=conflict.published,
                federal=conflict.federal,
                legal_basis=conflict.legal_basis,
                since=conflict.since,
            )
            for conflict in assessment.conflicts
        ),
    )


def _line_out(line: AssessedLine) -> LineOut:
    return LineOut(
        code=line.code,
        label=str(line.label),
        amount=line.amount,
        legal_basis=line.legal_basis,
        reduction=_reduction_out(line.reduction) if line.reduction else None,
        reason=str(line.reason),
        source=line.source,
    )


def _reduction_out(reduction: AppliedReduction) -> ReductionOut:
    return ReductionOut(
        kind=reduction.kind,
        code=reduction.code,
        legal_basis=reduction.legal_basis,
        reason=str(reduction.reason),
        provisional=reduction.provisional,
    )


def _validity_out(
    application: PrecheckInput, facts: Facts, *, law: Law, on: date
) -> ValidityOut | None:
    """Nothing for a basis that the law's table does not have: it is not one of Abschnitt 5."""
    if not legal_bases.is_known(law.basis, application.legal_basis, on=on):
        return None
    longest = longest_validity(facts, law=law, on=on)
    return ValidityOut(longest_months=longest.longest_months, legal_basis=longest.legal_basis)
