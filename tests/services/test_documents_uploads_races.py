"""A file that is handed in while its day ends belongs to the case and is not thrown away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from access.models import Portal
from access.scope import scoped
from cases.models import Case
from documents import services
from documents.models import Document, Upload
from documents.rules import FileRules
from documents.services import HandIn
from tests import cast
from tests.sample_files import picture
from tests.simulators import eventually

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.races,
    pytest.mark.usefixtures("vault_folder"),
]

FILES = FileRules(
    valid_from=date(2026, 1, 1),
    legal_basis="§ 82 Abs. 1 AufenthG",
    source="test",
    formats=("jpg",),
    max_file_bytes=7_340_032,
    max_total_bytes=104_857_600,
)


def attach(case: Case, portal: Portal, upload: Upload) -> None:
    hand_in = HandIn(upload.public_id, None)
    services.attach(
        case=case, portal=portal, hand_ins=[hand_in], file_rules=FILES, at=upload.uploaded_at
    )


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("fails", [False, True], ids=["handed in", "handing in rolled back"])
def test_who_forgets_an_upload_waits_for_who_hands_it_in(*, fails: bool) -> None:
    portal = cast.portal()
    with scoped(cast.BERLIN_CLOCK):
        case = cast.case(by=portal)
    upload = services.store_upload(
        portal=portal, content=picture(), filename="Pass.jpg", at=cast.NOON
    )
    handing_in, may_end = Event(), Event()

    def hand_in() -> None:
        try:
            with scoped(cast.BERLIN_CLOCK), transaction.atomic():
                attach(case, portal, upload)
                handing_in.set()
                may_end.wait(timeout=30)
                transaction.set_rollback(fails)
        finally:
            connection.close()

    def forget() -> int:
        try:
            handing_in.wait(timeout=30)
            return services.drop_expired_uploads(at=cast.NOON + timedelta(hours=24))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(hand_in), pool.submit(forget)
        waited = eventually(is_waited_for)
        may_end.set()
        first.result(timeout=30)
        dropped = second.result(timeout=30)
    assert waited
    assert dropped == int(fails)
    assert not Upload.objects.exists()
    with scoped(cast.BERLIN_CLOCK):
        assert [services.content_of(kept) for kept in Document.objects.all()] == (
            [] if fails else [picture()]
        )
