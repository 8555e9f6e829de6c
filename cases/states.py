"""The states of a case, in English for code and in German law's words for people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Received")
    IN_REVIEW = "in_review", _("In review")
    AWAITING_DOCUMENTS = "awaiting_documents", _("Documents requested")
    HEARING = "hearing", _("Hearing")
    AWAITING_PAYMENT = "awaiting_payment", _("Payment outstanding")
    AWAITING_BIOMETRICS = "awaiting_biometrics", _("Biometrics appointment")
    AWAITING_DECISION = "awaiting_decision", _("Decision")
    IN_PRODUCTION = "in_production", _("In production")
    READY_FOR_PICKUP = "ready_for_pickup", _("Ready for pickup")
    COLLECTED = "collected", _("Collected")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCONTINUED = "discontinued", _("Discontinued")
    TRANSFERRED = "transferred", _("Transferred")


CLOSED = (
    State.COLLECTED,
    State.REFUSED,
    State.WITHDRAWN,
    State.DISCONTINUED,
    State.TRANSFERRED,
)
# Closed for work, not for the law: these can be reopened.
REOPENABLE = (State.REFUSED, State.WITHDRAWN, State.DISCONTINUED, State.TRANSFERRED)
OPEN = tuple(state for state in State if state not in CLOSED and state != State.DRAFT)
UNDECIDED = (
    State.SUBMITTED,
    State.IN_REVIEW,
    State.AWAITING_DOCUMENTS,
    State.HEARING,
    State.AWAITING_PAYMENT,
    State.AWAITING_BIOMETRICS,
    State.AWAITING_DECISION,
)


class WaitingFor(models.TextChoices):
    """Whose turn it is."""

    NOBODY = "", _("nobody")
    AUTHORITY = "authority", _("the authority")
    APPLICANT = "applicant", _("the applicant")
    PRODUCER = "producer", _("the producer")
    THIRD_PARTY = "third_party", _("another body")
