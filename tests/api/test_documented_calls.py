"""docs/api.md in the hands of a newcomer: its commands, typed as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from access import secrets
from access.models import Portal
from access.scope import scoped
from cases import tasks
from cases.models import Case
from common.actor import system_for
from common.calendar import local_day
from tests import cast, sample_files
from tests.api.portals import SECRET
from tests.journeys.office import FILED_AT

pytestmark = [
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here"),
    pytest.mark.django_db(transaction=True),
]
CALLS = 6  # of the first case
TITLE_ENDS = local_day(FILED_AT) + timedelta(days=45)  # as the page has it, by the test's clock


def commands(text: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


def page() -> str:
    return (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")


def first_part() -> str:
    _head, first, *_rest = page().split("\n## ")
    return first


@pytest.fixture
def trial(transactional_db: None) -> Iterator[Portal]:
    """A sandbox portal, with a secret; the clock has ticked once, so there are times to book."""
    portal = cast.portal(name="Probe")
    portal.sandbox = True
    portal.save()
    secrets.keep(portal, SECRET, at=timezone.now())
    tasks.play_sandbox()
    yield portal
    connections.close_all()


class Newcomer:
    """Somebody at a shell who has a file, an address and the client's credentials."""

    def __init__(self, folder: Path, ours: str) -> None:
        self.folder = folder
        self._ours = ours

    def types(self, text: str) -> str:
        """The output of all commands of the text; the first block names address and client."""
        names, *calls = commands(text)
        typed = subprocess.run(
            ["bash", "-c", "\n".join([names, self._ours, *calls])],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert typed.returncode == 0, typed.stderr + typed.stdout
        return typed.stdout


@pytest.fixture
def newcomer(trial: Portal, live_server: LiveServer, tmp_path: Path) -> Newcomer:
    (tmp_path / "passport.pdf").write_bytes(sample_files.pdf())
    ours = (
        f"set -euo pipefail\nAPI={live_server.url}\nCLIENT_SECRET={SECRET}\n"
        f"CLIENT_ID={trial.application.client_id}\nTITLE_ENDS={TITLE_ENDS}\n"
    )
    return Newcomer(tmp_path, ours)


def test_a_newcomer_files_a_sandbox_case_with_the_six_calls_of_the_page(
    trial: Portal, newcomer: Newcomer
) -> None:
    assert sum(call.count("curl ") for call in commands(first_part())) == CALLS
    said = newcomer.types(first_part())
    assert '"may_file": true' in said
    assert '"state": "submitted"' in said
    assert said.endswith("Zahlung offen\n")
    with scoped(system_for(cast.BERLIN_OFFICE, sandbox=True)):
        assert Case.objects.get().portal == trial


def test_every_command_of_the_page_is_accepted(newcomer: Newcomer) -> None:
    """The webhook's address is one of this machine: the page's own belongs to nobody."""
    said = newcomer.types(page().replace("https://portal.example/hooks", "https://127.0.0.1/hooks"))
    assert "whsec_" in said
    assert "/problems/" not in said
    for paper in ("confirmation.pdf", "letter.pdf"):
        assert (newcomer.folder / paper).read_bytes().startswith(b"%PDF-"), said
    assert (newcomer.folder / "appointment.ics").read_text().startswith("BEGIN:VCALENDAR")
