"""The confirmation that a portal gets is the one that is true."""

from __future__ import annotations

import io
from datetime import timedelta

from pypdf import PdfReader

from cases import services
from tests.api.portals import Caller
from tests.journeys.office import Office


def test_after_a_proven_earlier_receipt_it_states_that_one(office: Office, caller: Caller) -> None:
    office.file()
    services.correct_receipt(
        reference=office.reference,
        received_at=office.now - timedelta(days=4),
        proof="Eingangsstempel der Poststelle",
        actor=office.clerk,
        at=office.now,
    )
    answer = caller.get(f"/cases/{office.reference}/confirmation")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "19.11.2026" in text
    assert "23.11.2026, 10:30" not in text
