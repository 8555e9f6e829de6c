"""The documents of an application in the making."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from examples.client.titelweg import AuthorityDetail, PrecheckResult
from examples.portal.keeping import Making, keep
from examples.portal.questions import AFTER_RESULT, applicable
from examples.portal.uploads import taken
from examples.portal.views.asking import first_problem, prechecked
from examples.portal.views.common import with_making


@require_http_methods(["GET", "POST"])
@with_making
def documents(request: HttpRequest, making: Making, authority: AuthorityDetail) -> HttpResponse:
    """What is needed, what is there; `POST` hands files over for one requirement."""
    found = prechecked(making, authority)
    if found is None:
        keep(request.session, making)
        return redirect(first_problem(making))
    requirement, problems = "", list[str]()
    if request.method == "POST":
        requirement = request.POST.get("requirement", "")
        problems = _take(request, making, authority, requirement)
        if not problems:
            answer = redirect("documents")
            answer["Location"] += f"#{requirement}"
            return answer
    last = [one for one in applicable(making, authority) if one in AFTER_RESULT][-1]
    shown = {
        "rows": rows_of(found, making),
        "limits": authority["file_rules"],
        "accept": ",".join(f".{name}" for name in authority["file_rules"]["formats"]),
        "megabytes": authority["file_rules"]["max_file_bytes"] // (1024 * 1024),
        "wrong": requirement,
        "problems": problems,
        "drafts": authority["filing"]["draft_lifetime_days"],
        "last": last.slug,
    }
    status = 422 if problems else 200
    return render(request, "portal/documents.html", shown, status=status)


def _take(
    request: HttpRequest, making: Making, authority: AuthorityDetail, requirement: str
) -> list[str]:
    done = taken(
        request.FILES.getlist("files"),
        limits=authority["file_rules"],
        requirement=requirement,
        nonce=making.nonce,
    )
    known = {row["id"] for row in making.uploads}
    making.uploads += [row for row in done.uploads if row["id"] not in known]
    keep(request.session, making)
    return done.problems


@require_POST
@with_making
def remove(request: HttpRequest, making: Making, authority: AuthorityDetail) -> HttpResponse:
    """Take a file back; out of a saved draft it goes when that is saved again or filed."""
    unwanted = request.POST.get("upload", "")
    making.uploads = [row for row in making.uploads if row["id"] != unwanted]
    keep(request.session, making)
    return redirect("documents")


def rows_of(found: PrecheckResult, making: Making) -> list[dict[str, Any]]:
    """Each requirement with the files there are for it."""
    return [
        {**row, "files": [one for one in making.uploads if one["requirement"] == row["code"]]}
        for row in found["requirements"]
    ]
