"""The pages on which people read the mails."""

from __future__ import annotations

from html import escape
from zoneinfo import ZoneInfo

from aiohttp import web

from simulators.mailsink.box import Mail
from simulators.pages import both, page, table

BERLIN = ZoneInfo("Europe/Berlin")


def list_page(mails: list[Mail], *, to: str) -> web.Response:
    """All mails, newest first, or those to one recipient."""
    rows = [
        [
            _moment(mail),
            escape(", ".join(mail.recipients)),
            f'<a href="/mail/{mail.id}">{escape(mail.content.subject) or "–"}</a>',
            str(len(mail.content.attachments) or ""),
        ]
        for mail in reversed(mails)
    ]
    heads = [both("Eingang", "Received"), both("An", "To")]
    heads += [both("Betreff", "Subject"), both("Anlagen", "Attachments")]
    none = f"<p>{both('Noch keine Mail.', 'No mail yet.')}</p>"
    return page(title="Postausgang", body=_search(to) + (table(heads, rows) if rows else none))


def mail_page(mail: Mail) -> web.Response:
    """One mail: text, attachments, HTML in a frame that may do nothing, headers."""
    parts = [
        f'<p><a href="/">← {both("Alle Mails", "All mails")}</a></p>',
        _letter(mail),
        f"<pre>{escape(mail.content.text)}</pre>" if mail.content.text else "",
        _attachments(mail) if mail.content.attachments else "",
        _frame(mail) if mail.content.html else "",
        _all_headers(mail),
    ]
    return page(title=mail.content.subject or "–", body="".join(parts))


def _moment(mail: Mail) -> str:
    """In Berlin's time, as in the mails themselves, wherever the machine believes to be."""
    return mail.received_at.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M:%S")


def _search(to: str) -> str:
    label = both("Nur an", "Only to")
    field = f'<input type="search" name="to" value="{escape(to, quote=True)}">'
    return f"<form><label>{label} {field}<button>{both('Zeigen', 'Show')}</button></label></form>"


def _letter(mail: Mail) -> str:
    rows = [
        [both("Von", "From"), escape(mail.sender)],
        [both("An", "To"), escape(", ".join(mail.recipients))],
        [both("Eingang", "Received"), _moment(mail)],
    ]
    return table([], rows)


def _frame(mail: Mail) -> str:
    title = "HTML"
    return f'<h2>{title}</h2><iframe sandbox title="{title}" src="/mails/{mail.id}/html"></iframe>'


def _all_headers(mail: Mail) -> str:
    rows = [[escape(name), escape(value)] for name, value in mail.content.headers]
    summary = f"<summary>{both('Alle Kopfzeilen', 'All headers')}</summary>"
    raw = f'<a href="/mails/{mail.id}/raw">{both("Rohtext", "Raw")}</a>'
    return f"<details>{summary}{table([], rows)}{raw}</details>"


def _attachments(mail: Mail) -> str:
    rows = [
        [
            f'<a href="/mails/{mail.id}/attachments/{index}">{escape(one.filename) or "–"}</a>',
            escape(one.content_type),
            f"{len(one.content):,} Bytes".replace(",", "."),
        ]
        for index, one in enumerate(mail.content.attachments)
    ]
    return f"<h2>{both('Anlagen', 'Attachments')}</h2>{table([], rows)}"
