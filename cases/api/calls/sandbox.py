"""What only the sandbox has: moving a case on, and reading the mails that nobody was sent."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from cases import messages, sandbox
from cases.api.auth import SANDBOX
from cases.api.calls.base import CaseView, full_answer
from cases.api.once import Answer, once
from cases.api.schema import described
from cases.api.shapes.base import body_of
from cases.api.shapes.case import CaseFull
from cases.api.shapes.sandbox import Advance, MailList, mail_of
from cases.states import State
from common.inputs import parse
from correspondence.models import Message

TAG = "Sandbox"


class SandboxAdvance(CaseView):
    scopes = {"POST": SANDBOX}

    @described(
        "advanceSandboxCase",
        tag=TAG,
        summary="Move a sandbox case on",
        answer=CaseFull,
        takes=Advance,
        keyed=True,
        gives_version=True,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Everybody but the portal is simulated, applicant included; every rule holds.

        With `to` until that state, without it until the state is another. A repetition answers how
        the case stands and moves nothing.
        """
        told = parse(Advance, self.sent)
        self.is_new = False
        once(request, self._found, answer=self._begun, at=self.at, reference=reference)
        if self.is_new:
            to = State(told.to) if told.to else None
            sandbox.advance(reference=reference, to=to, portal=self.actor, at=self.at)
        return full_answer(reference, actor=self.actor, at=self.at).response()

    def _found(self, *, reference: str, at: Any) -> str:
        return self.case(reference).reference

    def _begun(self, reference: str) -> Answer:
        self.is_new = True
        return Answer(body={"reference": reference})


class SandboxMails(CaseView):
    scopes = {"GET": SANDBOX}

    @described("listSandboxMails", tag=TAG, summary="Mails of a sandbox case", answer=MailList)
    def get(self, request: Request, reference: str) -> Response:
        """What the applicant would have been sent, in the order in which it fell due."""
        kept = self.case(reference).messages.filter(due_at__lte=self.at).order_by("due_at", "pk")
        told = [row for row in kept if _was_told(row)]
        return Response(body_of(MailList(items=tuple(mail_of(row) for row in told))))


def _was_told(mail: Message) -> bool:
    """The courier drops what is not true any more when its turn comes."""
    if mail.status == Message.Status.PENDING:
        return messages.still_true(mail)
    return mail.status == Message.Status.SENT
