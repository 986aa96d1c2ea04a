"""Text turned into checked values. What may be done is the services' to say."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.core.days import written
from sotay.members.ethnicities import NAMES, OUTSIDE
from sotay.members.importing.headings import TARGETS
from sotay.members.models import Education, Gender, Member, Membership, Standing, Theory
from sotay.members.rules.records import ASKABLE, FIELDS
from sotay.organisations.access import Actor
from sotay.organisations.forms import OrganisationField
from sotay.organisations.models import Organisation
from sotay.ui.forms import DayField

PURPOSES = {
    "management": _("quản lý đảng viên thường xuyên"),
    "transfer": _("làm thủ tục chuyển sinh hoạt"),
    "recognition": _("xét công nhận chính thức, khen thưởng, tặng huy hiệu"),
    "inspection": _("kiểm tra, giám sát"),
    "correction": _("đối chiếu, sửa hồ sơ"),
    "report": _("thống kê, báo cáo"),
}
ETHNICITIES = [(OUTSIDE, _("chưa ghi hoặc khác")), *enumerate(NAMES)]


class FilterForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=_("Họ tên, có dấu hoặc không dấu"), required=False, max_length=120)
    standing = forms.ChoiceField(
        label=_("Diện"),
        required=False,
        choices=[
            ("", _("tất cả")),
            *((str(value), label) for value, label in Standing.choices),
            ("ended", _("đã ra khỏi sổ")),
        ],
    )


class PurposeForm(forms.Form):
    """Why a record is read; the member sees it."""

    purpose = forms.ChoiceField(
        label=_("Xem để làm gì"),
        choices=list(PURPOSES.items()),
        widget=forms.RadioSelect,
        help_text=_("Đảng viên thấy ai đã xem, lúc nào, để làm gì."),
    )


def _field(name: str) -> forms.Field:
    """The control for one field of the record."""
    spec = FIELDS[name]
    common: dict[str, Any] = {"label": spec.label, "required": spec.required}
    if spec.sort == "day":
        return DayField(**common, help_text=_("Viết như 30-6-2026."))
    if spec.sort == "year":
        return forms.IntegerField(
            **{**common, "required": False},
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            help_text=_("Để trống nếu đã ghi ngày sinh."),
        )
    if spec.sort == "gender":
        return forms.TypedChoiceField(
            **common, choices=Gender.choices, coerce=int, widget=forms.RadioSelect
        )
    if spec.sort == "ethnicity":
        return forms.TypedChoiceField(**common, choices=ETHNICITIES, coerce=int, initial=0)
    attrs = {"inputmode": "numeric"} if spec.sort == "number" else {}
    return forms.CharField(
        **common, max_length=spec.longest + 8, widget=forms.TextInput(attrs=attrs)
    )


class RecordForm(forms.Form):
    """Every field of the record. ``member`` fills it in."""

    def __init__(
        self, *args: Any, member: Member | None = None, without: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        if member is not None:
            kwargs["initial"] = {name: getattr(member, name) for name in FIELDS}
        super().__init__(*args, **kwargs)
        own = list(self.fields)
        for name in FIELDS:
            if name not in without:
                self.fields[name] = _field(name)
        self.order_fields([*(n for n in FIELDS if n in self.fields), *own])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("born_on"):
            given["birth_year"] = given["born_on"].year
        elif not given.get("birth_year") and "birth_year" not in self.errors:
            self.add_error("born_on", _("Ghi ngày sinh, hoặc ít nhất năm sinh."))
        return given

    def facts(self) -> dict[str, Any]:
        """Fields of the record as the services take them."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}


class CellField(OrganisationField):
    """A cell by its code or its name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Mã hoặc tên đầy đủ của chi bộ."))
        super().__init__(**kwargs)


class ActForm(forms.Form):
    """What the acts on a member share: who acts, which cells may be named."""

    anywhere = False  # whether cells outside the actor's reach may be named

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        among = Organisation.objects.all()
        if not self.anywhere:
            among = among.reached_by(actor)
        for field in self.fields.values():
            if isinstance(field, OrganisationField):
                field.among = among
                field.day = actor.today


class CorrectForm(RecordForm):
    why = forms.CharField(label=_("Lý do sửa"), max_length=300)


class LevelsMixin(forms.Form):
    education = forms.TypedChoiceField(
        label=_("Trình độ"), choices=Education.choices, coerce=int, initial=0
    )
    theory = forms.TypedChoiceField(
        label=_("Lý luận chính trị"), choices=Theory.choices, coerce=int, initial=0
    )


class RegisterForm(LevelsMixin, ActForm, RecordForm):
    """Somebody who is a member already: who, where, since when; then the rest of the record."""

    FIRST = ("full_name", "gender", "born_on", "birth_year", "cell", "since", "standing")

    cell = CellField(label=_("Chi bộ"))
    since = DayField(label=_("Sinh hoạt tại chi bộ từ ngày"), help_text=_("Viết như 30-6-2026."))
    standing = forms.TypedChoiceField(
        label=_("Diện"), choices=Standing.choices, coerce=int, initial=Standing.FULL
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*self.FIRST, *(n for n in self.fields if n not in self.FIRST)])


class AdmitForm(LevelsMixin, ActForm, RecordForm):
    """A new, probationary member: who, where, by what decision; then the rest of the record."""

    FIRST = (
        *("full_name", "gender", "born_on", "cell"),
        *("decision_number", "decided_on", "admitted_on", "consent_number"),
    )

    cell = CellField(label=_("Chi bộ"))
    decision_number = forms.CharField(label=_("Số quyết định kết nạp"), max_length=60)
    consent_number = forms.CharField(
        label=_("Số văn bản đồng ý"),
        max_length=60,
        required=False,
        help_text=_("Chỉ khi người được kết nạp trên tuổi quy định."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("born_on", "decided_on", "admitted_on"):
            self.fields[name].required = True
        self.order_fields([*self.FIRST, *(n for n in self.fields if n not in self.FIRST)])


class ReadmitForm(ActForm):
    """Somebody who had left is admitted again."""

    cell = CellField(label=_("Chi bộ"))
    decision_number = forms.CharField(label=_("Số quyết định kết nạp lại"), max_length=60)
    decided_on = DayField(label=_("Ngày quyết định"), help_text=_("Viết như 30-6-2026."))
    admitted_on = DayField(
        label=_("Ngày kết nạp lại"), help_text=_("Ngày làm lễ; dự bị tính từ ngày này.")
    )
    consent_number = forms.CharField(label=_("Số văn bản đồng ý của cấp trên"), max_length=60)


class TransferForm(ActForm):
    anywhere = True

    to = CellField(label=_("Chuyển đến chi bộ"))
    decision_number = forms.CharField(label=_("Số giấy giới thiệu"), max_length=60)
    moved_on = DayField(
        label=_("Ngày đổi nơi công tác hoặc nơi ở"),
        required=False,
        help_text=_("Để tính hạn làm thủ tục."),
    )
    leaves_on = DayField(
        label=_("Sinh hoạt ở nơi mới từ ngày"),
        required=False,
        help_text=_("Để trống: từ hôm nay."),
    )
    reason = forms.CharField(
        label=_("Lý do nếu đã quá hạn"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_clear = forms.BooleanField(
        label=_(
            "Đảng viên không đang bị kiểm tra, điều tra; không có đơn thư về đảng viên đang giải"
            " quyết"
        ),
        required=False,
    )


class ConfirmForm(forms.Form):
    """The receiving side's answer."""

    on = DayField(label=_("Đã về sinh hoạt từ ngày"), help_text=_("Viết như 30-6-2026."))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class RecogniseForm(forms.Form):
    decided_on = DayField(label=_("Ngày quyết định"), help_text=_("Viết như 30-6-2026."))
    decision_number = forms.CharField(label=_("Số quyết định"), max_length=60)


class ExemptForm(forms.Form):
    on = DayField(label=_("Miễn từ ngày"), help_text=_("Viết như 30-6-2026."))
    reason = forms.CharField(label=_("Lý do"), max_length=200)
    decision_number = forms.CharField(
        label=_("Số nghị quyết của chi bộ"), max_length=60, required=False
    )


class EndExemptionForm(forms.Form):
    on = DayField(label=_("Sinh hoạt lại từ ngày"), help_text=_("Viết như 30-6-2026."))
    decision_number = forms.CharField(label=_("Số văn bản"), max_length=60, required=False)


class StatusForm(forms.Form):
    """Standing, education and theory from a day on; what stays is left at its first choice."""

    on = DayField(label=_("Từ ngày"), help_text=_("Viết như 30-6-2026."))
    standing = forms.TypedChoiceField(
        label=_("Diện"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("không đổi")), *Standing.choices],
    )
    education = forms.TypedChoiceField(
        label=_("Trình độ"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("không đổi")), *Education.choices],
    )
    theory = forms.TypedChoiceField(
        label=_("Lý luận chính trị"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("không đổi")), *Theory.choices],
    )
    decision_number = forms.CharField(label=_("Số văn bản"), max_length=60, required=False)


class EndForm(forms.Form):
    """One of the ends, and the day. For a death the day of death is asked, and one is added."""

    how = forms.ChoiceField(
        label=_("Vì sao ra khỏi sổ"),
        choices=[
            (value, label)
            for value, label in Membership.End.choices
            if value not in (Membership.End.TRANSFER, Membership.End.REORGANISATION)
        ],
        widget=forms.RadioSelect,
    )
    day = DayField(
        label=_("Ngày"),
        help_text=_("Ngày quyết định có hiệu lực; với từ trần là ngày mất. Viết như 30-6-2026."),
    )
    decision_number = forms.CharField(
        label=_("Số quyết định"),
        max_length=60,
        required=False,
        help_text=_("Không cần với từ trần."),
    )

    def on(self) -> date:
        """The first day without membership."""
        day: date = self.cleaned_data["day"]
        is_death = self.cleaned_data["how"] == Membership.End.DEATH
        return day + timedelta(days=1) if is_death else day


class RestoreForm(forms.Form):
    decision_number = forms.CharField(label=_("Số quyết định khôi phục"), max_length=60)
    why = forms.CharField(label=_("Lý do"), max_length=300)


class CorrectDayForm(forms.Form):
    """What was recorded under a wrong day. ``days``: each day on record, with what began on it."""

    was = forms.ChoiceField(label=_("Ngày đang ghi"))
    on = DayField(label=_("Ngày đúng"), help_text=_("Viết như 30-6-2026."))
    why = forms.CharField(label=_("Lý do sửa"), max_length=300)

    def __init__(self, *args: Any, days: Mapping[date, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (day.isoformat(), f"{written(day)}: {words}" if words else written(day))
            for day, words in sorted(days.items())
        ]
        self.fields["was"].choices = choices  # type: ignore[attr-defined]

    def clean_was(self) -> date:
        return date.fromisoformat(self.cleaned_data["was"])


class StayForm(ActForm):
    anywhere = True

    at = CellField(label=_("Sinh hoạt tạm thời tại chi bộ"))
    valid_from = DayField(label=_("Từ ngày"), help_text=_("Viết như 30-6-2026."))
    last_day = DayField(label=_("Đến hết ngày"))
    for_training = forms.BooleanField(label=_("Đi học tập trung trong nước"), required=False)
    reason = forms.CharField(label=_("Lý do"), max_length=200)
    decision_number = forms.CharField(label=_("Số giấy giới thiệu"), max_length=60)


class ExtendStayForm(forms.Form):
    """A temporary stay goes on for longer."""

    last_day = DayField(label=_("Gia hạn đến hết ngày"), help_text=_("Viết như 30-6-2026."))
    decision_number = forms.CharField(label=_("Số giấy gia hạn"), max_length=60)


class EndStayForm(forms.Form):
    on = DayField(
        label=_("Về chi bộ chính thức từ ngày"),
        help_text=_("Ngày đầu tiên không còn sinh hoạt tạm thời."),
    )


class AccountForm(forms.Form):
    username = forms.CharField(
        label=_("Tên đăng nhập của đảng viên"),
        max_length=80,
        required=False,
        help_text=_("Để trống để bỏ nối. Tài khoản được nối xem được toàn bộ hồ sơ này."),
    )


class AskForm(forms.Form):
    """A member asks for one field to be set right."""

    field = forms.ChoiceField(
        label=_("Mục cần sửa"), choices=[(name, FIELDS[name].label) for name in ASKABLE]
    )
    asked = forms.CharField(
        label=_("Nội dung đúng"), max_length=200, help_text=_("Ngày viết như 30-6-2026.")
    )
    why = forms.CharField(
        label=_("Căn cứ"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(forms.Form):
    is_done = forms.TypedChoiceField(
        label=_("Trả lời"),
        choices=[("1", _("Sửa đúng như đề nghị")), ("0", _("Không sửa"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Ghi cho đảng viên"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Không sửa thì ghi lý do."),
    )


class UploadForm(ActForm):
    organisation = OrganisationField(
        label=_("Nhập vào tổ chức"),
        help_text=_("Mã hoặc tên. Chọn một chi bộ thì tệp không cần cột chi bộ."),
    )
    as_of = DayField(
        label=_("Danh sách đúng vào ngày"),
        help_text=_("Người mới trong danh sách được tính là thuộc chi bộ từ ngày này."),
    )
    file = forms.FileField(
        label=_("Tệp Excel hoặc CSV"),
        help_text=_("Nhiều nhất 20 MB. Cột theo thứ tự nào cũng được."),
    )


class HeadingsForm(forms.Form):
    """Which column is what: one choice for each column of the file."""

    def __init__(self, *args: Any, columns: Any, sheets: Any, sheet: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Trang tính"), choices=[(name, name) for name in sheets], initial=sheet
            )
        choices = [("", _("bỏ qua")), *TARGETS.items()]
        for column in columns:
            self.fields[f"c{column.place}"] = forms.ChoiceField(
                label=f"{column.letter}: {column.words}",
                choices=choices,
                initial=column.field,
                required=False,
                help_text="; ".join(column.samples),
            )

    def chosen(self) -> dict[int, str]:
        return {
            int(name[1:]): value
            for name, value in self.cleaned_data.items()
            if name != "sheet" and value
        }


def choices_of(posted: Mapping[str, str]) -> dict[int, str]:
    """Answers on likely duplicates: ``row_<number>`` to an id or ``new``."""
    return {
        int(name[4:]): value
        for name, value in posted.items()
        if name.startswith("row_") and name[4:].isascii() and name[4:].isdigit() and value
    }
