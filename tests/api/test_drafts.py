"""A draft has the files that its person wants it to have, and goes when they want it to go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoCaptureOnCommitCallbacks

from applicants.models import Person, TitleHeld
from cases import services
from cases.models import Case, Deadline
from correspondence.models import Message
from documents.models import Document, Requirement
from tests.api.applications import filed, told
from tests.api.portals import Caller, code, problem
from tests.journeys.office import FILED_AT, Office

pytestmark = pytest.mark.django_db
BARE = {"authority": "berlin", "kind": "extension", "legal_basis": "25(5)"}


def upload(caller: Caller) -> str:
    kept: str = caller.upload().json()["id"]
    return kept


def opened_with(caller: Caller, *documents: dict[str, str]) -> str:
    """The path of a draft with these documents."""
    opened = caller.post("/cases", told(documents=documents))
    assert opened.status_code == 201, opened.content
    return f"/cases/{opened.json()['reference']}"


def changed(caller: Caller, path: str, change: Any) -> Any:
    """The answer to a change of the draft as it stands now."""
    with time_machine.travel(FILED_AT + timedelta(minutes=1)):
        return caller.patch(path, change, if_match=caller.get(path)["ETag"])


def held(case: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(row["id"], row["requirement"]) for row in case["documents"]]


def statuses(case: dict[str, Any]) -> dict[str, str]:
    return {row["code"]: row["status"] for row in case["requirements"]}


def files_in(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


# Its files


def test_a_wrong_file_is_taken_out_by_naming_another(
    caller: Caller,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    wrong, right = upload(caller), upload(caller)
    path = opened_with(caller, {"upload": wrong, "requirement": "payslips"})
    with django_capture_on_commit_callbacks(execute=True):
        answer = changed(caller, path, {"documents": [{"upload": right}]})
    assert answer.status_code == 200, answer.content
    assert held(answer.json()) == [(right, None)]
    assert statuses(answer.json())["payslips"] == "open"
    assert files_in(tmp_path) == 1


def test_a_file_that_is_named_again_stays_and_may_answer_something_else(caller: Caller) -> None:
    first, second = upload(caller), upload(caller)
    path = opened_with(caller, {"upload": first, "requirement": "payslips"})
    documents = [{"upload": first, "requirement": "passport_copy"}, {"upload": second}]
    answer = changed(caller, path, {"documents": documents})
    assert held(answer.json()) == [(first, "passport_copy"), (second, None)]
    found = statuses(answer.json())
    assert (found["payslips"], found["passport_copy"]) == ("open", "handed_in")


@pytest.mark.parametrize("nothing", [[], None])
def test_an_empty_list_and_null_take_every_file_away(
    caller: Caller, nothing: list[object] | None
) -> None:
    path = opened_with(caller, {"upload": upload(caller), "requirement": "passport_copy"})
    assert held(changed(caller, path, {"documents": nothing}).json()) == []


def test_a_change_of_something_else_leaves_the_files_alone(caller: Caller) -> None:
    passport = upload(caller)
    path = opened_with(caller, {"upload": passport, "requirement": "passport_copy"})
    answer = changed(caller, path, {"requests": {"duration_months": 24}})
    assert held(answer.json()) == [(passport, "passport_copy")]


def test_a_refused_list_changes_nothing(caller: Caller) -> None:
    first = upload(caller)
    path = opened_with(caller, {"upload": first, "requirement": "passport_copy"})
    twice = problem(changed(caller, path, {"documents": [{"upload": first}, {"upload": first}]}))
    assert (twice["code"], twice["errors"][0]["pointer"]) == (
        "upload_used",
        "/documents/1/upload",
    )
    never = {"upload": "9f1c0fd6-6c4b-4e4a-9d0f-1d3c8e6f9a11"}
    refused = problem(changed(caller, path, {"documents": [{"upload": first}, never]}))
    assert (refused["code"], refused["errors"][0]["pointer"]) == (
        "upload_unknown",
        "/documents/1/upload",
    )
    assert held(caller.get(path).json()) == [(first, "passport_copy")]


def test_a_bare_draft_takes_what_the_authority_asks_anybody_for(caller: Caller) -> None:
    passport = {"upload": upload(caller), "requirement": "passport_copy"}
    opened = caller.post("/cases", {**BARE, "documents": [passport]})
    assert statuses(opened.json()) == {"passport_copy": "handed_in"}
    path = f"/cases/{opened.json()['reference']}"
    everything = {name: told()[name] for name in ("person", "current_title", "situation")}
    found = changed(caller, path, everything).json()
    assert held(found) == [(passport["upload"], "passport_copy")]
    row = next(row for row in found["requirements"] if row["code"] == "passport_copy")
    assert (row["status"], row["required"]) == ("handed_in", True)
    refused = problem(
        caller.post(
            "/cases", {**BARE, "documents": [{"upload": upload(caller), "requirement": "x"}]}
        )
    )
    assert (refused["code"], refused["errors"][0]["pointer"]) == (
        "requirement_unknown",
        "/documents/0/requirement",
    )


# Its end


def left_behind(folder: Path) -> dict[str, int]:
    kinds = (Case, Person, TitleHeld, Document, Requirement, Deadline, Message)
    rows = {kind.__name__: kind.objects.count() for kind in kinds}
    return {**rows, "files": files_in(folder)}


def test_a_discarded_draft_leaves_nothing(
    caller: Caller,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    path = opened_with(caller, {"upload": upload(caller), "requirement": "passport_copy"})
    version = caller.get(path)["ETag"]
    assert code(caller.delete(path)) == (428, "if_match_missing")
    assert code(caller.delete(path, if_match='"draft-1"')) == (412, "stale_version")
    with django_capture_on_commit_callbacks(execute=True):
        answer = caller.delete(path, if_match=version)
    assert (answer.status_code, answer.content) == (204, b"")
    assert code(caller.get(path)) == (404, "case_unknown")
    assert code(caller.delete(path, if_match=version)) == (404, "case_unknown")
    assert set(left_behind(tmp_path).values()) == {0}


def test_what_is_filed_cannot_be_discarded(caller: Caller) -> None:
    case = caller.post("/cases", filed())
    path = f"/cases/{case.json()['reference']}"
    assert code(caller.delete(path, if_match=case["ETag"])) == (409, "transition_blocked")
    assert caller.get(path).json()["state"] == "submitted"


def test_a_draft_whose_time_is_over_leaves_nothing_either(
    office: Office,
    caller: Caller,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    opened_with(caller, {"upload": upload(caller), "requirement": "passport_copy"})
    end = Deadline.objects.get(kind="draft_deletion")
    with django_capture_on_commit_callbacks(execute=True):
        assert services.run_deadline(deadline=end, at=end.due_at)
    assert set(left_behind(tmp_path).values()) == {0}
