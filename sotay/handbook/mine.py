"""«Của tôi»: what the register holds of the person who asks, and what waits for them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core.database.planned import PlannedRows
from sotay.core.models import AuditEntry
from sotay.handbook.cards import Card, cards_for, signs
from sotay.members.homes import own_record
from sotay.members.models import Member, Standing, Status
from sotay.members.records import seniority
from sotay.members.rules.ages import Span, party_age, party_age_start
from sotay.organisations.access import Actor

LOOKS = "looks"  # the sign that others have opened the record
SHOWN_DIGITS = 4  # of a card number, until its owner asks for the whole


@dataclass(frozen=True)
class Mine:
    """One's own page. ``member`` is ``None`` for an account joined to no record."""

    member: Member | None
    cell_name: str
    standing: str
    age: Span | None  # party age, once recognised
    probation_ends: date | None  # until then
    looks: int  # this month, by others
    cards: list[tuple[str, Card]]
    has_cell: bool

    @property
    def dues(self) -> Card | None:
        """Said among the facts."""
        return dict(self.cards).get("dues")

    @property
    def meeting(self) -> Card | None:
        """The next meeting stands apart, above the rest."""
        return dict(self.cards).get("meeting")

    @property
    def lines(self) -> list[Card]:
        return [card for key, card in self.cards if key not in ("dues", "meeting")]

    @property
    def age_words(self) -> str:
        if self.age is None:
            return ""
        return _("%(years)s năm %(months)s tháng") % {
            "years": self.age.years,
            "months": self.age.months,
        }

    @property
    def age_from(self) -> date | None:
        """The day from which party age runs, once it does."""
        own = self.member
        if own is None or self.age is None:
            return None
        return party_age_start(own.decided_on, own.admitted_on)

    @property
    def masked_card(self) -> str:
        """The card number with all but its last digits hidden; empty where none is held."""
        number = self.member.card_number if self.member else ""
        return f"•••• {number[-SHOWN_DIGITS:]}" if number else ""

    @property
    def looks_words(self) -> str:
        if not self.looks:
            return _("tháng này chưa có ai xem")
        return _("%(count)d lượt trong tháng này") % {"count": self.looks}


_standing: PlannedRows[Status] = PlannedRows(
    "members_standing",
    [int, date],
    lambda member, day: Status.objects.as_of(day).filter(member=member),
)


def mine(actor: Actor) -> Mine:
    """Everything on one's own page, in a fixed number of questions."""
    own = own_record(actor.user)
    if own is None:
        return Mine(None, "", "", None, None, 0, cards_for(actor), bool(actor.grants))
    day = actor.today
    standing = next(iter(_standing(own.pk, day)), None)
    place = actor.place
    waits = own.admitted_on and own.recognised_on is None  # only then is a rule asked
    return Mine(
        member=own,
        cell_name=place.name if place and place.organisation_id == own.cell_id else own.cell.code,
        standing=str(Standing(standing.standing).label) if standing else "",
        age=party_age(own.decided_on, own.admitted_on, own.recognised_on, day),
        probation_ends=seniority(own, day).probation_ends if waits else None,
        looks=looks_since(own, day.replace(day=1)) if LOOKS in signs(actor) else 0,
        cards=cards_for(actor),
        has_cell=True,
    )


def looks_since(member: Member, day: date) -> int:
    """How often others have opened the whole record from ``day`` on."""
    return (
        AuditEntry.objects.filter(
            subject_type="members.member",
            subject_id=member.pk,
            act="members.view",
            at__gte=timezone.make_aware(datetime.combine(day, time.min)),
        )
        .exclude(user=member.user_id)
        .count()
    )
