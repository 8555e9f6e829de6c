"""The demo's accounts: signed in with what the file says, made once, and never in production."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from access.models import ClientSecret, Membership, Portal, User
from appointments.models import Counter, OpeningHours

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Path:
    settings.DEVELOPMENT = True
    return tmp_path / "demo.json"


def make(file: Path) -> dict[str, dict[str, dict[str, str]]]:
    call_command("demo_accounts", write=file, verbosity=0)
    written: dict[str, dict[str, dict[str, str]]] = json.loads(file.read_text())
    return written


def test_everybody_can_sign_in_with_what_the_file_says(file: Path) -> None:
    for login in make(file)["staff"].values():
        user = User.objects.get(username=login["user"])
        assert user.check_password(login["password"])
        assert user.is_staff


def test_each_role_at_berlin_has_somebody_and_clerks_have_a_colleague(file: Path) -> None:
    make(file)
    roles = sorted(Membership.objects.filter(authority="berlin").values_list("role", flat=True))
    assert roles == ["auditor", "cashier", "clerk", "clerk", "front_desk", "team_lead"]


def test_the_others_have_people_of_their_own_and_the_auditor_sees_all(file: Path) -> None:
    make(file)
    for authority in ("bremen", "euskirchen", "halle", "magdeburg"):
        rows = Membership.objects.filter(authority=authority)
        roles = sorted(rows.values_list("role", flat=True))
        assert roles == ["auditor", "cashier", "clerk", "front_desk", "team_lead"]
        own = rows.exclude(role="auditor").values_list("user", flat=True)
        assert not Membership.objects.filter(user__in=own).exclude(authority=authority).exists()


def test_the_portals_serve_everybody_be_it_to_tell_how_to_apply(file: Path) -> None:
    make(file)
    everybody = ["berlin", "bremen", "euskirchen", "halle", "magdeburg"]
    assert list(Portal.objects.values_list("authorities", flat=True)) == [everybody] * 2


def test_one_of_the_two_portals_is_a_sandbox(file: Path) -> None:
    told = make(file)
    assert Portal.objects.get(sandbox=True).application.client_id == told["sandbox"]["client_id"]
    assert Portal.objects.get(sandbox=False).application.client_id == told["portal"]["client_id"]


def openings(authority: str, place: str, purpose: str) -> set[tuple[int, str, str]]:
    rows = OpeningHours.objects.filter(
        counter__authority=authority, counter__location__contains=place, purposes=[purpose]
    )
    return {(row.weekday, f"{row.opens:%H}", f"{row.closes:%H}") for row in rows}


def test_counters_open_where_and_when_the_profile_says(file: Path) -> None:
    make(file)
    pickup = {(0, "08", "15"), (1, "08", "18"), (2, "08", "15"), (3, "08", "15")}
    assert openings("halle", "Am Stadion 6", "pickup") == pickup
    assert not openings("halle", "Am Stadion 5", "pickup")
    assert len(openings("halle", "Am Stadion 5", "biometrics")) == 5
    assert not openings("halle", "Am Stadion 6", "biometrics")


def test_where_no_hours_are_told_everything_is_done_at_the_first_place(file: Path) -> None:
    make(file)
    places = Counter.objects.filter(authority="magdeburg").values_list("location", flat=True)
    assert {place.partition(",")[0] for place in places} == {"Ausländerbehörde"}
    purposes = OpeningHours.objects.filter(counter__authority="magdeburg")
    assert {tuple(row.purposes) for row in purposes} == {("biometrics", "pickup")}


def test_running_it_again_changes_nothing(file: Path) -> None:
    first = make(file)
    people = list(User.objects.order_by("id").values_list("username", "password"))
    counters = Counter.objects.count()
    secrets = list(ClientSecret.objects.values_list("digest", flat=True))
    assert make(file) == first
    assert list(User.objects.order_by("id").values_list("username", "password")) == people
    assert list(ClientSecret.objects.values_list("digest", flat=True)) == secrets
    assert (Portal.objects.count(), Counter.objects.count()) == (2, counters)


def test_a_lost_file_gives_new_passwords_to_the_same_people(file: Path) -> None:
    before = make(file)["staff"]["clerk"]
    file.unlink()
    after = make(file)["staff"]["clerk"]
    assert after["user"] == before["user"]
    assert after["password"] != before["password"]
    assert User.objects.get(username="karin.vogt").check_password(after["password"])


def test_nobody_else_can_read_the_file(file: Path) -> None:
    make(file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_it_is_refused_in_production(file: Path, settings: Settings) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="development only"):
        call_command("demo_accounts", write=file)
    assert not User.objects.exists()
    assert not file.exists()
