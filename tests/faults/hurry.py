"""The office in a hurry: races need hundreds of cases, and no documents."""

from __future__ import annotations

from dataclasses import dataclass, field

from access.models import User
from cases import services
from cases.models import Case
from common.actor import Role
from tests import cast
from tests.journeys.office import Office


def lena() -> User:
    """A second team lead: Lena Brandt."""
    return cast.staff(given="Lena", family="Brandt", role=Role.TEAM_LEAD)


@dataclass
class HurriedOffice(Office):
    """As the office, but every document is found not needed: no file is opened."""

    lena: User = field(default_factory=lena)

    def accept_documents(self) -> None:
        for row in self.case.requirements.missing():
            services.decide_requirement(
                reference=self.reference,
                requirement=row.code,
                verdict="not_needed",
                reason="Liegt aus dem letzten Verfahren vor.",
                actor=self.clerk,
                at=self.now,
            )

    def in_review(self) -> Case:
        """Filed and taken, with nothing in the way of the favourable check."""
        self.file()
        self.begin_review()
        self.accept_documents()
        return self.case

    def ready_to_grant(self) -> Case:
        """Paid, and everything taken at the counter."""
        self.approved()
        self.pay(provider_id=f"K-{self.reference}")
        self.attend()
        return self.case

    def refusal_proposed(self) -> Case:
        """Proposed by Karin without a hearing, for a second pair of eyes to confirm."""
        self.file()
        self.begin_review()
        return services.propose_refusal(
            reference=self.reference,
            item="permit",
            codes=["requirements"],
            legal_basis="§ 25 Abs. 5 AufenthG",
            grounds="Kein Ausreisehindernis.",
            hearing_waived="§ 28 Abs. 2 Nr. 1 VwVfG",
            actor=self.clerk,
            at=self.now,
        )
