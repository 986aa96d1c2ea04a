"""Planning: the year's series, single meetings, the steps of preparing one."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.meetings.models import Form, Kind, Meeting, Series, Step
from sotay.meetings.rules import regime
from sotay.meetings.services import telling
from sotay.meetings.services.rights import lock, require_own
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.regulations.calendar import is_working_day
from sotay.regulations.registry import value

CHANGEABLE = (Meeting.State.PLANNED, Meeting.State.INVITED)
FURTHEST_YEARS = 2


class MeetingExists(RuleBroken):
    """The month has its ordinary meeting already; ``existing`` is that one."""

    def __init__(self, sentence: str, existing: Meeting) -> None:
        super().__init__(sentence)
        self.existing = existing


@transaction.atomic
def keep_series(
    *,
    organisation: Organisation,
    kind: str,
    at: time,
    actor: Actor,
    form: str = Form.IN_PERSON,
    place: str = "",
    day_of_month: int | None = None,
    combined_months: Sequence[int] = (),
) -> Series:
    """Write down how ``organisation`` meets through the year, in place of what stood.

    ``at`` is local; ``day_of_month`` None is the day by rule; ``combined_months`` are those of 1 to
    12 whose ordinary meeting has a thematic part.

    :raises PermissionDenied: no office in the organisation
    :raises BadInput: a day or a month that not every year has
    """
    require_own(actor, "meetings.plan", organisation)
    if day_of_month is not None and not 1 <= day_of_month <= 28:
        raise BadInput(_("Ngày họp hằng tháng chọn từ 1 đến 28, để tháng nào cũng có."))
    months = sorted({int(month) for month in combined_months})
    if any(not 1 <= month <= 12 for month in months):
        raise BadInput(_("Tháng kết hợp chuyên đề chọn từ 1 đến 12."))
    series, _is_new = Series.objects.update_or_create(
        organisation=organisation,
        kind=kind,
        defaults={
            "form": form,
            "at": at,
            "place": tidy(place)[:200],
            "day_of_month": day_of_month,
            "combined_months": months,
        },
    )
    audit.record(actor, "meetings.keep_series", series, organisation=organisation, kind=kind)
    return series


@transaction.atomic
def plan_year(*, series: Series, year: int, actor: Actor) -> list[Meeting]:
    """Make the meetings of ``year`` that are still to come and not planned yet; return those made.

    :raises PermissionDenied: no office in the organisation
    :raises BadInput: a year gone by or too far off
    """
    organisation = series.organisation
    require_own(actor, "meetings.plan", organisation)
    if not actor.today.year <= year <= actor.today.year + FURTHEST_YEARS:
        raise BadInput(_("Chỉ lập lịch cho năm nay và hai năm tới."))
    have = set(
        Meeting.objects.of(organisation)
        .not_cancelled()
        .filter(kind=series.kind, month__year=year)
        .values_list("month", flat=True)
    )
    made = []
    for month in range(1, 13):
        day = _day_of(series, year, month)
        if day < actor.today or date(year, month, 1) in have:
            continue
        made.append(
            plan_meeting(
                organisation=organisation,
                kind=series.kind,
                starts_at=timezone.make_aware(datetime.combine(day, series.at)),
                form=series.form,
                place=series.place,
                is_combined=month in series.combined_months,
                actor=actor,
            )
        )
    return made


def _day_of(series: Series, year: int, month: int) -> date:
    first, where = date(year, month, 1), series.organisation_id
    on = series.day_of_month or int(value("meetings.day_of_month", first, where))
    latest = int(value("meetings.latest_day_of_month", first, where))
    return regime.day_in_month(year, month, on, max(on, latest), is_working_day)


@transaction.atomic
def plan_meeting(
    *,
    organisation: Organisation,
    kind: str,
    starts_at: datetime,
    actor: Actor,
    form: str = Form.IN_PERSON,
    place: str = "",
    link: str = "",
    theme: str = "",
    is_combined: bool = False,
    device_key: UUID | None = None,
) -> Meeting:
    """Put one meeting into the plan. ``device_key`` sent again gives the meeting made before.

    :raises PermissionDenied: no office in the organisation
    :raises MeetingExists: the month has an ordinary meeting already
    :raises BadInput: a day beyond reason
    """
    require_own(actor, "meetings.plan", organisation)
    if device_key is not None:
        known = Meeting.objects.filter(device_key=device_key, organisation=organisation).first()
        if known is not None:
            return known
    day = timezone.localtime(starts_at).date()
    _check_day(day, actor.today)
    month = day.replace(day=1)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two plans at once: one waits
    if kind == Kind.ORDINARY:
        _check_month(organisation, month)
    meeting = Meeting.objects.create(
        organisation=organisation,
        kind=kind,
        form=form,
        is_combined=is_combined and kind == Kind.ORDINARY,
        theme=tidy(theme)[:300],
        starts_at=starts_at,
        month=month,
        place=tidy(place)[:200],
        link=link,
        device_key=device_key,
        created_by=actor.user,
    )
    papers = int(value("meetings.papers_days_before", day, organisation.pk))
    Step.objects.bulk_create(
        Step(meeting=meeting, what=what, due_on=day - timedelta(days=papers + before))
        for what, before in ((Step.What.DRAFT, 4), (Step.What.REVIEW, 2), (Step.What.PAPERS, 0))
    )
    audit.record(actor, "meetings.plan", meeting, organisation=organisation, on=day, kind=kind)
    return meeting


def _check_day(day: date, today: date) -> None:
    if not date(today.year - 1, 1, 1) <= day <= date(today.year + FURTHEST_YEARS, 12, 31):
        raise BadInput(
            _("Không lập cuộc họp vào ngày %(day)s. Đồng chí kiểm tra lại năm.")
            % {"day": written(day)}
        )


def _check_month(organisation: Organisation, month: date, but: Meeting | None = None) -> None:
    others = (
        Meeting.objects.of(organisation).not_cancelled().filter(kind=Kind.ORDINARY, month=month)
    )
    existing = (others.exclude(pk=but.pk) if but else others).first()
    if existing is not None:
        raise MeetingExists(
            _(
                "Tháng %(month)s đã có buổi sinh hoạt thường kỳ ngày %(day)s. Đồng chí mở buổi "
                "ấy, hoặc lập buổi chuyên đề."
            )
            % {"month": f"{month.month}-{month.year}", "day": written(existing.day)},
            existing,
        )


@transaction.atomic
def change_meeting(*, meeting: Meeting, actor: Actor, **given: Any) -> Meeting:
    """Change day, hour, place, form, link or theme of a meeting that has not begun.

    Those invited are told when the day or the place changes.

    :raises PermissionDenied: no office in the organisation
    :raises MeetingExists: moved into a month that has its ordinary meeting
    :raises RuleBroken: it has begun, or is over
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.plan", meeting.organisation)
    _require_changeable(meeting)
    names = ("starts_at", "place", "form", "link", "theme", "is_combined")
    changed = [name for name in names if name in given and getattr(meeting, name) != given[name]]
    for name in changed:
        setattr(meeting, name, given[name])
    _check_day(meeting.day, actor.today)
    meeting.month = meeting.day.replace(day=1)
    if meeting.kind == Kind.ORDINARY:
        _check_month(meeting.organisation, meeting.month, but=meeting)
    meeting.save(update_fields=[*names, "month"])
    if changed:
        audit.record(
            actor, "meetings.change", meeting, organisation=meeting.organisation, fields=changed
        )
    if {"starts_at", "place"} & set(changed) and meeting.state == Meeting.State.INVITED:
        telling.tell(
            telling.invited(meeting),
            "meeting_moved",
            meeting,
            _("%(title)s đổi lịch: %(when)s, %(place)s.")
            % {"title": meeting.title, "when": when(meeting), "place": meeting.place or "…"},
            actor,
        )
    return meeting


def when(meeting: Meeting) -> str:
    """``14.00, 03-12-2026``"""
    local = timezone.localtime(meeting.starts_at)
    return f"{local.hour}.{local.minute:02d}, {written(local.date())}"


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, actor: Actor) -> Meeting:
    """Say that a planned meeting will not be held, and why.

    :raises PermissionDenied: no office in the organisation
    :raises RuleBroken: it has begun, or is over
    :raises BadInput: no reason
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.plan", meeting.organisation)
    _require_changeable(meeting)
    why = tidy(reason)
    if not why:
        raise BadInput(_("Chưa ghi lý do. Đồng chí ghi vì sao không họp."))
    was_invited = meeting.state == Meeting.State.INVITED
    meeting.state, meeting.cancel_reason = Meeting.State.CANCELLED, why[:300]
    meeting.save(update_fields=["state", "cancel_reason"])
    audit.record(actor, "meetings.cancel", meeting, organisation=meeting.organisation)
    if was_invited:
        telling.tell(
            telling.invited(meeting),
            "meeting_cancelled",
            meeting,
            _("%(title)s không họp.") % {"title": meeting.title},
            actor,
        )
    return meeting


def _require_changeable(meeting: Meeting) -> None:
    if meeting.state not in CHANGEABLE:
        raise RuleBroken(
            _("Cuộc họp này %(state)s nên không sửa lịch nữa.")
            % {"state": meeting.get_state_display()}
        )


@transaction.atomic
def keep_step(
    *,
    meeting: Meeting,
    what: str,
    actor: Actor,
    who: str = "",
    due_on: date | None = None,
    is_done: bool = False,
) -> Step:
    """Say who does a step of preparing, by which day, or that it is done.

    :raises PermissionDenied: no office in the organisation
    :raises BadInput: the day is after the meeting
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.plan", meeting.organisation)
    if due_on is not None and due_on > meeting.day:
        raise BadInput(
            _("Hạn của bước chuẩn bị (%(due)s) sau ngày họp (%(day)s). Đồng chí chọn ngày sớm hơn.")
            % {"due": written(due_on), "day": written(meeting.day)}
        )
    step = Step.objects.get(meeting=meeting, what=what)
    step.who = tidy(who)[:160]
    step.due_on = due_on or step.due_on
    step.done_on = (step.done_on or actor.today) if is_done else None
    step.save()
    audit.record(
        actor, "meetings.keep_step", step, organisation=meeting.organisation, done_on=step.done_on
    )
    return step
