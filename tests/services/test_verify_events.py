"""The chains of events hold, or the command says where not."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from access.scope import scoped
from authorities.service import UnknownAuthority
from cases.management.commands import verify_events
from cases.models import Case, CaseEvent
from common import references
from tests import cast


def some(many: int) -> list[Case]:
    numbers = [references.make(prefix="BE", year=2026, counter=1 + place) for place in range(many)]
    return [cast.case(reference=number) for number in numbers]


def event(case: Case, kind: str) -> CaseEvent:
    return CaseEvent(
        case=case,
        authority=case.authority,
        kind=kind,
        state=case.state,
        at=cast.NOON,
        actor_kind="system",
    )


def record(case: Case, kind: str) -> None:
    event(case, kind).save()


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

    def test_one_statement_may_tell_of_several_cases(self) -> None:
        with scoped(cast.BERLIN_CLOCK):
            cases = some(2)
            CaseEvent.objects.bulk_create(
                event(case, kind) for kind in ("submitted", "review_begun") for case in cases
            )
            record(cases[0], "favourably_checked")
            assert [Case.objects.get(pk=case.pk).version for case in cases] == [3, 2]
        assert said() == "5 events of 2 cases verified: every chain holds.\n"

    def test_an_unknown_authority_is_refused(self) -> None:
        with pytest.raises(UnknownAuthority):
            said(authority="atlantis")


@pytest.fixture
def three(transactional_db: None) -> Iterator[list[Case]]:
    with scoped(cast.BERLIN_CLOCK):
        cases = some(3)
        for case in cases:
            for kind in ("submitted", "review_begun", "favourably_checked"):
                record(case, kind)
    yield cases
    connection.close()


def tamper(statement: str, case: Case) -> None:
    """As somebody with the owner's rights may."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('titelweg.authorities', 'berlin', false)")
        cursor.execute("SELECT set_config('titelweg.sandbox', 'f', false)")
        cursor.execute(statement, [case.pk])
        assert cursor.rowcount == 1


def complaint() -> str:
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 3 cases have a broken chain"):
        call_command("verify_events", stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_changed_event_is_named_with_its_case_and_number_in_whatever_part_it_is(
    three: list[Case], place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_events, "A_PART", 2)
    tamper("UPDATE cases_caseevent SET kind = 'x' WHERE seq = 2 AND case_id = %s", three[place])
    assert complaint() == f"{three[place].reference}: the chain breaks at event 2\n"


def test_a_last_event_that_was_taken_away_is_missed_also_after_the_next(three: list[Case]) -> None:
    tamper("DELETE FROM cases_caseevent WHERE seq = 3 AND case_id = %s", three[0])
    assert complaint() == f"{three[0].reference}: the chain breaks at event 3\n"
    with scoped(cast.BERLIN_CLOCK):
        record(three[0], "resumed")
    assert complaint() == f"{three[0].reference}: the chain breaks at event 4\n"
