"""The first case of docs/api.md, typed as it stands there."""

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
from tests import cast, sample_files
from tests.api.portals import SECRET

CALLS = 6


def commands() -> list[str]:
    """The shell blocks of the page's first part, the first of which names address and client."""
    page = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
    _head, first_part, *_rest = page.split("\n## ")
    return re.findall(r"```sh\n(.*?)```", first_part, re.DOTALL)


@pytest.fixture
def demo_portal(transactional_db: None) -> Iterator[Portal]:
    portal = cast.portal()
    secrets.keep(portal, SECRET, at=timezone.now())
    yield portal
    connections.close_all()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
@pytest.mark.django_db(transaction=True)
def test_a_newcomer_files_a_case_with_the_six_calls_of_the_page(
    demo_portal: Portal, live_server: LiveServer, tmp_path: Path
) -> None:
    names, *calls = commands()
    assert sum(call.count("curl ") for call in calls) == CALLS
    ours = (
        f"set -euo pipefail\nAPI={live_server.url}\nCLIENT_SECRET={SECRET}\n"
        f"CLIENT_ID={demo_portal.application.client_id}\n"
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
    assert '"may_file": true' in typed.stdout
    assert '"state": "submitted"' in typed.stdout
    assert (tmp_path / "confirmation.pdf").read_bytes().startswith(b"%PDF-")
    with scoped(cast.BERLIN_CLOCK):
        assert Case.objects.get().portal == demo_portal
