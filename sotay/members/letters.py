"""Letters of transfer as either end reads them: names, days left, what the reader may do."""

from collections.abc import Iterable
from dataclasses import dataclass

from sotay.members.listing import place_names
from sotay.members.models import Transfer
from sotay.organisations.access import Actor
from sotay.regulations.calendar import working_days_between


@dataclass(frozen=True)
class Letter:
    """``working_days_left`` until the receiving side must have the member; negative when late."""

    transfer: Transfer
    from_name: str
    to_name: str
    working_days_left: int
    may_confirm: bool
    may_withdraw: bool

    @property
    def is_open(self) -> bool:
        return self.transfer.state == Transfer.State.SENT

    @property
    def is_late(self) -> bool:
        return self.is_open and self.working_days_left < 0

    @property
    def working_days_late(self) -> int:
        return max(-self.working_days_left, 0)


def letters(found: Iterable[Transfer], actor: Actor) -> list[Letter]:
    """Nothing here reads the member's own row: the receiving side cannot see it yet."""
    rows = list(found)
    ends = {row.from_organisation_id for row in rows} | {row.to_organisation_id for row in rows}
    names = place_names(ends, actor.today)
    return [
        Letter(
            transfer=row,
            from_name=names.get(row.from_organisation_id, ""),
            to_name=names.get(row.to_organisation_id, ""),
            working_days_left=working_days_between(actor.today, row.due_on),
            may_confirm=row.state == Transfer.State.SENT
            and actor.can("members.confirm_transfer", row.to_organisation),
            may_withdraw=row.state == Transfer.State.SENT
            and actor.can("members.transfer", row.from_organisation),
        )
        for row in rows
    ]
