"""The sandbox: the same procedure over rows of its own, with everybody but the portal simulated.

Public: `advance`, `play`, `ensure_counter`, `payments_for`, `producer_for`, `insist_on_harmless`,
`SandboxStuck`, `Target`, `UploadInfected`. Whatever is simulated acts by the services, so every
rule holds here as well. No mail, order or payment of a sandbox case leaves the house.
"""

from .adapters import payments_for, producer_for
from .counters import ensure_counter
from .uploads import UploadInfected, insist_on_harmless
from .walking import SandboxStuck, Target, advance, play

__all__ = [
    "SandboxStuck",
    "Target",
    "UploadInfected",
    "advance",
    "ensure_counter",
    "insist_on_harmless",
    "payments_for",
    "play",
    "producer_for",
]
