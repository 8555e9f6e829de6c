"""Lists in pages by key ("keyset"), never by number: equally fast on every page, without counts.

Public: `Page`, `InvalidCursor`, `page`.

What stays unchanged while somebody pages is seen exactly once. A row whose key grows meanwhile
(it was updated) is seen again further on, so a reader by `updated_at` misses no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import Field, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError

Row = TypeVar("Row", bound=Model)


class InvalidCursor(DomainError):
    """The cursor was not given out by this list."""

    code = "invalid_cursor"
    sentence = _("This cursor does not belong to this list. Please start again without one.")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows in order, and the cursor for those after them (None at the end)."""

    items: list[Row]
    next: str | None


def page(
    queryset: QuerySet[Row],
    *,
    keys: Sequence[str] = ("updated_at", "id"),
    cursor: str | None,
    limit: int,
    apart: Sequence[Q] = (),
) -> Page[Row]:
    """The first `limit` rows of `queryset` behind `cursor`, in ascending order of `keys`.

    `apart` are conditions that each row meets one of: an index that begins with their column gives
    the order for each of them, never for several, so each is asked by itself.
    `keys` are columns of the model, together unique; only the first may be null, and rows without
    it come last. Filters may differ from page to page. The cursor is signed: opaque to its reader,
    useless on another list. Raises `InvalidCursor`; ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError("A page has at least one row.")
    fields = [_column(queryset.model, key) for key in keys]
    values = None if cursor is None else _read(cursor, queryset.model, fields)
    rows: list[Row] = []
    for part in _parts(queryset, fields, values):
        rows += _first(part, fields, apart, most=limit + 1 - len(rows))
        if len(rows) > limit:
            break
    items = rows[:limit]
    return Page(items=items, next=_write(items[-1], fields) if len(rows) > limit else None)


def _first(
    part: QuerySet[Row], fields: Sequence[Field[Any, Any]], apart: Sequence[Q], *, most: int
) -> list[Row]:
    names = [field.name for field in fields]
    found = [row for one in apart or [Q()] for row in part.filter(one).order_by(*names)[:most]]
    return sorted(found, key=lambda row: [getattr(row, field.attname) for field in fields])[:most]


def _column(model: type[Model], key: str) -> Field[Any, Any]:
    column = model._meta.get_field(key)
    if not isinstance(column, Field):
        raise TypeError(f"{key!r} is no column of {model._meta.label}.")
    return column


def _parts(
    queryset: QuerySet[Row], fields: Sequence[Field[Any, Any]], values: Sequence[Any] | None
) -> Iterator[QuerySet[Row]]:
    """What is behind these values: the rows with a first key, then those without one.

    Two queries, because an index cannot start from "greater, or null".
    """
    first, *others = keys = [field.name for field in fields]
    with_key = queryset.filter(**{f"{first}__isnull": False}) if fields[0].null else queryset
    if values is None:
        yield with_key
    elif values[0] is not None:
        yield with_key.filter(_behind(keys, values))
    if fields[0].null:
        without_key = queryset.filter(**{f"{first}__isnull": True})
        if values is not None and values[0] is None:
            without_key = without_key.filter(_behind(others, values[1:]))
        yield without_key


def _behind(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """`(key, …) > (value, …)`, with a plain `>=` in front that an index can start from."""
    key, *other_keys = keys
    value, *other_values = values
    if not other_keys:
        return Q(**{f"{key}__gt": value})
    tie_broken = _behind(other_keys, other_values)
    return Q(**{f"{key}__gte": value}) & (Q(**{f"{key}__gt": value}) | tie_broken)


def _signer(model: type[Model], fields: Sequence[Field[Any, Any]]) -> Signer:
    """Signs for one list: of this model, in this order."""
    return Signer(salt=":".join([model._meta.label, *(field.name for field in fields)]))


def _write(row: Model, fields: Sequence[Field[Any, Any]]) -> str:
    values = [
        None if getattr(row, field.attname) is None else field.value_to_string(row)
        for field in fields
    ]
    return _signer(type(row), fields).sign_object(values)


def _read(cursor: str, model: type[Model], fields: Sequence[Field[Any, Any]]) -> list[Any]:
    try:
        values = _signer(model, fields).unsign_object(cursor)
        return [field.to_python(value) for field, value in zip(fields, values, strict=True)]
    except (BadSignature, ValidationError, ValueError) as error:
        raise InvalidCursor from error
