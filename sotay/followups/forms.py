"""Text from pages turned into checked values. Figures are read as written: 88,5 and 6.840."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.core.errors import BadInput
from sotay.followups import rules
from sotay.followups.models import Assessment, Criterion
from sotay.followups.services import NewTask, Offered
from sotay.ui.forms import DayField

_REQUIRED = {"required": _lazy("Ô này còn trống.")}
_EMPTY = {"empty": _lazy("Tệp này rỗng. Đồng chí kiểm tra và chọn lại tệp.")}
_DAY = _lazy("Ví dụ 30-11-2026.")
_OFFERED = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")


class FigureField(forms.Field):
    """A number from 0 on, as a person writes it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return rules.read_number(str(value), str(self.label or _("Con số")))
        except BadInput as refusal:
            raise ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return rules.number(value) if isinstance(value, Decimal) else value


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files at once."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


def offered(query: Mapping[str, str], rows: Sequence[rules.Achievement]) -> dict[str, Decimal]:
    """Figures for quantities that another page puts in the address: a start, for the person to see.

    What is no figure, or belongs to no criterion of the task, is passed over.
    """
    given = {}
    for row in rows:
        name = f"value_{row.measure.key}"
        text = query.get(name, "")
        if row.measure.kind == rules.QUANTITY and _OFFERED.fullmatch(text):
            given[name] = Decimal(text)
    return given


class ReportForm(forms.Form):
    """A report: one or two figures for each criterion, a photograph, files, a line of words."""

    device_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    photo = forms.FileField(label=_lazy("Ảnh minh chứng"), required=False, error_messages=_EMPTY)
    photo_taken = forms.CharField(required=False, widget=forms.HiddenInput)
    more_files = FilesField(label=_lazy("Tệp khác"), required=False, error_messages=_EMPTY)
    note = forms.CharField(
        label=_lazy("Ghi một dòng"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_final = forms.BooleanField(label=_lazy("Việc này đã xong"), required=False, initial=True)

    def __init__(self, rows: Sequence[rules.Achievement], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self._add(row)

    def _add(self, row: rules.Achievement) -> None:
        measure, name = row.measure, f"value_{row.measure.key}"
        reading = row.reading
        field: forms.Field
        if measure.kind == rules.MILESTONE:
            field = forms.BooleanField(required=False)
        elif measure.kind == rules.GRADED:
            grades = [("", _("chưa xác định")), *enumerate(measure.grades)]
            field = forms.TypedChoiceField(
                choices=grades, coerce=Decimal, empty_value=None, required=False
            )
        else:
            field = FigureField(required=False)
        field.label = measure.name
        field.initial = reading.value if reading else None
        self.fields[name] = field
        if measure.kind == rules.QUANTITY and measure.out_of:
            whole = FigureField(required=False, label=_("%s: tổng số") % measure.name)
            whole.initial = reading.whole if reading else None
            self.fields[f"whole_{measure.key}"] = whole

    def readings(self) -> dict[int, rules.Reading]:
        """What was said of each criterion; a criterion left empty is not said anything of."""
        said: dict[int, rules.Reading] = {}
        for row in self.rows:
            key = row.measure.key
            value = self.cleaned_data.get(f"value_{key}")
            whole = self.cleaned_data.get(f"whole_{key}")
            if row.measure.kind == rules.MILESTONE:
                if value or row.reading is not None or self.cleaned_data["is_final"]:
                    said[key] = rules.Reading(rules.ONE if value else rules.ZERO)
            elif value is not None:
                said[key] = rules.Reading(value, whole)
        return said

    def evidence(self) -> list[Offered]:
        """The photograph first, then the files."""
        offered = []
        if photo := self.cleaned_data.get("photo"):
            offered.append(Offered(photo, photo.name, _moment(self.cleaned_data["photo_taken"])))
        offered += [Offered(one, one.name) for one in self.cleaned_data.get("more_files") or []]
        return offered


def _moment(text: str) -> datetime | None:
    """The local moment a device wrote in ISO form; nothing where it wrote something else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


class ReturnForm(forms.Form):
    reasons = forms.MultipleChoiceField(
        label=_lazy("Lý do trả lại"),
        choices=lambda: list(rules.RETURN_REASONS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _lazy("Chưa chọn lý do nào.")},
    )
    note = forms.CharField(
        label=_lazy("Đề nghị sửa điều gì"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_REQUIRED,
    )
    redo_by = DayField(
        label=_lazy("Gửi lại trước hết ngày"), help_text=_DAY, error_messages=_REQUIRED
    )


class ExtensionForm(forms.Form):
    asked_due_on = DayField(
        label=_lazy("Xin lùi hạn đến hết ngày"), help_text=_DAY, error_messages=_REQUIRED
    )
    reason = forms.CharField(
        label=_lazy("Lý do"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_REQUIRED,
    )


class DecisionForm(forms.Form):
    grant = forms.TypedChoiceField(
        label=_lazy("Quyết định"),
        choices=[("1", _lazy("Đồng ý")), ("0", _lazy("Không đồng ý"))],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Chưa chọn đồng ý hay không.")},
    )
    answer = forms.CharField(
        label=_lazy("Trả lời"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy("Không đồng ý thì ghi lý do."),
    )


class SuggestForm(forms.Form):
    words = forms.CharField(
        label=_lazy("Góp ý"),
        max_length=rules.SUGGESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_lazy("Ghi rõ chỗ nào, thiếu điều gì, nên sửa thế nào."),
        error_messages=_REQUIRED,
    )


class DropForm(forms.Form):
    reason = forms.CharField(
        label=_lazy("Vì sao thôi không làm"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_REQUIRED,
    )


class AssessForm(forms.Form):
    result = forms.ChoiceField(
        label=_lazy("Kết quả"),
        choices=Assessment.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Chưa chọn kết quả.")},
    )
    result_words = forms.CharField(
        label=_lazy("Kết quả cụ thể"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    result_causes = forms.MultipleChoiceField(
        label=_lazy("Nguyên nhân của kết quả"),
        required=False,
        choices=lambda: [(cause.code, cause.name) for cause in rules.causes_of("result")],
        widget=forms.CheckboxSelectMultiple,
    )
    result_cause_words = forms.CharField(
        label=_lazy("Nói thêm về nguyên nhân của kết quả"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    limit_words = forms.CharField(
        label=_lazy("Hạn chế"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    limit_causes = forms.MultipleChoiceField(
        label=_lazy("Nguyên nhân của hạn chế"),
        required=False,
        choices=lambda: [(cause.code, cause.name) for cause in rules.causes_of("limit")],
        widget=forms.CheckboxSelectMultiple,
    )
    limit_cause_words = forms.CharField(
        label=_lazy("Nói thêm về nguyên nhân của hạn chế"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CriterionForm(forms.Form):
    """One criterion of a new task; a row without a name is no criterion."""

    name = forms.CharField(label=_lazy("Tiêu chí"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_lazy("Loại"), choices=Criterion.Kind.choices, initial="quantity", required=False
    )
    comparator = forms.ChoiceField(
        label=_lazy("So"), choices=Criterion.Comparator.choices, initial=">=", required=False
    )
    target = FigureField(label=_lazy("Mức"), required=False)
    unit = forms.CharField(
        label=_lazy("Đơn vị"),
        required=False,
        max_length=40,
        help_text=_lazy("Ghi % nếu báo bằng một phần trên tổng số."),
    )
    grades = forms.CharField(
        label=_lazy("Các mức, thấp trước"),
        required=False,
        max_length=300,
        help_text=_lazy("Chỉ cho loại mức độ, cách nhau bằng dấu phẩy."),
    )
    weight = FigureField(label=_lazy("Trọng số"), required=False, initial=rules.ONE)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("name") and (given.get("target") is not None or given.get("grades")):
            self.add_error("name", _("Dòng này có mức mà chưa có tên tiêu chí."))
        return given

    def measure(self) -> rules.Measure | None:
        """The criterion that was written, or None for an empty row."""
        given = self.cleaned_data
        if not given.get("name"):
            return None
        kind = given["kind"] or rules.QUANTITY
        grades = tuple(part.strip() for part in given["grades"].split(",") if part.strip())
        share = given["unit"].strip() == "%"
        weight = given["weight"]
        return rules.Measure(
            kind=kind,
            name=given["name"],
            comparator=given["comparator"] or rules.AT_LEAST,
            target=given["target"] if kind == rules.QUANTITY else None,
            unit="" if share else given["unit"],
            out_of=share and kind == rules.QUANTITY,
            grades=grades if kind == rules.GRADED else (),
            weight=rules.ONE if weight is None else weight,
        )


CriterionFormSet = forms.formset_factory(CriterionForm, extra=3, max_num=20, absolute_max=20)


def measures(formset: Any) -> list[rules.Measure]:
    """The criteria of the rows that were filled in."""
    found = [form.measure() for form in formset.forms]
    return [measure for measure in found if measure is not None]


class TaskForm(forms.Form):
    """A new task for several organisations."""

    title = forms.CharField(label=_lazy("Việc phải làm"), max_length=300, error_messages=_REQUIRED)
    asked = forms.CharField(
        label=_lazy("Lời văn của văn bản"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    owners = forms.TypedMultipleChoiceField(
        label=_lazy("Giao cho"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _lazy("Chưa chọn tổ chức được giao."),
            "invalid_choice": _lazy("Có tổ chức ngoài phạm vi phụ trách."),
        },
    )
    starts_on = DayField(label=_lazy("Ngày bắt đầu"), required=False)
    due_on = DayField(label=_lazy("Hạn"), required=False, help_text=_DAY)
    product = forms.CharField(label=_lazy("Sản phẩm"), required=False, max_length=200)
    weight = FigureField(label=_lazy("Trọng số"), required=False, initial=rules.ONE)

    def __init__(self, choices: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owners"].choices = choices  # type: ignore[attr-defined]


class ChildForm(forms.Form):
    """One task of one's own plan that makes an upper task concrete; untitled rows are left out."""

    title = forms.CharField(label=_lazy("Việc cụ thể"), required=False, max_length=300)
    owner = forms.TypedChoiceField(label=_lazy("Tổ chức"), coerce=int, required=False)
    responsible = forms.TypedChoiceField(
        label=_lazy("Người làm"), coerce=int, empty_value=None, required=False
    )
    due_on = DayField(label=_lazy("Hạn"), required=False)
    product = forms.CharField(label=_lazy("Sản phẩm"), required=False, max_length=200)
    criterion = forms.CharField(label=_lazy("Tiêu chí"), required=False, max_length=200)
    comparator = forms.ChoiceField(
        label=_lazy("So"), choices=Criterion.Comparator.choices, initial=">=", required=False
    )
    target = FigureField(
        label=_lazy("Mức"), required=False, help_text=_lazy("Bỏ trống thì tiêu chí là mốc xong.")
    )
    unit = forms.CharField(label=_lazy("Đơn vị"), required=False, max_length=40)

    def __init__(
        self,
        *args: Any,
        owners: Sequence[tuple[int, str]] = (),
        people: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["responsible"].choices = [  # type: ignore[attr-defined]
            ("", _("người đứng đầu")),
            *people,
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        written = any(given.get(name) for name in ("due_on", "product", "criterion", "unit"))
        if not given.get("title") and (written or given.get("target") is not None):
            self.add_error("title", _("Dòng này chưa ghi việc cụ thể."))
        return given

    def new_task(
        self, owners: dict[int, Any], people: dict[int, Any], starts_on: date | None
    ) -> NewTask | None:
        """The task that was written, or None for an empty row."""
        given = self.cleaned_data
        if not given.get("title"):
            return None
        measure = None
        if given["criterion"]:
            share = given["unit"].strip() == "%"
            measure = rules.Measure(
                kind=rules.QUANTITY if given["target"] is not None else rules.MILESTONE,
                name=given["criterion"],
                comparator=given["comparator"] or rules.AT_LEAST,
                target=given["target"],
                unit="" if share else given["unit"],
                out_of=share,
            )
        return NewTask(
            owner=owners[given["owner"]],
            title=given["title"],
            due_on=given["due_on"],
            starts_on=starts_on,
            responsible=people.get(given["responsible"]),
            product=given["product"],
            criteria=[measure] if measure else [],
        )


ChildFormSet = forms.formset_factory(ChildForm, extra=3, max_num=40, absolute_max=40)


class FilterForm(forms.Form):
    """What the list is narrowed to; every part may be left out and a wrong one is left out."""

    whose = forms.ChoiceField(
        label=_lazy("Của"),
        choices=[("", _lazy("mọi tổ chức")), ("mine", _lazy("tổ chức tôi"))],
        required=False,
    )
    state = forms.ChoiceField(label=_lazy("Trạng thái"), required=False)
    late = forms.BooleanField(label=_lazy("Chỉ việc quá hạn"), required=False)
    q = forms.CharField(label=_lazy("Tìm trong tên việc"), required=False, max_length=100)

    def __init__(self, states: Sequence[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("chưa kết thúc")),
            ("all", _("mọi trạng thái")),
            *states,
        ]
