"""Cases: open, list, read, change, file, withdraw, hand in."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from cases import queries, services
from cases.api.auth import READ, WRITE
from cases.api.calls.base import CaseView, full_answer
from cases.api.doors import PortalView
from cases.api.examples import FILING, NEW_CASE
from cases.api.limits import Quota, spend
from cases.api.merge import merged
from cases.api.once import Answer, once
from cases.api.parameters import Instant, PageParameters, ParametersWrong, read
from cases.api.parsers import MergePatchParser, StrictJSONParser
from cases.api.preconditions import etag, version_read
from cases.api.schema import described
from cases.api.shapes.base import body_of
from cases.api.shapes.case import CaseFull, CaseList, line_of
from cases.api.shapes.told import (
    ChangedDraft,
    DraftChange,
    Filing,
    NewCase,
    NewDocuments,
    WithdrawalAnnouncement,
    hand_ins,
)
from cases.application import Application
from cases.models import Case
from common.inputs import InputProblem, InvalidBody, parse
from common.paging import page

TAG = "Cases"
StateName = Literal[
    "draft", "submitted", "in_review", "awaiting_documents", "hearing", "awaiting_payment",
    "awaiting_biometrics", "awaiting_decision", "in_production", "ready_for_pickup", "collected",
    "refused", "withdrawn", "discontinued", "transferred",
]  # fmt: skip


class CaseParameters(PageParameters):
    """Which cases; without a filter all of them."""

    state: StateName | None = None
    authority: str | None = Field(default=None, max_length=32)
    updated_since: Instant | None = Field(
        default=None, description="Changed at or after this instant (RFC 3339 with offset)."
    )


class Cases(PortalView):
    scopes = {"GET": READ, "POST": WRITE}
    parameters = CaseParameters

    @described("listCases", tag=TAG, summary="Own cases", answer=CaseList)
    def get(self, request: Request) -> Response:
        """In the order of their last change, so that a reader by pages misses none."""
        asked = read(CaseParameters, request.query_params)
        self._insist_on_filter(asked.authority)
        own = queries.own_cases(
            actor=self.actor,
            state=asked.state,
            authority=asked.authority,
            updated_since=asked.updated_since,
        )
        found = page(own, cursor=asked.cursor, limit=asked.limit)
        lines = tuple(line_of(case) for case in found.items)
        return Response(body_of(CaseList(items=lines, next=found.next)))

    @described(
        "openCase",
        tag=TAG,
        summary="Open a case",
        answer=CaseFull,
        status=201,
        takes=NewCase,
        example=NEW_CASE,
        keyed=True,
        gives_version=True,
    )
    def post(self, request: Request) -> Response:
        """A draft, or with `submit` an application that is filed at this instant."""
        told = parse(NewCase, self.sent)
        self._insist_on_served(told.authority)
        more: dict[str, Any] = {"declarations": told.declarations} if told.submit else {}
        return once(
            request,
            services.file if told.submit else services.open_draft,
            answer=self._opened,
            portal=self.portal,
            at=self.at,
            authority=told.authority,
            application=told,
            hand_ins=hand_ins(told.documents),
            actor=self.actor,
            **more,
        ).response()

    def _opened(self, case: Case) -> Answer:
        spend(self.portal, Quota.CASES, at=self.at)
        return full_answer(case.reference, actor=self.actor, at=self.at, status=201)

    def _insist_on_filter(self, authority: str | None) -> None:
        if authority is not None and authority not in self.actor.authorities:
            served = ", ".join(sorted(self.actor.authorities))
            why = _("This portal serves: %(authorities)s.") % {"authorities": served}
            raise ParametersWrong(errors=(InputProblem("/authority", "not_a_choice", why),))

    def _insist_on_served(self, authority: str) -> None:
        if authority not in self.actor.authorities:
            why = _("This portal does not serve such an authority.")
            raise InvalidBody(errors=(InputProblem("/authority", "unknown_authority", why),))


class OneCase(CaseView):
    scopes = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}
    parser_classes = (StrictJSONParser, MergePatchParser)

    @described(
        "readCase", tag=TAG, summary="Where a case stands", answer=CaseFull, gives_version=True
    )
    def get(self, request: Request, reference: str) -> Response:
        """All that a progress page needs, in one answer."""
        return full_answer(reference, actor=self.actor, at=self.at).response()

    @described(
        "changeDraft",
        tag=TAG,
        summary="Change a draft",
        answer=CaseFull,
        takes=DraftChange,
        versioned=True,
        gives_version=True,
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Merge into what the draft says (RFC 7396): null empties a field, lists are replaced.

        So are its documents: those named again by the id of their upload stay, others are removed.
        """
        version = version_read(request)
        parse(DraftChange, self.sent)
        draft = parse(ChangedDraft, merged(queries.told(self.case(reference)), self.sent))
        services.change_draft(
            reference=reference,
            application=draft,
            hand_ins=hand_ins(draft.documents) if "documents" in self.sent else None,
            portal=self.portal,
            actor=self.actor,
            version=version,
            at=self.at,
        )
        return full_answer(reference, actor=self.actor, at=self.at).response()

    @described(
        "discardDraft", tag=TAG, summary="Discard a draft", answer=None, status=204, versioned=True
    )
    def delete(self, request: Request, reference: str) -> Response:
        """Nothing of it stays. What is filed is withdrawn instead."""
        services.discard_draft(reference=reference, actor=self.actor, version=version_read(request))
        return Response(status=204)


class Told(CaseView):
    scopes = {"GET": READ}

    @described(
        "readApplication", tag=TAG, summary="What a case says", answer=Application,
        gives_version=True,
    )  # fmt: skip
    def get(self, request: Request, reference: str) -> Response:
        """The sections of the application as they stand, as a draft's changes are merged into."""
        case = self.case(reference)
        return Response(queries.told(case), headers={"ETag": etag(case.etag)})


class Submission(CaseView):
    scopes = {"POST": WRITE}

    @described(
        "fileCase",
        tag=TAG,
        summary="File a draft",
        answer=CaseFull,
        takes=Filing,
        example=FILING,
        keyed=True,
        versioned=True,
        gives_version=True,
    )
    def post(self, request: Request, reference: str) -> Response:
        """From this instant the application has its effect (§ 81 AufenthG)."""
        told = parse(Filing, self.sent)
        return once(
            request,
            services.submit,
            answer=lambda case: full_answer(case.reference, actor=self.actor, at=self.at),
            at=self.at,
            reference=reference,
            declarations=told.declarations,
            version=version_read(request),
            actor=self.actor,
        ).response()


class Withdrawal(CaseView):
    scopes = {"POST": WRITE}

    @described(
        "withdrawCase",
        tag=TAG,
        summary="Announce a withdrawal",
        answer=CaseFull,
        status=202,
        takes=WithdrawalAnnouncement,
        keyed=True,
        versioned=True,
        gives_version=True,
    )
    def post(self, request: Request, reference: str) -> Response:
        """It counts when the applicant has confirmed it by the link that is sent to them."""
        told = parse(WithdrawalAnnouncement, self.sent)
        return once(
            request,
            services.announce_withdrawal,
            answer=lambda case: full_answer(
                case.reference, actor=self.actor, at=self.at, status=202
            ),
            at=self.at,
            reference=reference,
            acknowledged_effect=told.acknowledged_effect,
            version=version_read(request),
            actor=self.actor,
        ).response()


class Documents(CaseView):
    scopes = {"POST": WRITE}

    @described(
        "handInDocuments",
        tag=TAG,
        summary="Hand in documents",
        answer=CaseFull,
        status=201,
        takes=NewDocuments,
        keyed=True,
        gives_version=True,
    )
    def post(self, request: Request, reference: str) -> Response:
        """For requirements or an open Nachforderung; when all has come, the review goes on."""
        told = parse(NewDocuments, self.sent)
        return once(
            request,
            services.hand_in,
            answer=lambda case: full_answer(
                case.reference, actor=self.actor, at=self.at, status=201
            ),
            portal=self.portal,
            at=self.at,
            reference=reference,
            hand_ins=hand_ins(told.documents),
            actor=self.actor,
        ).response()
