"""The HTTP side: mails as pages and as JSON, and what became of the hooks."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from aiohttp import web

from simulators.mailsink import pages
from simulators.mailsink.box import Box, Mail
from simulators.mailsink.hooks import Strikes
from simulators.remote import Problem

FILTERS = {"to", "since", "subject"}

# What strangers wrote is shown, and can do nothing: no scripts, no forms, nothing from elsewhere.
HARMLESS = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    ),
    "X-Content-Type-Options": "nosniff",
}


class Reader:
    """Read access to the box."""

    def __init__(self, box: Box, strikes: Strikes) -> None:
        self._box = box
        self._strikes = strikes

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.list_page),
            web.get("/mail/{id}", self.mail_page),
            web.get("/mails", self.mails),
            web.delete("/mails", self.clear),
            web.get("/mails/{id}", self.mail),
            web.get("/mails/{id}/raw", self.raw),
            web.get("/mails/{id}/html", self.html),
            web.get("/mails/{id}/attachments/{index}", self.attachment),
            web.get("/hooks", self.hooks),
        ]

    async def list_page(self, request: web.Request) -> web.Response:
        to = request.query.get("to", "").strip()
        return pages.list_page([mail for mail in self._box if not to or mail.is_for(to)], to=to)

    async def mail_page(self, request: web.Request) -> web.Response:
        return pages.mail_page(self._mail(request))

    async def mails(self, request: web.Request) -> web.Response:
        return web.json_response([mail.as_json() for mail in self._matching(request)])

    async def clear(self, _: web.Request) -> web.Response:
        self._box.clear()
        return web.Response(status=204)

    async def mail(self, request: web.Request) -> web.Response:
        return web.json_response(self._mail(request).as_json())

    async def raw(self, request: web.Request) -> web.Response:
        return web.Response(body=self._mail(request).raw, content_type="message/rfc822")

    async def html(self, request: web.Request) -> web.Response:
        text = self._mail(request).content.html
        return web.Response(text=text, content_type="text/html", headers=HARMLESS)

    async def attachment(self, request: web.Request) -> web.Response:
        attachments, index = self._mail(request).content.attachments, request.match_info["index"]
        if not index.isdecimal() or int(index) >= len(attachments):
            raise Problem(404, "There is no such attachment.")
        found = attachments[int(index)]
        name = quote(found.filename or f"{index}.bin", safe="")
        return web.Response(
            body=found.content,
            headers=HARMLESS
            | {
                "Content-Type": found.content_type,
                "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            },
        )

    async def hooks(self, _: web.Request) -> web.Response:
        return web.json_response(self._strikes.fired)

    def _mail(self, request: web.Request) -> Mail:
        return self._box.find(request.match_info["id"])

    def _matching(self, request: web.Request) -> list[Mail]:
        query = request.query
        if query.keys() - FILTERS:
            raise Problem(400, f"There is {', '.join(sorted(FILTERS))} to filter by.")
        since = _instant(query["since"]) if "since" in query else None
        to, subject = query.get("to"), query.get("subject", "").casefold()
        return [
            mail
            for mail in self._box
            if (to is None or mail.is_for(to))
            and (since is None or mail.received_at >= since)
            and subject in mail.content.subject.casefold()
        ]


def _instant(text: str) -> datetime:
    try:
        # An unescaped plus arrives as a space: this is how people write addresses by hand.
        instant = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise Problem(400, "since is an ISO 8601 instant.") from error
    if instant.tzinfo is None:
        raise Problem(400, "since needs its offset.")
    return instant
