"""Text from the pages of documents turned into checked values."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.core.models import StoredFile
from sotay.core.text import fold
from sotay.directives.models import Citation, Document, DraftTask
from sotay.directives.services import Identity
from sotay.directives.types import code_of, organs_on, types_on
from sotay.followups.rules import MILESTONE, QUANTITY, Measure
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.ui.forms import DayField

KEPT_FOR_SECONDS = 24 * 60 * 60
EVERYBODY = ("moi chi bo", "cac chi bo", "cac dang uy", "chi uy co so", "to chuc co so dang",
             "cac cap uy", "moi dang uy", "cac to chuc dang")  # fmt: skip


class IdentityForm(forms.Form):
    """What makes a document itself; prefilled from what was read."""

    use_required_attribute = False  # left empty, the paper itself answers: the server asks then

    type_name = forms.ChoiceField(label=gettext_lazy("Loại văn bản"))
    number = forms.CharField(label=gettext_lazy("Số"), max_length=20)
    organ_symbol = forms.CharField(
        label=gettext_lazy("Ký hiệu cơ quan ban hành"),
        max_length=20,
        help_text=gettext_lazy("Phần sau dấu gạch chéo, ví dụ TW, TU, ĐUK, CB."),
    )
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"))
    organ = forms.CharField(label=gettext_lazy("Cơ quan ban hành"), max_length=200, required=False)
    place = forms.CharField(label=gettext_lazy("Nơi ban hành"), max_length=80, required=False)
    abstract = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    authority = forms.CharField(
        label=gettext_lazy("Quyền hạn ký"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Ví dụ T/M BAN THƯỜNG VỤ."),
    )
    signer = forms.CharField(label=gettext_lazy("Người ký"), max_length=160, required=False)
    is_programme = forms.BooleanField(
        label=gettext_lazy(
            "Theo dõi như một chương trình: nhiệm vụ của văn bản này thành một cột ở Một trang"
        ),
        required=False,
    )
    plan_year = forms.IntegerField(
        label=gettext_lazy("Kế hoạch của năm"),
        required=False,
        min_value=1930,
        max_value=2200,
        help_text=gettext_lazy("Để so với kế hoạch năm trước và kế hoạch nơi khác."),
    )

    def __init__(self, *args: Any, today: date, own_type: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(types_on(today))
        if own_type and own_type not in names:
            names.append(own_type)
        self.fields["type_name"].choices = [  # type: ignore[attr-defined]
            ("", _("chọn loại")), *((name, name) for name in names)
        ]  # fmt: skip
        self.fields["organ_symbol"].widget.attrs["list"] = "organ-symbols"
        self.organs = organs_on(today)

    def identity(self, written_code: str = "") -> Identity:
        """``written_code`` is the type code the paper itself prints, such as QĐi."""
        given = self.cleaned_data
        issued_on: date = given["issued_on"]
        return Identity(
            type_name=given["type_name"],
            type_code=code_of(given["type_name"], issued_on, written_code),
            number=given["number"],
            organ_symbol=given["organ_symbol"],
            issued_on=issued_on,
            organ=given["organ"],
            abstract=given["abstract"],
            place=given["place"],
            signer=given["signer"],
            authority=given["authority"],
        )


class ConfirmForm(IdentityForm):
    in_force_from = DayField(
        label=gettext_lazy("Có hiệu lực từ ngày"),
        required=False,
        help_text=gettext_lazy("Để trống thì lấy ngày ban hành."),
    )


class ReadForm(forms.Form):
    """A paper offered to be read: a file, or pasted words."""

    file = forms.FileField(
        label=gettext_lazy("Tệp văn bản"),
        required=False,
        help_text=gettext_lazy("Word (.docx), PDF có lớp chữ, .txt hoặc .html, không quá 20 MB."),
        error_messages={"empty": gettext_lazy("Tệp này rỗng. Đồng chí kiểm tra và chọn lại tệp.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Hoặc dán nội dung vào đây"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    secrecy = forms.ChoiceField(
        label=gettext_lazy("Độ mật"),
        choices=[("", gettext_lazy("không")), *Document.Secrecy.choices],
        required=False,
        help_text=gettext_lazy(
            "Văn bản có dấu mật không đưa nội dung và tệp lên đây; chỉ ghi số, ký hiệu, ngày."
        ),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        has_paper = bool(given.get("file") or (given.get("text") or "").strip())
        if given.get("secrecy") and has_paper:
            raise forms.ValidationError(
                _("Văn bản có dấu mật: đồng chí bỏ tệp và nội dung, chỉ ghi số, ký hiệu và ngày.")
            )
        if not given.get("secrecy") and not has_paper and "file" not in self.errors:
            raise forms.ValidationError(_("Đồng chí chọn tệp hoặc dán nội dung văn bản."))
        return given

    def kept_file(self, actor: Actor) -> tuple[StoredFile | None, str]:
        """The file sent with an earlier try of the same form, and its name."""
        try:
            held = signing.loads(
                self.cleaned_data["kept"], salt="directives.kept", max_age=KEPT_FOR_SECONDS
            )
        except signing.BadSignature:
            return None, ""
        if held["user"] != actor.user.pk:
            return None, ""
        return StoredFile.objects.filter(pk=held["file"]).first(), held["name"]


def keep_between_tries(stored: StoredFile | None, name: str, actor: Actor) -> str:
    """A value for ``ReadForm.kept``: a file once sent need not be chosen again."""
    if stored is None:
        return ""
    return signing.dumps(
        {"file": stored.pk, "name": name, "user": actor.user.pk}, salt="directives.kept"
    )


class _Choosing(forms.Form):
    """A form that lets organisations be chosen."""

    def __init__(self, *args: Any, organisations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(one.pk): one for one in organisations}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), one.short_name or str(one)) for one in organisations
        ]

    def chosen(self) -> list[Organisation]:
        return [self.organisations[key] for key in self.cleaned_data["to"]]


class TakeForm(_Choosing):
    """The reader's proposal made a task: who, what, by when, how it is judged."""

    title = forms.CharField(label=gettext_lazy("Việc"), max_length=300)
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
        max_digits=14,
        decimal_places=3,
        help_text=gettext_lazy("Để trống nếu chỉ cần làm xong."),
    )
    comparator = forms.ChoiceField(
        label=gettext_lazy("Mức cần"),
        choices=[(">=", gettext_lazy("ít nhất")), (">", gettext_lazy("trên")),
                 ("<=", gettext_lazy("không quá")), ("=", gettext_lazy("đúng"))],
        required=False,
    )  # fmt: skip
    unit = forms.CharField(label=gettext_lazy("Đơn vị tính"), max_length=40, required=False)
    out_of = forms.BooleanField(
        label=gettext_lazy("Báo cáo theo phần và tổng (ví dụ 23 trên 26), chỉ tiêu tính bằng %"),
        required=False,
    )
    to = forms.MultipleChoiceField(
        label=gettext_lazy("Giao cho"), widget=forms.CheckboxSelectMultiple
    )

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


def first_task(draft: DraftTask, organisations: list[Any]) -> dict[str, Any]:
    """What the reader found in a passage, as first values of :class:`TakeForm`.

    Organisations the passage names are chosen; all of them where it speaks to everybody; else none.
    """
    amount = draft.low
    who = fold(draft.who)
    named = [one for one in organisations if one.short_name and fold(one.short_name) in who]
    if not named and any(words in who for words in EVERYBODY):
        named = organisations
    criterion = draft.criterion or (
        draft.text if draft.kind == DraftTask.Kind.TARGET else draft.product
    )
    what = draft.what or draft.text
    return {
        "title": (what[:1].upper() + what[1:])[:300],
        "to": [str(one.pk) for one in named],
        "due_on": draft.due_on,
        "product": draft.product,
        "criterion": criterion[:200],
        "target": None if amount is None else _plain(amount),
        "unit": draft.unit,
        "out_of": draft.unit == "%",
        "comparator": {"≥": ">=", "≤": "<=", ">": ">", "<": "<=", "=": "="}.get(
            draft.comparator, ">="
        ),
    }


def _plain(amount: Decimal) -> Decimal:
    """Without the zeros a column adds: 90,000 is 90."""
    whole = amount == amount.to_integral_value()
    return amount.quantize(Decimal(1)) if whole else amount.normalize()


class DraftForm(forms.Form):
    """What the reader made of a passage, put right."""

    what = forms.CharField(
        label=gettext_lazy("Việc"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    who = forms.CharField(label=gettext_lazy("Ai làm"), max_length=300, required=False)
    due_on = DayField(label=gettext_lazy("Hạn, ngày cuối cùng"), required=False)
    criterion = forms.CharField(label=gettext_lazy("Tiêu chí"), max_length=300, required=False)
    product = forms.CharField(label=gettext_lazy("Sản phẩm"), max_length=200, required=False)


class AddForm(forms.Form):
    """A passage that the reader did not take for a task."""

    words = forms.CharField(
        label=gettext_lazy("Đoạn trong văn bản"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Chép nguyên văn câu giao việc mà máy chưa tìm thấy."),
    )


class CitationForm(forms.Form):
    """What a citation means: which document, and how it is cited."""

    relation = forms.ChoiceField(label=gettext_lazy("Quan hệ"), choices=Citation.Relation.choices)
    target = forms.ChoiceField(
        label=gettext_lazy("Văn bản được viện dẫn"),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, documents: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {str(one.pk): one for one in documents}
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            *((str(one.pk), _named(one)) for one in documents),
            ("", _("không có trong sổ")),
        ]

    def chosen(self) -> Document | None:
        return self.documents.get(self.cleaned_data["target"])


def _named(document: Document) -> str:
    from sotay.directives.naming import words_of

    return f"{words_of(document)}. {document.abstract}".rstrip(". ")


class IssueForm(_Choosing):
    """To whom a document goes."""

    to = forms.MultipleChoiceField(
        label=gettext_lazy("Nơi nhận"), widget=forms.CheckboxSelectMultiple
    )


class EndForceForm(forms.Form):
    on = DayField(label=gettext_lazy("Hết hiệu lực từ ngày"))


class WaiveForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Lý do không phải cụ thể hóa"), max_length=300)


class IssuerForm(forms.Form):
    """Whose paper it is: one of ours, or a paper that came from outside."""

    issuer = forms.ChoiceField(
        label=gettext_lazy("Văn bản của"),
        required=False,
        help_text=gettext_lazy("Văn bản đến từ ngoài các tổ chức dưới đây thì chọn dòng cuối."),
    )

    def __init__(self, *args: Any, organisations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(one.pk): one for one in organisations}
        self.fields["issuer"].choices = [  # type: ignore[attr-defined]
            ("", _("máy tự nhận theo tên cơ quan ban hành")),
            *((str(one.pk), one.name or str(one)) for one in organisations),
            ("outside", _("nơi khác ban hành (văn bản đến)")),
        ]

    def chosen(self) -> Organisation | None:
        return self.organisations.get(self.cleaned_data["issuer"])


def own_organisations(actor: Actor) -> list[Organisation]:
    """Organisations in whose name the actor may register papers: those of the offices held."""
    found = {g.organisation.pk: g.organisation for g in actor.grants}
    return [one for one in found.values() if actor.can("directives.register", one)]
