"""The scope ends where its block ends, on every way out, also on a connection that is reused."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from psycopg_pool import ConnectionPool
from pytest_django import Settings

from access.scope import ScopeInTransaction, scoped
from config.pool import forget_scope
from tests import cast


def scope_now() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('titelweg.authorities', true), '')")
        (authorities,) = cursor.fetchone()
    return str(authorities)


@pytest.mark.django_db(transaction=True)
class TestEnds:
    def test_after_the_block(self) -> None:
        with scoped(cast.BERLIN_CLOCK):
            assert scope_now() == "berlin"
        assert scope_now() == ""

    def test_after_an_error(self) -> None:
        with pytest.raises(ZeroDivisionError), scoped(cast.BERLIN_CLOCK):
            raise ZeroDivisionError
        assert scope_now() == ""

    def test_after_a_rollback_within_it(self) -> None:
        with scoped(cast.BERLIN_CLOCK):
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                raise ZeroDivisionError
            assert scope_now() == "berlin"
        assert scope_now() == ""

    def test_an_inner_scope_gives_way_to_the_outer_one(self) -> None:
        with scoped(cast.BERLIN_CLOCK):
            with scoped(cast.HALLE_CLOCK):
                assert scope_now() == "halle"
            assert scope_now() == "berlin"

    def test_it_is_not_opened_inside_a_transaction(self, settings: Settings) -> None:
        settings.UNDER_TEST = False
        with transaction.atomic(), pytest.raises(ScopeInTransaction):
            scoped(cast.BERLIN_CLOCK).__enter__()


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_forgets_the_scope_even_where_nobody_took_it_back() -> None:
    parameters = connection.get_connection_params()
    for unwanted in ("cursor_factory", "context"):
        parameters.pop(unwanted, None)
    with ConnectionPool(kwargs=parameters, min_size=1, max_size=1, reset=forget_scope) as pool:
        with pool.connection() as first:
            pid = first.info.backend_pid
            first.execute("SELECT set_config('titelweg.authorities', 'berlin', false)")
        with pool.connection() as second:
            row = second.execute("SELECT current_setting('titelweg.authorities', true)").fetchone()
            assert second.info.backend_pid == pid
    assert row in {("",), (None,)}
