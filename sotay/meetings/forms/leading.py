"""The chair's page: each small form makes changes of the meeting's sheet."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.core.errors import BadInput
from sotay.meetings.forms.fields import HourField
from sotay.meetings.models import Invitation
from sotay.meetings.rules import quorum, scoring, sheet
from sotay.meetings.services import Wanted
from sotay.meetings.story import Happened, Row, too_many_hands
from sotay.ui.forms import DayField


class WriteForm(forms.Form):
    """A small form of the chair's page. ``changes`` says what it writes on the sheet.

    ``base`` is the version the page showed, so that somebody else's writing is not overwritten.
    """

    base = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        raise TypeError("each form says what it writes")

    def one(self, path: str, value: Any, moment: datetime) -> Wanted:
        return Wanted(uuid4(), path, value, self.cleaned_data.get("base") or 0, moment)


def overwrite(happened: Happened, path: str, value: Any, moment: datetime) -> Wanted:
    """A change made from what stands: for marks that a press replaces."""
    row = happened.fields.get(path)
    return Wanted(uuid4(), path, value, row.version if row else 0, moment)


class RollForm(WriteForm):
    """The whole roll at once; a person without a mark is left as they stand.

    With ``rest`` those not marked yet are here, but who asked to be excused is excused.
    """

    rest = forms.BooleanField(required=False)

    def __init__(self, persons: Sequence[UUID], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in persons:
            self.fields[f"roll_{key}"] = forms.ChoiceField(
                required=False, choices=[("", ""), *((one, one) for one in sheet.ROLL)]
            )

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        made = []
        for row in happened.roll:
            key = str(row.invitation.person)
            state = self.cleaned_data.get(f"roll_{key}") or ""
            if not state and not row.state and self.cleaned_data["rest"]:
                state = self._of_the_rest(row)
            if state and state != row.state:
                mark: dict[str, str] = {"state": state, "how": "list"}
                if state == sheet.EXCUSED and row.reason:
                    mark["reason"] = row.reason
                made.append(overwrite(happened, f"roll/{key}", mark, moment))
        return made

    @staticmethod
    def _of_the_rest(row: Row) -> str:
        seat = quorum.Seat(row.invitation.standing, is_away=row.invitation.is_away)
        if not quorum.is_expected(seat):
            return ""  # exempt, suspended, on a stay elsewhere: here only if somebody says so
        excused = row.invitation.answer == Invitation.Answer.EXCUSED
        return sheet.EXCUSED if excused else sheet.PRESENT


class PeopleForm(WriteForm):
    """Who chairs and who writes the minutes."""

    chair = forms.UUIDField(label=_lazy("Chủ trì"), required=False)
    secretary = forms.UUIDField(label=_lazy("Thư ký"), required=False)

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        return [
            overwrite(happened, f"meeting/{name}", str(self.cleaned_data[name]), moment)
            for name in ("chair", "secretary")
            if self.cleaned_data[name] and str(self.cleaned_data[name]) != happened.fact(name)
        ]


class NextForm(WriteForm):
    """End the item under way and begin the next one, or the one named."""

    item = forms.UUIDField(required=False)

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        at, made = moment.isoformat(timespec="seconds"), []
        if happened.now is not None:
            made.append(self._item(happened, happened.now.id, {"ended_at": at}, moment))
        wanted = self.cleaned_data["item"]
        target = str(wanted) if wanted else happened.next_item.id if happened.next_item else ""
        if target and f"item/{target}" in happened.fields:
            begun = {"started_at": at, "ended_at": None}
            made.append(self._item(happened, target, begun, moment))
        return made

    @staticmethod
    def _item(happened: Happened, key: str, more: dict[str, Any], moment: datetime) -> Wanted:
        stands = happened.fields[f"item/{key}"]
        return Wanted(
            uuid4(), stands.path, {**(stands.value or {}), **more}, stands.version, moment
        )


class HoursForm(WriteForm):
    """When the meeting really began and ended, where a press came late or was forgotten."""

    opened = HourField(label=_lazy("Bắt đầu lúc"), help_text=_lazy("Ví dụ 14.00."))
    closed = HourField(label=_lazy("Kết thúc lúc"), required=False)
    paused = forms.IntegerField(
        label=_lazy("Nghỉ giữa giờ (phút)"),
        required=False,
        min_value=0,
        max_value=600,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        begin, end = kept.get("opened"), kept.get("closed")
        if begin and end and end <= begin:
            self.add_error("closed", _("phải sau giờ bắt đầu. Đồng chí sửa một trong hai ô."))
        return kept

    @staticmethod
    def initial_of(happened: Happened) -> dict[str, Any]:
        """The hours that stand; an end on another day than the beginning is left to be written."""
        day = HoursForm.day_of(happened)
        hours = {"opened": happened.opened_at, "closed": happened.closed_at}
        shown: dict[str, Any] = {
            name: timezone.localtime(at).time().replace(second=0, microsecond=0)
            for name, at in hours.items()
            if at is not None and timezone.localtime(at).date() == day
        }
        return {**shown, "paused": int(happened.fact("paused_minutes") or 0) or None}

    @staticmethod
    def day_of(happened: Happened) -> date:
        """The day on which it was held: that of its beginning, else the planned one."""
        if happened.opened_at is None:
            return happened.meeting.day
        return timezone.localtime(happened.opened_at).date()

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        kept, day = self.cleaned_data, self.day_of(happened)
        made = []
        for name, hour in (("opened_at", kept["opened"]), ("closed_at", kept["closed"])):
            stands = happened.opened_at if name == "opened_at" else happened.closed_at
            if hour is None or (stands is None and name == "closed_at"):
                continue  # ending is the button's act
            at = timezone.make_aware(datetime.combine(day, hour))
            if stands is None or stands.replace(second=0, microsecond=0) != at:
                made.append(
                    overwrite(happened, f"meeting/{name}", at.isoformat(timespec="seconds"), moment)
                )
        paused = kept["paused"] or 0
        if paused != int(happened.fact("paused_minutes") or 0):
            made.append(overwrite(happened, "meeting/paused_minutes", paused, moment))
        return made


class NoteForm(WriteForm):
    """What the secretary writes of an item, and its conclusion."""

    item = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_lazy("Ghi diễn biến"),
        required=False,
        max_length=sheet.LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    conclusion = forms.CharField(
        label=_lazy("Kết luận"),
        required=False,
        max_length=sheet.LONGEST["conclusion"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        path = f"item/{self.cleaned_data['item']}"
        row = happened.fields.get(path)
        if row is None:
            return []
        said = {name: self.cleaned_data[name].strip() for name in ("note", "conclusion")}
        return [self.one(path, {**(row.value or {}), **said}, moment)]


class SpeechForm(WriteForm):
    """Somebody speaks; their words may follow or not."""

    member = forms.UUIDField(label=_lazy("Người phát biểu"))
    gist = forms.CharField(
        label=_lazy("Ý chính"),
        required=False,
        max_length=sheet.LONGEST["gist"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        said: dict[str, Any] = {
            "member": str(self.cleaned_data["member"]),
            "gist": self.cleaned_data["gist"].strip(),
        }
        if happened.talk is not None:
            said["item"] = happened.talk.id
        return [self.one(f"speech/{uuid4()}", said, moment)]


class MotionForm(WriteForm):
    """A show of hands: what is asked, and the hands counted in the room."""

    motion = forms.UUIDField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(label=_lazy("Nội dung biểu quyết"), max_length=sheet.LONGEST["words"])
    agree = forms.IntegerField(
        label=_lazy("Đồng ý"), required=False, min_value=0, max_value=100_000
    )
    against = forms.IntegerField(
        label=_lazy("Không đồng ý"), required=False, min_value=0, max_value=100_000
    )
    other = forms.IntegerField(
        label=_lazy("Ý kiến khác"), required=False, min_value=0, max_value=100_000
    )

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        key = self.cleaned_data["motion"] or uuid4()
        counted = {name: self.cleaned_data[name] for name in ("agree", "against", "other")}
        raised = sum(hands or 0 for hands in counted.values())
        if raised > happened.base:
            raise BadInput(too_many_hands(raised, happened.base))
        asked: dict[str, Any] = {"words": self.cleaned_data["words"].strip(), **counted}
        if happened.now is not None:
            asked["item"] = happened.now.id
        return [self.one(f"motion/{key}", asked, moment)]


class TaskForm(WriteForm):
    """Work given in the meeting: what, who, by when."""

    title = forms.CharField(label=_lazy("Việc"), max_length=sheet.LONGEST["title"])
    member = forms.UUIDField(label=_lazy("Người làm"), required=False)
    due_on = DayField(label=_lazy("Hạn"), required=False, help_text=_lazy("Ví dụ 10-12-2026."))
    product = forms.CharField(
        label=_lazy("Sản phẩm"), required=False, max_length=sheet.LONGEST["product"]
    )

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        kept = self.cleaned_data
        due: date | None = kept["due_on"]
        given = {
            "title": kept["title"].strip(),
            "member": str(kept["member"]) if kept["member"] else None,
            "due_on": due.isoformat() if due else None,
            "product": kept["product"].strip(),
        }
        return [self.one(f"task/{uuid4()}", given, moment)]


class TakeOffForm(WriteForm):
    """Take a speech, a motion or a task off the sheet: written by mistake."""

    path = forms.CharField(max_length=sheet.LONGEST_PATH, widget=forms.HiddenInput)

    def clean_path(self) -> str:
        text = str(self.cleaned_data["path"])
        if text.partition("/")[0] not in ("speech", "motion", "task"):
            raise ValidationError(_("Chỗ này không bỏ được."))
        return text

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        return [overwrite(happened, self.cleaned_data["path"], None, moment)]


class ResolutionForm(WriteForm):
    text = forms.CharField(
        label=_lazy("Kết luận, nghị quyết"),
        required=False,
        max_length=sheet.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        return [self.one("resolution/text", self.cleaned_data["text"].strip(), moment)]


class ScoreForm(WriteForm):
    """The self-scored sheet, part by part."""

    def __init__(self, most: dict[str, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, limit in most.items():
            self.fields[f"score_{part}"] = forms.DecimalField(
                label=scoring.part_name(part),
                required=False,
                min_value=0,
                max_value=limit,
                max_digits=5,
                decimal_places=1,
                localize=True,
                help_text=_("Nhiều nhất %(most)d điểm.") % {"most": limit},
            )

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        made = []
        for name, given in self.cleaned_data.items():
            kind, _line, part = name.partition("_")
            if kind == "score" and given is not None:
                path, points = f"score/{part}", float(given)
                row = happened.fields.get(path)
                if row is None or row.value != points:
                    made.append(overwrite(happened, path, points, moment))
        return made
