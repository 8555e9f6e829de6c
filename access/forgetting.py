"""What the door keeps of calls, and for how long: tokens that ended, first answers.

Public: `forget_tokens`, `forget_answers`, `ANSWERS_KEPT_FOR`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from oauth2_provider.models import AccessToken

from access.models import IdempotencyKey

TOKENS_KEPT_FOR = timedelta(days=1)  # after their end
ANSWERS_KEPT_FOR = timedelta(days=30)  # docs/api.md promises it
BATCH = 10_000  # rows each time; the rest has its turn the next time


def forget_tokens(*, at: datetime) -> int:
    """Delete access tokens that ended long ago; answers how many."""
    ended = AccessToken.objects.filter(expires__lt=at - TOKENS_KEPT_FOR).order_by("expires")
    some = list(ended.values_list("pk", flat=True)[:BATCH])
    AccessToken.objects.filter(pk__in=some).delete()
    return len(some)


def forget_answers(*, at: datetime) -> int:
    """Delete first answers that nobody repeats a request for any more; answers how many.

    They repeat what a case says of a person, so they are kept no longer than needed.
    """
    old = IdempotencyKey.objects.filter(created_at__lt=at - ANSWERS_KEPT_FOR)
    some = list(old.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    return IdempotencyKey.objects.filter(pk__in=some).delete()[0]
