"""Meetings on pages of other apps: the next one, what the secretary must do, one task's source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from sotay.core.database.planned import PlannedRows
from sotay.core.days import written
from sotay.core.text import tidy
from sotay.directives.models import Distribution
from sotay.dues.cards import state_of_dues
from sotay.followups.models import Task
from sotay.followups.sources import SourceWords, described_by
from sotay.meetings.models import Invitation, Kind, Meeting, Minutes
from sotay.meetings.prefill import Known, told_by
from sotay.meetings.querysets import HELD, start_of
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile

MOST_PAPERS = 5  # named in an agenda
MOST_WORDS = 30  # of a resolution, there


@dataclass(frozen=True)
class NextMeeting:
    """The next meeting somebody is asked to, with their answer and how many papers wait."""

    meeting: Meeting
    seat: Invitation
    papers: int

    @property
    def url(self) -> str:
        name = "here" if self.meeting.state == Meeting.State.OPEN else "detail"
        return reverse(f"meetings:{name}", args=[self.meeting.pk])

    @property
    def is_open(self) -> bool:
        return self.meeting.state == Meeting.State.OPEN

    @property
    def waits_for_answer(self) -> bool:
        return not self.seat.answer and not self.is_open


def next_meeting(actor: Actor) -> NextMeeting | None:
    """The next meeting ``actor`` is asked to, from today on: one question."""
    found = _next_seat(actor.user.pk, start_of(actor.today))
    return NextMeeting(found[0].meeting, found[0], found[0].papers) if found else None  # type: ignore[attr-defined]


def _seats_to_come(user: Any, moment: datetime) -> "QuerySet[Invitation]":
    coming = Meeting.objects.coming_from(moment).filter(state__in=("invited", "open"))
    return (
        Invitation.objects.filter(member__user=user, meeting__in=coming.order_by())
        .select_related("meeting")
        .annotate(papers=Count("meeting__papers"))
        .order_by("meeting__starts_at", "meeting")[:1]
    )


_next_seat = PlannedRows("meetings_next", [int, datetime], _seats_to_come)


@dataclass(frozen=True)
class SecretaryCard:
    """What the meetings of one's own organisation ask of its secretary: one sentence, one way."""

    words: str
    url: str
    is_hot: bool


def secretary_card(actor: Actor) -> SecretaryCard | None:
    """The most pressing thing about meetings of an organisation led by ``actor``."""
    held = [
        grant.organisation_id
        for grant in actor.grants
        if grant.office.code in ("secretary", "deputy", "leader")
    ]
    rows = Meeting.objects.filter(organisation__in=held).order_by("starts_at")
    for state, words, hot in (
        (Meeting.State.OPEN, _("%(title)s đang họp"), True),
        (Meeting.State.CLOSED, _("%(title)s: biên bản chờ thông qua"), False),
    ):
        found = rows.filter(state=state).first()
        if found is not None:
            name = "lead" if state == Meeting.State.OPEN else "minutes"
            url = reverse(f"meetings:{name}", args=[found.pk])
            return SecretaryCard(words % {"title": found.title}, url, hot)
    late = rows.overdue(actor.today).last()
    if late is not None:
        words = _("%(title)s qua ngày mà chưa ghi đã họp") % {"title": late.title}
        return SecretaryCard(words, reverse("meetings:detail", args=[late.pk]), True)
    coming = rows.coming(actor.today).first()
    if coming is not None:
        words = (
            _("%(title)s chưa mời")
            if coming.state == Meeting.State.PLANNED
            else _("%(title)s, ngày %(day)s")
        ) % {"title": coming.title, "day": written(coming.day)}
        url = reverse("meetings:detail", args=[coming.pk])
        return SecretaryCard(words, url, coming.state == Meeting.State.PLANNED)
    return None


@dataclass(frozen=True)
class QuarterInShort:
    """Meetings under an organisation in the running quarter, for who leads it."""

    held: int
    hollow: int  # ordinary ones that ask for another look
    overdue: int  # their day has passed and nobody wrote that they were held


def quarter_in_short(actor: Actor, scope: Organisation, day: date) -> QuarterInShort | None:
    """None for who does not see the meetings under ``scope``."""
    if not actor.can("meetings.view", scope):
        return None
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    rows = Meeting.objects.within(scope, day).between(first, day + timedelta(days=1))
    held, planned = Q(state__in=HELD), Q(state__in=("planned", "invited"))
    found = rows.order_by().aggregate(
        held=Count("pk", filter=held),
        hollow=Count("pk", filter=held & Q(kind=Kind.ORDINARY) & ~Q(signs=[])),
        overdue=Count("pk", filter=planned & Q(starts_at__lt=start_of(day))),
    )
    return QuarterInShort(**found)


def _described(ids: list[int]) -> Mapping[int, SourceWords]:
    rows = Meeting.objects.filter(pk__in=ids)
    return {
        row.pk: SourceWords(
            _("Nghị quyết, %(title)s") % {"title": row.title},
            reverse("meetings:minutes", args=[row.pk]),
        )
        for row in rows
    }


def _tasks_known(organisation: Any, day: date, since: date | None) -> list[Known]:
    """How the tasks stand that the last meeting gave, and what else is due."""
    tasks = Task.objects.filter(owner=organisation, starts_on__lte=day).unfinished()
    late = tasks.late_on(day).count()
    found = []
    if since is not None:
        given = Task.objects.filter(owner=organisation, source_type__model="meeting")
        recent = given.filter(starts_on__gte=since, starts_on__lt=day)
        done = recent.filter(state=Task.State.DONE).count()
        count = recent.count()
        if count:
            found.append(
                Known(
                    "report",
                    _("Nghị quyết tháng trước giao %(n)d việc, đã xong %(done)d.")
                    % {"n": count, "done": done},
                    reverse("tasks:list"),
                )
            )
    if late:
        found.append(
            Known(
                "report",
                _("Chi bộ có %(n)d nhiệm vụ quá hạn.") % {"n": late},
                reverse("tasks:list") + f"?late=1&organisation={organisation.pk}",
            )
        )
    return found


def _resolution_known(organisation: Any, day: date, since: date | None) -> list[Known]:
    """What the last meeting resolved, in its own words."""
    if since is None:
        return []
    kept = (
        Minutes.objects.filter(
            organisation=organisation,
            meeting__state__in=HELD,
            meeting__starts_at__gte=start_of(since),
            meeting__starts_at__lt=start_of(since + timedelta(days=1)),
        )
        .exclude(resolution="")
        .select_related("meeting")
        .order_by("-meeting__starts_at")
        .first()
    )
    if kept is None:
        return []
    words = Truncator(tidy(kept.resolution)).words(MOST_WORDS, truncate=" …")
    return [
        Known(
            "report",
            _("%(title)s kết luận: %(words)s") % {"title": kept.meeting.title, "words": words},
            reverse("meetings:minutes", args=[kept.meeting_id]),
        )
    ]


def _papers_known(organisation: Any, day: date, since: date | None) -> list[Known]:
    """Documents sent to the organisation since its last meeting."""
    sent = Distribution.objects.filter(organisation=organisation, sent_at__lt=start_of(day))
    if since is not None:
        sent = sent.filter(sent_at__gte=start_of(since))
    rows = sent.select_related("document").order_by("-sent_at")[:MOST_PAPERS]
    return [
        Known(
            "information",
            _("Văn bản mới: %(name)s.") % {"name": row.document},
            reverse("directives:detail", args=[row.document_id]),
        )
        for row in rows
    ]


def _dues_known(organisation: Any, day: date, since: date | None) -> list[Known]:
    """How the month's dues stand, for the opening of a cell's meeting."""
    profile = Profile.objects.nearest([organisation.pk], day).get(organisation.pk)
    if profile is None or not profile.kind.holds_members:
        return []
    words, url = state_of_dues(organisation, day)
    said = words[:1].lower() + words[1:]
    return [Known("opening", _("Đảng phí: %(words)s.") % {"words": said}, url)]


def register() -> None:
    """Tell the other rooms what meetings know; called once, when the app is ready."""
    described_by("meetings.meeting", _described)
    told_by("resolution", _resolution_known)
    told_by("tasks", _tasks_known)
    told_by("papers", _papers_known)
    told_by("dues", _dues_known)
