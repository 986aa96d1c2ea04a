"""Text from pages turned into checked values. Sums are read as written: 1.234.500."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.core.days import grouped
from sotay.core.errors import BadInput
from sotay.dues.models import Category, Ground, Method, Region
from sotay.dues.rules import months
from sotay.dues.rules.money import read_dong
from sotay.ui.forms import DayField

_REQUIRED: dict[str, Any] = {"required": _lazy("Ô này còn trống.")}
MOST = 10**13


class DongField(forms.Field):
    """A whole sum in đồng."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = _REQUIRED

    def to_python(self, value: Any) -> int | None:
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        try:
            found = read_dong(text)
        except BadInput as refusal:
            raise ValidationError(str(refusal)) from refusal
        if not 0 <= found < MOST:
            raise ValidationError(_("Số tiền phải lớn hơn 0."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value


class MonthField(forms.Field):
    """A month as 11-2026."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = _REQUIRED

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return months.read(str(value))
        except BadInput as refusal:
            raise ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return months.written(value) if isinstance(value, date) else value


class OpenForm(forms.Form):
    month = MonthField(label=_lazy("Tháng"))


class PayForm(forms.Form):
    """Money from one member. ``last`` is the last month paid for, counted."""

    start = MonthField(label=_lazy("Đóng từ tháng"))
    last = MonthField(label=_lazy("Đến hết tháng"))
    amount = DongField(
        label=_lazy("Số tiền"),
        required=False,
        help_text=_lazy("Để trống thì thu đủ phần còn lại của các tháng đã chọn."),
    )
    method = forms.ChoiceField(label=_lazy("Cách đóng"), choices=Method.choices)
    received_on = DayField(label=_lazy("Ngày nhận tiền"))

    def wanted(self) -> list[date]:
        return months.between(self.cleaned_data["start"], self.cleaned_data["last"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        start, last = given.get("start"), given.get("last")
        if start and last and last < start:
            self.add_error("last", _("Tháng cuối phải từ tháng đầu trở đi."))
        return given


class ListForm(forms.Form):
    """A file, or rows copied from a sheet; one of the two."""

    file = forms.FileField(
        label=_lazy("Tệp Excel hoặc CSV"),
        required=False,
        help_text=_lazy(
            "Danh sách đã thu, hoặc sao kê tài khoản tải từ ngân hàng. Nhiều nhất 5 MB."
        ),
    )
    pasted = forms.CharField(
        label=_lazy("Hoặc dán các dòng chép từ bảng tính, có dòng tiêu đề"),
        required=False,
        strip=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if self.errors:
            return given
        file, pasted = given.get("file"), (given.get("pasted") or "").strip()
        if bool(file) == bool(pasted):
            raise ValidationError(_("Đồng chí chọn một tệp, hoặc dán các dòng; chỉ một trong hai."))
        return given

    def content(self) -> tuple[bytes, str]:
        """The bytes, and what they are called."""
        file = self.cleaned_data.get("file")
        if file:
            return file.read(), file.name
        return self.cleaned_data["pasted"].encode(), _("các dòng đã dán")


class ColumnsForm(forms.Form):
    """Which column of a table is which."""

    FIELDS = ("name", "code", "content", "amount", "day")

    name = forms.TypedChoiceField(
        label=_lazy("Họ và tên"), coerce=int, empty_value=None, required=False
    )
    code = forms.TypedChoiceField(
        label=_lazy("Mã nộp đảng phí, hoặc số thẻ đảng viên"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    content = forms.TypedChoiceField(
        label=_lazy("Nội dung chuyển khoản"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_lazy("Chỉ khi tệp là sao kê của ngân hàng."),
    )
    amount = forms.TypedChoiceField(
        label=_lazy("Số tiền đã nộp"), coerce=int, error_messages=_REQUIRED
    )
    day = forms.TypedChoiceField(
        label=_lazy("Ngày nộp"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_lazy("Không có thì lấy ngày hôm nay."),
    )
    first = forms.IntegerField(
        label=_lazy("Dòng đầu tiên có khoản nộp"),
        min_value=1,
        help_text=_lazy("Số của dòng, đếm từ 1; dòng tiêu đề ở ngay trên dòng ấy."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={**_REQUIRED, "invalid": _lazy("Ghi số của dòng, ví dụ 2.")},
    )

    def __init__(self, columns: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.FIELDS:
            self.fields[field].choices = [("", "–"), *columns]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, int]:
        """Field to column, of those that were named."""
        given = self.cleaned_data
        return {field: given[field] for field in self.FIELDS if given.get(field) is not None}


class RowForm(PayForm):
    """What a row of a list means."""

    field_order = ("member_id", "start", "last", "amount", "received_on", "method")

    member_id = forms.TypedChoiceField(
        label=_lazy("Người nộp"), coerce=int, error_messages=_REQUIRED
    )
    amount = DongField(label=_lazy("Số tiền"))

    def __init__(self, people: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member_id"].choices = [("", "–"), *people]  # type: ignore[attr-defined]


class BasisForm(forms.Form):
    category = forms.ChoiceField(label=_lazy("Đối tượng"), choices=Category.choices)
    income = DongField(
        label=_lazy("Số tiền một tháng"),
        required=False,
        help_text=_lazy(
            "Tiền lương đóng bảo hiểm xã hội tháng liền trước, lương hưu, trợ cấp, sinh hoạt phí; ở"
            " nước ngoài trường hợp khác: mức đóng cấp ủy đã định. Sinh viên và người tính theo"
            " lương tối thiểu để trống."
        ),
    )
    region = forms.TypedChoiceField(
        label=_lazy("Vùng lương tối thiểu"),
        choices=[("", "–"), *Region.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_lazy("Chỉ cần khi không đóng bảo hiểm xã hội bắt buộc."),
    )
    since = MonthField(label=_lazy("Tính từ tháng"))


class ReliefForm(forms.Form):
    percent = forms.TypedChoiceField(label=_lazy("Mức"), coerce=int)
    ground = forms.ChoiceField(label=_lazy("Lý do"), choices=Ground.choices)
    decision_number = forms.CharField(
        label=_lazy("Số quyết định, nghị quyết"), max_length=60, error_messages=_REQUIRED
    )
    since = MonthField(label=_lazy("Từ tháng"))
    count = forms.IntegerField(
        label=_lazy("Trong mấy tháng"), min_value=1, error_messages=_REQUIRED
    )

    def __init__(self, levels: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["percent"].choices = [  # type: ignore[attr-defined]
            (one, _("miễn") if one == 100 else _("giảm %s %%") % one) for one in levels
        ]


class ReasonForm(forms.Form):
    """One sentence that says why."""

    reason = forms.CharField(
        label=_lazy("Lý do"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_REQUIRED,
    )


class AccountForm(forms.Form):
    bank_name = forms.CharField(label=_lazy("Ngân hàng"), max_length=80, error_messages=_REQUIRED)
    bank_code = forms.CharField(
        label=_lazy("Mã ngân hàng"),
        max_length=6,
        help_text=_lazy("6 chữ số, do ngân hàng công bố để chuyển tiền nhanh. Ví dụ 970436."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=_REQUIRED,
    )
    number = forms.CharField(
        label=_lazy("Số tài khoản"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=_REQUIRED,
    )
    holder = forms.CharField(
        label=_lazy("Tên chủ tài khoản"), max_length=120, error_messages=_REQUIRED
    )


class TellForm(forms.Form):
    """Which months a member says they transferred for; the sum is the one of the code shown."""

    count = forms.IntegerField(min_value=0, max_value=24, required=False)
    amount = DongField(label=_lazy("Số tiền đã chuyển"))
