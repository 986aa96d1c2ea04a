"""Reporting how far a task is, with figures and files, from a telephone in under a minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit, files
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import nfc
from sotay.followups import rules
from sotay.followups.models import Evidence, Measurement, Progress, Task
from sotay.followups.querysets import FINISHED
from sotay.followups.services.rights import lock, require_doer
from sotay.followups.services.states import require_unfinished, settle_state
from sotay.followups.standing import measure_of
from sotay.organisations.access import Actor

MOST_FILES = 10


@dataclass(frozen=True)
class Offered:
    """A file offered as evidence. ``taken_at``: as the device says of a picture it shrank."""

    content: bytes | IO[bytes]
    name: str
    taken_at: datetime | None = None


@transaction.atomic
def report_progress(
    *,
    task: Task,
    actor: Actor,
    note: str = "",
    measurements: Mapping[int, rules.Reading] | None = None,
    evidence: Sequence[Offered] = (),
    is_final: bool = True,
    device_key: UUID | None = None,
    reported_on: date | None = None,
) -> Progress:
    """Say where a task stands: figures by criterion id, files, a line of words.

    Figures say where the criterion stands now, not what was added. Missing the target is no
    obstacle. ``device_key`` is made by the device for each report: sent twice, it is kept once and
    the first is returned. ``reported_on`` is today; only the system may give another day.

    :raises PermissionDenied: not an office in the owner, nor the person named
    :raises RuleBroken: finished, or reported done while a task it waits for is not; or the key was
        used for another report
    :raises BadInput: nothing said, a figure that cannot be, a file that is not taken
    """
    require_doer(actor, "tasks.report", task)
    if device_key is not None and (sent := _sent_before(device_key, task, actor)) is not None:
        return sent
    task = lock(task)
    require_unfinished(task)
    day = reported_on if reported_on is not None and actor.sees_everything else actor.today
    readings = dict(measurements or {})
    words = nfc(note).strip()
    if not (words or readings or evidence):
        raise BadInput(_("Báo cáo còn trống. Đồng chí ghi một con số, một dòng, hoặc gửi một ảnh."))
    if len(evidence) > MOST_FILES:
        raise BadInput(
            _("Mỗi lần gửi nhiều nhất %(most)d tệp. Đồng chí chia làm nhiều lần.")
            % {"most": MOST_FILES}
        )
    if is_final:
        _require_nothing_awaited(task)
    criteria = {criterion.pk: criterion for criterion in task.criteria.all()}
    for key, reading in readings.items():
        if key not in criteria:
            raise BadInput(
                _("Có số liệu của tiêu chí không thuộc nhiệm vụ này. Đồng chí mở lại trang.")
            )
        rules.check_reading(measure_of(criteria[key]), reading)
    try:
        with transaction.atomic():
            made = Progress.objects.create(
                task=task,
                note=words,
                reported_on=day,
                by=actor.user,
                is_final=is_final,
                device_key=device_key,
            )
    except IntegrityError:  # the same key arrived by two ways at once; the other one won
        sent = _sent_before(device_key, task, actor) if device_key else None
        if sent is None:
            raise
        return sent
    Measurement.objects.bulk_create(
        Measurement(
            progress=made, criterion=criteria[key], value=reading.value, whole=reading.whole
        )
        for key, reading in readings.items()
    )
    for offered in evidence:
        received = files.receive(offered.content, name=offered.name)
        Evidence.objects.create(
            progress=made,
            file=received.stored,
            name=files.shown_name(offered.name),
            taken_at=_believable(received.taken_at or offered.taken_at),
            added_by=actor.user,
        )
    settle_state(task)
    audit.record(
        actor,
        "tasks.report",
        task,
        organisation=task.owner,
        progress=made,
        is_final=is_final,
        files=len(evidence),
    )
    return made


def _sent_before(device_key: UUID, task: Task, actor: Actor) -> Progress | None:
    known = Progress.objects.filter(device_key=device_key).first()
    if known is None:
        return None
    if known.task_id != task.pk or known.by_id != actor.user.pk:
        raise RuleBroken(
            _("Mã gửi này đã dùng cho báo cáo khác. Đồng chí mở lại trang và gửi lại.")
        )
    return known


def _require_nothing_awaited(task: Task) -> None:
    awaited = (
        Task.objects.filter(waited_for_by__task=task).exclude(state__in=FINISHED).order_by("id")
    ).first()
    if awaited is not None:
        due = _(" (hạn %s)") % written(awaited.due_on) if awaited.due_on else ""
        raise RuleBroken(
            _(
                "Nhiệm vụ này chờ “%(title)s”%(due)s xong trước. Đồng chí báo tiến độ, "
                "chưa báo xong."
            )
            % {"title": awaited.title, "due": due}
        )


def _believable(taken_at: datetime | None) -> datetime | None:
    """A device's clock may be wrong; a moment still to come says nothing."""
    if taken_at is None:
        return None
    if timezone.is_naive(taken_at):
        taken_at = timezone.make_aware(taken_at)
    return None if taken_at > timezone.now() + timedelta(days=1) else taken_at
