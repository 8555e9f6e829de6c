"""The cases that are there, many times over: for load tests and for plans of large tables.

Public: `copy_cases`, `Copied`.

Each copy is made by the same tables, triggers and constraints as a case that somebody filed: rows
are inserted set by set, events one after the other under their chain, and states move along the
ways that the table of transitions allows. Files are not copied (documents, letters), nor what
would be sent, asked or ordered by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from applicants.models import (
    IdentityDocument,
    Person,
    PersonChange,
    Representative,
    TitleHeld,
    name_key,
)
from appointments.models import Attendance, Booking
from cases.models import (
    Case,
    CaseEvent,
    Check,
    Closure,
    Confirmation,
    Deadline,
    Fiktionsbescheinigung,
    Fortgeltungsanordnung,
    Hearing,
    Item,
    Nebenbestimmung,
    Rechtsbehelf,
    Refusal,
    Withdrawal,
)
from cases.states import CLOSED
from common import references
from correspondence.models import Message
from documents.models import Nachforderung, NachforderungPosition, Requirement
from fees.models import FeeDecision, FeeNotice, FeePosition, FeeRelief, Payment, Refund
from production.models import Handover, Order

BATCH = 500  # so that no statement lasts longer than the role allows, on a busy machine too
SPREAD_DAYS = 28
SECOND_NAMES = ("Samira", "Yusuf", "Mariam", "Elias", "Zahra", "Daniel", "Layla", "Omid", "Selam")

BEFORE_DECISION: tuple[type[models.Model], ...] = (
    Person,
    IdentityDocument,
    TitleHeld,
    Representative,
    PersonChange,
    Case,
    Item,
    Check,
    Requirement,
    Nachforderung,
    NachforderungPosition,
    Hearing,
    Refusal,
    Withdrawal,
    Closure,
    Rechtsbehelf,
    Fortgeltungsanordnung,
    Fiktionsbescheinigung,
    Nebenbestimmung,
    Confirmation,
    FeeNotice,
    FeePosition,
    FeeRelief,
    FeeDecision,
    Payment,
    Refund,
    Booking,
    Attendance,
    Deadline,
    Message,
)
AFTER_DECISION: tuple[type[models.Model], ...] = (Order, Handover)
COPIED = (*BEFORE_DECISION, *AFTER_DECISION)

# What a copy has instead of what stands in the row: SQL over `row`, the copy's number `copy.k` and
# its shift in days `copy.shift`. Anything else is copied, with days and instants shifted.
INSTEAD: dict[tuple[type[models.Model], str], str] = {
    (Person, "given_names"): "btrim(row.given_names || ' ' || copy.second_name)",
    (Person, "name_key"): "row.name_key || ' ' || copy.second_key",
    (Person, "email"): "CASE row.email WHEN '' THEN '' ELSE copy.k || '.' || row.email END",
    (Person, "birth_date"): "row.birth_date - (copy.k % 365)::int",
    (Case, "reference"): "copy.reference",
    (Case, "state"): "CASE row.state WHEN 'draft' THEN 'draft' ELSE 'submitted' END",
    (Case, "closed_at"): "NULL",
    (Case, "team"): "coalesce(nullif(row.team, ''), 'Eingang')",
    (Case, "waiting_for"): "CASE row.state WHEN 'draft' THEN '' ELSE 'authority' END",
    (Case, "next_due_at"): "row.received_at",
    (Case, "version"): "0",
    (Case, "chain_head"): "''",
    (Case, "family_filing_id"): "NULL",
    (Item, "decision"): "'pending'",
    (Withdrawal, "token"): "left(copy.reference || row.token, 64)",
    (Confirmation, "code"): "left(md5(row.code || copy.reference), 32)",
    (FeeNotice, "number"): "copy.reference || right(row.number, 3)",
    (Payment, "provider_id"): "left(copy.reference || '-' || row.provider_id, 64)",
    (Fiktionsbescheinigung, "serial_number"): "left(md5(row.serial_number || copy.k), 12)",
    (Order, "next_attempt_at"): "NULL",
}
TEXT_OF_OCCASION = """CASE WHEN row.occasion ~ '^[0-9a-f]{8}-[0-9a-f]{4}-'
    THEN md5(left(row.occasion, 36) || copy.reference)::uuid::text || substr(row.occasion, 37)
    ELSE row.occasion END"""


@dataclass(frozen=True)
class Copied:
    """How many cases and events were made."""

    cases: int
    events: int


@dataclass(frozen=True)
class Template:
    """A case to copy: its key, its person's, and how references of its authority begin."""

    case: int
    person: int
    prefix: str
    year: int


def copy_cases(*, many: int) -> Iterator[Copied]:
    """Make `many` copies of the cases in the scope; tells after each batch what it made.

    Copied are, in turn, all cases that were never reopened and have no booked appointment.
    Raises ValueError where the scope has none.
    """
    templates = list(_templates())
    if not templates:
        raise ValueError("There is no case to copy in this scope.")
    turns = enumerate(islice(cycle(templates), many))
    while batch := list(islice(turns, BATCH)):
        with transaction.atomic(), connection.cursor() as cursor:
            events = _copy(cursor, batch)
        yield Copied(cases=len(batch), events=events)


def _templates() -> Iterator[Template]:
    reopened = CaseEvent.objects.filter(kind="reopened").values("case_id")
    booked = Booking.objects.filter(status=Booking.Status.BOOKED).values("case_id")
    rows = Case.objects.exclude(pk__in=reopened).exclude(pk__in=booked).order_by("pk")
    for pk, person, reference in rows.values_list("pk", "person_id", "reference"):
        parts = references.parse(reference)
        yield Template(case=pk, person=person, prefix=parts.prefix, year=parts.year)


def _copy(cursor: CursorWrapper, batch: list[tuple[int, Template]]) -> int:
    """Make one batch; returns the number of events."""
    cursor.execute(_TABLES)
    _name(cursor, batch)
    for model in BEFORE_DECISION:
        _insert(cursor, model)
    cursor.execute(_DECIDE)
    for model in AFTER_DECISION:
        _insert(cursor, model)
    cursor.execute(_PLAN_BY_INDEX)
    cursor.execute(_TELL)
    events: int = cursor.rowcount
    _move(cursor)
    return events


# Which copy is of whom, which row became which, and through which states a case went.
_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS seed_copy (
    k bigint PRIMARY KEY, template bigint, person bigint, reference text, shift interval,
    second_name text, second_key text
);
CREATE TEMP TABLE IF NOT EXISTS seed_row (
    of text, k bigint, old bigint, new bigint, PRIMARY KEY (of, k, old)
);
TRUNCATE seed_copy, seed_row;
"""


def _name(cursor: CursorWrapper, batch: list[tuple[int, Template]]) -> None:
    cursor.execute(
        "SELECT nextval('cases_reference_number') FROM generate_series(1, %s)", [len(batch)]
    )
    counters = [row[0] for row in cursor.fetchall()]
    copies = [_row_of_copy(k, of, n) for (k, of), n in zip(batch, counters, strict=True)]
    with cursor.copy("COPY seed_copy FROM STDIN") as copy:
        for row in copies:
            copy.write_row(row)
    cursor.execute("ANALYZE seed_copy")


def _row_of_copy(k: int, of: Template, counter: int) -> tuple[Any, ...]:
    second_name = SECOND_NAMES[k // 7 % len(SECOND_NAMES)]
    reference = references.make(prefix=of.prefix, year=of.year, counter=counter)
    shift = f"{-(k % SPREAD_DAYS)} days"
    return k, of.case, of.person, reference, shift, second_name, name_key(second_name)


def _insert(cursor: CursorWrapper, model: type[models.Model]) -> None:
    """Give each row of the model a new key for each copy, then insert the copies."""
    table = model._meta.db_table
    cursor.execute(_PLAN_ANEW)
    cursor.execute(
        f"INSERT INTO seed_row SELECT '{table}', copy.k, row.id,"  # noqa: S608  # names of models
        f" nextval(pg_get_serial_sequence('{table}', 'id'))"
        f" FROM seed_copy copy JOIN {table} row ON {_belongs(model)}"
    )
    fields: list[Any] = list(model._meta.concrete_fields)
    joins = " ".join(_join(field) for field in fields if _is_copied_key(field))
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(field.column for field in fields)})"  # noqa: S608
        f" SELECT {', '.join(_value(model, field) for field in fields)}"
        f" FROM seed_row own JOIN seed_copy copy ON copy.k = own.k"
        f" JOIN {table} row ON row.id = own.old {joins} WHERE own.of = '{table}' ORDER BY own.new"
    )


def _belongs(model: type[models.Model]) -> str:
    if model is Case:
        return "row.id = copy.template"
    if model is Person:
        return "row.id = copy.person"
    names = {field.name for field in model._meta.concrete_fields}
    return "row.case_id = copy.template" if "case" in names else "row.person_id = copy.person"


def _is_copied_key(field: Any) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model in COPIED


def _join(field: Any) -> str:
    target = field.related_model._meta.db_table
    return (
        f"LEFT JOIN seed_row of_{field.name} ON of_{field.name}.of = '{target}'"
        f" AND of_{field.name}.k = own.k AND of_{field.name}.old = row.{field.column}"
    )


def _value(model: type[models.Model], field: Any) -> str:
    if field.primary_key:
        return "own.new"
    if (model, field.column) in INSTEAD:
        return INSTEAD[model, field.column]
    if _is_copied_key(field):
        return f"of_{field.name}.new"
    return _shifted(field)


def _shifted(field: Any) -> str:
    column = f"row.{field.column}"
    if isinstance(field, models.UUIDField):
        return f"md5({column}::text || copy.reference)::uuid"
    if isinstance(field, DateTimeRangeField):
        return f"tstzrange(lower({column}) + copy.shift, upper({column}) + copy.shift)"
    if isinstance(field, models.DateTimeField):
        return f"{column} + copy.shift"
    if isinstance(field, models.DateField):
        return f"({column} + copy.shift)::date"
    return TEXT_OF_OCCASION if field.column == "occasion" else column


# Foreign keys are checked by plans that are kept; one that was made for a small table would now
# read a large one anew for each row.
_PLAN_ANEW = "DISCARD PLANS"
# The trigger on events asks for the event before, in a table that grows while it asks.
_PLAN_BY_INDEX = "DISCARD PLANS; SET LOCAL enable_seqscan = off"

_DECIDE = """
UPDATE cases_item item SET decision = row.decision
  FROM seed_row own JOIN cases_item row ON row.id = own.old
 WHERE own.of = 'cases_item' AND item.id = own.new AND row.decision <> 'pending'
"""
_TELL = """
INSERT INTO cases_caseevent
       (authority, sandbox, case_id, public_id, kind, state, at, actor_kind, actor_id, data)
SELECT row.authority, row.sandbox, own.new, gen_random_uuid(), row.kind, row.state,
       row.at + copy.shift, row.actor_kind, row.actor_id, row.data
  FROM seed_row own JOIN seed_copy copy ON copy.k = own.k
  JOIN cases_caseevent row ON row.case_id = own.old
 WHERE own.of = 'cases_case'
 ORDER BY own.k, row.seq
"""
# Where the state of an event differs from that of the event before, the case has moved.
_WAY = """
WITH moved AS (
    SELECT case_id, seq, state,
           lag(state, 1, 'submitted') OVER (PARTITION BY case_id ORDER BY seq) AS before
      FROM cases_caseevent WHERE case_id IN (SELECT template FROM seed_copy)
)
SELECT case_id, state, row_number() OVER (PARTITION BY case_id ORDER BY seq)
  FROM moved WHERE state <> before
"""
_STEP = """
UPDATE cases_case subject
   SET state = way.state,
       closed_at = CASE WHEN way.state = ANY(%(closed)s) THEN row.closed_at + copy.shift END
  FROM unnest(%(cases)s::bigint[], %(states)s::text[]) AS way (template, state)
  JOIN seed_copy copy ON copy.template = way.template
  JOIN seed_row own ON own.of = 'cases_case' AND own.k = copy.k
  JOIN cases_case row ON row.id = own.old
 WHERE subject.id = own.new
"""
_DESK = """
UPDATE cases_case subject
   SET team = row.team, waiting_for = row.waiting_for, next_due_at = row.next_due_at + copy.shift
  FROM seed_row own JOIN seed_copy copy ON copy.k = own.k
  JOIN cases_case row ON row.id = own.old
 WHERE own.of = 'cases_case' AND subject.id = own.new AND row.state <> 'draft'
"""


def _move(cursor: CursorWrapper) -> None:
    """Lead each copy along the states its template went through, then lay it on the same desk."""
    cursor.execute(_WAY)
    ways: dict[int, list[tuple[int, str]]] = {}
    for case, state, step in cursor.fetchall():
        ways.setdefault(step, []).append((case, state))
    for _step, moved in sorted(ways.items()):
        cases, states = zip(*moved, strict=True)
        facts = {"cases": list(cases), "states": list(states), "closed": list(CLOSED)}
        cursor.execute(_STEP, facts)
    cursor.execute(_DESK)
