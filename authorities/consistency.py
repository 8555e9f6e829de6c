"""What the schema cannot see: gaps and overlaps in time, and names that lead nowhere. Pure.

Public: `profile_defects`, `law_defects`, `clashes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from string import Formatter
from typing import TypeVar

from authorities import legal_bases
from authorities.defects import Defect
from authorities.facts import BASES, NUMBERS, VOCABULARY
from authorities.federal import Law
from authorities.findings import ADVICE, FILLINGS, OBSTACLES
from authorities.schema import Profile, identity, rows_by_section
from authorities.situation import Channel
from common.rules import NOT, Clause, Condition, Dated, Range, Rule
from correspondence.mails import KINDS
from fees.rules import COMPUTED, Line

DatedRow = TypeVar("DatedRow", bound=Dated)

UNCONFIRMED = "unconfirmed"
REQUIRED = {name for name, field in Profile.model_fields.items() if field.is_required()}
FEDERAL = "federal"
ALWAYS_FOUR_EYES = frozenset({"refusal", "waiver", "closure"})


def profile_defects(file: str, profile: Profile, law: Law) -> list[Defect]:
    """Everything in a profile of the right form that cannot be meant."""
    return [
        *_profile_series(file, profile),
        *_profile_names(file, profile, law),
        *_conditions(file, _profile_conditions(profile)),
        *_sources(file, profile),
    ]


def law_defects(file: str, law: Law) -> list[Defect]:
    """Everything in the law's tables that cannot be meant."""
    return [
        *_law_series(file, law),
        *_law_names(file, law),
        *_conditions(file, _law_conditions(law)),
    ]


def clashes(profiles: Mapping[str, Profile]) -> list[Defect]:
    """Profiles whose reference numbers could not be told apart."""
    taken: dict[str, str] = {}
    found = []
    for file, profile in profiles.items():
        other = taken.setdefault(profile.reference_prefix, file)
        if other != file:
            found.append(_unknown(file, "reference_prefix", f"{other} has the same prefix"))
    return found


# Time: rows of one section and key follow each other without gap or overlap


def _profile_series(file: str, profile: Profile) -> Iterator[Defect]:
    for section, rows in rows_by_section(profile):
        if not section.startswith("location "):  # a place may be open for several things at once
            yield from _keyed(file, section, rows, partial(identity, section))
    for section in sorted(REQUIRED):
        if not getattr(profile, section):
            yield from _series(file, section, ())


def _law_series(file: str, law: Law) -> Iterator[Defect]:
    yield from _keyed(file, "position", law.position, lambda row: row.key)
    yield from _keyed(
        file, "reference", law.reference, lambda row: (row.tariff, row.when.model_dump_json())
    )
    yield from _keyed(
        file, "reduction", law.reduction, lambda row: (row.code, row.kind, sorted(row.positions))
    )
    yield from _keyed(file, "deduction", law.deduction, lambda row: row.code)
    yield from _keyed(file, "discretion", law.discretion, lambda row: row.code)
    yield from _keyed(
        file, "ending", law.ending, lambda row: (row.ending, sorted(row.lines or Line))
    )
    yield from _series(file, "late_surcharge", law.late_surcharge)
    yield from _series(file, "assumption", law.assumption)
    yield from _series(file, "biometrics", law.biometrics)
    yield from _keyed(file, "effect", law.effect, lambda row: row.code)
    yield from _keyed(file, "check", law.check, lambda row: row.key)
    yield from _keyed(
        file, "condition", law.condition, lambda row: (row.code, row.when.model_dump_json())
    )
    yield from _keyed(file, "limit", law.limit, lambda row: row.key)
    yield from _keyed(file, "finding", law.finding, lambda row: row.code)
    for basis in law.basis:
        yield from _series(file, f"basis {basis.key}", basis.citation)


def _keyed(
    file: str, section: str, rows: Iterable[DatedRow], key: Callable[[DatedRow], object]
) -> Iterator[Defect]:
    by_key: dict[str, list[DatedRow]] = {}
    for row in rows:
        by_key.setdefault(str(key(row)), []).append(row)
    for name, group in by_key.items():
        yield from _series(file, f"{section} {name}".rstrip(), group)


def _series(file: str, section: str, rows: Sequence[Dated]) -> Iterator[Defect]:
    if not rows:
        yield _time(file, section, "there is no row", "Add at least one.")
    for earlier, later in pairwise(sorted(rows, key=lambda row: row.valid_from)):
        if earlier.valid_to is None or earlier.valid_to > later.valid_from:
            remedy = f"End the earlier row with valid_to = {later.valid_from}."
            yield _time(file, section, f"two rows hold from {later.valid_from}", remedy)
        elif earlier.valid_to < later.valid_from:
            remedy = f"Move valid_from to {earlier.valid_to}, or add a row for the time between."
            yield _time(file, section, f"nothing holds from {earlier.valid_to}", remedy)


def _time(file: str, section: str, problem: str, remedy: str) -> Defect:
    return Defect("E003", file, section, problem, remedy)


# Names: what a rule points at exists


def _profile_names(file: str, profile: Profile, law: Law) -> Iterator[Defect]:
    for scope in profile.scope:
        for code in sorted((scope.held or frozenset()) | scope.sought):
            yield from _basis(file, "scope", code)
    for family in profile.family:
        for code in sorted(family.handled):
            yield from _basis(file, "family", code)
    yield from _published_names(file, profile, law)
    yield from _appointment_names(file, profile)
    yield from _hours_names(file, profile)
    yield from _checklist_names(file, profile)
    yield from _form_names(file, profile)
    yield from _mail_names(file, profile)
    yield from _watched_weeks(file, profile)
    yield from _second_person(file, profile)


def _published_names(file: str, profile: Profile, law: Law) -> Iterator[Defect]:
    positions = {row.key for row in law.position}
    reductions = {row.code for row in law.reduction}
    for row in profile.published:
        if row.position not in positions:
            yield _unknown(file, f"published {row.position}", "federal law has no such position")
        if row.reduction is not None and row.reduction not in reductions:
            yield _unknown(file, f"published {row.position}", f"no reduction {row.reduction!r}")


def _appointment_names(file: str, profile: Profile) -> Iterator[Defect]:
    """Where people come and what they fetch can be said, whatever the order of the steps."""
    places = {place.key for place in profile.location}
    told = {visit.purpose for visit in profile.appointment}
    for purpose in sorted({"biometrics", "pickup"} - told):
        yield _unknown(file, "appointment", f"none for {purpose!r}")
    if "pickup_box" not in places and any("box" in row.pickup for row in profile.steps):
        yield _unknown(file, "steps", "no location 'pickup_box'")
    for visit in profile.appointment:
        for place in visit.locations:
            if place not in places:
                yield _unknown(file, f"appointment {visit.purpose}", f"no location {place!r}")


def _hours_names(file: str, profile: Profile) -> Iterator[Defect]:
    """A place is open for a team, or for a purpose of appointments."""
    known = {row.key for row in profile.team} | {row.purpose for row in profile.appointment}
    for place in profile.location:
        for hours in place.hours:
            for purpose in hours.purposes:
                if purpose not in known:
                    yield _unknown(file, f"location {place.key}", f"no team {purpose!r}")


def _form_names(file: str, profile: Profile) -> Iterator[Defect]:
    codes = {row.code for checklist in profile.checklist for row in checklist.requirement}
    for form in profile.form:
        if form.requirement is not None and form.requirement not in codes:
            yield _unknown(file, f"form {form.key}", f"no requirement {form.requirement!r}")


def _mail_names(file: str, profile: Profile) -> Iterator[Defect]:
    """What is sent to applicants has a template."""
    for row in profile.reminder:
        template = row.template or row.kind
        if row.to == "applicant" and template not in KINDS:
            yield _unknown(file, f"reminder {row.kind}", f"there is no mail {template!r}")


def _watched_weeks(file: str, profile: Profile) -> Iterator[Defect]:
    """The first reminder of an end comes when `watch` says that it should be seen to."""
    watched = {
        "status_ends": {row.status_weeks for row in profile.watch},
        "certificate_ends": {row.certificate_weeks for row in profile.watch},
    }
    for anchor, weeks in watched.items():
        days = [row.days for row in profile.reminder if row.anchor == anchor]
        if days and -min(days) not in {number * 7 for number in weeks}:
            problem = f"the first reminder of {anchor} comes {-min(days)} days before"
            yield Defect("E004", file, "watch", problem, "Let the weeks and the reminder agree.")


def _second_person(file: str, profile: Profile) -> Iterator[Defect]:
    """A profile may do without a second person for merging alone; the database insists on three."""
    for row in profile.four_eyes:
        if left_out := ALWAYS_FOUR_EYES - row.acts:
            problem = f"acts leaves out {', '.join(sorted(left_out))}"
            remedy = "Add what is left out: everywhere a second person confirms these."
            yield Defect("E004", file, "four_eyes", problem, remedy)


def _checklist_names(file: str, profile: Profile) -> Iterator[Defect]:
    for checklist in profile.checklist:
        codes = {row.code for row in checklist.requirement}
        for row in checklist.requirement:
            for other in row.alternatives:
                if other not in codes:
                    yield _unknown(file, f"requirement {row.code}", f"no alternative {other!r}")


def _law_names(file: str, law: Law) -> Iterator[Defect]:
    positions = {row.key for row in law.position}
    references = {row.tariff for row in law.reference}
    named = [
        *((f"reduction {row.code}", row.positions) for row in law.reduction),
        *((f"deduction {row.code}", row.positions) for row in law.deduction),
        *((f"discretion {row.code}", row.positions or frozenset()) for row in law.discretion),
    ]
    for key, names in named:
        for position in sorted(names - positions):
            yield _unknown(file, key, f"no position {position!r}")
    for row in law.reduction:
        if (row.kind == "tariff") != (row.reference in references):
            yield _unknown(file, f"reduction {row.code}", f"no reference {row.reference!r}")
    for line in sorted(set(Line) - COMPUTED - {row.line for row in law.position}):
        yield _unknown(file, "position", f"no position for the line {line.value!r}")
    for code in sorted({*OBSTACLES, *ADVICE} - {row.code for row in law.finding}):
        yield _unknown(file, "finding", f"no words for {code!r}")
    for channel in sorted(set(Channel) - {row.key for row in law.channel}):
        yield _unknown(file, "channel", f"no name for {channel.value!r}")
    yield from _finding_words(file, law)


def _finding_words(file: str, law: Law) -> Iterator[Defect]:
    for row in law.finding:
        for text in (row.detail.de, row.detail.en):
            for _before, name, _form, _conversion in Formatter().parse(text):
                if name is not None and name not in FILLINGS:
                    yield _unknown(file, f"finding {row.code}", f"nothing fills {{{name}}}")


def _sources(file: str, profile: Profile) -> Iterator[Defect]:
    known = {profile.key, UNCONFIRMED, FEDERAL}
    for section, value in profile:
        for row in _dated_within(value):
            if row.source not in known:
                problem = f"the source {row.source!r} is none of {sorted(known)}"
                yield _unknown(file, section, problem)


def _dated_within(value: object) -> Iterator[Dated]:
    """All dated rows of a section, also those within rows."""
    if isinstance(value, Dated):
        yield value
    if isinstance(value, Rule):
        for _name, within in value:
            yield from _dated_within(within)
    elif isinstance(value, tuple):
        for within in value:
            yield from _dated_within(within)


# Conditions: they ask for facts that exist


def _profile_conditions(profile: Profile) -> Iterator[tuple[str, Condition]]:
    for checklist in profile.checklist:
        for row in checklist.requirement:
            yield f"requirement {row.code}", row.when
    for published in profile.published:
        yield f"published {published.position}", published.when
    for notice in profile.notice:
        yield f"notice {notice.code}", notice.when


def _law_conditions(law: Law) -> Iterator[tuple[str, Condition]]:
    yield from ((f"position {row.key}", row.when) for row in law.position)
    yield from ((f"reduction {row.code}", row.when) for row in law.reduction)
    yield from ((f"reference {row.tariff}", row.when) for row in law.reference)
    yield from ((f"deduction {row.code}", row.when) for row in law.deduction)
    yield from ((f"discretion {row.code}", row.when) for row in law.discretion)
    yield from ((f"effect {row.code}", row.when) for row in law.effect)
    yield from (("validity", row.when) for row in law.validity)
    yield from ((f"limit {row.key}", row.when) for row in law.limit)
    yield from (("travel_document_validity", row.when) for row in law.travel_document_validity)
    yield from ((f"check {row.key}", row.when) for row in law.check)
    yield from ((f"condition {row.code}", row.when) for row in law.condition)
    yield from (("family", row.when) for row in law.family)


def _conditions(file: str, conditions: Iterable[tuple[str, Condition]]) -> Iterator[Defect]:
    for key, condition in conditions:
        for clause in condition.root:
            yield from _clause(file, key, clause)


def _clause(file: str, key: str, clause: Clause) -> Iterator[Defect]:
    for written, asked in clause.root.items():
        name = written.removeprefix(NOT)
        if isinstance(asked, Range):
            if name not in NUMBERS:
                yield _unknown(file, key, f"{name!r} is no number known of a situation")
        elif name in BASES:
            for code in asked:
                yield from _basis(file, key, code)
        elif strange := sorted(set(asked) - VOCABULARY.get(name, frozenset())):
            yield _unknown(file, key, f"{name!r} is never {strange}")


def _basis(file: str, key: str, code: str) -> Iterator[Defect]:
    try:
        normal = str(legal_bases.parse(code))
    except legal_bases.MalformedLegalBasis as malformed:
        yield Defect("E004", file, key, str(malformed), "Correct the legal basis.")
    else:
        if normal != code:
            yield Defect("E004", file, key, f"{code!r} is not the short form", f"Write {normal!r}.")


def _unknown(file: str, key: str, problem: str) -> Defect:
    return Defect("E004", file, key, problem, "Correct the name, or add what it names.")
