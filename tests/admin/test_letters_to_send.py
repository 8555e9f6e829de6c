"""Letters that wait, over all cases: the oldest first, several recorded at once."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.messages import get_messages
from django.urls import reverse

from correspondence.models import Letter
from tests.admin.conftest import SignIn
from tests.journeys.office import Office
from tests.journeys.test_on_paper import on_paper

LIST = "admin:correspondence_letter_changelist"


def test_the_oldest_stands_first_with_its_file(office: Office, sign_in: SignIn) -> None:
    first = on_paper(office)
    office.later(hours=1)
    second = on_paper(office)
    page = sign_in(office.fatma).get(reverse(LIST)).text
    assert page.index(first.reference) < page.index(second.reference)
    letter = first.letters.get()
    assert reverse("admin:cases_case_letter", args=[first.pk, letter.public_id]) in page


def test_several_are_recorded_at_once_and_one_set_aside_meanwhile_stays(
    office: Office, sign_in: SignIn
) -> None:
    rows = [on_paper(office).letters.get() for _copy in range(3)]
    gone = rows[0]
    ticked = {"action": "sent_by_post", "_selected_action": [row.pk for row in rows]}
    browser = sign_in(office.fatma)
    Letter.objects.filter(pk=gone.pk).update(void_at=office.now)
    answer = browser.post(reverse(LIST), ticked)
    assert [row.way for row in Letter.objects.order_by("id")] == ["", "post", "post"]
    assert "2 " in [str(message) for message in get_messages(answer.wsgi_request)][-1]


def test_what_has_left_is_not_listed(office: Office, sign_in: SignIn) -> None:
    office.file()
    assert office.reference not in sign_in(office.fatma).get(reverse(LIST)).text


def test_the_cash_desk_sends_nothing(office: Office, sign_in: SignIn) -> None:
    on_paper(office)
    answer = sign_in(office.kim).get(reverse(LIST))
    assert answer.status_code == HTTPStatus.FORBIDDEN
