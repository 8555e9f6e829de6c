"""What each letter says: a frozen type per template in `letters/`, so that mypy guards writers.

Public: every letter, all of them `LetterData`, and their parts.

Values stay what they are (days, moments, amounts) until `data()` writes them the German way, in one
place for all letters. Texts given here are German and stand in the letter as they are.
"""

from .deciding import Conditions as Conditions
from .deciding import Hearing as Hearing
from .deciding import Refusal as Refusal
from .deciding import WorkCertificate as WorkCertificate
from .letter import LetterData as LetterData
from .money import FeeMessage as FeeMessage
from .money import FeeNotice as FeeNotice
from .money import Receipt as Receipt
from .parts import AttachedCondition as AttachedCondition
from .parts import Effect as Effect
from .parts import Employment as Employment
from .parts import FeePosition as FeePosition
from .parts import MissingItem as MissingItem
from .parts import Office as Office
from .parts import Person as Person
from .parts import QrCode as QrCode
from .parts import Section as Section
from .procedure import AppointmentInvitation as AppointmentInvitation
from .procedure import Confirmation as Confirmation
from .procedure import Discontinuation as Discontinuation
from .procedure import Nachforderung as Nachforderung
from .procedure import PickupInvitation as PickupInvitation
from .procedure import Transfer as Transfer
from .procedure import WithdrawalNotice as WithdrawalNotice
from .staying import CertificateLetter as CertificateLetter
from .staying import ContinuationOrder as ContinuationOrder
from .staying import Revocation as Revocation
