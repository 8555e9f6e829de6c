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
# Of these there is one for each copy, so `seed_copy` itself has their keys.
ONE_EACH: dict[Any, str] = {Person: "copy.new_person", Case: "copy.new_case"}
# What other rows point at, besides: `seed_row` tells which row became which.
POINTED_AT = {field.related_model for model in COPIED for field in model._meta.concrete_fields} & {
    *COPIED
} - {*ONE_EACH}

# A closed case is on no desk any more; its copy is, until it is closed itself.
CLOSED_ROW = f"row.state IN ({', '.join(repr(state.value) for state in CLOSED)})"
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
    (Case, "team"): f"CASE WHEN {CLOSED_ROW} THEN 'Eingang' ELSE row.team END",
    (Case, "waiting_for"): f"CASE WHEN {CLOSED_ROW} THEN 'authority' ELSE row.waiting_for END",
    (Case, "next_due_at"): (
        f"CASE WHEN {CLOSED_ROW} THEN row.received_at ELSE row.next_due_at END + copy.shift"
    ),
    (Case, "version"): "0",
    (Case, "chain_head"): "''",
    (Case, "family_filing_id"): "NULL",
    (Item, "decision"): "'pending'",
    (Withdrawal, "token"): "left(copy.reference || row.token, 64)",
    (Confirmation, "code"): "left(md5(row.code || copy.reference), 32)",
    (FeeNotice, "number"): "copy.reference || right(row.number, 3)",
    (Payment, "provider_id"): "left(copy.reference || '-' || row.provider_id, 64)",
    (Fiktionsbescheinigung, "serial_number"): "left(md5(row.serial_number || copy.reference), 12)",
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
    templates = list(islice(_templates(), many))
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
    cursor.execute(_PLAN_ANEW)
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


# Which copy is of whom, and which row became which.
_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS seed_copy (
    k bigint PRIMARY KEY, template bigint, person bigint, reference text, shift interval,
    second_name text, second_key text, new_case bigint, new_person bigint
);
CREATE TEMP TABLE IF NOT EXISTS seed_row (
    of text, k bigint, old bigint, new bigint, PRIMARY KEY (of, old, k)
);
TRUNCATE seed_copy, seed_row;
"""
_NUMBERS = """
SELECT nextval('cases_reference_number'), nextval('cases_case_id_seq'),
       nextval('applicants_person_id_seq')
  FROM generate_series(1, %s)
"""


def _name(cursor: CursorWrapper, batch: list[tuple[int, Template]]) -> None:
    cursor.execute(_NUMBERS, [len(batch)])
    numbers = cursor.fetchall()
    copies = [_row_of_copy(k, of, *own) for (k, of), own in zip(batch, numbers, strict=True)]
    with cursor.copy("COPY seed_copy FROM STDIN") as copy:
        for row in copies:
            copy.write_row(row)
    cursor.execute("ANALYZE seed_copy")


def _row_of_copy(k: int, of: Template, counter: int, case: int, person: int) -> tuple[Any, ...]:
    second_name = SECOND_NAMES[k // 7 % len(SECOND_NAMES)]
    reference = references.make(prefix=of.prefix, year=of.year, counter=counter)
    shift = f"{-(k % SPREAD_DAYS)} days"
    second_key = name_key(second_name)
    return k, of.case, of.person, reference, shift, second_name, second_key, case, person


def _insert(cursor: CursorWrapper, model: type[models.Model]) -> None:
    """Insert the copies of all rows of the model."""
    if model in POINTED_AT:
        _give_keys(cursor, model)
    fields: list[Any] = [field for field in model._meta.concrete_fields if _has_value(model, field)]
    joins = " ".join(_join(field) for field in fields if _is_looked_up(field))
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(field.column for field in fields)})"  # noqa: S608
        f" SELECT {', '.join(_value(model, field) for field in fields)}"
        f" FROM {_rows(model)} {joins} ORDER BY copy.k, row.id"
    )


def _rows(model: type[models.Model]) -> str:
    return f"seed_copy copy JOIN {model._meta.db_table} row ON {_belongs(model)}"


def _belongs(model: type[models.Model]) -> str:
    if model is Case:
        return "row.id = copy.template"
    if model is Person:
        return "row.id = copy.person"
    names = {field.name for field in model._meta.concrete_fields}
    return "row.case_id = copy.template" if "case" in names else "row.person_id = copy.person"


def _give_keys(cursor: CursorWrapper, model: type[models.Model]) -> None:
    """Write down which key each copy of a row gets, for the rows that point at it."""
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO seed_row SELECT '{table}', copy.k, row.id,"  # noqa: S608  # names of models
        f" nextval(pg_get_serial_sequence('{table}', 'id')) FROM {_rows(model)}"
    )
    cursor.execute("ANALYZE seed_row")


def _has_value(model: type[models.Model], field: Any) -> bool:
    """Whether a value is given; the key of a row that nothing points at comes from its table."""
    return not field.primary_key or model in POINTED_AT or model in ONE_EACH


def _is_looked_up(field: Any) -> bool:
    return (field.primary_key and field.model in POINTED_AT) or field.related_model in POINTED_AT


def _join(field: Any) -> str:
    """With the copy of the row itself, or of one that it points at."""
    target = (field.model if field.primary_key else field.related_model)._meta.db_table
    return (
        f"LEFT JOIN seed_row of_{field.name} ON of_{field.name}.of = '{target}'"
        f" AND of_{field.name}.k = copy.k AND of_{field.name}.old = row.{field.column}"
    )


def _value(model: type[models.Model], field: Any) -> str:
    if (model, field.column) in INSTEAD:
        return INSTEAD[model, field.column]
    if _is_looked_up(field):
        return f"of_{field.name}.new"
    return ONE_EACH.get(model if field.primary_key else field.related_model) or _shifted(field)


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


# Foreign keys are checked by plans that are kept; one that was made for a small table would read a
# large one anew for each row.
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
SELECT row.authority, row.sandbox, copy.new_case, gen_random_uuid(), row.kind, row.state,
       row.at + copy.shift, row.actor_kind, row.actor_id, row.data
  FROM seed_copy copy JOIN cases_caseevent row ON row.case_id = copy.template
 ORDER BY copy.k, row.seq
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
UPDATE cases_case subject SET state = way.state
  FROM unnest(%(cases)s::bigint[], %(states)s::text[]) AS way (template, state)
  JOIN seed_copy copy ON copy.template = way.template
 WHERE subject.id = copy.new_case AND NOT way.state = ANY(%(closed)s)
"""
_CLOSE = """
UPDATE cases_case subject
   SET state = row.state, closed_at = row.closed_at + copy.shift, team = row.team,
       waiting_for = row.waiting_for, next_due_at = row.next_due_at + copy.shift
  FROM seed_copy copy JOIN cases_case row ON row.id = copy.template
 WHERE subject.id = copy.new_case AND row.state = ANY(%(closed)s)
"""


def _move(cursor: CursorWrapper) -> None:
    """Lead each copy along the states that its template went through."""
    cursor.execute(_WAY)
    ways: dict[int, list[tuple[int, str]]] = {}
    for case, state, step in cursor.fetchall():
        ways.setdefault(step, []).append((case, state))
    closed = {"closed": list(CLOSED)}
    for _step, moved in sorted(ways.items()):
        cases, states = zip(*moved, strict=True)
        cursor.execute(_STEP, {"cases": list(cases), "states": list(states)} | closed)
    cursor.execute(_CLOSE, closed)
