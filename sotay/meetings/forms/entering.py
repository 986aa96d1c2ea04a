"""A meeting held on paper, entered afterwards on one page."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.meetings.forms.fields import HourField
from sotay.meetings.forms.leading import RollForm, WriteForm, overwrite
from sotay.meetings.rules import sheet
from sotay.meetings.services import Wanted
from sotay.meetings.story import Happened
from sotay.ui.forms import DayField


class EnteredRollForm(RollForm):
    """The roll of a meeting held on paper: minutes of one where nobody was here say nothing."""

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        marks = [one for name, one in kept.items() if name.startswith("roll_")]
        if not kept.get("rest") and not set(marks) & set(sheet.HERE):
            raise ValidationError(
                _(
                    "Chưa đánh dấu ai có mặt. Đồng chí đánh dấu từng người, hoặc chọn “Ai chưa "
                    "đánh dấu thì ghi có mặt”."
                )
            )
        return kept


class EnterForm(WriteForm):
    """A meeting held on paper, entered afterwards: hours, conclusion, work given.

    The roll is beside it.
    """

    TASKS = range(1, 4)  # more is written on the chair's page

    opened = HourField(label=_lazy("Bắt đầu lúc"))
    closed = HourField(label=_lazy("Kết thúc lúc"))
    note = forms.CharField(
        label=_lazy("Diễn biến chính"),
        required=False,
        max_length=sheet.LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    speakers = forms.MultipleChoiceField(
        label=_lazy("Ai phát biểu"), required=False, widget=forms.CheckboxSelectMultiple
    )
    resolution = forms.CharField(
        label=_lazy("Kết luận, nghị quyết"),
        required=False,
        max_length=sheet.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, happened: Happened, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.happened = happened
        names = [(str(row.invitation.person), row.invitation.name) for row in happened.roll]
        self.fields["speakers"].choices = names  # type: ignore[attr-defined]
        for at in self.TASKS:
            self.fields[f"title_{at}"] = forms.CharField(
                label=_("Việc %(n)d") % {"n": at}, required=False, max_length=sheet.LONGEST["title"]
            )
            self.fields[f"member_{at}"] = forms.ChoiceField(
                label=_("Người làm"), required=False, choices=[("", _("Chọn")), *names]
            )
            self.fields[f"due_on_{at}"] = DayField(
                label=_("Hạn"), required=False, help_text=_("Ví dụ 10-12-2026.")
            )

    def task_rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each task, in rows."""
        return [
            (self[f"title_{at}"], self[f"member_{at}"], self[f"due_on_{at}"]) for at in self.TASKS
        ]

    def _tasks_given(self) -> list[dict[str, Any]]:
        kept, made = self.cleaned_data, []
        for at in self.TASKS:
            title, due = kept[f"title_{at}"].strip(), kept[f"due_on_{at}"]
            if title:
                made.append(
                    {
                        "title": title,
                        "member": kept[f"member_{at}"] or None,
                        "due_on": due.isoformat() if due else None,
                    }
                )
        return made

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        for at in self.TASKS:
            rest = kept.get(f"member_{at}") or kept.get(f"due_on_{at}")
            if rest and not (kept.get(f"title_{at}") or "").strip():
                self.add_error(
                    f"title_{at}", _("Có người làm hoặc hạn mà chưa ghi việc. Đồng chí ghi việc.")
                )
        begin, end = kept.get("opened"), kept.get("closed")
        if begin and end and end <= begin:
            self.add_error(
                "closed",
                _("Giờ kết thúc phải sau giờ bắt đầu. Đồng chí sửa một trong hai ô."),
            )
        return kept

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        kept, day = self.cleaned_data, happened.meeting.day
        spoke = {one.member for one in happened.speeches}
        talk = next((one for one in happened.items if one.kind == "discussion"), None)
        where = {"item": talk.id} if talk is not None else {}
        made = [
            overwrite(happened, f"speech/{uuid4()}", {"member": key, "gist": "", **where}, moment)
            for key in kept["speakers"]
            if key not in spoke
        ]
        made += [
            overwrite(happened, f"task/{uuid4()}", given, moment) for given in self._tasks_given()
        ]
        if kept["note"].strip() and talk is not None:
            path = f"item/{talk.id}"
            noted = {**(happened.fields[path].value or {}), "note": kept["note"].strip()}
            made.append(overwrite(happened, path, noted, moment))
        made.append(overwrite(happened, "resolution/text", kept["resolution"].strip(), moment))
        for name, hour in (("opened_at", kept["opened"]), ("closed_at", kept["closed"])):
            at = timezone.make_aware(datetime.combine(day, hour)).isoformat(timespec="seconds")
            made.append(overwrite(happened, f"meeting/{name}", at, moment))
        return made
