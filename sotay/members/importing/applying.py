"""A list goes into the register whole or not at all, and can be taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.cells import shown
from sotay.core.days import read_day, written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.core.tables import Sheet, Value, letter, read_file
from sotay.core.text import tidy
from sotay.members.importing import bulk
from sotay.members.importing.checking import Cells, Checked, Line, Problem, check
from sotay.members.importing.duplicates import Held, Plan, plan
from sotay.members.importing.headings import TARGETS, Column, Header, find_header, plain
from sotay.members.models import (
    Correction,
    HeadingMemory,
    ImportProgress,
    ImportRun,
    Member,
    Membership,
    Status,
    TemporaryStay,
    Transfer,
)
from sotay.members.rules.records import COUNTED, FIELDS
from sotay.members.rules.timelines import NoSuchDay, set_from
from sotay.members.services.entering import name_keys
from sotay.members.services.ground import refresh_totals, timeline_of, write_timeline
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation, Placement, Profile
from sotay.organisations.querysets import subtree_ids
from sotay.regulations.registry import rule

BATCH = 5_000
SAMPLES = 3
STATUS_FIELDS = ("education", "theory", "standing")
Tell = Callable[[int, int], bool]  # done, of how many; answers whether to stop


class ImportRefused(RuleBroken):
    """The list cannot be taken in, or back, as it stands; the message is fit to show."""


class ImportStopped(RuleBroken):
    """Somebody asked for it to stop; nothing was written."""


@dataclass(frozen=True)
class ColumnShown:
    """A column as the page of headings shows it."""

    place: int
    letter: str
    words: str
    field: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a list holds and would do. ``header`` is None where no row names a person."""

    run: ImportRun
    sheet_names: tuple[str, ...]
    note: str
    header: Header | None
    columns: tuple[ColumnShown, ...]
    checked: Checked
    plan: Plan
    applied_before: ImportRun | None

    @property
    def problems(self) -> list[Problem]:
        """Errors first, then by row."""
        found = [*self.checked.problems, *self.plan.problems]
        return sorted(found, key=lambda one: (not one.is_error, one.row))

    @property
    def error_count(self) -> int:
        return sum(problem.is_error for problem in self.problems)

    @property
    def is_ready(self) -> bool:
        return (
            self.header is not None
            and bool(self.checked.lines)
            and not self.checked.errors
            and self.plan.is_ready
        )

    @property
    def changes_anything(self) -> bool:
        return bool(self.plan.new or self.plan.changed)


# --- Taking a file in


@transaction.atomic
def start(
    *,
    actor: Actor,
    organisation: Organisation,
    data: bytes,
    file_name: str,
    as_of: date,
    sheets: Sequence[Sheet] | None = None,
) -> ImportRun:
    """Keep the file, find its headings, and let it be looked at. Nothing goes into the register.

    ``as_of`` is the day the list speaks of: members it brings belong to their cells from that day,
    unless a column says from when. ``sheets`` is ``data`` where the caller has read it already.

    :raises PermissionDenied: no office held today lets ``actor`` import into ``organisation``
    :raises BadInput: the file cannot be read, or the day is to come
    """
    require(actor, "members.import", organisation)
    if as_of > actor.today:
        raise BadInput(_("Ngày của danh sách (%(day)s) chưa đến.") % {"day": written(as_of)})
    sheets = sheets or read_file(data)
    run = ImportRun(
        organisation=organisation,
        file_name=tidy(file_name)[-200:] or "-",
        digest=sha256(data).hexdigest(),
        content=data,
        as_of=as_of,
        started_by=actor.user,
    )
    sheet, header = _best_sheet(sheets, organisation)
    run.sheet_name = sheet.name[:120]
    if header is not None:
        run.header_row = header.bottom + 1
        run.headings = {str(place): field for place, field in header.fields.items()}
    run.save()
    audit.record(actor, "members.import_start", run, organisation=organisation, digest=run.digest)
    return run


def _best_sheet(sheets: Sequence[Sheet], organisation: Organisation) -> tuple[Sheet, Header | None]:
    """The sheet whose headings name the most fields; the first one where none names a person."""
    found = [(sheet, _header_of(sheet, organisation)) for sheet in sheets]
    return max(found, key=lambda pair: len(pair[1].fields) if pair[1] else -1)


def _header_of(sheet: Sheet, organisation: Organisation) -> Header | None:
    """Headings as matched by their words, or as answered before for a file with the same ones."""
    header = find_header(sheet)
    if header is None:
        return None
    memory = HeadingMemory.objects.filter(
        organisation=organisation, headings_digest=header.digest
    ).first()
    return find_header(sheet, memory.fields) if memory else header


def fields_of(run: ImportRun) -> dict[int, str]:
    return {int(place): field for place, field in run.headings.items()}


@transaction.atomic
def set_headings(
    *, actor: Actor, run: ImportRun, fields: Mapping[int, str], sheet_name: str | None = None
) -> ImportRun:
    """Say which column is what, and remember it for the next file with the same headings.

    With another ``sheet_name`` the headings are looked for anew there.

    :raises PermissionDenied: as for :func:`start`
    :raises BadInput: a field is named twice, or there is none of that name
    """
    run = _locked(actor, run, ImportRun.State.READ, ImportRun.State.FAILED, ImportRun.State.STOPPED)
    sheets = {sheet.name: sheet for sheet in read_file(bytes(run.content or b""))}
    if sheet_name is not None and sheet_name != run.sheet_name and sheet_name in sheets:
        header = _header_of(sheets[sheet_name], run.organisation)
        run.sheet_name = sheet_name
        run.header_row = header.bottom + 1 if header else None
        run.headings = {str(p): f for p, f in header.fields.items()} if header else {}
    else:
        chosen = {place: field for place, field in fields.items() if field}
        for field in chosen.values():
            if field not in TARGETS:
                raise BadInput(_("Không có mục “%(field)s”.") % {"field": field[:40]})
            if list(chosen.values()).count(field) > 1:
                raise BadInput(
                    _("Có hai cột cùng là “%(field)s”. Đồng chí chọn lại một cột.")
                    % {"field": TARGETS[field]}
                )
        run.headings = {str(place): field for place, field in chosen.items()}
        header = find_header(sheets[run.sheet_name])
        if header is not None:
            HeadingMemory.objects.update_or_create(
                organisation=run.organisation,
                headings_digest=header.digest,
                defaults={
                    "fields": {
                        plain(column.words): chosen.get(column.place, "")
                        for column in header.columns
                    },
                    "used_at": timezone.now(),
                },
            )
    run.choices = {}
    run.save(update_fields=["headings", "header_row", "sheet_name", "choices"])
    return run


@transaction.atomic
def choose(*, actor: Actor, run: ImportRun, choices: Mapping[int, str]) -> ImportRun:
    """Settle likely duplicates: rows to the id of the member it is, or ``"new"`` for another
    person.

    :raises BadInput: neither an id nor ``"new"``
    """
    run = _locked(actor, run, ImportRun.State.READ, ImportRun.State.FAILED, ImportRun.State.STOPPED)
    for row, choice in choices.items():
        if choice and choice != "new" and not choice.isdigit():
            raise BadInput(_("Đồng chí chọn một trong các cách cho dòng %(row)s.") % {"row": row})
    run.choices = {**run.choices, **{str(row): choice for row, choice in choices.items() if choice}}
    run.save(update_fields=["choices"])
    return run


def _locked(actor: Actor, run: ImportRun, *states: str) -> ImportRun:
    found = (
        ImportRun.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk=run.pk)
        .first()
    )
    if found is None:
        raise ImportRefused(_("Không tìm thấy, hoặc đồng chí không phụ trách phần này."))
    require(actor, "members.import", found.organisation)
    if found.state not in states:
        raise ImportRefused(_("Lần nhập này: %(state)s.") % {"state": found.get_state_display()})
    return found


# --- Looking at it


def preview(actor: Actor, run: ImportRun, sheets: Sequence[Sheet] | None = None) -> Preview:
    """Read the file again and compare it with the register as it is now.

    ``sheets`` spares reading a file that the caller has just read.

    :raises PermissionDenied: as for :func:`start`
    :raises ImportRefused: the file is no longer kept
    """
    require(actor, "members.import", run.organisation)
    if run.content is None:
        raise ImportRefused(_("Tệp của lần nhập này không còn được giữ."))
    sheets = sheets or read_file(bytes(run.content))
    sheet = next((one for one in sheets if one.name == run.sheet_name), sheets[0])
    names = tuple(one.name for one in sheets)
    header = _kept_header(sheet, run)
    checked, compared = Checked(), Plan()
    if header is not None:
        cells = cells_under(run.organisation, run.as_of)
        months = rule("members.probation_months", run.as_of, run.organisation_id)
        checked = check(
            sheet, header, fields_of(run), cells, run.as_of, probation_months=months.value
        )
        held = held_members(actor, run.organisation, run.as_of, checked.lines)
        compared = plan(checked.lines, held, {int(row): c for row, c in run.choices.items()})
    columns: tuple[ColumnShown, ...] = ()
    if header is not None:
        fields = fields_of(run)
        columns = tuple(_shown(sheet, header, column, fields) for column in header.columns)
    before = (
        ImportRun.objects.filter(
            digest=run.digest, organisation=run.organisation, state=ImportRun.State.APPLIED
        )
        .exclude(pk=run.pk)
        .first()
    )
    return Preview(run, names, sheet.note, header, columns, checked, compared, before)


def _kept_header(sheet: Sheet, run: ImportRun) -> Header | None:
    header = find_header(sheet)
    if header is None and run.header_row:  # named by a person, where no words are known
        row = sheet.rows[run.header_row - 1]
        columns = tuple(
            Column(place, shown(value), fields_of(run).get(place, ""))
            for place, value in enumerate(row)
            if value is not None
        )
        return Header(run.header_row - 1, run.header_row - 1, columns)
    return header


def _shown(sheet: Sheet, header: Header, column: Column, fields: Mapping[int, str]) -> ColumnShown:
    samples: list[str] = []
    for row in sheet.rows[header.bottom + 1 : header.bottom + 60]:
        value: Value = row[column.place] if column.place < len(row) else None
        if value is not None and len(samples) < SAMPLES:
            samples.append(shown(value))
    return ColumnShown(
        column.place,
        letter(column.place),
        column.words,
        fields.get(column.place, ""),
        tuple(samples),
    )


def cells_under(organisation: Organisation, day: date) -> Cells:
    """The cells of ``organisation`` and under it on ``day``, with the names above them."""
    inside = subtree_ids([organisation.pk], day)
    profiles = {
        row["organisation"]: row
        for row in Profile.objects.as_of(day)
        .filter(organisation__in=inside)
        .values("organisation", "name", "organisation__code", "kind__holds_members")
    }
    parents = dict(
        Placement.objects.as_of(day)
        .filter(organisation__in=inside)
        .values_list("organisation", "parent")
    )
    first_days: dict[int, date] = {}
    for key, first in (
        Placement.objects.known()
        .filter(organisation__in=inside)
        .order_by("organisation", "-valid_from")
        .values_list("organisation", "valid_from")
    ):
        first_days[key] = first
    rows = []
    for key, row in profiles.items():
        if not row["kind__holds_members"] or key not in parents:
            continue
        above, up = [], parents.get(key)
        while up in profiles:
            above.append(profiles[up]["name"])
            up = parents.get(up)
        rows.append((key, row["organisation__code"], row["name"], above, first_days[key]))
    return Cells(rows)


_COMPARED = list(FIELDS)


def held_members(
    actor: Actor, organisation: Organisation, day: date, lines: Sequence[Line]
) -> list[Held]:
    """Members under ``organisation``, and those in reach who bear a number of the list."""
    inside = Member.objects.entered().filter(
        org_lft__gte=organisation.lft, org_lft__lt=max(organisation.rgt, organisation.lft + 1)
    )
    rows = list(inside.values("id", "cell_id", "is_active", *_COMPARED))
    known = {row["id"] for row in rows}
    for name in ("card_number", "citizen_id"):
        numbers = [line.values[name] for line in lines if line.values.get(name)]
        there = {row[name] for row in rows if row[name]}
        missing = [number for number in numbers if number not in there]
        for start_at in range(0, len(missing), 10_000):
            elsewhere = (
                Member.objects.entered()
                .in_reach(actor)
                .filter(**{f"{name}__in": missing[start_at : start_at + 10_000]})
            )
            for row in elsewhere.values("id", "cell_id", "is_active", *_COMPARED):
                if row["id"] not in known:
                    known.add(row["id"])
                    rows.append(row)
    statuses = {
        row["member"]: row
        for row in Status.objects.as_of(day)
        .filter(member__in=inside.values("id"))
        .values("member", *STATUS_FIELDS)
    }
    found = []
    for row in rows:
        key, cell_id, is_active = (row.pop(name) for name in ("id", "cell_id", "is_active"))
        levels = {name: statuses[key][name] for name in STATUS_FIELDS} if key in statuses else {}
        found.append(Held(id=key, cell_id=cell_id, is_active=is_active, values=row, **levels))
    return found


# --- Doing it


@transaction.atomic
def apply(
    *,
    actor: Actor,
    run: ImportRun,
    tell: Tell | None = None,
    sheets: Sequence[Sheet] | None = None,
) -> ImportRun:
    """Write the whole list into the register, in one transaction.

    ``tell`` hears how many rows are done and may answer True to stop; ``sheets`` is the file, where
    the caller has just read it.

    :raises PermissionDenied: as for :func:`start`
    :raises ImportRefused: an error or an undecided duplicate is left, or nothing is in the list
    :raises ImportStopped: ``tell`` asked for it
    """
    run = _locked(
        actor,
        run,
        ImportRun.State.READ,
        ImportRun.State.WAITING,
        ImportRun.State.RUNNING,
        ImportRun.State.FAILED,
        ImportRun.State.STOPPED,
    )
    seen = preview(actor, run, sheets)
    if not seen.is_ready:
        raise ImportRefused(_why_not(seen))
    now = timezone.now()
    work = _Work(actor, run, now, tell or (lambda _done, _of: False))
    work.total = len(seen.plan.new) + len(seen.plan.changed)
    work.bring_in(seen.plan.new)
    work.change(seen.plan.changed)
    run.state = ImportRun.State.APPLIED
    run.applied_at = now
    run.content = None
    run.choices = {}
    run.message = ""
    run.created_ids = work.created
    run.undo = work.undo
    run.counts = {
        "new": len(work.created),
        "changed": len(work.undo),
        "same": seen.plan.same,
        "in_other_cells": seen.plan.in_other_cells,
        "skipped": dict(seen.checked.skipped),
        "warnings": len(seen.problems),
    }
    run.save()
    refresh_totals([*work.created, *work.counted])
    audit.record(
        actor,
        "members.import",
        run,
        organisation=run.organisation,
        digest=run.digest,
        new=len(work.created),
        changed=len(work.undo),
        as_of=run.as_of,
    )
    return run


def _why_not(seen: Preview) -> str:
    if seen.header is None:
        return _("Không tìm thấy dòng tiêu đề có cột họ tên. Đồng chí thêm dòng tiêu đề vào tệp.")
    if not seen.checked.lines:
        return _("Danh sách không có đảng viên nào.")
    if seen.plan.likely:
        return _(
            "Còn %(count)s dòng có thể trùng với người đã có trong sổ. Đồng chí chọn từng dòng."
        ) % {"count": len(seen.plan.likely)}
    return _("Còn %(count)s lỗi. Đồng chí sửa trong tệp rồi chọn lại tệp; chưa có gì được ghi.") % {
        "count": seen.error_count
    }


class _Work:
    """One application of a list: what it has made and what it has changed."""

    def __init__(self, actor: Actor, run: ImportRun, now: datetime, tell: Tell) -> None:
        self.actor, self.run, self.now, self.tell = actor, run, now, tell
        self.created: list[int] = []
        self.undo: list[dict[str, Any]] = []
        self.counted: list[int] = []
        self.done = 0
        self.total = 0

    def _step(self, count: int) -> None:
        self.done += count
        if self.tell(self.done, self.total):
            raise ImportStopped(_("Đã dừng theo yêu cầu. Chưa có gì được ghi."))

    # --- new members

    def bring_in(self, lines: Sequence[Line]) -> None:
        for first in range(0, len(lines), BATCH):
            batch = lines[first : first + BATCH]
            self.created += bulk.insert(batch, self.run.as_of, self.now)
            self._step(len(batch))

    # --- members held already

    def change(self, changed: Sequence[tuple[Line, Held, dict[str, Any]]]) -> None:
        for first in range(0, len(changed), 500):
            batch = changed[first : first + 500]
            members = {
                member.pk: member
                for member in Member.objects.select_for_update(of=("self",)).filter(
                    pk__in=[held.id for _line, held, _changes in batch]
                )
            }
            touched = {name for _l, _h, changes in batch for name in changes if name in FIELDS}
            for _line, held, changes in batch:
                self._change_one(members[held.id], held, changes)
            if touched:
                self._save(list(members.values()), sorted(touched | {"sort_key", "folded"}))
            self._step(len(batch))

    def _save(self, members: list[Member], fields: list[str]) -> None:
        try:
            with transaction.atomic():
                Member.objects.bulk_update(members, fields, batch_size=250)
        except IntegrityError:
            raise ImportRefused(
                _(
                    "Một số thẻ hoặc số căn cước trong danh sách chưa ghi được. Đồng chí hỏi cơ"
                    " quan tổ chức của cấp ủy cấp trên. Chưa có gì được ghi."
                )
            ) from None

    def _change_one(self, member: Member, held: Held, changes: Mapping[str, Any]) -> None:
        fields = {name: value for name, value in changes.items() if name in FIELDS}
        levels = {name: value for name, value in changes.items() if name in STATUS_FIELDS}
        before: dict[str, Any] = {}
        for name, value in fields.items():
            before[name] = [_written(getattr(member, name)), _written(value)]
            setattr(member, name, value)
        if {"full_name", "other_name"} & set(fields):
            for name, value in name_keys(member.full_name, member.other_name).items():
                setattr(member, name, value)
        if levels:
            before |= {name: [getattr(held, name), value] for name, value in levels.items()}
            _set_levels(member, self.run.as_of, levels, self.now)
        if levels or COUNTED & set(fields):
            self.counted.append(member.pk)
        self.undo.append({"member": member.pk, "before": before})
        audit.record(
            self.actor,
            "members.correct",
            member,
            organisation=member.cell_id,
            fields=sorted(changes),
            run=self.run.pk,
        )


def _set_levels(member: Member, day: date, levels: Mapping[str, Any], now: datetime) -> None:
    """Levels from the day of the list; from the first day held where that is later."""
    statuses = timeline_of(Status, member)
    start_on = max(day, statuses[0].lo) if statuses else day
    try:
        write_timeline(Status, member, set_from(statuses, start_on, dict(levels)), now)
    except NoSuchDay:
        raise ImportRefused(
            _("Đảng viên %(name)s không có trong sổ vào ngày của danh sách.") % {"name": member}
        ) from None


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> Any:
    return read_day(value) if FIELDS[name].sort == "day" and value else value


# --- Taking it back


@transaction.atomic
def undo(*, actor: Actor, run: ImportRun) -> ImportRun:
    """Take a list back: what it brought was never there, what it changed is as before.

    Emptied rows stay, without name or number, so that figures as known before can still be made.
    A field that somebody has changed since keeps its later value.

    :raises PermissionDenied: as for :func:`start`
    :raises ImportRefused: not applied, or members it brought have been acted on since
    """
    run = _locked(actor, run, ImportRun.State.APPLIED)
    created = list(run.created_ids)
    touched = _touched(created, run)
    if touched:
        raise ImportRefused(
            _(
                "Không hoàn tác được: %(count)s đảng viên nhập từ danh sách này đã có thay đổi về"
                " sau. Đồng chí sửa từng hồ sơ."
            )
            % {"count": len(touched)}
        )
    now = timezone.now()
    for first in range(0, len(created), 5_000):
        _withdraw(created[first : first + 5_000], now)
    counted, kept = _put_back(actor, run, now)
    refresh_totals([*created, *counted])
    run.state = ImportRun.State.UNDONE
    run.undone_at = now
    run.undo = []
    run.counts = {**run.counts, "kept": kept}
    run.save(update_fields=["state", "undone_at", "undo", "counts"])
    audit.record(
        actor,
        "members.import_undo",
        run,
        organisation=run.organisation,
        new=len(created),
        kept=kept,
    )
    return run


def _touched(created: Sequence[int], run: ImportRun) -> set[int]:
    """Members brought by the run on whom somebody has acted since."""
    found: set[int] = set()
    for first in range(0, len(created), 5_000):
        ids = created[first : first + 5_000]
        found |= set(
            AuditEntry.objects.filter(
                subject_type="members.member", subject_id__in=ids, at__gt=run.applied_at
            )
            .exclude(act="members.view")
            .values_list("subject_id", flat=True)
        )
        later = {"member__in": ids, "recorded_at__gt": run.applied_at}
        for rows in (
            Membership.objects.filter(**later),
            Status.objects.filter(**later),
            TemporaryStay.objects.filter(member__in=ids),
            Transfer.objects.filter(member__in=ids),
            Correction.objects.filter(member__in=ids),
        ):
            found |= set(rows.values_list("member", flat=True))
    return found


def _withdraw(ids: Sequence[int], now: datetime) -> None:
    for model in (Membership, Status):
        model._default_manager.filter(member__in=ids, superseded_at=None).update(superseded_at=now)
    empty = {name: "" for name, field in FIELDS.items() if field.sort in ("text", "number")}
    Member.objects.filter(pk__in=ids).update(
        **{
            **empty,
            "born_on": None,
            "decided_on": None,
            "admitted_on": None,
            "recognised_on": None,
            "sort_key": "",
            "folded": "",
            "user": None,
            "is_active": False,
            "withdrawn_at": now,
        }
    )


def _put_back(actor: Actor, run: ImportRun, now: datetime) -> tuple[list[int], int]:
    """Earlier values where nobody has changed them since.

    Return the members counted anew, and how many fields kept a later value.
    """
    counted: list[int] = []
    kept = 0
    for entry in run.undo:
        member = Member.objects.select_for_update(of=("self",)).filter(pk=entry["member"]).first()
        if member is None:
            kept += len(entry["before"])
            continue
        restored, levels = [], {}
        current = timeline_of(Status, member)
        for name, (before, after) in entry["before"].items():
            if name in STATUS_FIELDS:
                if current and current[-1].values[name] == after:
                    levels[name] = before
                else:
                    kept += 1
            elif _written(getattr(member, name)) == after:
                setattr(member, name, _read(name, before))
                restored.append(name)
            else:
                kept += 1
        for name, value in name_keys(member.full_name, member.other_name).items():
            setattr(member, name, value)
        if restored:
            member.save(update_fields=[*restored, "sort_key", "folded"])
        if levels:
            _set_levels(member, run.as_of, levels, now)
        if levels or COUNTED & set(restored):
            counted.append(member.pk)
        audit.record(
            actor,
            "members.correct",
            member,
            organisation=member.cell_id,
            fields=sorted([*restored, *levels]),
            run=run.pk,
            undone=True,
        )
    return counted, kept


# --- Progress that others can see while the transaction is open


class Progress:
    """Writes beside the transaction, over a connection of its own. To be used as a context."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self._beside = connections["default"].copy()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_failure: object) -> None:
        self._beside.close()

    def tell(self, done: int, total: int) -> bool:
        """Write how far it is; answer whether somebody asked to stop."""
        with self._beside.cursor() as cursor:
            cursor.execute(
                "INSERT INTO members_importprogress (run_id, done, total, stop_asked, started_at)"
                " VALUES (%s, %s, %s, false, now())"
                " ON CONFLICT (run_id) DO UPDATE SET done = excluded.done, total = excluded.total"
                " RETURNING stop_asked",
                [self.run_id, done, total],
            )
            return bool(cursor.fetchone()[0])


def progress_of(run: ImportRun) -> ImportProgress | None:
    return ImportProgress.objects.filter(run_id=run.pk).first()


@transaction.atomic
def ask_to_stop(*, actor: Actor, run: ImportRun) -> None:
    """The run stops at its next step, with nothing written.

    :raises PermissionDenied: as for :func:`start`
    """
    require(actor, "members.import", run.organisation)
    ImportProgress.objects.update_or_create(run_id=run.pk, defaults={"stop_asked": True})


@transaction.atomic
def mark(actor: Actor, run: ImportRun, state: str, message: str = "") -> ImportRun:
    """Say where the run stands, outside its own transaction."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    require(actor, "members.import", run.organisation)
    run.state, run.message = state, message[:500]
    run.save(update_fields=["state", "message"])
    if state == ImportRun.State.WAITING:
        ImportProgress.objects.filter(run_id=run.pk).delete()
    return run


@transaction.atomic
def forget_files(before: datetime) -> int:
    """Give up files that nobody applied, and what would take back old lists; return how many.

    To be called nightly by the system: lists of people are not kept longer than they are of use.
    """
    stale = ImportRun.objects.filter(created_at__lt=before)
    given_up = stale.exclude(content=None).update(content=None)
    return given_up + stale.exclude(undo=[]).update(undo=[])
