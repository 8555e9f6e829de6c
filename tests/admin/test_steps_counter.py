"""The steps of cash desk and counter: money, appointments, what is taken, handed over."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

from django.test import Client
from django.urls import reverse

from cases.models import Case
from cases.states import State
from production.models import Order
from tests.admin.conftest import SignIn
from tests.admin.pages import do, is_done, refusal_in, step_of
from tests.journeys.office import Office


def test_a_payment_at_the_cash_desk_is_booked_once(office: Office, sign_in: SignIn) -> None:
    case, kim = office.approved(), sign_in(office.kim)
    assert 'value="93,00"' in kim.get(step_of(case, "record_payment")).content.decode()
    paid = {
        "method": "cash",
        "amount": "93,00",
        "paid_at": "2026-11-23T10:15",
        "receipt": "KASSE-17",
    }
    refusal_in(do(kim, case, "record_payment", **{**paid, "amount": "0"}))
    assert is_done(do(kim, case, "record_payment", **paid))
    assert is_done(do(kim, case, "record_payment", **paid))
    payment = case.payments.get()
    assert (f"{payment.amount}", payment.method) == ("93.00", "cash")
    assert office.case.state == State.AWAITING_BIOMETRICS


def test_a_deferral_is_proposed_with_a_reason_and_confirmed_by_a_lead(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.approved(), sign_in(office.karin)
    about = {"position": case.fees.outstanding().get().pk, "until": "2027-01-29"}
    refusal_in(do(karin, case, "propose_deferral", **about, reason=""))
    assert is_done(do(karin, case, "propose_deferral", **about, reason="Erst im Januar."))
    assert office.case.state == State.AWAITING_PAYMENT
    relief = case.fee_reliefs.get().public_id
    assert is_done(do(sign_in(office.tarek), case, "confirm_relief", relief=relief))
    assert office.case.state == State.AWAITING_BIOMETRICS


def test_a_fee_is_assessed_anew_with_a_reason(office: Office, sign_in: SignIn) -> None:
    case, karin = office.approved(), sign_in(office.karin)
    assert "93,00" in karin.get(step_of(case, "reassess_fee")).content.decode()
    refused = do(karin, case, "reassess_fee", reason="Noch einmal geprüft.")
    assert "bleiben die Gebühren gleich" in refusal_in(refused)


def test_an_act_is_charged_by_its_price(office: Office, sign_in: SignIn) -> None:
    case, karin = office.approved(), sign_in(office.karin)
    page = karin.get(step_of(case, "charge_position")).content.decode()
    assert "67,00" in page
    assert '<option value="" selected>' in page  # nobody is charged for what nobody chose
    refusal_in(do(karin, case, "charge_position", act=""))
    assert is_done(do(karin, case, "charge_position", act="reissue:loss"))
    assert f"{case.fees.get(code='reissue').amount}" == "67.00"


def test_the_cashier_sees_what_is_open_and_what_is_to_go_back(
    office: Office, sign_in: SignIn
) -> None:
    case, kim = office.approved(), sign_in(office.kim)
    open_fees = reverse("admin:fees_feeposition_changelist")
    assert case.reference in kim.get(open_fees).content.decode()
    office.pay("100.00")
    assert case.reference not in kim.get(open_fees).content.decode()
    assert is_done(do(kim, case, "order_refund", amount="7,00", reason="Zu viel gezahlt."))
    to_pay = reverse("admin:fees_refund_changelist")
    assert case.reference in kim.get(to_pay).content.decode()
    refund = case.refunds.get().public_id
    assert is_done(do(kim, case, "mark_refund_paid", refund=refund))
    assert case.reference not in kim.get(to_pay).content.decode()
    assert sign_in(office.fatma).get(open_fees).status_code == HTTPStatus.FORBIDDEN


def sums(browser: Client, model: str) -> list[str]:
    """The amounts above a list of the cashier's."""
    page = browser.get(reverse(f"admin:fees_{model}_changelist")).content.decode()
    return re.findall(r"<dd[^>]*>([\d.,]+)\s€</dd>", page)


def test_the_cashiers_lists_say_what_they_come_to_and_how_much_is_overdue(
    office: Office, sign_in: SignIn
) -> None:
    office.approved()
    last_day = office.case.fee_notices.get().due_on
    office.approved()
    office.until(last_day, hour=23)
    kim = sign_in(office.kim)
    assert sums(kim, "feeposition") == ["186,00", "0,00"]
    office.until(last_day + timedelta(days=1))
    kim = sign_in(office.kim)
    assert sums(kim, "feeposition") == ["186,00", "186,00"]
    office.pay("100.00")
    assert sums(kim, "feeposition") == ["93,00", "93,00"]
    assert sums(kim, "refund") == ["0,00"]
    assert is_done(do(kim, office.case, "order_refund", amount="7,00", reason="Zu viel gezahlt."))
    assert sums(kim, "refund") == ["7,00"]


def test_a_case_goes_back_to_review_with_a_reason(office: Office, sign_in: SignIn) -> None:
    case, karin = office.approved(), sign_in(office.karin)
    refusal_in(do(karin, case, "return_to_review", reason=""))
    assert is_done(do(karin, case, "return_to_review", reason="Noch eine Rückfrage."))
    assert office.case.state == State.IN_REVIEW


def test_a_waived_fee_no_longer_stops_the_case(office: Office, sign_in: SignIn) -> None:
    case, karin = office.approved(), sign_in(office.karin)
    position = case.fees.outstanding().get()
    about = {"position": position.pk, "ground": "hardship", "reason": "Kein Einkommen."}
    assert is_done(do(karin, case, "propose_waiver", **about))
    relief = case.fee_reliefs.get().public_id
    assert is_done(do(sign_in(office.tarek), case, "confirm_relief", relief=relief))
    position.refresh_from_db()
    assert (position.status, position.status_reason) == ("waived", "Kein Einkommen.")


def invited(office: Office) -> Case:
    office.approved()
    office.pay()
    return office.case


def test_an_appointment_is_booked_moved_and_cancelled(office: Office, sign_in: SignIn) -> None:
    case, fatma = invited(office), sign_in(office.fatma)
    first, second = office.first_slot(), office.first_slot(in_days=3)
    offered = fatma.get(step_of(case, "book_appointment")).content.decode()
    assert first in offered
    assert second in offered
    assert is_done(do(fatma, case, "book_appointment", slot=first))
    booking = case.appointments.active().get()
    which = {"appointment": booking.public_id}
    assert is_done(do(fatma, case, "move_appointment", **which, slot=second))
    assert case.appointments.active().get().starts_at > booking.starts_at
    assert is_done(do(fatma, case, "cancel_appointment", **which))
    assert not case.appointments.active().exists()


def test_a_second_appointment_for_the_same_purpose_is_refused(
    office: Office, sign_in: SignIn
) -> None:
    case, fatma = invited(office), sign_in(office.fatma)
    office.book()
    refused = do(fatma, case, "book_appointment", slot=office.first_slot(in_days=3))
    assert "bereits einen Termin" in refusal_in(refused)


def test_nobody_is_missing_before_the_appointment(office: Office, sign_in: SignIn) -> None:
    case, booking = invited(office), office.book()
    before = do(sign_in(office.fatma), case, "record_no_show")
    assert "noch nicht begonnen" in refusal_in(before)
    office.now = booking.ends_at
    assert is_done(do(sign_in(office.fatma), case, "record_no_show"))
    booking.refresh_from_db()
    assert booking.status == "no_show"


def test_what_the_law_asks_for_at_this_age_must_be_taken(office: Office, sign_in: SignIn) -> None:
    case, fatma = invited(office), sign_in(office.fatma)
    incomplete = {"originals_seen": "on", "photo_taken": "on", "signature_taken": "on"}
    assert "nötig: Fingerabdrücke" in refusal_in(do(fatma, case, "record_attendance", **incomplete))
    assert is_done(do(fatma, case, "record_attendance", **incomplete, fingerprints_taken="on"))
    assert case.attendances.get().fingerprints_taken


def granted(office: Office) -> Order:
    """Granted and ordered, the card made and on its way."""
    invited(office)
    office.attend()
    office.grant()
    order: Order = office.case.orders.active().get()
    for status in ("order_accepted", "in_production"):
        office.producer_says(order, status)
    office.producer_says(order, "shipped", serial_number="YZ1234567")
    return order


def test_a_card_is_received_checked_and_handed_over(office: Office, sign_in: SignIn) -> None:
    order, fatma = granted(office), sign_in(office.fatma)
    case, which = office.case, {"order": order.request_id}
    assert is_done(do(fatma, case, "receive_product", **which))
    assert is_done(do(fatma, case, "check_product", **which, verdict="flawless"))
    assert office.case.state == State.READY_FOR_PICKUP
    to_a_friend = {"recipient": "authorised", "old_document": "withdrawn"}
    refusal_in(do(fatma, case, "hand_over", **which, **to_a_friend))
    assert is_done(
        do(fatma, case, "hand_over", **which, **to_a_friend, recipient_name="Omar Haddad")
    )
    assert office.case.state == State.COLLECTED
    assert office.case.handovers.get().recipient_name == "Omar Haddad"


def test_a_defective_card_is_ordered_again(office: Office, sign_in: SignIn) -> None:
    order, fatma = granted(office), sign_in(office.fatma)
    case, which = office.case, {"order": order.request_id}
    do(fatma, case, "receive_product", **which)
    defect = {"verdict": "defective", "remark": "Das Foto ist verzerrt."}
    assert is_done(do(fatma, case, "check_product", **which, **defect))
    assert is_done(do(sign_in(office.karin), case, "repeat_order"))
    assert case.orders.active().get().request_id != order.request_id
