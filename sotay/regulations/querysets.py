"""Questions about the values that organisations have set."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from sotay.core.periods import DatedQuerySet


class OverrideQuerySet(DatedQuerySet):
    def of_rule(self, rule_id: str) -> Self:
        return self.filter(rule=rule_id)

    def in_organisations(self, organisation_ids: Iterable[int]) -> Self:
        return self.filter(organisation_id__in=list(organisation_ids))

    def nearest_by_rule(self, line: Sequence[int]) -> dict[str, Any]:
        """Of the rows kept, the one set nearest to the start of ``line``, for each rule."""
        found: dict[str, Any] = {}
        for row in sorted(
            self.in_organisations(line), key=lambda x: -line.index(x.organisation_id)
        ):
            found[row.rule] = row
        return found
