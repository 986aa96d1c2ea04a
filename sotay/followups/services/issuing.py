"""Giving tasks: issued from above, made concrete below, made to wait, dropped, marked stale."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import nfc, tidy
from sotay.followups import rules
from sotay.followups.models import Criterion, Dependency, Task
from sotay.followups.querysets import FINISHED
from sotay.followups.services import noticing
from sotay.followups.services.rights import lock, may_do, may_judge, require_doer
from sotay.followups.services.states import require_unfinished
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation

MOST_CRITERIA = 20
TITLE_LENGTH = 300


@dataclass(frozen=True)
class NewTask:
    """One task to be given: whose, what, by when, judged how, proved by what."""

    owner: Organisation
    title: str
    due_on: date | None = None
    starts_on: date | None = None  # None: today
    responsible: Any = None
    asked: str = ""
    product: str = ""
    weight: Decimal = rules.ONE
    criteria: Sequence[rules.Measure] = ()


@transaction.atomic
def issue_task(
    *,
    owners: Sequence[Organisation],
    title: str,
    due_on: date | None,
    actor: Actor,
    starts_on: date | None = None,
    criteria: Sequence[rules.Measure] = (),
    asked: str = "",
    product: str = "",
    weight: Decimal = rules.ONE,
    responsible: Any = None,
    parent: Task | None = None,
    source: models.Model | None = None,
    programme_id: int | None = None,
    issued_by: Organisation | None = None,
) -> list[Task]:
    """Give the same task to each of ``owners``: one task for each, told to those who answer for it.

    ``asked`` is the document's own words. ``issued_by`` is the organisation that issues, by default
    the highest in which the actor holds an office. ``parent`` is the upper task of all of them.

    :raises PermissionDenied: an owner out of the actor's reach for issuing
    :raises BadInput: no owner, no title, days the wrong way round, a criterion that cannot be
    """
    if not owners:
        raise BadInput(_("Chưa chọn tổ chức được giao. Đồng chí chọn ít nhất một tổ chức."))
    unique = list({owner.pk: owner for owner in owners}.values())
    for owner in unique:
        require(actor, "tasks.issue", owner)
    given = [
        NewTask(
            owner=owner,
            title=title,
            due_on=due_on,
            starts_on=starts_on,
            responsible=responsible,
            asked=asked,
            product=product,
            weight=weight,
            criteria=criteria,
        )
        for owner in unique
    ]
    return _give(
        given,
        actor=actor,
        act="tasks.issue",
        parent=parent,
        source=source,
        programme_id=programme_id,
        issued_by=issued_by or actor.organisation,
    )


@transaction.atomic
def make_concrete(*, task: Task, children: Sequence[NewTask], actor: Actor) -> list[Task]:
    """Break an upper task into tasks of one's own organisation and of those under it.

    Each child keeps the source and programme of ``task`` and, where it says nothing of its own, its
    words. Its last day may not be later than the upper task's.

    :raises PermissionDenied: not an office in the owner of ``task``, or a child out of its reach
    :raises RuleBroken: ``task`` is finished, or a child would end after it
    :raises BadInput: no child, or one that cannot be given
    """
    task = lock(task)
    require_doer(actor, "tasks.concretise", task)
    require_unfinished(task)
    if not children:
        raise BadInput(_("Chưa có việc nào để cụ thể hóa. Đồng chí ghi ít nhất một việc."))
    for child in children:
        inside = task.owner.lft <= child.owner.lft < task.owner.rgt
        if child.owner.pk != task.owner_id and not inside:
            raise PermissionDenied(_("Chỉ cụ thể hóa cho tổ chức mình và tổ chức trực thuộc."))
        if task.due_on is not None and child.due_on is not None and child.due_on > task.due_on:
            raise RuleBroken(
                _(
                    "Hạn của “%(title)s” (%(own)s) sau hạn của nhiệm vụ cấp trên (%(upper)s). "
                    "Đồng chí chọn ngày sớm hơn, hoặc xin gia hạn nhiệm vụ cấp trên trước."
                )
                % {
                    "title": child.title,
                    "own": written(child.due_on),
                    "upper": written(task.due_on),
                }
            )
    return _give(
        children,
        actor=actor,
        act="tasks.concretise",
        parent=task,
        source=task.source,
        programme_id=task.programme_id,
        issued_by=task.owner,
    )


def _give(
    given: Sequence[NewTask],
    *,
    actor: Actor,
    act: str,
    parent: Task | None,
    source: models.Model | None,
    programme_id: int | None,
    issued_by: Organisation | None,
) -> list[Task]:
    made = []
    for new in given:
        starts_on = new.starts_on or min(actor.today, new.due_on or actor.today)
        _check(new, starts_on)
        task = Task.objects.create(
            title=tidy(new.title),
            asked=nfc(new.asked).strip() or (parent.asked if parent else ""),
            owner=new.owner,
            responsible=new.responsible,
            issued_by=issued_by,
            parent=parent,
            source_type=ContentType.objects.get_for_model(source) if source is not None else None,
            source_id=source.pk if source is not None else None,
            programme_id=programme_id,
            starts_on=starts_on,
            due_on=new.due_on,
            product=tidy(new.product),
            weight=new.weight,
            created_by=actor.user,
        )
        Criterion.objects.bulk_create(
            Criterion(
                task=task,
                kind=measure.kind,
                name=tidy(measure.name),
                unit=tidy(measure.unit),
                comparator=measure.comparator,
                target=measure.target,
                out_of=measure.out_of,
                grades=[tidy(grade) for grade in measure.grades],
                weight=measure.weight,
            )
            for measure in new.criteria
        )
        audit.record(
            actor,
            act,
            task,
            organisation=new.owner,
            issued_by=issued_by,
            parent=parent,
            due_on=new.due_on,
            criteria=len(new.criteria),
        )
        told = [user for user in noticing.doers(task, actor.today) if user != actor.user]
        noticing.tell(
            told,
            "issued",
            task,
            _("Nhiệm vụ mới: %(title)s, %(due)s")
            % {
                "title": task.title,
                "due": _("hạn %s") % written(task.due_on) if task.due_on else _("chưa có hạn"),
            },
            actor.today,
        )
        made.append(task)
    return made


def _check(new: NewTask, starts_on: date) -> None:
    title = tidy(new.title)
    if not title:
        raise BadInput(_("Nhiệm vụ chưa có tên. Đồng chí ghi việc phải làm trong một câu."))
    if len(title) > TITLE_LENGTH:
        raise BadInput(
            _(
                "Tên nhiệm vụ dài quá %(most)d chữ. Đồng chí rút gọn; lời văn đầy đủ ghi "
                "ở phần được giao."
            )
            % {"most": TITLE_LENGTH}
        )
    if new.due_on is not None and new.due_on < starts_on:
        raise BadInput(
            _(
                "Ngày kết thúc (%(end)s) trước ngày bắt đầu (%(start)s). Đồng chí sửa một "
                "trong hai ô."
            )
            % {"end": written(new.due_on), "start": written(starts_on)}
        )
    if not 0 < new.weight < 10_000:
        raise BadInput(_("Trọng số của nhiệm vụ phải lớn hơn 0, dưới 10.000."))
    if len(new.criteria) > MOST_CRITERIA:
        raise BadInput(
            _("Một nhiệm vụ có nhiều nhất %(most)d tiêu chí. Đồng chí tách thành nhiều nhiệm vụ.")
            % {"most": MOST_CRITERIA}
        )
    for measure in new.criteria:
        rules.check_measure(measure)


@transaction.atomic
def drop_task(*, task: Task, reason: str, actor: Actor) -> Task:
    """Say that a task will not be done, and why. Its own side may drop only what it gave itself.

    :raises PermissionDenied: neither above the owner nor the owner of a task of its own
    :raises RuleBroken: it is finished already, or tasks made from it are still in hand
    :raises BadInput: no reason
    """
    task = lock(task)
    own = task.issued_by_id == task.owner_id and may_do(actor, "tasks.drop", task)
    if not (own or may_judge(actor, "tasks.drop", task)):
        raise PermissionDenied(
            _("Chỉ nơi giao nhiệm vụ hoặc cấp trên được quyết định thôi không làm.")
        )
    require_unfinished(task)
    why = tidy(reason)
    if not why:
        raise BadInput(_("Chưa ghi lý do. Đồng chí ghi vì sao nhiệm vụ này không làm nữa."))
    below = task.children.unfinished().count()
    if below:
        raise RuleBroken(
            _(
                "Còn %(count)d việc cụ thể hóa từ nhiệm vụ này đang làm. Đồng chí kết "
                "thúc các việc "
                "ấy trước."
            )
            % {"count": below}
        )
    task.state = Task.State.DROPPED
    task.drop_reason = why[:300]
    task.save(update_fields=["state", "drop_reason"])
    audit.record(actor, "tasks.drop", task, organisation=task.owner)
    told = [user for user in noticing.doers(task, actor.today) if user != actor.user]
    noticing.tell(
        told,
        "dropped",
        task,
        _("Thôi không làm: %(title)s. Lý do: %(why)s") % {"title": task.title, "why": why},
        actor.today,
    )
    return task


@transaction.atomic
def wait_for(*, task: Task, on: Task, actor: Actor) -> Dependency:
    """Make ``task`` wait for ``on``: until that one is finished, this one cannot be reported done.

    :raises PermissionDenied: may not issue to the owner of ``task``, and not of its own side
    :raises RuleBroken: it would wait for itself in the end, or either is finished
    """
    _require_arranging(actor, task)
    # All chains are read under one lock: two people tying knots at once cannot close a circle.
    with_lock = Task.objects.select_for_update(of=("self",)).filter(pk__in=[task.pk, on.pk])
    rows = {row.pk: row for row in with_lock.order_by("pk")}
    require_unfinished(rows[task.pk])
    if rows[on.pk].state in FINISHED:
        raise RuleBroken(
            _("“%s” đã kết thúc nên không có gì để chờ. Đồng chí chọn nhiệm vụ khác.") % on.title
        )
    waits: dict[int, list[int]] = defaultdict(list)
    for one, other in Dependency.objects.select_for_update().values_list("task_id", "on_id"):
        waits[one].append(other)
    if rules.makes_a_circle(task.pk, on.pk, waits):
        raise RuleBroken(
            _(
                "“%s” đang chờ chính nhiệm vụ này. Hai việc không thể chờ nhau; đồng chí "
                "bỏ một chiều."
            )
            % on.title
        )
    made, is_new = Dependency.objects.get_or_create(task=task, on=on)
    if is_new:
        audit.record(actor, "tasks.wait_for", task, organisation=task.owner, on=on)
    return made


@transaction.atomic
def stop_waiting(*, task: Task, on: Task, actor: Actor) -> None:
    """Let ``task`` no longer wait for ``on``. Nothing happens when it did not.

    :raises PermissionDenied: as for :func:`wait_for`
    """
    _require_arranging(actor, task)
    gone, _rows = Dependency.objects.filter(task=task, on=on).delete()
    if gone:
        audit.record(actor, "tasks.stop_waiting", task, organisation=task.owner, on=on)


def _require_arranging(actor: Actor, task: Task) -> None:
    if not may_do(actor, "tasks.concretise", task):
        require(actor, "tasks.issue", task.owner)


@transaction.atomic
def mark_stale(*, sources: Iterable[models.Model], reason: str, actor: Actor) -> int:
    """Flag the unfinished tasks that came from ``sources``: the text has changed since.

    Return how many. The tasks go on; the flag stays until somebody says they still hold
    (:func:`settle_stale`) or drops them. Called by the act that changed the text, which has checked
    the right to change it.
    """
    by_type: dict[ContentType, list[int]] = defaultdict(list)
    for source in sources:
        by_type[ContentType.objects.get_for_model(source)].append(source.pk)
    why = tidy(reason)[:300]
    marked = 0
    for kind, ids in by_type.items():
        tasks = (
            Task.objects.unfinished()
            .filter(source_type=kind, source_id__in=ids)
            .for_cards()
            .select_for_update(of=("self",))
        )
        for task in tasks:
            task.is_stale = True
            task.stale_reason = why
            task.save(update_fields=["is_stale", "stale_reason"])
            audit.record(actor, "tasks.mark_stale", task, organisation=task.owner)
            noticing.tell(
                noticing.doers(task, actor.today),
                "stale",
                task,
                _("Văn bản gốc đã thay đổi: %(title)s. %(why)s")
                % {"title": task.title, "why": why},
                actor.today,
            )
            marked += 1
    return marked


@transaction.atomic
def settle_stale(*, task: Task, actor: Actor) -> Task:
    """Say that a flagged task still holds as it stands.

    :raises PermissionDenied: not above the owner, nor the owner of a task of its own
    """
    task = lock(task)
    own = task.issued_by_id == task.owner_id and may_do(actor, "tasks.concretise", task)
    if not (own or may_judge(actor, "tasks.issue", task)):
        raise PermissionDenied(_("Chỉ nơi giao nhiệm vụ hoặc cấp trên được xác nhận điều này."))
    if task.is_stale:
        task.is_stale = False
        task.stale_reason = ""
        task.save(update_fields=["is_stale", "stale_reason"])
        audit.record(actor, "tasks.settle_stale", task, organisation=task.owner)
    return task
