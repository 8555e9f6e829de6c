"""What two versions of a profile say differently, from which day on, and whom that touches. Pure.

Public: `Change`, `Step`, `differences`.

Compared is what holds on each day, not how the files are written: a row that was split in two, with
the same values, is no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from authorities.schema import Profile, identity, rows_by_section
from common.rules import Dated, Rule

DAYS = frozenset({"valid_from", "valid_to"})
NAMING = ("code", "key", "name")  # what tells the entries of a list apart
BEFORE_ALL = date.min


class Step(StrEnum):
    """The step of a case that is ruled by a section, on the day the step is taken."""

    FILING = "filing"
    CHARGING = "charging"
    DECIDING = "deciding"
    ANY = "any"


STEPS: Mapping[str, Step] = {
    **dict.fromkeys(("scope", "family", "filing", "files", "checklist"), Step.FILING),
    **dict.fromkeys(("fees", "terms", "published"), Step.CHARGING),
    **dict.fromkeys(("conditions", "validity", "remedy"), Step.DECIDING),
}

Values = Mapping[tuple[str, str], str]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value that differs from the day `since` until before `until`; None without an end.

    `since` is None for what a profile says without days. `old` or `new` is None where that version
    says nothing.
    """

    section: str
    key: str
    old: str | None
    new: str | None
    since: date | None
    until: date | None
    step: Step

    def touches(self, *, on: date) -> bool:
        """Whether a step taken on that day, or later, meets the change."""
        return self.until is None or self.until > on


def differences(old: Profile, new: Profile) -> tuple[Change, ...]:
    """Every value that differs on any day, by section, key and day."""
    days = [BEFORE_ALL, *sorted({*_boundaries(old), *_boundaries(new)})]
    found: list[Change] = []
    for day, following in pairwise([*days, None]):
        if day is not None:
            found += _on_a_day(_values(old, day), _values(new, day), since=day, until=following)
    return tuple(
        sorted(_joined(found), key=lambda row: (row.section, row.key, row.since or date.min))
    )


def _on_a_day(
    before: Values, after: Values, *, since: date, until: date | None
) -> Iterator[Change]:
    for section, key in sorted({*before, *after}):
        told, tells = before.get((section, key)), after.get((section, key))
        if told != tells:
            yield Change(
                section=section,
                key=key,
                old=told,
                new=tells,
                since=None if since == BEFORE_ALL else since,
                until=until,
                step=STEPS.get(section.partition(" ")[0], Step.ANY),
            )


def _joined(changes: Iterable[Change]) -> Iterator[Change]:
    """One change for days that follow each other with the same difference."""
    running: dict[tuple[str, str, str | None, str | None], Change] = {}
    for change in changes:
        same = (change.section, change.key, change.old, change.new)
        earlier = running.get(same)
        if earlier is not None and earlier.until == change.since:
            running[same] = _longer(earlier, until=change.until)
        else:
            if earlier is not None:
                yield earlier
            running[same] = change
    yield from running.values()


def _longer(change: Change, *, until: date | None) -> Change:
    return Change(**{**vars(change), "until": until})


# What a profile says on a day, as values by section and key


def _boundaries(profile: Profile) -> Iterator[date]:
    for _section, rows in rows_by_section(profile):
        for row in rows:
            yield row.valid_from
            if row.valid_to is not None:
                yield row.valid_to


def _values(profile: Profile, day: date) -> Values:
    """What holds on the day. What has no days holds from the beginning."""
    found: dict[tuple[str, str], str] = {}
    for section, rows in rows_by_section(profile):
        for row in rows:
            if row.is_in_force(day):
                name = f"{section} {identity(section, row)}".rstrip()
                found.update({(name, key): value for key, value in _leaves("", row)})
    for section, value in profile:
        if section not in {"version", "revised"} and not _is_dated(value):
            found.update({(section, key): value for key, value in _leaves("", value)})
    return found


def _is_dated(value: object) -> bool:
    return isinstance(value, tuple) and any(isinstance(row, Dated) for row in value)


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Rule | Mapping):
        for name, within in _fields(value):
            yield from _leaves(f"{path}.{name}".lstrip("."), within)
    elif isinstance(value, tuple) and any(isinstance(entry, Rule) for entry in value):
        yield from _entries(path, value)
    elif isinstance(value, frozenset):
        yield path, ", ".join(sorted(str(word) for word in value))
    elif value is not None:
        yield path, ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _fields(value: Rule | Mapping[object, object]) -> Iterator[tuple[object, object]]:
    """What a rule says, without its days; dated rows within it are a section of their own."""
    if isinstance(value, Mapping):
        yield from value.items()
    else:
        yield from (
            (name, within) for name, within in value if name not in DAYS and not _is_dated(within)
        )


def _entries(path: str, entries: tuple[object, ...]) -> Iterator[tuple[str, str]]:
    """Entries by their name; by their place among those of one name, or among all."""
    seen: dict[str, int] = {}
    for entry in entries:
        name = next((str(getattr(entry, field)) for field in NAMING if hasattr(entry, field)), "")
        seen[name] = seen.get(name, 0) + 1
        place = f"{name}#{seen[name]}" if seen[name] > 1 else name
        yield from _leaves(f"{path}[{place or 1}]", entry)
