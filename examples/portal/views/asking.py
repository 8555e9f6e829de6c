"""One question per page, and what the authority says to the answers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from examples.client.titelweg import AuthorityDetail, PrecheckResult
from examples.client.transport import Refused
from examples.portal.api import api
from examples.portal.bodies import precheck_of
from examples.portal.keeping import Making, keep
from examples.portal.pointers import pointer_of
from examples.portal.questions import (
    AFTER_RESULT,
    BEFORE_RESULT,
    QUESTIONS,
    Question,
    after,
    applicable,
    asking,
    before,
)
from examples.portal.views.common import with_making

CHECK = "check"


@require_http_methods(["GET", "POST"])
@with_making
def question(
    request: HttpRequest, making: Making, authority: AuthorityDetail, slug: str
) -> HttpResponse:
    """Ask; take the answer and go on to the next, or back to where a change was asked for."""
    kind = QUESTIONS.get(slug)
    if kind is None:
        raise Http404
    form = _asked(request, kind, making, authority)
    if request.method == "POST" and form.is_valid():
        making.replace(form.answers())
        keep(request.session, making)
        return redirect(_onward(request, kind, making, authority))
    return _shown(request, form, making, authority)


def _asked(
    request: HttpRequest, kind: type[Question], making: Making, authority: AuthorityDetail
) -> Question:
    """The form with what was answered, and with what the API found wrong."""
    if request.method == "POST":
        return kind(data=request.POST, making=making, authority=authority)
    answered = {
        name: making.told(pointer_of(name))
        for name in kind.base_fields
        if making.told(pointer_of(name)) is not None
    }
    as_typed = {n: str(v).lower() if isinstance(v, bool) else v for n, v in answered.items()}
    if not any(asking(pointer) is kind for pointer in making.problems):
        return kind(initial=as_typed, making=making, authority=authority)
    form = kind(data=as_typed, making=making, authority=authority)
    form.full_clean()
    form.complain(making.problems)
    return form


def _shown(
    request: HttpRequest, form: Question, making: Making, authority: AuthorityDetail
) -> HttpResponse:
    kind = type(form)
    part = BEFORE_RESULT if kind in BEFORE_RESULT else AFTER_RESULT
    asked = [one for one in applicable(making, authority) if one in part]
    earlier = before(kind, making, authority)
    shown = {
        "form": form,
        "place": asked.index(kind) + 1 if kind in asked else 1,
        "total": len(asked),
        "part": "before" if kind in BEFORE_RESULT else "after",
        "back": reverse("question", args=[earlier.slug]) if earlier else _beginning(kind, making),
        "then": request.GET.get("then", ""),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/question.html", shown, status=status)


def _beginning(kind: type[Question], making: Making) -> str:
    if kind in AFTER_RESULT:
        return reverse("result")
    return reverse("authority", args=[making.authority])


def _onward(
    request: HttpRequest, kind: type[Question], making: Making, authority: AuthorityDetail
) -> str:
    following = after(kind, making, authority)
    if request.POST.get("then") == CHECK and (following is None or not _is_new(following, making)):
        return reverse("check")
    if following is not None:
        return reverse("question", args=[following.slug])
    return reverse("result" if kind in BEFORE_RESULT else "documents")


def _is_new(kind: type[Question], making: Making) -> bool:
    """A question that only the changed answer has made necessary."""
    required = [pointer_of(name) for name, field in kind.base_fields.items() if field.required]
    return any(making.told(pointer) is None for pointer in required)


@require_GET
@with_making
def result(request: HttpRequest, making: Making, authority: AuthorityDetail) -> HttpResponse:
    """May I, what do I need, what does it cost and why, what will filing do."""
    found = prechecked(making, authority)
    if found is None:
        keep(request.session, making)
        return redirect(first_problem(making))
    last = [one for one in applicable(making, authority) if one in BEFORE_RESULT][-1]
    first = next(one for one in applicable(making, authority) if one in AFTER_RESULT)
    shown = {"found": found, "authority": authority, "last": last.slug, "first": first.slug}
    return render(request, "portal/result.html", shown)


def prechecked(making: Making, authority: AuthorityDetail) -> PrecheckResult | None:
    """The precheck's answer; None where answers are missing or wrong: `problems` says which."""
    try:
        body = precheck_of(making, authority)
        return api().precheck(authority=making.authority, body=body).body
    except Refused as refused:
        making.problems = problems_of(refused)
        if not making.problems:
            raise
        return None


def problems_of(refused: Refused) -> dict[str, str]:
    """What was wrong, by pointer, as far as a question asks for it."""
    return {wrong.pointer: wrong.detail for wrong in refused.errors if asking(wrong.pointer)}


def first_problem(making: Making) -> str:
    """The page of the first field that is wrong."""
    pages = [asking(pointer) for pointer in making.problems]
    order = list(QUESTIONS.values())
    first = min((page for page in pages if page), key=order.index)
    return reverse("question", args=[first.slug])
