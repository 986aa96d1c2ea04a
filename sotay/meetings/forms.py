"""Text from pages turned into checked values, and into changes of a meeting's sheet."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.meetings.models import Form, Invitation, Kind, Meeting, Step
from sotay.meetings.rules import quorum, scoring, sheet
from sotay.meetings.services import Line, Wanted
from sotay.meetings.services.agenda import MOST_ITEMS, item_id, skeleton
from sotay.meetings.story import Happened, Row
from sotay.ui.forms import DayField

_DAY = _lazy("Ví dụ 03-12-2026.")


class HourField(forms.Field):
    """An hour as written on papers: 14.00, 14h30, 14:30 or 14."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        text = str(value).strip().lower().replace("giờ", ".").replace("h", ".").replace(":", ".")
        hour, _point, minute = text.replace(" ", "").partition(".")
        try:
            return time(int(hour), int(minute or 0))
        except ValueError:
            raise ValidationError(
                _("“%(text)s” không phải là giờ. Đồng chí viết như 14.00 hoặc 14h30.")
                % {"text": str(value)[:20]}
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.hour}.{value.minute:02d}" if isinstance(value, time) else value


class MeetingForm(forms.Form):
    """One meeting of the plan."""

    kind = forms.ChoiceField(label=_lazy("Loại"), choices=Kind)
    on = DayField(label=_lazy("Ngày họp"), help_text=_DAY)
    at = HourField(label=_lazy("Giờ"), help_text=_lazy("Ví dụ 14.00."))
    place = forms.CharField(label=_lazy("Nơi họp"), max_length=200, required=False)
    form = forms.ChoiceField(label=_lazy("Hình thức"), choices=Form, initial=Form.IN_PERSON)
    link = forms.URLField(
        label=_lazy("Đường dẫn họp trực tuyến"),
        max_length=300,
        required=False,
        assume_scheme="https",
        # Not the browser's own kind of field: it refuses "hop.vidu.vn/abc", in its own language.
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_lazy("Ví dụ hop.vidu.vn/phong-1; người được mời thấy nút vào phòng họp."),
    )
    is_combined = forms.BooleanField(label=_lazy("Kết hợp sinh hoạt chuyên đề"), required=False)
    theme = forms.CharField(label=_lazy("Chuyên đề"), max_length=300, required=False)

    def __init__(self, holds_members: bool, *args: Any, **kwargs: Any) -> None:
        """A committee over cells holds no cell meetings of its own."""
        super().__init__(*args, **kwargs)
        if not holds_members:
            field: Any = self.fields["kind"]
            field.choices = [(one, one.label) for one in (Kind.COMMITTEE, Kind.CONFERENCE)]
            del self.fields["is_combined"]

    def given(self) -> dict[str, Any]:
        """What the services take."""
        kept = dict(self.cleaned_data)
        day, hour = kept.pop("on"), kept.pop("at")
        return {**kept, "starts_at": timezone.make_aware(datetime.combine(day, hour))}

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        local = timezone.localtime(meeting.starts_at)
        names = ("kind", "place", "form", "link", "is_combined", "theme")
        return {
            **{name: getattr(meeting, name) for name in names},
            "on": local.date(),
            "at": local.time().replace(second=0, microsecond=0),
        }


class SeriesForm(forms.Form):
    """How an organisation meets through the year: its members, or its committee."""

    kind = forms.ChoiceField(
        label=_lazy("Ai họp"),
        choices=[
            (Kind.ORDINARY, _lazy("Toàn chi bộ, sinh hoạt thường kỳ")),
            (Kind.COMMITTEE, _lazy("Cấp ủy")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    at = HourField(label=_lazy("Giờ họp"), initial=time(14))
    place = forms.CharField(label=_lazy("Nơi họp"), max_length=200, required=False)
    form = forms.ChoiceField(label=_lazy("Hình thức"), choices=Form, initial=Form.IN_PERSON)
    day_of_month = forms.IntegerField(
        label=_lazy("Ngày trong tháng"),
        required=False,
        min_value=1,
        max_value=28,
        help_text=_lazy("Để trống thì theo quy định; trùng ngày nghỉ thì lùi trong tuần đầu."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    combined_months = forms.MultipleChoiceField(
        label=_lazy("Tháng kết hợp chuyên đề"),
        required=False,
        choices=[(str(month), str(month)) for month in range(1, 13)],
        widget=forms.CheckboxSelectMultiple,
        initial=["3", "6", "9", "12"],
    )
    year = forms.IntegerField(label=_lazy("Lập lịch cho năm"))

    def __init__(self, holds_members: bool, *args: Any, **kwargs: Any) -> None:
        """A committee over cells meets by itself alone; a cell as a whole, and its committee."""
        super().__init__(*args, **kwargs)
        if not holds_members:
            self.fields["kind"] = forms.ChoiceField(
                choices=[(Kind.COMMITTEE, "")], initial=Kind.COMMITTEE, widget=forms.HiddenInput
            )
            del self.fields["combined_months"]

    def clean_combined_months(self) -> list[int]:
        return [int(month) for month in self.cleaned_data["combined_months"]]

    def given(self) -> dict[str, Any]:
        """What the services take, the year apart; a committee's meeting has no thematic part."""
        kept = {name: one for name, one in self.cleaned_data.items() if name != "year"}
        kept["kind"] = kept["kind"] or Kind.ORDINARY
        if kept["kind"] != Kind.ORDINARY:
            kept["combined_months"] = []
        return kept


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_lazy("Lý do"), max_length=300, required=False)


class CallForm(forms.Form):
    """Whom of the organisations ticked a conference calls."""

    who = forms.ChoiceField(
        label=_lazy("Mời"),
        choices=[("all", _lazy("Toàn thể đảng viên")), ("delegates", _lazy("Đại biểu"))],
        initial="all",
        widget=forms.RadioSelect,
    )
    delegates = forms.IntegerField(
        label=_lazy("Số đại biểu của mỗi tổ chức"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_lazy("Bí thư, phó bí thư, cấp ủy viên trước, rồi theo tên."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("who") == "delegates" and not given.get("delegates"):
            self.add_error("delegates", _("Đồng chí ghi số đại biểu."))
        return given

    def number(self) -> int | None:
        """How many delegates; None for all members."""
        if self.cleaned_data["who"] == "all":
            return None
        count: int | None = self.cleaned_data["delegates"]
        return count


class StepForm(forms.Form):
    what = forms.ChoiceField(choices=Step.What, widget=forms.HiddenInput)
    who = forms.CharField(label=_lazy("Người làm"), max_length=160, required=False)
    due_on = DayField(label=_lazy("Hạn"), required=False)
    is_done = forms.BooleanField(label=_lazy("Đã xong"), required=False)


class PaperForm(forms.Form):
    title = forms.CharField(label=_lazy("Tên tài liệu"), max_length=200)
    words = forms.CharField(
        label=_lazy("Nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    file = forms.FileField(label=_lazy("Tệp"), required=False)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=Invitation.Answer)
    reason = forms.CharField(label=_lazy("Lý do xin vắng"), max_length=300, required=False)


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=_lazy("Ý kiến về biên bản"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SealForm(forms.Form):
    number = forms.CharField(
        label=_lazy("Số, ký hiệu nghị quyết"),
        max_length=40,
        required=False,
        help_text=_lazy("Ví dụ 12-NQ/CB. Không ra nghị quyết thì để trống."),
    )


# --- The chair's page: each small form makes changes of the sheet ---------------------------------


class WriteForm(forms.Form):
    """A small form of the chair's page. ``changes`` says what it writes on the sheet.

    ``base`` is the version the page showed, so that somebody else's writing is not overwritten.
    """

    base = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        raise TypeError("each form says what it writes")

    def one(self, path: str, value: Any, moment: datetime) -> Wanted:
        return Wanted(uuid4(), path, value, self.cleaned_data.get("base") or 0, moment)


def _overwrite(happened: Happened, path: str, value: Any, moment: datetime) -> Wanted:
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
                made.append(_overwrite(happened, f"roll/{key}", mark, moment))
        return made

    @staticmethod
    def _of_the_rest(row: Row) -> str:
        seat = quorum.Seat(row.invitation.standing, is_away=row.invitation.is_away)
        if not quorum.is_expected(seat):
            return ""  # exempt, suspended, on a stay elsewhere: here only if somebody says so
        excused = row.invitation.answer == Invitation.Answer.EXCUSED
        return sheet.EXCUSED if excused else sheet.PRESENT


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


class PeopleForm(WriteForm):
    """Who chairs and who writes the minutes."""

    chair = forms.UUIDField(label=_lazy("Chủ trì"), required=False)
    secretary = forms.UUIDField(label=_lazy("Thư ký"), required=False)

    def changes(self, happened: Happened, moment: datetime) -> list[Wanted]:
        return [
            _overwrite(happened, f"meeting/{name}", str(self.cleaned_data[name]), moment)
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
                    _overwrite(
                        happened, f"meeting/{name}", at.isoformat(timespec="seconds"), moment
                    )
                )
        paused = kept["paused"] or 0
        if paused != int(happened.fact("paused_minutes") or 0):
            made.append(_overwrite(happened, "meeting/paused_minutes", paused, moment))
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
        return [_overwrite(happened, self.cleaned_data["path"], None, moment)]


class ResolutionForm(WriteForm):
    text = forms.CharField(
        label=_lazy("Kết luận, nghị quyết của tháng"),
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
                    made.append(_overwrite(happened, path, points, moment))
        return made


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
            _overwrite(happened, f"speech/{uuid4()}", {"member": key, "gist": "", **where}, moment)
            for key in kept["speakers"]
            if key not in spoke
        ]
        made += [
            _overwrite(happened, f"task/{uuid4()}", given, moment) for given in self._tasks_given()
        ]
        if kept["note"].strip() and talk is not None:
            path = f"item/{talk.id}"
            noted = {**(happened.fields[path].value or {}), "note": kept["note"].strip()}
            made.append(_overwrite(happened, path, noted, moment))
        made.append(_overwrite(happened, "resolution/text", kept["resolution"].strip(), moment))
        for name, hour in (("opened_at", kept["opened"]), ("closed_at", kept["closed"])):
            at = timezone.make_aware(datetime.combine(day, hour)).isoformat(timespec="seconds")
            made.append(_overwrite(happened, f"meeting/{name}", at, moment))
        return made


# --- The agenda, line by line ---------------------------------------------------------------------


class AgendaForm(forms.Form):
    """The agenda before and during a meeting: order, titles, minutes, who presents.

    A line whose title is emptied is taken off; ``BLANK`` empty lines follow, for new items.
    """

    BLANK = 2

    def __init__(self, happened: Happened, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = happened.meeting
        lines = [
            (one.id, one.title or "", one.minutes, one.speaker or "") for one in happened.items
        ] or [
            (item_id(meeting, kind), title, minutes, "")
            for kind, title, minutes in skeleton(meeting)
        ]
        blank = max(min(self.BLANK, MOST_ITEMS - len(lines)), 0)
        self.numbers = range(1, len(lines) + blank + 1)
        self.standing = len(lines)
        for at, (key, title, minutes, speaker) in enumerate(
            [*lines, *[("", "", None, "")] * blank], 1
        ):
            self._add(at, key, title, minutes, speaker)

    def _add(self, at: int, key: str, title: str, minutes: int | None, speaker: str) -> None:
        figure = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        self.fields[f"key_{at}"] = forms.UUIDField(
            required=False, initial=key, widget=forms.HiddenInput
        )
        self.fields[f"place_{at}"] = forms.IntegerField(
            label=_("Thứ tự"),
            required=False,
            min_value=1,
            max_value=99,
            initial=at if key else None,
            widget=figure,
        )
        self.fields[f"title_{at}"] = forms.CharField(
            label=_("Mục %(n)d") % {"n": at} if key else _("Mục mới"),
            required=False,
            max_length=sheet.LONGEST["title"],
            initial=title,
        )
        self.fields[f"minutes_{at}"] = forms.IntegerField(
            label=_("Số phút"),
            required=False,
            min_value=0,
            max_value=600,
            initial=minutes,
            widget=figure,
        )
        self.fields[f"speaker_{at}"] = forms.CharField(
            label=_("Người trình bày"),
            required=False,
            max_length=sheet.LONGEST["speaker"],
            initial=speaker,
            widget=forms.TextInput(attrs={"list": "nguoi-du", "autocomplete": "off"}),
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """The fields of each line: the hidden key, title, place, minutes, speaker."""
        parts = ("key", "title", "place", "minutes", "speaker")
        return [tuple(self[f"{part}_{at}"] for part in parts) for at in self.numbers]

    def lines(self) -> list[Line]:
        """The lines that have a title, in the order asked.

        A new one comes before the item whose number it is given, without one before the last.
        """
        kept = self.cleaned_data
        wanted = [at for at in self.numbers if kept[f"title_{at}"].strip()]

        def place(at: int) -> float:
            if kept[f"key_{at}"]:
                return float(kept[f"place_{at}"] or at)
            return (kept[f"place_{at}"] or self.standing) - 0.5

        wanted.sort(key=place)
        return [
            Line(
                title=kept[f"title_{at}"],
                key=str(kept[f"key_{at}"] or ""),
                minutes=kept[f"minutes_{at}"],
                speaker=kept[f"speaker_{at}"],
            )
            for at in wanted
        ]
