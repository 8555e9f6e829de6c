"""The first case of docs/sandbox.md, typed as it stands there."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from access import secrets
from access.models import Portal
from access.scope import scoped
from cases.models import Case
from common.actor import system_for
from tests import cast, sample_files
from tests.api.portals import SECRET

CALLS = 6


@pytest.fixture
def trial(transactional_db: None) -> Iterator[Portal]:
    """A sandbox portal, with a secret."""
    portal = cast.portal(name="Probe")
    portal.sandbox = True
    portal.save()
    secrets.keep(portal, SECRET, at=timezone.now())
    yield portal
    connections.close_all()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
@pytest.mark.django_db(transaction=True)
def test_a_newcomer_moves_a_sandbox_case_on_with_the_six_calls_of_the_page(
    trial: Portal, live_server: LiveServer, tmp_path: Path
) -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "sandbox.md").read_text()
    names, *calls = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    assert sum(call.count("curl ") for call in calls) == CALLS
    ours = (
        f"set -euo pipefail\nAPI={live_server.url}\nCLIENT_SECRET={SECRET}\n"
        f"CLIENT_ID={trial.application.client_id}\n"
    )
    (tmp_path / "passport.pdf").write_bytes(sample_files.pdf())
    typed = subprocess.run(
        ["bash", "-c", "\n".join([names, ours, *calls])],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert typed.returncode == 0, typed.stderr + typed.stdout
    assert '"may_file":true' in typed.stdout
    assert '"state":"awaiting_payment"' in typed.stdout
    with scoped(system_for(cast.BERLIN_OFFICE, sandbox=True)):
        assert Case.objects.get().portal == trial
