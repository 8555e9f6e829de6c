"""What happened: per case, and for the whole portal to catch up after an outage."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from cases import feed
from cases.api.auth import READ
from cases.api.calls.base import CaseView
from cases.api.doors import PortalView
from cases.api.parameters import PageParameters, read
from cases.api.schema import described
from cases.api.shapes.answers import EventList, entry_of, event_of
from cases.api.shapes.base import body_of
from common.paging import page

TAG = "Events"


class CaseEvents(CaseView):
    scopes = {"GET": READ}
    parameters = PageParameters

    @described("listCaseEvents", tag=TAG, summary="What happened to a case", answer=EventList)
    def get(self, request: Request, reference: str) -> Response:
        """In order. A draft has no events."""
        asked = read(PageParameters, request.query_params)
        case = self.case(reference)
        found = page(feed.case_events(case), keys=("seq",), cursor=asked.cursor, limit=asked.limit)
        lines = tuple(event_of(event, reference=reference) for event in found.items)
        return Response(body_of(EventList(items=lines, next=found.next)))


class Events(PortalView):
    scopes = {"GET": READ}
    parameters = PageParameters

    @described("listEvents", tag=TAG, summary="What happened to all own cases", answer=EventList)
    def get(self, request: Request) -> Response:
        """Without gaps: keep `next` and go on from there, also when a page was empty."""
        asked = read(PageParameters, request.query_params)
        found = feed.feed(actor=self.actor, cursor=asked.cursor, limit=asked.limit)
        return Response(
            body_of(EventList(items=tuple(map(entry_of, found.items)), next=found.next))
        )
