"""A cursor that no list gave out is refused before the database is asked."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session

from common.paging import InvalidCursor, page


@pytest.mark.parametrize("cursor", ["", "nonsense", "W10:abc", "a:b:c", "\x00", "ä" * 5000])
def test_nonsense_is_no_cursor(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        page(Session.objects.all(), keys=("expire_date", "session_key"), cursor=cursor, limit=5)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_page_has_at_least_one_row(limit: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        page(Session.objects.all(), keys=("session_key",), cursor=None, limit=limit)
