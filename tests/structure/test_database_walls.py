"""Every row of a case is behind row-level security; what is not, is on a list with its reason."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from access.scope import scoped
from applicants.models import Person
from common.actor import Actor, ActorKind

pytestmark = pytest.mark.django_db

# Read before a scope can be known, or configuration; none of them hangs on a case.
OUTSIDE = {"access_membership", "access_accesslog", "appointments_counter"}


def tables_with_an_authority() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "authority" for field in model._meta.get_fields())
    }


def test_every_table_with_an_authority_is_forced_under_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        secured = {name for (name,) in cursor.fetchall()}
    assert tables_with_an_authority() - OUTSIDE == secured


def test_everything_runs_as_the_application_role_which_cannot_pass_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("titelweg_app", False, False)


def person_of(authority: str) -> None:
    Person.objects.create(authority=authority, family_name="Nguyen")


def staff_of(*authorities: str) -> Actor:
    return Actor(kind=ActorKind.STAFF, roles={name: frozenset() for name in authorities})


def test_without_a_scope_an_unfiltered_query_finds_nothing_and_with_one_only_its_own() -> None:
    for authority in ("berlin", "halle"):
        with scoped(staff_of(authority)):
            person_of(authority)
    assert list(Person.objects.all()) == []
    with scoped(staff_of("halle")):
        assert [person.authority for person in Person.objects.all()] == ["halle"]
    with scoped(staff_of("halle", "berlin")):
        assert Person.objects.count() == 2
    assert list(Person.objects.all()) == []


def test_the_application_can_only_add_events_and_payments() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'titelweg_app' AND table_name IN ('cases_caseevent', 'fees_payment')"
        )
        assert set(cursor.fetchall()) == {
            (table, verb)
            for table in ("cases_caseevent", "fees_payment")
            for verb in ("SELECT", "INSERT")
        }


def test_the_models_name_no_cascade_that_could_take_an_event() -> None:
    event = apps.get_model("cases", "CaseEvent")
    case = event._meta.get_field("case")
    assert isinstance(case, models.ForeignKey)
    assert case.remote_field.on_delete is models.DO_NOTHING
