"""Counters: team leads keep those of their authority, auditors read them, others see none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from access.models import User
from appointments.models import Counter, OpeningHours
from common.actor import Role
from tests import cast

pytestmark = pytest.mark.django_db

LIST = "admin:appointments_counter_changelist"
ADD = "admin:appointments_counter_add"


@pytest.fixture(autouse=True)
def folder_of_static_files(settings: Settings, tmp_path: Path) -> None:
    """WhiteNoise warns where there is none."""
    settings.STATIC_ROOT = str(tmp_path)


def counter(authority: str = cast.BERLIN_OFFICE, *, sandbox: bool = False) -> Counter:
    return Counter.objects.create(
        authority=authority, name="Schalter 1", location="Haus A", sandbox=sandbox
    )


def page_of(one: Counter) -> str:
    return reverse("admin:appointments_counter_change", args=[one.pk])


def signed_in(user: User) -> Client:
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def tarek() -> Client:
    """The team lead at Berlin."""
    return signed_in(cast.tarek())


def form(*, opening_hours: list[dict[str, Any]] | None = None, **changes: str) -> dict[str, Any]:
    """What the browser sends for a counter open as given."""
    rows = opening_hours or []
    data: dict[str, Any] = {"name": "Schalter 2", "location": "Haus B", "active": "on", **changes}
    for prefix, count in (("opening_hours", len(rows)), ("closures", 0)):
        data |= {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"opening_hours-{number}-{name}": value for name, value in row.items()}
    return data


MONDAYS = {
    "weekday": "0",
    "opens": "09:00",
    "closes": "12:00",
    "slot_minutes": "20",
    "purposes": ["biometrics", "pickup"],
}


def test_a_team_lead_opens_a_counter_with_its_hours(tarek: Client) -> None:
    answer = tarek.post(reverse(ADD), form(authority="berlin", opening_hours=[MONDAYS]))
    assert answer.status_code == HTTPStatus.FOUND, answer.context["errors"]
    hours = OpeningHours.objects.get(counter__name="Schalter 2")
    assert (hours.opens, hours.closes) == (time(9), time(12))
    assert hours.purposes == ["biometrics", "pickup"]
    assert (hours.counter.authority, hours.counter.sandbox) == ("berlin", False)


def test_hours_that_end_before_they_begin_or_serve_nothing_are_refused(tarek: Client) -> None:
    backwards = MONDAYS | {"closes": "08:00"}
    for_nothing = {name: value for name, value in MONDAYS.items() if name != "purposes"}
    for wrong in (backwards, for_nothing):
        answer = tarek.post(reverse(ADD), form(authority="berlin", opening_hours=[wrong]))
        assert answer.status_code == HTTPStatus.OK
    assert not Counter.objects.exists()


def test_a_team_lead_closes_a_counter_but_neither_deletes_nor_moves_it(tarek: Client) -> None:
    here = counter()
    tarek.post(page_of(here), form(authority="halle") | {"active": ""})
    here.refresh_from_db()
    assert (here.name, here.active, here.authority) == ("Schalter 2", False, "berlin")
    delete = reverse("admin:appointments_counter_delete", args=[here.pk])
    assert tarek.post(delete, {"post": "yes"}).status_code == HTTPStatus.FORBIDDEN


def test_a_team_lead_can_open_no_counter_elsewhere(tarek: Client) -> None:
    answer = tarek.post(reverse(ADD), form(authority="halle"))
    assert answer.status_code == HTTPStatus.OK
    assert not Counter.objects.exists()


def test_counters_of_other_authorities_and_of_the_sandbox_are_out_of_sight(tarek: Client) -> None:
    hidden = [counter("halle"), counter(sandbox=True)]
    assert "Schalter 1" not in tarek.get(reverse(LIST)).content.decode()
    for one in hidden:
        tarek.post(page_of(one), form())
        one.refresh_from_db()
        assert one.name == "Schalter 1"


def test_an_auditor_reads_and_changes_nothing() -> None:
    anton, here = signed_in(cast.anton()), counter()
    assert "Schalter 1" in anton.get(reverse(LIST)).content.decode()
    assert anton.get(page_of(here)).status_code == HTTPStatus.OK
    assert anton.post(page_of(here), form()).status_code == HTTPStatus.FORBIDDEN
    assert anton.get(reverse(ADD)).status_code == HTTPStatus.FORBIDDEN
    here.refresh_from_db()
    assert here.name == "Schalter 1"


@pytest.mark.parametrize("person", [cast.karin, cast.kim, cast.fatma])
def test_nobody_else_sees_the_counters(person: Callable[[], User]) -> None:
    client, here = signed_in(person()), counter()
    for address in (reverse(LIST), reverse(ADD), page_of(here)):
        assert client.get(address).status_code == HTTPStatus.FORBIDDEN


def test_who_leads_here_and_only_works_there_changes_only_here() -> None:
    lead = cast.tarek()
    lead.memberships.create(authority="halle", role=Role.AUDITOR.value)
    client, there = signed_in(lead), counter("halle")
    assert client.get(page_of(there)).status_code == HTTPStatus.OK
    assert client.post(page_of(there), form()).status_code == HTTPStatus.FORBIDDEN
