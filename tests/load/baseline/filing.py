"""Filing: a row for everything that the application is, and what follows from it."""

from __future__ import annotations

import hashlib
import json
import secrets
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from .given import given
from .models import (
    Case,
    Check,
    Confirmation,
    Deadline,
    Event,
    Item,
    Letter,
    Message,
    Person,
    Portal,
    Requirement,
    TitleHeld,
)

CHECKOUT = Path(__file__).parents[3]
LETTERS = CHECKOUT / "correspondence" / "letters"
FONTS = CHECKOUT / "node_modules" / "@expo-google-fonts"


def file(
    *,
    portal: Portal,
    authority: str,
    person: dict[str, Any],
    current_title: dict[str, Any],
    **told: Any,
) -> Case:
    """A filed case with its rows and its letter."""
    residence = person.pop("residence")
    name_key = f"{person['family_name']} {person['given_names']}".lower()
    applicant = Person.objects.create(authority=authority, name_key=name_key, **person, **residence)
    title = TitleHeld.objects.create(authority=authority, person=applicant, **current_title)
    case = Case.objects.create(
        authority=authority,
        reference=f"BL-{secrets.token_hex(8)}",
        state="submitted",
        channel="online",
        portal=portal,
        person=applicant,
        title=title,
        received_at=timezone.now(),
        **given()["case"],
        **told,
    )
    _what_follows(case)
    _tell(case, portal)
    return case


def _what_follows(case: Case) -> None:
    own = {"case": case, "authority": case.authority}
    Requirement.objects.bulk_create(Requirement(**own, **row) for row in given()["requirements"])
    Check.objects.bulk_create(Check(**own, **row) for row in given()["checks"])
    Deadline.objects.bulk_create(Deadline(**own, **row) for row in given()["deadlines"])
    Item.objects.create(**own, kind="permit")


def _tell(case: Case, portal: Portal) -> None:
    own = {"case": case, "authority": case.authority}
    code = secrets.token_hex(8)
    Confirmation.objects.create(**own, code=code)
    Event.objects.create(
        **own,
        state=case.state,
        actor_kind="portal",
        actor_id=str(portal.public_id),
        **given()["event"],
    )
    Message.objects.create(
        **own, recipient=case.person.email, language=case.person.language, **given()["message"]
    )
    content = _confirmation(case.reference, code)
    name = default_storage.save(f"{secrets.token_hex(16)}.pdf", ContentFile(content))
    Letter.objects.create(
        **own,
        blob_id=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        dispatched_at=timezone.now(),
        **given()["letter"],
    )


def _confirmation(reference: str, code: str) -> bytes:
    """The confirmation of filing as a PDF, by the product's template."""
    data = {**given()["confirmation"], "reference": reference, "verification_code": code}
    return typst.compile(
        LETTERS / "confirmation.typ",
        root=LETTERS,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["a-2a", "ua-1"],
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
