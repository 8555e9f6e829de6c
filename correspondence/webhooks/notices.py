"""Telling a portal's contact that its webhook has paused.

Public: `tell_contact`. At least once: who is killed between sending and marking sends again, with
the same Message-ID.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path
from string import Template

from django.core.mail import EmailMessage
from django.utils import translation

from common.calendar import BERLIN
from common.text import german_moment
from correspondence.models import Webhook

logger = logging.getLogger(__name__)
TEXT = Path(__file__).with_name("paused.txt")
AGAIN = timedelta(minutes=5)


def tell_contact(webhook: Webhook, *, at: datetime) -> bool:
    """Send the notice if one is due and nobody else has it in hand; True if it was sent.

    Call it outside any transaction. Where the mail server does not take it, it is due again.
    """
    due = Webhook.objects.filter(pk=webhook.pk, notice_due_at__lte=at)
    if not due.update(notice_due_at=at + AGAIN):
        return False
    webhook.refresh_from_db()
    try:
        _mail(webhook).send()
    except OSError as error:  # also every SMTPException
        logger.warning("The contact of webhook %s cannot be told: %s", webhook.public_id, error)
        return False
    Webhook.objects.filter(pk=webhook.pk, paused_at=webhook.paused_at).update(notice_due_at=None)
    return True


def _mail(webhook: Webhook) -> EmailMessage:
    paused_at = webhook.paused_at or webhook.created_at
    facts = {
        "name": webhook.name,
        "portal": webhook.portal.name,
        "url": webhook.url,
        "paused_at": german_moment(paused_at.astimezone(BERLIN)),
        "why_de": _why(webhook, language="de"),
        "why_en": _why(webhook, language="en"),
    }
    return EmailMessage(
        subject=f"Webhook {webhook.name}: angehalten / paused",
        body=Template(TEXT.read_text(encoding="utf-8")).substitute(facts),
        to=[webhook.portal.contact_email],
        headers={
            "Message-ID": f"<{webhook.public_id}.{paused_at:%Y%m%d%H%M%S%f}@titelweg>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _why(webhook: Webhook, *, language: str) -> str:
    with translation.override(language):
        return str(webhook.get_why_paused_display())
