"""Which Chromium the browser tests drive. It comes from the system's package manager."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of an installed Chromium, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> None:
    """`python -m deploy.browser`: one plain line if the browser tests had nothing to drive."""
    if find() is None:
        print("The browser tests were left out: no Chromium is installed (apt install chromium).")


if __name__ == "__main__":
    main()
