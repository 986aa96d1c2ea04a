"""Tasks on pages of other apps: the cards of the day, an organisation's panel."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from sotay.followups import rules
from sotay.followups.models import Progress, Task
from sotay.followups.standing import Standing, names, standings
from sotay.organisations import figures, panels
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation

SHOWN = 8  # tasks listed on a page of something else
LATE_TASKS = "late_tasks"


@dataclass(frozen=True)
class Card:
    """One task with what a card prints: its state, its days, and a return if it was returned."""

    standing: Standing
    owner_name: str
    returned: Any = None  # the report that was returned, if it is still to be mended
    by_when: rules.Deadline = field(default=rules.Deadline("none"))

    @property
    def task(self) -> Any:
        return self.standing.task

    @property
    def is_urgent(self) -> bool:
        return self.returned is not None or self.by_when.kind in ("late", "today")

    @property
    def chip(self) -> str:
        """The chip's words: ``Bị trả lại, còn 4 ngày``, ``Quá hạn 8 ngày``."""
        words = self.by_when.words
        if self.returned is not None:
            return _("Bị trả lại, %s") % words
        return words[:1].upper() + words[1:]

    @property
    def state_words(self) -> str:
        """The state in a list, with its days: ``quá hạn 8 ngày``, ``đã xong, muộn 7 ngày``."""
        state, words = str(self.task.get_state_display()), self.by_when.words
        if self.task.state == Task.State.OPEN:
            return words if self.by_when.due_on is not None else state
        if self.task.state == Task.State.RETURNED or self.kind == "late":
            return f"{state}, {words}"
        return state

    @property
    def kind(self) -> str:
        """The chip's dress: late, near, wait, done or plain."""
        state = self.task.state
        if state == Task.State.DROPPED:
            return ""
        if state == Task.State.DONE:
            return "late" if self.by_when.is_late else "done"
        if state == Task.State.REPORTED:
            return "wait"
        if self.by_when.kind == "late":
            return "late"
        return "near" if self.returned is not None or self.by_when.is_near else ""

    @property
    def shape(self) -> str:
        """The mark that says the same without colour."""
        if self.kind == "late":
            return "s-late"
        if self.task.state == Task.State.DONE:
            return "s-done"
        if self.task.state == Task.State.DROPPED:
            return ""
        return "s-half"

    @property
    def reasons(self) -> list[str]:
        """Why it was returned, in words."""
        codes = self.returned.return_reasons if self.returned is not None else []
        return [str(rules.RETURN_REASONS.get(code, code)) for code in codes]

    @property
    def act_url(self) -> str:
        return reverse("tasks:report", args=[self.task.pk])


@dataclass(frozen=True)
class Today:
    """Tasks of one's own for the page of the day."""

    urgent: tuple[Card, ...]
    coming: tuple[Card, ...]
    waiting: int  # reported, with the level above
    all_url: str

    @property
    def sentence(self) -> str:
        count = len(self.urgent)
        if count:
            return ngettext(
                "Hôm nay có %(count)d việc gấp.", "Hôm nay có %(count)d việc gấp.", count
            ) % {"count": count}
        return _("Hôm nay không có việc đến hạn.")

    @property
    def in_hand(self) -> int:
        return len(self.urgent) + len(self.coming)


def cards(tasks: Iterable[Task], day: date) -> list[Card]:
    """Cards of tasks, in the order given; few questions whatever the number."""
    wanted = list(tasks)
    stood = standings(wanted, day)
    owners = names({task.owner_id for task in wanted}, day)
    returned = {
        report.task_id: report
        for report in Progress.objects.filter(
            task__in=[t.pk for t in wanted if t.state == Task.State.RETURNED],
            state=Progress.State.RETURNED,
        )
        .select_related("verified_by")
        .order_by("id")
    }
    made = []
    for task in wanted:
        report = returned.get(task.pk)
        by_when = rules.deadline(report.redo_by, day) if report else stood[task.pk].deadline
        owner = owners.get(task.owner_id)
        made.append(
            Card(
                standing=stood[task.pk],
                owner_name=getattr(owner, "short_name", None) or str(task.owner),
                returned=report,
                by_when=by_when,
            )
        )
    return made


def today_cards(actor: Actor, day: date) -> Today:
    """One's own tasks in hand on ``day``: returned ones first, then late ones, then by last day."""
    mine = Task.objects.own_of(actor).unfinished().for_cards().order_by("due_on", "id")
    made = cards(mine.exclude(state=Task.State.REPORTED), day)
    urgent = [card for card in made if card.is_urgent]
    urgent.sort(key=lambda card: (card.returned is None, card.by_when.due_on or date.max))
    coming = [card for card in made if not card.is_urgent]
    return Today(
        urgent=tuple(urgent),
        coming=tuple(coming[:SHOWN]),
        waiting=mine.filter(state=Task.State.REPORTED).count(),
        all_url=reverse("tasks:list"),
    )


# --- Registered with the floor below ------------------------------------------------------------


def _late_panel(
    actor: Actor, organisation: Organisation, day: date, known_on: date | None
) -> tuple[str, dict[str, Any]] | None:
    """On an organisation's page: what is late there and under it."""
    late: Any = Task.objects.visible_to(actor).within(organisation, day).late_on(day).for_cards()
    count = late.count()
    if not count:
        return None
    shown = cards(late.order_by("due_then", "id")[:SHOWN], day)
    url = reverse("tasks:list") + f"?organisation={organisation.pk}&late=1"
    return "followups/_late_panel.html", {"cards": shown, "count": count, "all_url": url}


def _late_counts(organisations: Any, day: date, known_on: date | None) -> dict[int, int | None]:
    return {
        organisation.pk: Task.objects.within(organisation, day).late_on(day).count()
        for organisation in organisations
    }


def register() -> None:
    """Offer the panel and the figure; called once, when the app is ready."""
    panels.register("followups.late", _late_panel, order=30)
    figures.register(
        LATE_TASKS,
        _lazy("Nhiệm vụ quá hạn"),
        many=_late_counts,
        order=60,
        is_counted=False,
    )
