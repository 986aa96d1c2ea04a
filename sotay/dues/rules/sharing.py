"""How what was collected is shared between the organisation and the level above."""

from dataclasses import dataclass
from decimal import Decimal

from sotay.dues.rules.owing import rounded

# By kind of organisation. Where no source tells the share, the registry says so (certainty local).
KEPT_RULES = {
    "cell": "dues.kept_share_cell",
    "grassroots_cell": "dues.kept_share_grassroots_cell",
    "section": "dues.kept_share_section",
    "grassroots_committee": "dues.kept_share_grassroots_committee",
    "upper": "dues.kept_share_upper",
    "committee": "dues.kept_share_committee",
    "root": "dues.kept_share_root",
}


@dataclass(frozen=True)
class Shares:
    """Both parts of a sum, in đồng."""

    kept: int
    remitted: int


def split(collected: int, kept_share: Decimal) -> Shares:
    """The kept part rounded to whole đồng, a half upwards; the rest goes up. Nothing is lost.

    >>> split(1_234_565, Decimal("0.3"))
    Shares(kept=370370, remitted=864195)
    """
    kept = min(collected, rounded(Decimal(collected) * kept_share))
    return Shares(kept, collected - kept)
