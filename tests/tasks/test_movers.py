"""The movers find what is due in every authority, work in its scope, and leave none behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from access.scope import scoped
from cases import tasks
from cases.models import Case, Deadline
from common.actor import Actor
from tests import cast
from tests.structure.test_scope import scope_now

pytestmark = pytest.mark.django_db(transaction=True)


def case_with_an_alarm(actor: Actor, *, authority: str, reference: str) -> int:
    with scoped(actor):
        case = cast.case(person=cast.amal(authority=authority), reference=reference)
        due_at = timezone.now() - timedelta(minutes=5)
        Deadline.objects.create(case=case, kind="inaction_alarm", occasion="receipt", due_at=due_at)
        return case.pk


def test_what_is_due_is_done_once_in_the_scope_of_its_authority() -> None:
    pk = case_with_an_alarm(cast.BERLIN_CLOCK, authority="berlin", reference="BE-2026-000123-5")
    assert tasks.run_deadlines() == 1
    assert tasks.run_deadlines() == 0
    with scoped(cast.BERLIN_CLOCK):
        case = Case.objects.get(pk=pk)
        assert [event.kind for event in case.events.all()] == ["inaction_alarm"]
        assert case.waiting_for == "authority"


def test_no_scope_is_left_behind() -> None:
    case_with_an_alarm(cast.BERLIN_CLOCK, authority="berlin", reference="BE-2026-000123-5")
    tasks.run_deadlines()
    assert scope_now() == ""
    assert list(Case.objects.all()) == []


def test_a_case_of_an_authority_without_a_profile_stops_no_other() -> None:
    case_with_an_alarm(cast.HALLE_CLOCK, authority="halle", reference="HA-2026-000001-1")
    case_with_an_alarm(cast.BERLIN_CLOCK, authority="berlin", reference="BE-2026-000123-5")
    assert tasks.run_deadlines() >= 1
