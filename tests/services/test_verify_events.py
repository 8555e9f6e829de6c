"""The chains of events hold, or the command says where not."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from access.scope import scoped
from authorities.service import UnknownAuthority
from cases.models import Case, CaseEvent
from tests import cast


def record(case: Case, kind: str) -> None:
    CaseEvent.objects.create(
        case=case, kind=kind, state=case.state, at=cast.NOON, actor_kind="system"
    )


def said(**options: str) -> str:
    out = io.StringIO()
    call_command("verify_events", stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.mark.django_db
class TestWholeChains:
    def test_it_counts_what_it_verified_in_all_scopes(self) -> None:
        with scoped(cast.BERLIN_CLOCK):
            case = cast.case()
            record(case, "submitted")
            record(case, "review_begun")
        assert said() == "2 events of 1 cases verified: every chain holds.\n"
        assert said(authority="berlin") == "2 events of 1 cases verified: every chain holds.\n"

    def test_an_unknown_authority_is_refused(self) -> None:
        with pytest.raises(UnknownAuthority):
            said(authority="atlantis")


@pytest.fixture
def tampered(transactional_db: None) -> Iterator[Case]:
    """A case whose second event was changed by somebody with the owner's rights."""
    with scoped(cast.BERLIN_CLOCK):
        case = cast.case()
        for kind in ("submitted", "review_begun", "favourably_checked"):
            record(case, kind)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('titelweg.authorities', 'berlin', false)")
        cursor.execute("SELECT set_config('titelweg.sandbox', 'f', false)")
        cursor.execute("UPDATE cases_caseevent SET kind = 'collected' WHERE seq = 2")
        assert cursor.rowcount == 1
    yield case
    connection.close()


def test_a_changed_event_is_named_with_its_case_and_number(tampered: Case) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 cases have a broken chain"):
        call_command("verify_events", stdout=out, stderr=out)
    assert f"{tampered.reference}: the chain breaks at event 2" in out.getvalue()
