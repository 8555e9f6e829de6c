"""The frame around every page a simulator shows."""

from __future__ import annotations

from html import escape

from aiohttp import web

CSS = """
:root { color-scheme: light dark; --line: #8886; --soft: #777; --mark: #b45309; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
header { border-bottom: 3px solid var(--mark); margin-bottom: 1.5rem; padding: 1rem 0 .5rem; }
header strong { color: var(--mark); }
h1 { font-size: 1.4rem; margin: .2rem 0; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; }
th, td { border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
.en { color: var(--soft); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 1rem; }
pre, iframe, fieldset { border: 1px solid var(--line); padding: 1rem; }
iframe { box-sizing: border-box; width: 100%; height: 36rem; background: #fff; }
button, input[type=search] { font: inherit; padding: .5rem 1rem; margin: .8rem .5rem .8rem 0; }
label { display: block; padding: .3rem 0; }
"""


def both(german: str, english: str) -> str:
    """One label in both languages."""
    return f'{escape(german)} <span class="en" lang="en">· {escape(english)}</span>'


def page(*, title: str, body: str) -> web.Response:
    """A whole page; `body` is HTML, whose data the caller has escaped."""
    simulator = both(
        "Simulator: hier geschieht nichts wirklich.", "Simulator: nothing here is real."
    )
    text = f"""<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(title)} – Simulator</title><style>{CSS}</style></head>
<body><header><strong>{simulator}</strong><h1>{escape(title)}</h1></header>
<main>{body}</main></body></html>"""
    return web.Response(text=text, content_type="text/html")


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th>{cell}</th>" for cell in heads)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
