"""What the authority has written: the confirmation of filing, and letters that left the house."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from cases import queries
from cases.api.auth import READ
from cases.api.calls.base import CaseView, PdfRenderer, pdf
from cases.api.copies import marked_as_copy
from cases.api.schema import described, described_file
from cases.api.shapes.answers import LetterList, letter_of
from cases.api.shapes.base import body_of
from common.errors import DomainError
from correspondence import post

TAG = "Letters"


class ConfirmationUnknown(DomainError):
    """Only what was filed is confirmed."""

    code = "confirmation_unknown"
    sentence = _("This application has not been filed, so there is no confirmation.")


class LetterNotReadable(DomainError):
    code = "letter_not_readable"
    sentence = _("This case has no such letter, or it has not been dispatched yet.")


class Confirmation(CaseView):
    scopes = {"GET": READ}
    renderer_classes = (PdfRenderer,)

    @described_file("readConfirmation", tag=TAG, summary="The confirmation of filing (PDF)")
    def get(self, request: Request, reference: str) -> HttpResponse:
        """With the instant of receipt, what § 81 AufenthG makes of it, and a code to verify it.

        Where an earlier receipt was proven later, the one that says so.
        """
        letter = queries.letters_of(self.case(reference)).filter(kind="confirmation").last()
        if letter is None:
            raise ConfirmationUnknown
        return pdf(post.content_of(letter), filename=f"{reference}-Bestaetigung.pdf")


class Letters(CaseView):
    scopes = {"GET": READ}

    @described("listLetters", tag=TAG, summary="Letters of a case", answer=LetterList)
    def get(self, request: Request, reference: str) -> Response:
        """Those that were dispatched, and the confirmation."""
        letters = queries.letters_of(self.case(reference))
        return Response(body_of(LetterList(items=tuple(map(letter_of, letters)), next=None)))


class OneLetter(CaseView):
    scopes = {"GET": READ}
    renderer_classes = (PdfRenderer,)

    @described_file("readLetter", tag=TAG, summary="A letter, marked as a copy (PDF)")
    def get(self, request: Request, reference: str, letter: UUID) -> HttpResponse:
        """What is written in it counts from the dispatched original, not from this copy."""
        row = queries.letters_of(self.case(reference)).filter(public_id=letter).first()
        if row is None:
            raise LetterNotReadable
        name = f"{reference}-Kopie-{row.kind}.pdf"
        return pdf(marked_as_copy(post.content_of(row)), filename=name)
