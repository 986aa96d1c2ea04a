"""How an act is written: under one lock, row by row, so that it can be told, checked and undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.periods import Dated, supersede
from sotay.core.text import tidy
from sotay.organisations import access, numbering
from sotay.organisations.access import Actor
from sotay.organisations.models import (
    Act,
    Grant,
    Organisation,
    PartyGroup,
    Placement,
    Profile,
    Succession,
)
from sotay.organisations.querysets import around
from sotay.organisations.rules.tree import Fault, Stretch, edge_changes, faults
from sotay.organisations.signals import EdgeChange, members_moved, succeeded, tree_changed

TREE_LOCK = 0x736F746179  # the advisory lock that every act on the tree takes first
STRUCTURE: tuple[type[Dated], ...] = (Placement, Profile)
KEPT: dict[str, type[Dated]] = {
    "placement": Placement,
    "profile": Profile,
    "grant": Grant,
    "party_group": PartyGroup,
}
MENTIONED = ("parent", "from", "to", "source", "target", "members_to")  # details that name one
_LABELS = {model: label for label, model in KEPT.items()}


class Refused(RuleBroken):
    """The tree cannot be changed as asked; the message is fit to show."""


@dataclass(frozen=True)
class Decision:
    """The document that decided an act: its number and symbol, who issued it, its day."""

    number: str
    issuer: str = ""
    on: date | None = None


class Writing:
    """One act under way. Use inside a transaction; :meth:`finish` checks, numbers, tells, records.

    ``recorded_at`` says when the act was learnt; only the system may give it, to bring in what was
    recorded elsewhere.

    :raises BadInput: a decision without a number
    :raises PermissionDenied: ``recorded_at`` from anybody but the system
    """

    def __init__(
        self,
        what: Act.What,
        *,
        on: date,
        decision: Decision,
        actor: Actor,
        recorded_at: datetime | None = None,
        corrects: Act | None = None,
    ) -> None:
        if recorded_at is not None and not actor.sees_everything:
            raise PermissionDenied(_("Chỉ khi thiết lập ban đầu mới ghi lùi ngày ghi sổ."))
        number = tidy(decision.number)
        if not number:
            raise BadInput(_("Chưa có số quyết định. Đồng chí ghi số, ký hiệu của văn bản."))
        if len(number) > 60:
            raise BadInput(_("Số quyết định dài quá 60 chữ. Đồng chí ghi riêng số và ký hiệu."))
        self.actor = actor
        self.on = on
        self.now = recorded_at or timezone.now()
        self.act = Act.objects.create(
            what=what,
            effective_on=on,
            decision_number=number,
            decision_issuer=tidy(decision.issuer)[:160],
            decided_on=decision.on,
            actor=actor.user,
            recorded_at=self.now,
            corrects=corrects,
        )
        self.concerned: set[int] = set()
        self._pairs: list[dict[str, Any]] = []
        self._before: list[Stretch] = []
        self._after: list[Stretch] = []
        self._fresh: list[tuple[Organisation, Organisation | None]] = []
        self._moves: list[tuple[Organisation, Organisation, list[int] | None]] = []
        self._heirs: list[tuple[Organisation, Organisation]] = []

    # --- Rows

    def add(self, model: type[Dated], **values: Any) -> Any:
        """Write a new row."""
        row = model._default_manager.create(**values, recorded_at=self.now)
        self._note(None, row)
        return row

    def add_all(self, rows: Sequence[Dated]) -> None:
        """Write many new rows of one table with one statement."""
        for row in rows:
            row.recorded_at = self.now
        type(rows[0])._default_manager.bulk_create(rows)
        for row in rows:
            self._note(None, row)

    def replace(self, row: Dated, **changes: Any) -> Any:
        """Supersede ``row`` by one with ``changes``; None where that one would hold on no day."""
        if row.recorded_at > self.now:
            raise BadInput(
                _("Thời điểm ghi sổ phải sau thời điểm đã ghi những việc trước của tổ chức này.")
            )
        kept = supersede(row, self.now, **changes)
        self._note(row, kept)
        return kept

    def end(self, row: Dated, on: date) -> None:
        """Let ``row`` hold until ``on``, that day not included; one that begins later never did."""
        if row.valid_to is None or row.valid_to > on:
            self.replace(row, valid_to=on)

    def place(self, organisation_id: int, parent_id: int | None, lo: date, hi: date | None) -> None:
        """Write where an organisation stands from ``lo`` to ``hi``.

        :raises Refused: under itself
        """
        if organisation_id == parent_id:
            raise Refused(fault_sentence(Fault("cycle", organisation_id, parent_id, lo)))
        self.add(
            Placement,
            organisation_id=organisation_id,
            parent_id=parent_id,
            act=self.act,
            valid_from=lo,
            valid_to=hi,
        )

    def restore(self, pair: dict[str, Any]) -> bool:
        """Undo one noted change: the row it wrote gives way to the one it superseded.

        Return False where the written row is believed no longer, having changed since.
        """
        model = KEPT[pair["table"]]
        if pair["is"] is not None:
            row = model._default_manager.filter(
                **_read(model, pair["is"]), superseded_at=None
            ).first()
            if row is None:
                return False
            model._default_manager.filter(pk=row.pk).update(superseded_at=self.now)
            self._note(row, None)
        if pair["was"] is not None:
            self.add(model, **_read(model, pair["was"]))
        return True

    def _note(self, was: Dated | None, now: Dated | None) -> None:
        row = was or now
        assert row is not None
        label = _LABELS[type(row)]
        self._pairs.append(
            {"table": label, "was": was and _values(was), "is": now and _values(now)}
        )
        self.concerned.add(row.organisation_id)  # type: ignore[attr-defined]
        if isinstance(was, Placement):
            self._before.append(_stretch(was))
        if isinstance(now, Placement):
            self._after.append(_stretch(now))

    # --- What goes with the rows

    def is_new(self, organisation: Organisation, parent: Organisation | None) -> None:
        """``organisation`` was made by this act and needs a number under ``parent``."""
        self._fresh.append((organisation, parent))

    def move_members(
        self, source: Organisation, target: Organisation, member_ids: list[int] | None = None
    ) -> None:
        self._moves.append((source, target, member_ids))

    def pass_on(self, predecessor: Organisation, successor: Organisation) -> None:
        """Work in hand goes to ``successor``."""
        self._heirs.append((predecessor, successor))

    def succeed(
        self, predecessor: Organisation, heirs: Sequence[tuple[Organisation, Decimal, int]]
    ) -> None:
        """Record which organisations continue ``predecessor``, with share and heads."""
        Succession.objects.bulk_create(
            Succession(
                predecessor=predecessor,
                successor=heir,
                act=self.act,
                on=self.on,
                share=share,
                members=heads,
            )
            for heir, share, heads in heirs
        )

    # --- The end

    def finish(
        self,
        *,
        where: Organisation | None,
        outcome: Organisation | None = None,
        **details: Any,
    ) -> Act:
        """Check the whole affected time, renumber, tell the floors above, write the audit.

        ``where`` is the organisation in which the act was done, for the audit.

        :raises Refused: the tree could not be on some day; nothing is kept
        """
        self._check()
        numbering.place_new(self._fresh)
        changes = edge_changes(self._before, self._after)
        today = self.actor.today
        numbering.settle({change.stretch.organisation for change in changes}, today)
        access.look_again(self.actor)

        act = self.act
        act.outcome = outcome
        mentioned = self.concerned | {details[one] for one in MENTIONED if details.get(one)}
        once = Profile.objects.filter(organisation__in=mentioned).order_by("id")
        names = {row.organisation_id: row for row in once}
        names.update(Profile.objects.nearest(mentioned, self.on))
        act.details = {
            **details,
            "names": {str(key): profile.name for key, profile in names.items()},
            "rows": self._pairs,
        }
        act.save(update_fields=["outcome", "details"])
        act.organisations.set(self.concerned)
        if changes:
            edges = [EdgeChange(*change.stretch, change.sign) for change in changes]
            tree_changed.send(sender=Act, edges=edges)
        moved = []
        for source, target, member_ids in self._moves:
            answers = members_moved.send(
                sender=Act,
                source=source,
                target=target,
                on=self.on,
                act=act,
                member_ids=member_ids,
            )
            ids = sorted({key for _who, keys in answers for key in keys or ()})
            moved.append([source.pk, target.pk, ids])
        for predecessor, successor in self._heirs:
            succeeded.send(
                sender=Act, predecessor=predecessor, successor=successor, on=self.on, act=act
            )
        if moved:
            act.details["moved"] = moved
            act.save(update_fields=["details"])
        audit.record(
            self.actor,
            f"organisations.{act.what}",
            act,
            organisation=where,
            decision=act.decision_number,
            effective_on=self.on,
            organisations=sorted(self.concerned)[:100],
        )
        return act

    def _check(self) -> None:
        touched = {
            change["organisation_id"]
            for pair in self._pairs
            if KEPT[pair["table"]] in STRUCTURE
            for change in (pair["was"], pair["is"])
            if change is not None
        }
        if not touched:
            return
        placements, sorts = around(touched)
        found = faults(placements, sorts, touched)
        if found:
            raise Refused(fault_sentence(found[0]))


def lock_tree() -> None:
    """Wait until no other act on the tree is under way; held until the transaction ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act on the tree needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def fault_sentence(fault: Fault) -> str:
    """Why the tree cannot be so, and what to do."""
    keys = [fault.organisation, *([fault.other] if fault.other else [])]
    # What an act takes back has no believed name any more, and is what must be named.
    once = Profile.objects.filter(organisation__in=keys).select_related("kind").order_by("id")
    names = {row.organisation_id: row for row in once}
    names.update(Profile.objects.nearest(keys, fault.day))
    mine, theirs = names.get(fault.organisation), names.get(fault.other or 0)
    filling = {
        "day": written(fault.day),
        "name": mine.name if mine else fault.organisation,
        "kind": str(mine.kind) if mine else "",
        "parent": theirs.name if theirs else "",
        "parent_kind": str(theirs.kind) if theirs else "",
    }
    sentences = {
        "unnamed": _(
            "Ngày %(day)s, “%(name)s” đứng trong cây tổ chức mà không có tên gọi. "
            "Đồng chí xem lại ngày có hiệu lực."
        ),
        "unplaced": _(
            "Ngày %(day)s, “%(name)s” có tên gọi mà không trực thuộc tổ chức nào. "
            "Đồng chí xem lại ngày có hiệu lực."
        ),
        "orphan": _(
            "Ngày %(day)s, “%(parent)s” chưa thành lập hoặc không còn hoạt động, trong khi "
            "“%(name)s” vẫn trực thuộc. Đồng chí chuyển “%(name)s” đi trước, hoặc chọn ngày khác."
        ),
        "rank": _(
            "“%(name)s” (%(kind)s) không trực thuộc “%(parent)s” (%(parent_kind)s) được, vì cấp "
            "trên không được thấp hơn cấp dưới. Đồng chí chọn tổ chức cấp trên khác."
        ),
        "cell_above": _(
            "“%(parent)s” là chi bộ, không có tổ chức trực thuộc. "
            "Đồng chí chọn tổ chức cấp trên khác cho “%(name)s”."
        ),
        "cycle": _(
            "Từ ngày %(day)s, “%(name)s” sẽ nằm dưới chính tổ chức trực thuộc của mình. "
            "Đồng chí chọn tổ chức cấp trên khác."
        ),
    }
    return sentences[fault.what] % filling


def portions(parts: Iterable[tuple[int, int]], *, is_whole: bool) -> list[Decimal]:
    """Fractions as shares of one, six places. ``is_whole`` parts make exactly one together."""
    shares = [
        (Decimal(top) / Decimal(base)).quantize(Decimal("0.000001"), rounding=ROUND_DOWN)
        for top, base in parts
    ]
    if is_whole and shares:
        largest = max(range(len(shares)), key=lambda index: shares[index])
        shares[largest] += 1 - sum(shares)
    return shares


def _stretch(row: Placement) -> Stretch:
    return Stretch(row.organisation_id, row.parent_id, row.valid_from, row.valid_to)


_OWN = ("id", "recorded_at", "superseded_at")


def _values(row: Dated) -> dict[str, Any]:
    """The row's facts as plain JSON values, by column."""
    facts = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in _OWN
    }
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
    }


def _read(model: type[Dated], facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value)
        if value is not None and isinstance(model._meta.get_field(name), models.DateField)
        else value
        for name, value in facts.items()
    }
