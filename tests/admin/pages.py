"""How tests use the staff pages: open a step, fill in its form, read the answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from cases.models import Case

Answer = Any  # a response with what Django's test client adds to it


def page_of(case: Case) -> str:
    return reverse("admin:cases_case_change", args=[case.pk])


def step_of(case: Case, step: str) -> str:
    return reverse("admin:cases_case_do", args=[case.pk, step])


def do(browser: Client, case: Case, step: str, **answers: Any) -> Answer:
    """Fill in the form of a step and send it."""
    return browser.post(step_of(case, step), answers)


def is_done(answer: Answer) -> bool:
    """A step that was done leads back to the case and says so."""
    said = [message.level_tag for message in get_messages(answer.wsgi_request)]
    return answer.status_code == HTTPStatus.FOUND and said[-1:] == ["success"]


def refusal_in(answer: Answer) -> str:
    """The page of a step that was not done, to be looked at for the reason."""
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page: str = answer.content.decode()
    return page
