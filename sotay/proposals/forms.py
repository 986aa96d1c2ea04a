"""Text from pages turned into checked values."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from sotay.proposals import rules
from sotay.proposals.models import Kind, MassOrganisation, Proposal, Subject
from sotay.ui.forms import DayField

_DAY = _lazy("Ví dụ 30-11-2026.")
Choices = Sequence[tuple[Any, Any]]


def _words(label: Any, rows: int = 6, most: int = 4000, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "maxlength": most})
    return forms.CharField(label=label, max_length=most, widget=area, **more)


# Nobody is chosen beforehand: what goes to the wrong committee is read there.
_NONE_YET = ("", _lazy("chọn một nơi"))


class _ToCommittee(forms.Form):
    organisation = forms.TypedChoiceField(label=_lazy("Nơi phải trả lời"), coerce=int)
    kind = forms.ChoiceField(
        label=_lazy("Đồng chí muốn"), choices=Kind.choices, widget=forms.RadioSelect
    )
    subject = forms.ChoiceField(
        label=_lazy("Lĩnh vực"), choices=[("", _lazy("chọn một lĩnh vực")), *Subject.choices]
    )
    words = _words(_lazy("Nội dung"), 8)

    def __init__(self, committees: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = committees


class SubmitForm(_ToCommittee):
    """A proposal under one's name, or that of a mass organisation one speaks for."""

    mass_organisation = forms.TypedChoiceField(
        label=_lazy("Gửi với tư cách"), required=False, coerce=int, empty_value=None
    )
    file = forms.FileField(
        label=_lazy("Tệp kèm theo"),
        required=False,
        help_text=_lazy("Ảnh, PDF, Word, Excel. Gửi xong còn kèm thêm được."),
    )

    def __init__(
        self, committees: Choices, represented: Iterable[MassOrganisation], *args: Any, **kw: Any
    ) -> None:
        super().__init__(committees, *args, **kw)
        spoken_for = [(one.pk, one.name) for one in represented]
        field: Any = self.fields["mass_organisation"]
        field.choices = [("", _lazy("cá nhân tôi")), *spoken_for]
        if not spoken_for:
            del self.fields["mass_organisation"]


class NamelessForm(_ToCommittee):
    """A proposal without a name. ``proof`` comes of a code that the browser has made."""

    proof = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    words = _words(
        _lazy("Nội dung"),
        8,
        help_text=_lazy(
            "Đồng chí không ghi tên, số điện thoại, hay chi tiết chỉ mình đồng chí biết."
        ),
    )


CODE_LENGTH = 80  # a code however grouped, or the proof of one that a browser sends in its place


class _CodeInput(forms.TextInput):
    """Shows again what a person typed, and not the proof a browser sent for it."""

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return None if shown and rules.read_proof(shown) else shown


_CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class ReceiptForm(forms.Form):
    """The code on a receipt."""

    code = forms.CharField(
        label=_lazy("Mã biên nhận"),
        max_length=CODE_LENGTH,
        widget=_CodeInput(attrs=_CODE),
        help_text=_lazy("16 chữ và một chữ kiểm tra. Gạch nối, viết hoa hay thường đều được."),
    )


class ByReceiptForm(forms.Form):
    """One act of the holder of a code."""

    ACTS = ("look", "add", "rate", "withdraw")

    code = forms.CharField(max_length=CODE_LENGTH, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[(one, one) for one in ACTS], required=False)
    words = forms.CharField(max_length=4000, required=False)
    satisfaction = forms.TypedChoiceField(
        choices=Proposal.Satisfaction.choices, coerce=int, empty_value=None, required=False
    )


class WordsForm(forms.Form):
    """Some words: an answer, a question back, an addition, a part."""

    words = _words(_lazy("Nội dung"))


class OptionalWordsForm(forms.Form):
    satisfaction = forms.TypedChoiceField(
        label=_lazy("Đồng chí thấy câu trả lời"),
        choices=Proposal.Satisfaction.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = _words(_lazy("Ghi thêm"), 2, 500, required=False)


class FileForm(forms.Form):
    """A file to go with a named proposal."""

    file = forms.FileField(label=_lazy("Tệp kèm theo"), help_text=_lazy("Ảnh, PDF, Word, Excel."))


class ReasonForm(forms.Form):
    """Why something is taken down."""

    reason = _words(_lazy("Lý do"), 2, 300)


class ReferForm(forms.Form):
    to = forms.TypedChoiceField(label=_lazy("Chuyển đến"), coerce=int)
    reason = _words(_lazy("Lý do"), 3, 1000)

    def __init__(self, committees: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [_NONE_YET, *committees]


class PartForm(forms.Form):
    organisation = forms.TypedChoiceField(label=_lazy("Nơi cùng trả lời"), coerce=int)
    asked = _words(_lazy("Cần trả lời phần nào"), 3, 500)

    def __init__(self, committees: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = [_NONE_YET, *committees]


class PublishForm(forms.Form):
    question = _words(_lazy("Câu hỏi, đã biên tập"), 4)
    words = _words(_lazy("Trả lời, đã biên tập"))


class TaskForm(forms.Form):
    owner = forms.TypedChoiceField(label=_lazy("Giao cho"), coerce=int)
    title = forms.CharField(label=_lazy("Việc"), max_length=300)
    due_on = DayField(label=_lazy("Hạn"), required=False, help_text=_DAY)

    def __init__(self, committees: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.choices = [_NONE_YET, *committees]


class PeriodForm(forms.Form):
    """From when to when the counts go."""

    first = DayField(label=_lazy("Từ ngày"), required=False)
    last = DayField(label=_lazy("Đến hết ngày"), required=False)


class MassForm(forms.Form):
    organisation = forms.TypedChoiceField(label=_lazy("Thuộc tổ chức"), coerce=int)
    kind = forms.ChoiceField(label=_lazy("Loại"), choices=MassOrganisation.Kind.choices)
    name = forms.CharField(label=_lazy("Tên đoàn thể"), max_length=200)
    representative = forms.CharField(
        label=_lazy("Tên đăng nhập của người đại diện"), max_length=150, required=False
    )

    def __init__(self, organisations: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = organisations


class AppointForm(forms.Form):
    representative = forms.CharField(
        label=_lazy("Tên đăng nhập của người đại diện"), max_length=150
    )
    since = DayField(label=_lazy("Đại diện từ ngày"), help_text=_DAY)


class EndForm(forms.Form):
    ended_on = DayField(label=_lazy("Kết thúc từ ngày"), help_text=_DAY)
    reason = _words(_lazy("Lý do"), 2, 300)


class PlanForm(forms.Form):
    planned_on = DayField(label=_lazy("Ngày dự kiến"), help_text=_DAY)


class HoldForm(forms.Form):
    held_on = DayField(label=_lazy("Ngày làm việc"), help_text=_DAY)
    place = forms.CharField(
        label=_lazy("Địa điểm"),
        max_length=120,
        required=False,
        help_text=_lazy("Ví dụ: Phòng họp tầng 2, Sông Vân."),
    )
    conclusion = _words(_lazy("Kết luận"))


def _people(label: Any, **more: Any) -> forms.CharField:
    return _words(label, 5, 12000, required=False, **more)


class AttendForm(forms.Form):
    """Who was at a session: a line for each, a name, a position, or both."""

    chair = forms.CharField(
        label=_lazy("Chủ trì"),
        max_length=160,
        required=False,
        help_text=_lazy("Họ tên, chức vụ. Ví dụ: Nguyễn Văn A, Phó Bí thư."),
    )
    clerk = forms.CharField(label=_lazy("Thư ký"), max_length=160, required=False)
    committee = _people(
        _lazy("Phía cấp ủy"),
        help_text=_lazy("Mỗi người một dòng. Không cần tên thì chỉ ghi chức vụ."),
    )
    mass = _people(_lazy("Phía đoàn thể"))
    guests = _people(_lazy("Khách mời"))

    def lines(self, name: str) -> list[str]:
        """The lines of a field."""
        return str(self.cleaned_data[name]).splitlines()
