"""Invented histories of a small tree: people come, move and go, the tree changes, late and on time.

Rows are written as services write them (superseded, never overwritten), then the totals are told.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from sotay.core.periods import supersede
from sotay.members import totals
from sotay.members.models import Member, Membership, Status
from sotay.members.totals.vector import slots_of
from sotay.organisations.models import Organisation, Placement
from sotay.organisations.signals import EdgeChange, tree_changed

START = date(2020, 1, 1)
FOREVER = date(9999, 12, 31)


def day(number: int) -> date:
    return START + timedelta(days=number)


class History:
    """root > three uppers (two may hang under the first) > four bases > eight cells."""

    def __init__(self) -> None:
        self.root = self._found("H", None)
        self.uppers = [self._found(f"H-{n}", self.root) for n in range(3)]
        self.bases = [self._found(f"H-B{n}", self.uppers[n % 3]) for n in range(4)]
        self.cells = [self._found(f"H-C{n}", self.bases[n % 4]) for n in range(8)]
        self.members: list[Member] = []
        self.days: set[date] = set()

    @property
    def organisations(self) -> list[Organisation]:
        return [self.root, *self.uppers, *self.bases, *self.cells]

    def _found(self, code: str, parent: Organisation | None) -> Organisation:
        made = Organisation.objects.create(code=code, lft=1, rgt=2)
        Placement.objects.create(organisation=made, parent=parent, valid_from=START)
        return made

    def _now(self) -> datetime:
        return timezone.now()

    # -- people -----------------------------------------------------------------------------

    def join(self, cell: Organisation, on: date, number: int) -> Member:
        member = Member.objects.create(
            full_name=f"M{number}",
            sort_key="m",
            folded="m",
            gender=number % 2,
            birth_year=1950 + number % 50,
            ethnicity=number % 4,
            cell=cell,
        )
        Membership.objects.create(member=member, organisation=cell, valid_from=on)
        if number % 3:
            Status.objects.create(
                member=member, valid_from=on, education=number % 8, theory=number % 5, standing=1
            )
        self.members.append(member)
        self.days.add(on)
        totals.refresh([member.pk])
        return member

    def _belongs(self, member: Member, on: date) -> Membership | None:
        return Membership.objects.as_of(on).filter(member=member).first()

    def transfer(self, member: Member, to: Organisation, on: date) -> None:
        held = self._belongs(member, on)
        if held is None or held.organisation == to or not self._stands(to, on, held.valid_to):
            return
        now = self._now()
        supersede(held, now, valid_to=on)
        Membership.objects.create(
            member=member, organisation=to, valid_from=on, valid_to=held.valid_to, recorded_at=now
        )
        self.days.add(on)
        totals.refresh([member.pk])

    def end(self, member: Member, on: date) -> None:
        if held := self._belongs(member, on):
            supersede(held, self._now(), valid_to=on)
            self.days.add(on)
            totals.refresh([member.pk])

    def shift(self, member: Member, days: int) -> None:
        """The boundary between the first two memberships was another day."""
        held = list(Membership.objects.known().filter(member=member).order_by("valid_from"))
        if len(held) < 2 or held[0].valid_to != held[1].valid_from:
            return
        boundary = held[1].valid_from + timedelta(days=days)
        if not held[0].valid_from < boundary < (held[1].valid_to or FOREVER):
            return
        if not self._stands(held[0].organisation, held[0].valid_from, boundary):
            return
        if not self._stands(held[1].organisation, boundary, held[1].valid_to):
            return
        now = self._now()
        # Both go before either comes, or the exclusion constraint sees them overlap.
        Membership.objects.filter(pk__in=[row.pk for row in held[:2]]).update(superseded_at=now)
        for row, lo, hi in (
            (held[0], held[0].valid_from, boundary),
            (held[1], boundary, held[1].valid_to),
        ):
            Membership.objects.create(
                member=member,
                organisation=row.organisation,
                valid_from=lo,
                valid_to=hi,
                recorded_at=now,
            )
        self.days.add(boundary)
        totals.refresh([member.pk])

    def rate(self, member: Member, on: date, number: int) -> None:
        """Standing, education and theory change, perhaps in the past."""
        now = self._now()
        for row in Status.objects.as_of(on).filter(member=member):
            supersede(row, now, valid_to=on)
        later = Status.objects.known().filter(member=member, valid_from__gte=on)
        upto = later.order_by("valid_from").values_list("valid_from", flat=True).first()
        if upto == on:
            return
        Status.objects.create(
            member=member,
            valid_from=on,
            valid_to=upto,
            recorded_at=now,
            standing=number % 4,
            education=number % 8,
            theory=number % 5,
        )
        self.days.add(on)
        totals.refresh([member.pk])

    def born(self, member: Member, year: int) -> None:
        Member.objects.filter(pk=member.pk).update(birth_year=year, ethnicity=year % 54)
        totals.refresh([member.pk])

    # -- the tree ---------------------------------------------------------------------------

    def _stretches(self, child: Organisation) -> list[Placement]:
        return list(Placement.objects.known().filter(organisation=child).order_by("valid_from"))

    def _stands(self, child: Organisation, lo: date, hi: date | None) -> bool:
        at = lo
        for row in self._stretches(child):
            if row.valid_from <= at < (row.valid_to or FOREVER):
                at = row.valid_to or FOREVER
        return at >= (hi or FOREVER)

    def place(
        self, child: Organisation, parent: Organisation | None, lo: date, hi: date | None
    ) -> list[EdgeChange]:
        """Give ``child`` the parent from ``lo`` to ``hi``, where it stands; without one it ends."""
        now = self._now()
        changes = []
        for row in self._stretches(child):
            low = max(lo, row.valid_from)
            high = min(hi or FOREVER, row.valid_to or FOREVER)
            if low >= high or row.parent_id == getattr(parent, "pk", None):
                continue
            Placement.objects.filter(pk=row.pk).update(superseded_at=now)
            past = None if high == FOREVER else high
            parts = [(row.valid_from, low, row.parent), (high, row.valid_to, row.parent)]
            changes.append(EdgeChange(child.pk, row.parent_id, low, past, -1))
            if parent is not None:
                parts.append((low, past, parent))
                changes.append(EdgeChange(child.pk, parent.pk, low, past, 1))
            for first, end, above in parts:
                if first < (end or FOREVER):
                    Placement.objects.create(
                        organisation=child,
                        parent=above,
                        valid_from=first,
                        valid_to=end,
                        recorded_at=now,
                    )
        self.days |= {lo} | ({hi} if hi else set())
        return changes

    def tell(self, changes: list[EdgeChange]) -> None:
        tree_changed.send(sender=None, edges=changes)

    def merge(self, ended: Organisation, into: Organisation, on: date) -> None:
        """All under ``ended`` goes under ``into`` from ``on``, and ``ended`` is no more."""
        if not self._stands(into, on, None) or not self._stands(ended, on, None):
            return
        changes = []
        for row in Placement.objects.known().filter(parent=ended):
            if (row.valid_to or FOREVER) > on:
                changes += self.place(row.organisation, into, max(on, row.valid_from), row.valid_to)
        changes += self.place(ended, None, on, None)
        self.tell(changes)

    def close(self, cell: Organisation, into: Organisation, on: date) -> None:
        """A cell ends: its members go to another, then its place ends."""
        if not self._stands(into, on, None) or not self._stands(cell, on, None):
            return
        later = Membership.objects.known().filter(organisation=cell, valid_from__gte=on)
        if later.exists():
            return
        now = self._now()
        moved = []
        for held in Membership.objects.as_of(on).filter(organisation=cell):
            supersede(held, now, valid_to=on)
            Membership.objects.create(
                member=held.member,
                organisation=into,
                valid_from=on,
                valid_to=held.valid_to,
                recorded_at=now,
            )
            moved.append(held.member_id)
        changes = self.place(cell, None, on, None)
        if on.day % 2:  # whichever is told first
            totals.refresh(moved)
            self.tell(changes)
        else:
            self.tell(changes)
            totals.refresh(moved)

    # -- one step of a drawn history --------------------------------------------------------

    def step(self, kind: int, a: int, b: int, on: int, more: int) -> None:
        """Do one of twelve things, chosen and aimed by whole numbers."""
        at = day(on)
        member = self.members[a % len(self.members)] if self.members else None
        cell, base = self.cells[b % 8], self.bases[b % 4]
        match kind:
            case 0 | 1:
                if self._stands(cell, at, None):
                    self.join(cell, at, a)
            case 2 | 3 if member:
                self.transfer(member, cell, at)
            case 4 if member:
                self.end(member, at)
            case 5 if member:
                self.shift(member, more - 200)
            case 6 if member:
                self.rate(member, at, b)
            case 7 if member:
                self.born(member, 1880 + b)
            case 8:  # a cell, a base or an upper organisation goes elsewhere, for good or a while
                child, parent = self._whither(a, b)
                upto = day(on + more) if more % 2 else None
                self.tell(self.place(child, parent, at, upto))
            case 9:  # two at once, perhaps one below the other
                first, second = self._whither(a, b), self._whither(b, more)
                changes = self.place(*first, at, None)
                if first[0] != second[0]:
                    changes += self.place(*second, at, day(on + 1 + more))
                self.tell(changes)
            case 10:
                self.merge(base, self.bases[(b + 1 + a % 3) % 4], at)
            case 11:
                self.close(cell, self.cells[(b + 1 + a % 7) % 8], at)
            case 12:
                totals.fold(1 + more % 5)
            case 13:
                totals.keep_totals([base.pk, self.cells[a % 8].pk], at)
            case 14:
                totals.add_checkpoints(at)

    def _whither(self, a: int, b: int) -> tuple[Organisation, Organisation]:
        if a % 4 == 0:
            return self.uppers[1 + b % 2], (self.root, self.uppers[0])[b // 2 % 2]
        if a % 4 == 1:
            return self.bases[a // 4 % 4], [self.root, *self.uppers][b % 4]
        return self.cells[a // 4 % 8], [*self.bases, *self.uppers][b % 7]

    def days_to_try(self) -> list[date]:
        """The day before, of and after every event."""
        return sorted(
            {event + timedelta(days=n) for event in self.days for n in (-1, 0, 1)} | {START}
        )

    def differences(self) -> list[Any]:
        """Every organisation on every such day for which totals and plain count disagree."""
        wrong = []
        keys = [made.pk for made in self.organisations]
        truth = Truth()
        for at in self.days_to_try():
            counted, heads, plain = totals.counts(keys, at), totals.heads(keys, at), truth.on(at)
            for made in self.organisations:
                there = plain.get(made.pk, totals.Totals.of())
                if counted[made.pk] != there or heads[made.pk] != there.members:
                    wrong.append((made.code, at, counted[made.pk].members, there.members))
        return wrong


class Truth:
    """The tables of facts as they are believed now, counted one person after another."""

    def __init__(self) -> None:
        self.places = list(Placement.objects.known())
        self.held = list(Membership.objects.known().select_related("member"))
        self.statuses = list(Status.objects.known())

    def on(self, at: date) -> dict[int, totals.Totals]:
        def holds(row: Any) -> bool:
            return bool(row.valid_from <= at and (row.valid_to is None or at < row.valid_to))

        parents = {row.organisation_id: row.parent_id for row in self.places if holds(row)}
        ratings = {row.member_id: row for row in self.statuses if holds(row)}
        slots: dict[int, list[int]] = {}
        for row in filter(holds, self.held):
            person, rated = row.member, ratings.get(row.member_id)
            where: int | None = row.organisation_id
            while where is not None:
                slots.setdefault(where, []).extend(
                    slots_of(
                        person.gender,
                        person.ethnicity,
                        rated.education if rated else 0,
                        rated.theory if rated else 0,
                        rated.standing if rated else 0,
                        person.birth_year,
                    )
                )
                where = parents.get(where)
        return {key: totals.Totals.of(own, [1] * len(own)) for key, own in slots.items()}
