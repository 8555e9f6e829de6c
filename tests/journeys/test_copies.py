"""Copies for load tests are cases like any other: every promise of the database holds for them."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.models import Person
from cases.demo.copies import COPIED, copy_cases
from cases.management.commands.verify_events import Verified, verify
from cases.models import Case, CaseEvent, Deadline, Merge, Suggestion
from cases.picture import picture
from common import references
from correspondence.models import Letter, WebhookDelivery
from documents.models import Document
from fees.models import PaymentAttempt
from production.models import Order, ProducerMessage
from tests import cast
from tests.journeys.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(office: Office) -> Office:
    """A draft, a case that waits for money, and one whose card was handed over."""
    office.draft()
    office.approved()
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    office.produce()
    office.hand_over()
    return office


def test_copies_stand_where_their_templates_stand(three: Office) -> None:
    [made] = copy_cases(many=9)
    assert made.cases == 9
    states = Counter(Case.objects.values_list("state", flat=True))
    assert states == {"draft": 4, "awaiting_payment": 4, "collected": 4}
    assert CaseEvent.objects.count() == made.events // 3 * 4
    numbers = {references.parse(text).counter for text in references_of_all()}
    assert len(numbers) == Case.objects.count()


def test_their_chains_hold(three: Office) -> None:
    list(copy_cases(many=6))
    verified = sum(verify(cast.BERLIN_CLOCK), Verified())
    assert (verified.cases, verified.broken) == (9, ())


def test_what_hangs_on_a_case_hangs_on_its_copy(three: Office) -> None:
    list(copy_cases(many=3))
    paid = Case.objects.filter(state="collected").latest("pk")
    original = Case.objects.filter(state="collected").earliest("pk")
    assert paid.person_id != original.person_id
    assert paid.title is not None
    assert paid.title.person_id == paid.person_id
    assert paid.fees.count() == original.fees.count() > 0
    assert {fee.notice.case_id for fee in paid.fees.all()} == {paid.pk}
    assert paid.handovers.get().order.case_id == paid.pk


def test_a_deadline_of_a_copy_still_knows_what_it_hangs_on(three: Office) -> None:
    list(copy_cases(many=3))
    waiting = Case.objects.filter(state="awaiting_payment").latest("pk")
    notice = waiting.fee_notices.get()
    assert waiting.deadlines.filter(occasion=str(notice.public_id)).exists()


def test_a_copy_is_read_and_carried_on_like_any_case(three: Office) -> None:
    list(copy_cases(many=3))
    waiting = Case.objects.filter(state="awaiting_payment").latest("pk")
    three.reference = waiting.reference
    seen = picture(three.reference, actor=three.clerk)
    assert seen is not None
    assert [fee.status for fee in seen.fees] == ["due"]
    three.pay(provider_id="K-2")
    three.book()
    three.attend()
    three.grant()
    three.produce()
    three.hand_over()
    assert three.case.state == "collected"
    assert sum(verify(cast.BERLIN_CLOCK), Verified()).broken == ()


def test_no_copy_asks_anything_of_the_outside(three: Office) -> None:
    before = Order.objects.filter(next_attempt_at__isnull=False).count()
    list(copy_cases(many=9))
    assert Order.objects.filter(next_attempt_at__isnull=False).count() == before
    assert Deadline.objects.exists()


def test_the_statements_do_not_grow_with_the_copies(three: Office) -> None:
    def statements(many: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            list(copy_cases(many=many))
        return len(seen)

    assert statements(3) == statements(60)


def test_an_empty_authority_has_nothing_to_copy(office: Office) -> None:
    with pytest.raises(ValueError, match="no case to copy"):
        list(copy_cases(many=1))


# What hangs on a case and is not copied as it stands.
LEFT_OUT = {
    CaseEvent: "told anew, under a chain of its own",
    Document: "has a file",
    Letter: "has a file",
    Merge: "names another case",
    PaymentAttempt: "would be asked for",
    ProducerMessage: "came from outside",
    Suggestion: "comes before a case",
    WebhookDelivery: "would be sent",
}


def test_every_row_of_a_case_is_copied_or_left_out_for_a_reason() -> None:
    hanging = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in {Case, Person}
    }
    assert hanging <= {*COPIED, *LEFT_OUT}
    assert not {*COPIED} & {*LEFT_OUT}


def references_of_all() -> list[str]:
    return list(Case.objects.values_list("reference", flat=True))
