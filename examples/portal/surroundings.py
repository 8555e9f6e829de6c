"""Where the portal stands, and where Titelweg does: read from the environment.

Public: `Surroundings`.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Surroundings:
    """`url` is the portal's own address; `folder` keeps its sessions and its key.

    `credentials` is a JSON file with `client_id` and `client_secret` under `portal`.
    """

    titelweg: str
    credentials: Path
    url: str
    folder: Path
    development: bool

    @classmethod
    @cache
    def read(cls) -> Surroundings:
        """Raises `KeyError` naming the variable that is missing."""
        return cls(
            titelweg=os.environ["TITELWEG_URL"],
            credentials=Path(os.environ["PORTAL_CREDENTIALS"]),
            url=os.environ["PORTAL_URL"],
            folder=Path(os.environ["PORTAL_FOLDER"]),
            development=os.environ.get("PORTAL_ENV") == "development",
        )

    def client(self) -> tuple[str, str]:
        """The client id and the secret, which never leave this process."""
        told = json.loads(self.credentials.read_text())["portal"]
        return told["client_id"], told["client_secret"]
