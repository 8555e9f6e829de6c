"""What raw SQL as the application role cannot do, whatever runs above it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django_fsm import FSMFieldMixin

from access.scope import scoped
from cases.models import Case
from tests import cast
from tests.journeys.office import Office


@pytest.fixture(autouse=True)
def in_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


def sql(statement: str, *values: int) -> int:
    """Run one statement in a savepoint of its own; how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def refused(statement: str, *values: int) -> str:
    """The database's reason for refusing the statement."""
    with pytest.raises(IntegrityError) as refusal:
        sql(statement, *values)
    return str(refusal.value)


@pytest.fixture
def case() -> Case:
    return cast.case()


class TestStates:
    def test_a_case_cannot_jump_a_state(self, case: Case) -> None:
        reason = refused("UPDATE cases_case SET state = 'in_production' WHERE id = %s", case.pk)
        assert "in_production does not follow submitted" in reason

    def test_a_case_cannot_begin_in_the_middle(self, case: Case) -> None:
        assert "begins as draft or submitted" in refused(
            "INSERT INTO cases_case SELECT (x).* FROM (SELECT jsonb_populate_record(c,"
            " jsonb_build_object('id', c.id + 1000, 'reference', 'X', 'state', 'collected')) AS x"
            " FROM cases_case c WHERE id = %s) AS forged",
            case.pk,
        )

    def test_the_queryset_passes_the_machine_but_not_the_database(self, case: Case) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(state="collected")

    def test_the_table_of_pairs_is_that_of_the_machine(self) -> None:
        field = Case._meta.get_field("state")
        assert isinstance(field, FSMFieldMixin)
        machine = {(str(move.source), str(move.target)) for move in field.get_all_transitions(Case)}
        with connection.cursor() as cursor:
            cursor.execute("SELECT source, target FROM cases_transition")
            assert set(cursor.fetchall()) == machine

    def test_the_application_cannot_widen_the_table_of_pairs(self) -> None:
        with pytest.raises(DatabaseError, match="permission denied"):
            sql("INSERT INTO cases_transition VALUES ('submitted', 'collected')")

    def test_a_receipt_never_becomes_later(self, case: Case) -> None:
        assert "never becomes later" in refused(
            "UPDATE cases_case SET received_at = received_at + interval '1 second' WHERE id = %s",
            case.pk,
        )

    def test_a_receipt_may_become_earlier(self, case: Case) -> None:
        assert sql(
            "UPDATE cases_case SET received_at = received_at - interval '1 day' WHERE id = %s",
            case.pk,
        )

    def test_a_filed_case_is_never_deleted(self, case: Case) -> None:
        sql("DELETE FROM cases_item WHERE case_id = %s", case.pk)
        assert "never deleted" in refused("DELETE FROM cases_case WHERE id = %s", case.pk)

    def test_an_open_case_never_leaves_the_desks(self, case: Case) -> None:
        reason = refused("UPDATE cases_case SET next_due_at = NULL WHERE id = %s", case.pk)
        assert "cases_open_case_is_on_a_desk" in reason


ORDER = (
    "INSERT INTO production_order (authority, sandbox, case_id, item_id, request_id, product,"
    " payload, status, active, placed_at, producer_reference, serial_number, rejection_code,"
    " rejection_text, checked_by, check_remark, attempts, last_error)"
    " SELECT authority, sandbox, case_id, id, gen_random_uuid(), 'eat', '{}', 'placed', true,"
    " now(), '', '', '', '', '', '', 0, '' FROM cases_item WHERE case_id = %s"
)


class TestOrders:
    def test_no_card_is_ordered_without_a_grant(self, case: Case) -> None:
        assert "has not been granted" in refused(ORDER, case.pk)

    def test_nothing_is_granted_or_ordered_with_an_open_fee(self) -> None:
        office = Office()
        case = office.approved()
        grant = "UPDATE cases_item SET decision = 'granted', decided_at = now(), decided_by = 'x'"
        assert "a fee is outstanding" in refused(f"{grant} WHERE case_id = %s", case.pk)
        assert "a fee is outstanding" in refused(ORDER, case.pk)

    def test_nothing_is_granted_while_a_check_is_unanswered(self) -> None:
        office = Office()
        office.file()
        grant = "UPDATE cases_item SET decision = 'granted', decided_at = now(), decided_by = 'x'"
        assert "check is unanswered" in refused(f"{grant} WHERE case_id = %s", office.case.pk)

    def test_nothing_is_refused_without_hearing_and_second_person(self, case: Case) -> None:
        refuse = "UPDATE cases_item SET decision = 'refused', decided_at = now(), decided_by = 'x'"
        assert "hearing and a second person" in refused(f"{refuse} WHERE case_id = %s", case.pk)


CERTIFICATE = (
    "INSERT INTO cases_fiktionsbescheinigung (authority, sandbox, case_id, public_id, effect,"
    " legal_basis, serial_number, issued_at, issued_by, valid_until)"
    " SELECT authority, sandbox, id, gen_random_uuid(), 'continuation', '§ 81', 'F7654321', now(),"
    " 'x', now() FROM cases_case WHERE id = %s"
)


class TestTheStay:
    @pytest.fixture
    def office(self) -> Office:
        office = Office()
        office.file()
        return office

    def test_an_effect_that_there_is_not_is_not_certified(self, case: Case) -> None:
        assert "there is no such effect" in refused(CERTIFICATE, case.pk)

    def test_nothing_is_certified_before_the_prints_are_stored(self, office: Office) -> None:
        office.require_identification()
        assert "prints are not in the AZR" in refused(CERTIFICATE, office.case.pk)
        office.answer_checks()
        assert sql(CERTIFICATE, office.case.pk)

    def test_what_was_certified_never_changes(self, office: Office) -> None:
        office.issue_certificate("F1234567")
        with pytest.raises(DatabaseError, match="permission denied"):
            sql("UPDATE cases_fiktionsbescheinigung SET valid_until = valid_until + 30")


class TestEvents:
    @pytest.fixture
    def office(self) -> Office:
        office = Office()
        office.file()
        return office

    @pytest.mark.parametrize(
        "attack",
        [
            "UPDATE cases_caseevent SET kind = 'collected'",
            "DELETE FROM cases_caseevent",
            "TRUNCATE cases_caseevent",
        ],
    )
    def test_an_event_cannot_be_changed_or_deleted(self, office: Office, attack: str) -> None:
        with pytest.raises(DatabaseError, match="permission denied"):
            sql(attack)

    def test_an_event_cannot_choose_its_number(self, office: Office) -> None:
        before = office.case.version
        sql(
            "INSERT INTO cases_caseevent (authority, sandbox, case_id, public_id, seq, kind, state,"
            " at, actor_kind, actor_id, data) SELECT authority, sandbox, id, gen_random_uuid(), 99,"
            " 'forged', state, now(), 'system', '', '{}' FROM cases_case WHERE id = %s",
            office.case.pk,
        )
        assert office.case.events.latest("seq").seq == before + 1 == office.case.version

    def test_the_version_moves_by_events_only(self, office: Office) -> None:
        reason = refused("UPDATE cases_case SET version = 99 WHERE id = %s", office.case.pk)
        assert "only an event moves the version" in reason

    def test_the_chain_holds(self, office: Office) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM cases_broken_chains(%s)", [[office.case.pk]])
            assert cursor.fetchall() == []


class TestMoney:
    def test_what_a_fee_position_says_is_frozen(self) -> None:
        Office().approved()
        with pytest.raises(DatabaseError, match="permission denied"):
            sql("UPDATE fees_feeposition SET amount = 1")

    def test_a_payment_is_never_changed(self) -> None:
        office = Office()
        office.approved()
        office.pay()
        with pytest.raises(DatabaseError, match="permission denied"):
            sql("UPDATE fees_payment SET amount = 1")


class TestForeignRows:
    def test_a_foreign_row_is_neither_seen_nor_touched(self, case: Case) -> None:
        with scoped(cast.HALLE_CLOCK):
            assert sql("SELECT 1 FROM cases_case WHERE id = %s", case.pk) == 0
            assert sql("UPDATE cases_case SET team = 'mine' WHERE id = %s", case.pk) == 0

    def test_a_row_cannot_be_hung_on_a_foreign_case(self, case: Case) -> None:
        with scoped(cast.HALLE_CLOCK), pytest.raises(DatabaseError):
            sql(
                "INSERT INTO cases_deadline (authority, sandbox, case_id, kind, occasion, due_at,"
                " outcome) VALUES ('halle', false, %s, 'x', 'x', now(), '')",
                case.pk,
            )

    def test_a_row_cannot_claim_a_foreign_authority(self, case: Case) -> None:
        with pytest.raises(DatabaseError, match="row-level security"):
            sql(
                "INSERT INTO cases_deadline (authority, sandbox, case_id, kind, occasion, due_at,"
                " outcome) VALUES ('halle', false, %s, 'x', 'x', now(), '')",
                case.pk,
            )
