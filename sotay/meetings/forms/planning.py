"""What pages before and after a meeting take: the plan, the call, papers, answers, the sealing."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.meetings.forms.fields import HourField
from sotay.meetings.models import Form, Invitation, Kind, Meeting, Step
from sotay.ui.forms import DayField

_DAY = _lazy("Ví dụ 03-12-2026.")


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
    theme = forms.CharField(
        label=_lazy("Chuyên đề hoặc nội dung chính"), max_length=300, required=False
    )

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
