"""Text from the pages of documents turned into checked values."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.directives.services import Identity
from sotay.directives.types import TYPES, code_of
from sotay.followups.rules import MILESTONE, QUANTITY, Measure
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.ui.forms import DayField

SECRECY = [("", gettext_lazy("không")), ("mat", gettext_lazy("Mật")),
           ("toi-mat", gettext_lazy("Tối mật")), ("tuyet-mat", gettext_lazy("Tuyệt mật"))]  # fmt: skip


class IdentityForm(forms.Form):
    """What makes a document itself; prefilled from what was read."""

    type_name = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"), choices=[(name, name) for name in TYPES]
    )
    number = forms.CharField(label=gettext_lazy("Số"), max_length=20)
    organ_symbol = forms.CharField(
        label=gettext_lazy("Ký hiệu cơ quan ban hành"),
        max_length=20,
        help_text=gettext_lazy("Phần sau dấu gạch chéo, ví dụ TW, TU, ĐUK, CB."),
    )
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"))
    organ = forms.CharField(
        label=gettext_lazy("Cơ quan ban hành"), max_length=200, required=False
    )
    abstract = forms.CharField(
        label=gettext_lazy("Trích yếu"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    signer = forms.CharField(label=gettext_lazy("Người ký"), max_length=160, required=False)
    is_programme = forms.BooleanField(
        label=gettext_lazy("Theo dõi như một chương trình: nhiệm vụ của văn bản này thành một cột ở Một trang"),
        required=False,
    )

    def identity(self, written_code: str = "") -> Identity:
        """``written_code`` is the type code the paper itself prints, such as QĐi."""
        given = self.cleaned_data
        issued_on: date = given["issued_on"]
        return Identity(
            type_name=given["type_name"],
            type_code=code_of(given["type_name"], written_code),
            number=given["number"],
            organ_symbol=given["organ_symbol"],
            issued_on=issued_on,
            organ=given["organ"],
            abstract=given["abstract"],
            signer=given["signer"],
        )


class ReadForm(forms.Form):
    """A paper offered to be read: a file, or pasted words."""

    file = forms.FileField(
        label=gettext_lazy("Tệp văn bản"),
        required=False,
        help_text=gettext_lazy("Word (.docx), PDF có lớp chữ, .txt hoặc .html, không quá 20 MB."),
    )
    text = forms.CharField(
        label=gettext_lazy("Hoặc dán nội dung vào đây"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    secrecy = forms.ChoiceField(
        label=gettext_lazy("Độ mật"),
        choices=SECRECY,
        required=False,
        help_text=gettext_lazy(
            "Văn bản có dấu mật không đưa nội dung và tệp lên đây; chỉ ghi số, ký hiệu, ngày."
        ),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        has_paper = bool(given.get("file") or (given.get("text") or "").strip())
        if given.get("secrecy") and has_paper:
            raise forms.ValidationError(
                _("Văn bản có dấu mật: đồng chí bỏ tệp và nội dung, chỉ ghi số, ký hiệu và ngày.")
            )
        if not given.get("secrecy") and not has_paper:
            raise forms.ValidationError(_("Đồng chí chọn tệp hoặc dán nội dung văn bản."))
        return given


class TakeForm(forms.Form):
    """The reader's proposal made a task: who, what, by when, how it is judged."""

    title = forms.CharField(label=gettext_lazy("Việc"), max_length=300)
    to = forms.MultipleChoiceField(
        label=gettext_lazy("Giao cho"), widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label=gettext_lazy("Hạn, ngày cuối cùng"))
    product = forms.CharField(label=gettext_lazy("Sản phẩm"), max_length=200, required=False)
    criterion = forms.CharField(
        label=gettext_lazy("Tiêu chí"),
        max_length=200,
        help_text=gettext_lazy("Ví dụ: tỷ lệ đảng viên dự, số kỳ sinh hoạt, báo cáo đã nộp."),
    )
    target = forms.DecimalField(
        label=gettext_lazy("Chỉ tiêu"),
        required=False,
        localize=True,
        help_text=gettext_lazy("Để trống nếu chỉ cần làm xong."),
    )
    unit = forms.CharField(label=gettext_lazy("Đơn vị tính"), max_length=40, required=False)
    comparator = forms.ChoiceField(
        label=gettext_lazy("Mức cần"),
        choices=[(">=", gettext_lazy("ít nhất")), (">", gettext_lazy("trên")),
                 ("<=", gettext_lazy("không quá")), ("=", gettext_lazy("đúng"))],
        required=False,
    )  # fmt: skip
    out_of = forms.BooleanField(
        label=gettext_lazy("Báo cáo theo phần và tổng (ví dụ 23 trên 26), chỉ tiêu tính bằng %"),
        required=False,
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(o.pk): o for o in organisations}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (str(o.pk), getattr(o, "short_name", str(o))) for o in organisations
        ]

    def owners(self) -> list[Organisation]:
        return [self.organisations[key] for key in self.cleaned_data["to"]]

    def criteria(self) -> list[Measure]:
        given = self.cleaned_data
        if given["target"] is None:
            return [Measure(kind=MILESTONE, name=given["criterion"])]
        return [
            Measure(
                kind=QUANTITY,
                name=given["criterion"],
                target=given["target"],
                unit="" if given["out_of"] else given["unit"],
                comparator=given["comparator"] or ">=",
                out_of=given["out_of"],
            )
        ]


class IssueForm(forms.Form):
    """To whom a document goes."""

    to = forms.MultipleChoiceField(
        label=gettext_lazy("Nơi nhận"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(o.pk): o for o in organisations}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (str(o.pk), getattr(o, "short_name", str(o))) for o in organisations
        ]

    def receivers(self) -> list[Organisation]:
        return [self.organisations[key] for key in self.cleaned_data["to"]]


class EndForceForm(forms.Form):
    on = DayField(label=gettext_lazy("Hết hiệu lực từ ngày"))


class WaiveForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Lý do không phải cụ thể hóa"), max_length=300)


def own_organisations(actor: Actor) -> list[Organisation]:
    """Organisations in whose name the actor may register papers."""
    found = {g.organisation.pk: g.organisation for g in actor.grants}
    return [o for o in found.values() if actor.can("directives.register", o)]
