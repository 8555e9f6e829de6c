"""Who pages through a list sees every row once, in order, whatever ties there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import Q

from access.models import User
from common.paging import InvalidCursor, page

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
KEYS = ("expire_date", "session_key")


@pytest.fixture
def sessions() -> list[str]:
    """Seven rows in order; four of them fall on the same microsecond."""
    moments = [NOON - timedelta(microseconds=1), *[NOON] * 4, *[NOON + timedelta(days=1)] * 2]
    return [
        Session.objects.create(session_key=f"key-{place}", expire_date=at).session_key
        for place, at in enumerate(moments)
    ]


def walk(*, limit: int, apart: Sequence[Q] = ()) -> list[list[str]]:
    """The keys of each page, until there is no next one."""
    pages: list[list[str]] = []
    cursor: str | None = None
    while not pages or cursor:
        found = page(Session.objects.all(), keys=KEYS, cursor=cursor, limit=limit, apart=apart)
        pages.append([row.session_key for row in found.items])
        cursor = found.next
    return pages


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 50])
def test_all_rows_are_seen_once_and_in_order(sessions: list[str], limit: int) -> None:
    pages = walk(limit=limit)
    assert [key for keys in pages for key in keys] == sessions
    assert all(len(keys) == limit for keys in pages[:-1])


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_what_is_asked_apart_comes_in_one_order(sessions: list[str], limit: int) -> None:
    odd = Q(session_key__in=sessions[1::2])
    pages = walk(limit=limit, apart=[odd, ~odd])
    assert [key for keys in pages for key in keys] == sessions
    assert pages == walk(limit=limit)


def test_a_list_that_ends_with_its_page_has_no_next(sessions: list[str]) -> None:
    assert len(walk(limit=len(sessions))) == 1


def test_an_empty_list_is_an_empty_page() -> None:
    found = page(Session.objects.none(), keys=KEYS, cursor=None, limit=10)
    assert (found.items, found.next) == ([], None)


def test_a_row_that_changes_while_paging_is_seen_again_with_its_change(
    sessions: list[str],
) -> None:
    first = page(Session.objects.all(), keys=KEYS, cursor=None, limit=2)
    Session.objects.filter(pk=sessions[0]).update(expire_date=NOON + timedelta(days=2))
    rest = page(Session.objects.all(), keys=KEYS, cursor=first.next, limit=50)
    assert [row.session_key for row in rest.items] == [*sessions[2:], sessions[0]]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 50])
def test_rows_without_a_first_key_come_last_and_once(limit: int) -> None:
    logins = [None, NOON, None, NOON - timedelta(days=1), None]
    names = [
        User.objects.create(username=f"user-{place}", last_login=at).username
        for place, at in enumerate(logins)
    ]
    seen: list[str] = []
    cursor: str | None = None
    while not seen or cursor:
        found = page(User.objects.all(), keys=("last_login", "id"), cursor=cursor, limit=limit)
        seen += [user.username for user in found.items]
        cursor = found.next
    assert seen == [names[place] for place in (3, 1, 0, 2, 4)]


@pytest.mark.usefixtures("sessions")
def test_a_cursor_of_another_order_or_changed_by_one_sign_is_refused() -> None:
    cursor = page(Session.objects.all(), keys=KEYS, cursor=None, limit=2).next
    assert cursor is not None
    swapped = ("x" if cursor[0] != "x" else "y") + cursor[1:]
    with pytest.raises(InvalidCursor) as refusal:
        page(Session.objects.all(), keys=KEYS, cursor=swapped, limit=2)
    assert refusal.value.code == "invalid_cursor"
    with pytest.raises(InvalidCursor):
        page(Session.objects.all(), keys=("session_key",), cursor=cursor, limit=2)
