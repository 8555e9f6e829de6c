"""The page of a filed case, its papers and its history."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from examples.client.titelweg import CaseFull, EventLine
from examples.client.transport import Refused
from examples.portal.api import api, key_of
from examples.portal.happenings import words_of
from examples.portal.keeping import code_of
from examples.portal.uploads import taken
from examples.portal.views.common import authority_of, case_of

DRAFT = "draft"


@require_GET
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the application stands, and what can be done now."""
    read = case_of(request, reference)
    found = read.body
    if found["state"] == DRAFT:
        return redirect("saved", reference=reference)
    authority = authority_of(found["authority"])
    named = {row["purpose"]: row for row in authority["appointments"]}
    shown = {
        "case": found,
        "version": read.version,
        "authority": authority,
        "can": {row["name"] for row in found["actions"]},
        "appointments": [
            {**row, "offer": named.get(row["purpose"])} for row in found["appointments"]
        ],
        "purposes": _bookable(found, named),
        "letters": api().list_letters(reference=reference).body["items"],
        "code": code_of(reference),
        "accept": ",".join(f".{name}" for name in authority["file_rules"]["formats"]),
    }
    return render(request, "portal/case.html", shown)


def _bookable(found: CaseFull, named: dict[str, Any]) -> list[Any]:
    """What an appointment can be booked for in this state."""
    if "book_appointment" not in {row["name"] for row in found["actions"]}:
        return []
    wanted = "pickup" if found["state"] == "ready_for_pickup" else "biometrics"
    return [row for purpose, row in named.items() if purpose == wanted]


@require_GET
def confirmation(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmation of filing."""
    case_of(request, reference)
    paper = api().read_confirmation(reference=reference).body
    return _paper(paper, name=f"{reference}-confirmation.pdf")


@require_GET
def letter(request: HttpRequest, reference: str, letter: str) -> HttpResponse:
    """A copy of what the authority wrote."""
    case_of(request, reference)
    paper = api().read_letter(reference=reference, letter=letter).body
    return _paper(paper, name=f"{reference}-{letter[:8]}.pdf")


def _paper(content: bytes, *, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@require_GET
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened, the latest first."""
    case_of(request, reference)
    rows = [{"at": row["at"], "text": words_of(row["type"])} for row in _events(reference)]
    shown = {"reference": reference, "rows": rows[::-1]}
    return render(request, "portal/history.html", shown)


def _events(reference: str) -> list[EventLine]:
    rows: list[EventLine] = []
    cursor: str | None = None
    while True:
        page = api().list_case_events(reference=reference, cursor=cursor).body
        rows += page["items"]
        cursor = page["next"]
        if not cursor or not page["items"]:
            return rows


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand in more documents for a case under way."""
    read = case_of(request, reference)
    authority = authority_of(read.body["authority"])
    problems: list[str] = []
    chosen = request.POST.get("requirement", "")
    if request.method == "POST":
        problems = _handed_in(request, reference, chosen, authority["file_rules"])
        if not problems:
            return redirect("hand-in", reference=reference)
    shown = {
        "case": read.body,
        "version": read.version,
        "can": {row["name"] for row in read.body["actions"]},
        "files": _files_by_requirement(read.body),
        "accept": ",".join(f".{name}" for name in authority["file_rules"]["formats"]),
        "megabytes": authority["file_rules"]["max_file_bytes"] // (1024 * 1024),
        "limits": authority["file_rules"],
        "wrong": chosen,
        "problems": problems,
    }
    return render(request, "portal/hand_in.html", shown, status=422 if problems else 200)


def _files_by_requirement(found: CaseFull) -> list[dict[str, Any]]:
    return [
        {**row, "files": [f for f in found["documents"] if f["requirement"] == row["code"]]}
        for row in found["requirements"]
    ]


def _handed_in(request: HttpRequest, reference: str, requirement: str, limits: Any) -> list[str]:
    nonce = f"{request.session.session_key}{reference}{request.POST.get('version', '')}"
    done = taken(
        request.FILES.getlist("files"), limits=limits, requirement=requirement, nonce=nonce
    )
    if done.uploads:
        rows = [{"upload": one["id"], "requirement": requirement or None} for one in done.uploads]
        body: Any = {"documents": rows}
        try:
            api().hand_in_documents(
                reference=reference, body=body, idempotency_key=key_of(nonce, "hand_in", rows)
            )
        except Refused as refused:
            done.problems.append(refused.detail)
    return done.problems


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Announce a withdrawal, with its warning; it counts once confirmed by the link in the mail."""
    read = case_of(request, reference)
    understood = request.POST.get("understood") == "yes"
    if request.method == "POST" and understood:
        version = request.POST.get("version", "")
        api().withdraw_case(
            reference=reference,
            body={"acknowledged_effect": True},
            idempotency_key=key_of(str(request.session.session_key), "withdraw", version),
            if_match=version,
        )
        return redirect("case", reference=reference)
    shown = {
        "case": read.body,
        "version": read.version,
        "not_understood": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/withdraw.html", shown, status=status)
