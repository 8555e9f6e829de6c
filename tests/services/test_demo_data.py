"""The demo's cases: everything a procedure can produce, and nothing that would happen now.

They are told on the Sunday after Christmas, when few of the last days were working days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from time_machine import TimeMachineFixture

from access.scope import scoped
from cases.demo.elsewhere import PLOTS as PLOTS_ELSEWHERE
from cases.demo.people import PAYING, SPARED
from cases.demo.plots import PLOTS
from cases.demo.story import NEVER_SENT
from cases.duplicates import possible_duplicates
from cases.management.commands.verify_events import Verified, verify
from cases.models import (
    Case,
    CaseEvent,
    Deadline,
    FamilyFiling,
    Fiktionsbescheinigung,
    Rechtsbehelf,
    Suggestion,
)
from cases.states import State
from common.actor import system_for
from common.calendar import BERLIN
from correspondence.models import Letter, Message
from fees.models import FeePosition
from production.models import Order
from tests import cast

SUNDAY = datetime(2026, 12, 27, 7, 15, tzinfo=BERLIN)


def test_there_are_people_enough_for_every_plot() -> None:
    spared = sum(plot.spared for plot in PLOTS)
    assert spared <= len(SPARED)
    assert sum(plot.times for plot in PLOTS) - spared <= len(PAYING)


@pytest.fixture
def told(
    db: None,
    vault_folder: Path,
    settings: Settings,
    tmp_path: Path,
    time_machine: TimeMachineFixture,
) -> Iterator[None]:
    settings.DEVELOPMENT = True
    time_machine.move_to(SUNDAY, tick=False)
    call_command("demo_accounts", write=tmp_path / "demo.json", verbosity=0)
    call_command("demo_data", verbosity=0)
    with scoped(cast.BERLIN_CLOCK):
        yield


def test_the_others_have_cases_that_show_what_only_they_have(told: None) -> None:
    for authority in sorted(PLOTS_ELSEWHERE):
        with scoped(system_for(authority, sandbox=False)):
            people = sum(plot.times for plot in PLOTS_ELSEWHERE[authority])
            assert Case.objects.count() + Suggestion.objects.pending().count() == people
            assert CaseEvent.objects.filter(at__gt=SUNDAY).count() == 0
            assert Deadline.objects.running().filter(due_at__lte=SUNDAY).count() == 0
            assert not Message.objects.exclude(status="withdrawn").exists()
            chains = sum(verify(system_for(authority, sandbox=False)), Verified())
            assert chains.broken == ()
    with scoped(system_for("bremen", sandbox=False)):
        assert Suggestion.objects.pending().count() == 2
        [applied] = Suggestion.objects.filter(status="applied")
        assert applied.case is not None
        assert applied.case.channel == "on_suggestion"
        assert Letter.objects.to_send().exists()
    with scoped(system_for("euskirchen", sandbox=False)):
        assert Fiktionsbescheinigung.objects.standing().count() == 1
        assert FeePosition.objects.filter(conflict__isnull=False).exists()
    with scoped(system_for("magdeburg", sandbox=False)):
        assert FamilyFiling.objects.get().cases.count() == 3
        assert Order.objects.filter(status="in_box").count() == 1
    with scoped(system_for("halle", sandbox=False)):
        assert Rechtsbehelf.objects.pending().count() == 1
        assert Case.objects.get(requirements__code="signature").state == State.AWAITING_DOCUMENTS
        office = system_for("halle", sandbox=False)
        again = Case.objects.get(channel="email", state=State.SUBMITTED)
        [first] = possible_duplicates(again, actor=office)
        assert (first.channel, first.state) == ("post", State.SUBMITTED)


def test_the_cases_are_spread_over_all_states_and_nothing_of_them_happens_now(told: None) -> None:
    assert set(Case.objects.values_list("state", flat=True)) == set(State.values)
    assert 55 <= Case.objects.count() <= 65
    assert CaseEvent.objects.filter(at__gt=SUNDAY).count() == 0
    assert Deadline.objects.running().filter(due_at__lte=SUNDAY).count() == 0
    assert set(Message.objects.values_list("status", flat=True)) == {"withdrawn"}
    assert Message.objects.filter(last_error=NEVER_SENT).exists()
    assert Order.objects.filter(status__in=["sent", "order_accepted", "in_production"]).count() == 0
    assert sum(verify(cast.BERLIN_CLOCK), Verified()).broken == ()
    before = Case.objects.count()
    call_command("demo_data", verbosity=0)
    assert Case.objects.count() == before


@pytest.mark.django_db
def test_it_is_refused_in_production(settings: Settings) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="development only"):
        call_command("demo_data")
