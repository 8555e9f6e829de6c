"""Setting up is done once, respects what pip is told, and says plainly what is missing."""

from __future__ import annotations

import gettext
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import bootstrap, places, python_packages
from deploy.errors import SetupError
from tests.launcher import ROOT, Checkout, checkout

GERMAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Open"
msgstr "{word}"
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Checkout]:
    with checkout(tmp_path / "checkout") as here:
        yield here


class TestSettingUp:
    def test_does_nothing_the_second_time(self, place: Checkout) -> None:
        assert place.run("bootstrap").returncode == 0
        began = time.monotonic()
        second = place.run("bootstrap")
        assert second.stdout == ""
        assert time.monotonic() - began < 1

    def test_compiles_translations_that_have_changed(self, place: Checkout) -> None:
        source = place.folder / "locale" / "de" / "LC_MESSAGES" / "django.po"
        source.parent.mkdir(parents=True)
        for word in ("Offen", "Geöffnet"):
            source.write_text(GERMAN.format(word=word))
            assert place.run("bootstrap").returncode == 0
            with source.with_suffix(".mo").open("rb") as compiled:
                assert gettext.GNUTranslations(compiled).gettext("Open") == word
            os.utime(source.with_suffix(".mo"), ns=(0, 0))

    def test_refuses_translations_that_cannot_be_read(self, place: Checkout) -> None:
        source = place.folder / "locale" / "de" / "LC_MESSAGES" / "django.po"
        source.parent.mkdir(parents=True)
        source.write_bytes(b'msgid "a"\nmsgstr "\xff"\n')
        done = place.run("bootstrap")
        assert done.returncode == 1
        assert "django.po cannot be compiled" in done.stdout


class TestWhatPipIsTold:
    def test_is_passed_on_to_uv(self) -> None:
        listing = "global.index-url='https://packages.example/simple'\nglobal.cert='/ca.pem'\n"
        assert python_packages.in_uvs_words(listing) == {
            "UV_DEFAULT_INDEX": "https://packages.example/simple",
            "SSL_CERT_FILE": "/ca.pem",
        }

    def test_by_the_environment_outranks_the_file(self) -> None:
        listing = ":env:.index-url='https://mine.example'\nglobal.index-url='https://all.example'\n"
        assert python_packages.in_uvs_words(listing) == {"UV_DEFAULT_INDEX": "https://mine.example"}

    def test_about_other_things_is_left_out(self) -> None:
        assert python_packages.in_uvs_words("global.disable-pip-version-check='1'\n") == {}


class TestThePinOfUv:
    def test_comes_with_its_hashes(self) -> None:
        pin = python_packages.pin("uv", ROOT / "requirements-dev.txt")
        assert pin.startswith("uv==")
        assert pin.count("--hash=sha256:") > 5
        assert "==" not in pin.removeprefix("uv==")

    def test_is_empty_where_there_is_none(self, tmp_path: Path) -> None:
        requirements = tmp_path / "requirements.txt"
        requirements.write_text("uvicorn==1.0\n")
        assert python_packages.pin("uv", requirements) == ""


class TestTheStateFolder:
    def test_is_refused_when_somebody_else_could_have_made_it(
        self, place: Checkout, tmp_path: Path
    ) -> None:
        tmp_path.chmod(0o755)
        mine = place.state
        mine.rmdir()
        mine.symlink_to(tmp_path)
        try:
            done = place.run("run", "--", "true")
        finally:
            mine.unlink()
        assert done.returncode == 1
        assert "not this user's own folder" in done.stdout

    @pytest.mark.skipif(os.getuid() != 0, reason="only root's servers run as somebody else")
    def test_is_not_in_a_private_home_that_the_server_could_not_enter(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        private = tmp_path / "home"
        private.mkdir(mode=0o700)
        monkeypatch.setenv("XDG_STATE_HOME", str(private))
        assert places.state_dir().parent == places.SHARED_STATE
        assert private.stat().st_mode & 0o777 == 0o700

    def test_is_where_xdg_says_if_the_server_can_enter_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_folder = places.SHARED_STATE / f"titelweg-test-{os.getpid()}"
        monkeypatch.setenv("XDG_STATE_HOME", str(open_folder))
        try:
            folder = places.state_dir()
            assert folder.parent == open_folder
            folder.rmdir()
        finally:
            open_folder.rmdir()


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", tmp_path / "none yet")
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    with pytest.raises(SetupError, match=r"Python 3\.11 or newer is needed"):
        bootstrap.ensure()


def test_no_installer_at_all_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_packages, "VENV_PYTHON", Path(sys.executable))
    monkeypatch.setattr(python_packages, "VENV", tmp_path)
    monkeypatch.setattr(python_packages, "_pips", lambda: iter(()))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match="python3-venv"):
        python_packages.install(ROOT / "requirements-dev.txt")
