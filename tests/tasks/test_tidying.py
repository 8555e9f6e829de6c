"""Once an hour what has had its time is forgotten, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken

from access.models import IdempotencyKey
from cases import tasks
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_tokens_go_a_day_after_their_end() -> None:
    application, now = cast.portal().application, timezone.now()
    for name, hours in {"valid": -1, "just ended": 23, "long ended": 25}.items():
        AccessToken.objects.create(
            application=application, token=name, expires=now - timedelta(hours=hours), scope=""
        )
    tasks.tidy_up()
    left = AccessToken.objects.values_list("expires", flat=True)
    assert sorted(left) == [now - timedelta(hours=23), now + timedelta(hours=1)]


def test_first_answers_are_kept_for_thirty_days() -> None:
    portal, now = cast.portal(), timezone.now()
    for days in (29, 31):
        IdempotencyKey.objects.create(
            portal=portal,
            key=f"{days} days",
            digest=b"",
            status=201,
            body={},
            created_at=now - timedelta(days=days),
        )
    tasks.tidy_up()
    assert [row.key for row in IdempotencyKey.objects.all()] == ["29 days"]
