"""What can be known before anything is filed: authorities and precheck."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from authorities import service as authorities
from authorities.precheck_result import PrecheckResult
from authorities.situation import PrecheckInput
from cases.api.auth import READ
from cases.api.doors import PortalView
from cases.api.examples import PRECHECK
from cases.api.schema import described
from cases.api.shapes.authority import AuthorityDetail, AuthorityList, detail_of, line_of
from cases.api.shapes.base import body_of
from common.calendar import local_day

TAG = "Authorities"


class AuthorityView(PortalView):
    """A call about an authority that this portal serves."""

    scopes = {"GET": READ, "POST": READ}

    def served(self, authority: str) -> str:
        """The key. Raises `UnknownAuthority` where the portal does not serve it."""
        if authority not in self.actor.authorities:
            raise authorities.UnknownAuthority(key=authority)
        return authority


class Authorities(AuthorityView):
    scopes = {"GET": READ}

    @described("listAuthorities", tag=TAG, summary="The authorities served", answer=AuthorityList)
    def get(self, request: Request) -> Response:
        """Those with a profile that this portal is bound to."""
        known, on = authorities.profiles(), local_day(self.at)
        lines = tuple(
            line_of(known[key], known[key].on(on)) for key in self.actor.authorities if key in known
        )
        return Response(body_of(AuthorityList(items=lines, next=None)))


class Authority(AuthorityView):
    scopes = {"GET": READ}

    @described("readAuthority", tag=TAG, summary="What an authority offers", answer=AuthorityDetail)
    def get(self, request: Request, authority: str) -> Response:
        """Kinds, legal bases, channels, window, file rules, checklist, tariff: as of today."""
        profile, on = authorities.profile(self.served(authority)), local_day(self.at)
        return Response(body_of(detail_of(profile, profile.on(on), on=on)))


class Precheck(AuthorityView):
    scopes = {"POST": READ}

    @described(
        "precheck",
        tag=TAG,
        summary="May this be filed here and now?",
        answer=PrecheckResult,
        takes=PrecheckInput,
        example=PRECHECK,
        refuses=(409,),
    )
    def post(self, request: Request, authority: str) -> Response:
        """What is needed, what it costs, and what filing does to the stay. Stores nothing."""
        key = self.served(authority)
        application = authorities.parse_application(self.sent)
        on = application.on or local_day(self.at)
        return Response(body_of(authorities.precheck(application, authority=key, on=on)))
