"""Files wait a day for a case; handed in, they are the case's, within its authority's rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from access.models import Portal
from access.scope import scoped
from cases.models import Case
from documents import services
from documents.checks import (
    LARGEST_FILE,
    FileHasActiveContent,
    FileTooLarge,
    FileTypeNotAllowed,
)
from documents.models import Document, Requirement, Upload
from documents.rules import FileRules, FileType
from documents.services import (
    FilesTooLargeTogether,
    HandIn,
    RequirementSpec,
    RequirementUnknown,
    UploadUnknown,
    UploadUsed,
)
from tests import cast
from tests.sample_files import pdf, pdf_with_attachment, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]

PASSPORT = picture("JPEG")
PAYSLIP = pdf(pages=2)
A_DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def portal() -> Portal:
    return cast.portal()


@pytest.fixture
def case(portal: Portal) -> Case:
    """Amal's case, which needs a copy of the passport and payslips."""
    submitted = cast.case(by=portal)
    needed = [
        RequirementSpec("passport_copy", "Kopie des Passes", required=True, original_needed=True),
        RequirementSpec("payslips", "Lohnabrechnungen", required=True, original_needed=False),
    ]
    services.set_requirements(case=submitted, specs=needed)
    return submitted


def rules(
    *formats: FileType, most_bytes: int = 7_340_032, most_together: int = 104_857_600
) -> FileRules:
    """What Berlin takes, or what a test says."""
    return FileRules(
        valid_from=date(2026, 1, 1),
        legal_basis="§ 82 Abs. 1 AufenthG",
        source="test",
        formats=formats or ("pdf", "jpg", "jpeg", "png"),
        max_file_bytes=most_bytes,
        max_total_bytes=most_together,
    )


def uploaded(portal: Portal, content: bytes = PASSPORT, filename: str = "Pass.jpg") -> UUID:
    return services.store_upload(
        portal=portal, content=content, filename=filename, at=cast.NOON
    ).public_id


def attach(
    case: Case, portal: Portal, *hand_ins: HandIn, file_rules: FileRules | None = None
) -> list[Document]:
    placed = [replace(one, pointer=f"/documents/{n}") for n, one in enumerate(hand_ins)]
    return services.attach(
        case=case,
        portal=portal,
        hand_ins=placed,
        file_rules=file_rules or rules(),
        at=cast.NOON,
    )


def files_in(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


# Uploads


def test_an_upload_is_kept_for_a_day_with_what_was_found_about_it(portal: Portal) -> None:
    upload = services.store_upload(
        portal=portal, content=PAYSLIP, filename="../Lohn.PDF", at=cast.NOON
    )
    upload.refresh_from_db()
    assert (upload.filename, upload.media_type, upload.pages) == ("Lohn.pdf", "application/pdf", 2)
    assert upload.expires_at == cast.NOON + A_DAY
    assert services.content_of(upload) == PAYSLIP


def test_a_refused_file_leaves_neither_row_nor_file(portal: Portal, vault_folder: Path) -> None:
    with pytest.raises(FileHasActiveContent):
        uploaded(portal, pdf_with_attachment())
    assert not Upload.objects.exists()
    assert files_in(vault_folder) == 0


@pytest.mark.django_db(transaction=True)
def test_an_upload_nobody_attached_is_forgotten_with_its_file_when_its_day_is_over(
    portal: Portal, vault_folder: Path
) -> None:
    uploaded(portal)
    assert services.drop_expired_uploads(at=cast.NOON + A_DAY - timedelta(seconds=1)) == 0
    assert (Upload.objects.count(), files_in(vault_folder)) == (1, 1)
    assert services.drop_expired_uploads(at=cast.NOON + A_DAY) == 1
    assert (Upload.objects.count(), files_in(vault_folder)) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_file_stays_when_the_transaction_that_forgets_its_row_is_rolled_back(
    portal: Portal, vault_folder: Path
) -> None:
    uploaded(portal)
    with transaction.atomic():
        services.drop_expired_uploads(at=cast.NOON + A_DAY)
        transaction.set_rollback(True)
    assert (Upload.objects.count(), files_in(vault_folder)) == (1, 1)


# Handing in


def test_what_is_handed_in_belongs_to_the_case_and_awaits_a_look(
    case: Case, portal: Portal, vault_folder: Path
) -> None:
    hand_ins = [
        HandIn(uploaded(portal), "passport_copy"),
        HandIn(uploaded(portal, PAYSLIP, "Lohn.pdf"), None),
    ]
    passport, payslip = attach(case, portal, *hand_ins)
    assert [services.content_of(document) for document in case.documents.order_by("pk")] == [
        PASSPORT,
        PAYSLIP,
    ]
    assert passport.requirement == case.requirements.get(code="passport_copy")
    assert payslip.requirement is None
    assert passport.source == Document.Source.PORTAL
    assert [row.code for row in case.requirements.unreviewed()] == ["passport_copy"]
    assert [row.code for row in case.requirements.missing()] == ["payslips"]
    assert not Upload.objects.exists()
    assert files_in(vault_folder) == 2


def test_an_upload_can_be_attached_once_only(case: Case, portal: Portal) -> None:
    upload = uploaded(portal)
    [document] = attach(case, portal, HandIn(upload, "passport_copy"))
    assert document.public_id == upload
    with pytest.raises(UploadUsed):
        attach(case, portal, HandIn(upload, "passport_copy"))


def test_an_upload_named_twice_in_one_list_is_used_the_second_time(
    case: Case, portal: Portal
) -> None:
    upload = uploaded(portal)
    with pytest.raises(UploadUsed) as refusal:
        attach(case, portal, HandIn(upload, "passport_copy"), HandIn(upload, "payslips"))
    assert refusal.value.pointer == "/documents/1/upload"
    assert not case.documents.exists()


def test_an_upload_that_expired_or_never_was_is_unknown(case: Case, portal: Portal) -> None:
    upload = uploaded(portal)
    Upload.objects.update(expires_at=cast.NOON)
    for public_id in (upload, uuid4()):
        with pytest.raises(UploadUnknown) as refusal:
            attach(case, portal, HandIn(public_id, None))
        assert refusal.value.pointer == "/documents/0/upload"


def test_another_portals_upload_is_unknown_and_stays_with_it(case: Case, portal: Portal) -> None:
    other = cast.portal(name="Anderes Portal")
    upload = uploaded(other)
    with pytest.raises(UploadUnknown):
        attach(case, portal, HandIn(upload, None))
    assert attach(case, other, HandIn(upload, None))


def test_a_requirement_that_the_case_does_not_have_is_named_with_its_place(
    case: Case, portal: Portal
) -> None:
    hand_ins = [HandIn(uploaded(portal), None), HandIn(uploaded(portal), "tax_assessment")]
    with pytest.raises(RequirementUnknown) as refusal:
        attach(case, portal, *hand_ins)
    assert refusal.value.pointer == "/documents/1/requirement"
    assert Upload.objects.count() == 2
    assert not case.documents.exists()


def test_a_type_that_the_authority_does_not_take_is_refused(case: Case, portal: Portal) -> None:
    hand_ins = [HandIn(uploaded(portal, PAYSLIP), None), HandIn(uploaded(portal), None)]
    with pytest.raises(FileTypeNotAllowed) as refusal:
        attach(case, portal, *hand_ins, file_rules=rules("pdf"))
    assert refusal.value.pointer == "/documents/1/upload"
    assert "PDF" in str(refusal.value)
    assert attach(case, portal, *hand_ins[:1], file_rules=rules("pdf"))


def test_a_file_larger_than_the_authority_takes_is_refused(case: Case, portal: Portal) -> None:
    hand_in = HandIn(uploaded(portal), None)
    with pytest.raises(FileTooLarge) as refusal:
        attach(case, portal, hand_in, file_rules=rules(most_bytes=len(PASSPORT) - 1))
    assert refusal.value.pointer == "/documents/0/upload"
    assert attach(case, portal, hand_in, file_rules=rules(most_bytes=len(PASSPORT)))


def test_files_together_count_what_the_case_already_holds(case: Case, portal: Portal) -> None:
    room_for_two = rules(most_together=2 * len(PASSPORT))
    attach(case, portal, HandIn(uploaded(portal), None), file_rules=room_for_two)
    more = [HandIn(uploaded(portal), None), HandIn(uploaded(portal), None)]
    with pytest.raises(FilesTooLargeTogether) as refusal:
        attach(case, portal, *more, file_rules=room_for_two)
    assert refusal.value.pointer == "/documents"
    assert attach(case, portal, *more[:1], file_rules=room_for_two)


def test_equal_files_of_a_person_bear_one_mark_and_those_of_others_another(
    case: Case, portal: Portal
) -> None:
    first, again, other = (
        attach(case, portal, HandIn(uploaded(portal, content), None))[0]
        for content in (PASSPORT, PASSPORT, PAYSLIP)
    )
    assert first.person_mac == again.person_mac != other.person_mac
    sister = cast.case(person=cast.amal(), reference="BE-2026-000124-0", by=portal)
    [of_sister] = attach(sister, portal, HandIn(uploaded(portal, PASSPORT), None))
    assert of_sister.person_mac != first.person_mac


def by_post(case: Case, content: bytes) -> Document:
    return services.hand_in_by_staff(
        case=case,
        requirement=case.requirements.get(code="payslips"),
        content=content,
        filename="Post.pdf",
        at=cast.NOON,
    )


def test_staff_file_what_came_by_post(case: Case) -> None:
    document = by_post(case, PAYSLIP)
    assert (document.source, services.content_of(document)) == (Document.Source.STAFF, PAYSLIP)
    assert case.requirements.get(code="payslips").status == Requirement.Status.HANDED_IN


def test_what_cannot_be_opened_is_refused_to_staff_too(case: Case) -> None:
    with pytest.raises(FileTypeNotAllowed):
        by_post(case, b"GIF89a" + bytes(100))
    with pytest.raises(FileTooLarge):
        by_post(case, PAYSLIP + bytes(LARGEST_FILE))
    assert not case.documents.exists()
