"""Text from pages turned into checked values."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.contests.models import Category, Criterion, Prize
from sotay.contests.rules import (
    ADDRESS_LENGTH,
    MOST_AUTHORS,
    MOST_ROWS,
    NAME_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
)
from sotay.contests.services import NewEntry, NewRound
from sotay.ui.forms import DayField

Choices = Sequence[tuple[Any, Any]]
FILL_IN = {"required": _lazy("Ô này còn trống.")}
MOST_FIGURE = 100_000  # beyond what any figure here may be
MOST_DECIMALS = 3
OWN = "me"  # the choice of submitting as an author


def read_points(text: str) -> Decimal:
    """A figure with a decimal comma or point, of a size that may be reckoned with.

    :raises ValidationError: something else
    """
    try:
        points = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        points = Decimal("NaN")
    if not _is_usual(points):
        raise ValidationError(_("“%s” không phải là số điểm, ví dụ 8,5.") % text[:20])
    return points


def _is_usual(points: Decimal) -> bool:
    """Compared, never worked out: an exponent may be longer than any memory."""
    return (
        points.is_finite()
        and -MOST_FIGURE <= points <= MOST_FIGURE
        and points.adjusted() >= -MOST_DECIMALS
    )


class PointsField(forms.CharField):
    """Points typed with a comma or a point."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read_points(text) if text else None


class LinesField(forms.CharField):
    """One thing a line; empty lines are passed over."""

    def __init__(self, *, most: int, rows: int = 4, **more: Any) -> None:
        area = forms.Textarea(attrs={"rows": rows})
        length = most * (NAME_LENGTH + 20)
        super().__init__(widget=area, error_messages=FILL_IN, max_length=length, **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


class FiguresField(LinesField):
    """Lines of a name, a colon and a figure."""

    def clean(self, value: Any) -> Any:
        found = []
        for line in super().clean(value):
            name, colon, figure = line.rpartition(":")
            if not colon or not name.strip():
                raise ValidationError(_("Dòng “%s” thiếu dấu hai chấm giữa tên và số.") % line[:60])
            found.append((name.strip(), read_points(figure)))
        return found


def _reason(label: Any, *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=FILL_IN,
        **more,
    )


class RoundForm(forms.Form):
    """A round; organisations are those in which one keeps rounds."""

    organisation = forms.TypedChoiceField(label=_lazy("Cấp ủy mở đợt"), coerce=int)
    name = forms.CharField(label=_lazy("Tên đợt"), max_length=NAME_LENGTH, error_messages=FILL_IN)
    year = forms.IntegerField(
        label=_lazy("Năm của giải"),
        min_value=2000,
        max_value=2100,
        help_text=_lazy(
            "Xét tác phẩm đăng từ 01-11 năm trước đến hết 31-10 năm này, trừ khi cấp ủy"
            " đã đặt khác ở Quy định."
        ),
        error_messages=FILL_IN,
    )
    last_day = DayField(
        label=_lazy("Hạn gửi tác phẩm, tính cả ngày này"),
        help_text=_lazy("Ví dụ 10-11-2026."),
        error_messages=FILL_IN,
    )
    least_scores = forms.IntegerField(
        label=_lazy("Mỗi tác phẩm cần ít nhất mấy giám khảo"),
        min_value=1,
        max_value=50,
        error_messages=FILL_IN,
    )
    categories = LinesField(
        label=_lazy("Hạng mục"), help_text=_lazy("Mỗi dòng một hạng mục."), most=MOST_ROWS
    )
    criteria = FiguresField(
        label=_lazy("Tiêu chí chấm và điểm cao nhất"),
        help_text=_lazy("Mỗi dòng một tiêu chí, ví dụ “Nội dung: 50”."),
        most=MOST_ROWS,
    )
    prizes = FiguresField(
        label=_lazy("Giải và số suất, cho mỗi hạng mục"),
        help_text=_lazy("Từ giải cao xuống, ví dụ “Giải A: 1”."),
        most=MOST_ROWS,
    )

    def __init__(self, organisations: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = organisations

    def clean_prizes(self) -> list[tuple[str, int]]:
        prizes = self.cleaned_data["prizes"]
        for name, number in prizes:
            if number != int(number):
                raise ValidationError(_("Số suất của “%s” phải là số nguyên.") % name)
        return [(name, int(number)) for name, number in prizes]

    def given(self) -> NewRound:
        kept = {key: one for key, one in self.cleaned_data.items() if key != "organisation"}
        return NewRound(**kept)


class EntryForm(forms.Form):
    """A work; ``places`` are organisations one submits for, and oneself as an author."""

    place = forms.ChoiceField(label=_lazy("Gửi với tư cách"))
    title = forms.CharField(
        label=_lazy("Tên tác phẩm"), max_length=TITLE_LENGTH, error_messages=FILL_IN
    )
    category = forms.TypedChoiceField(label=_lazy("Hạng mục"), coerce=int)
    authors = LinesField(
        label=_lazy("Tác giả"),
        help_text=_lazy("Mỗi người một dòng, ghi họ tên khai sinh."),
        most=MOST_AUTHORS,
        rows=3,
    )
    outlet = forms.CharField(
        label=_lazy("Đăng ở báo, đài nào"), max_length=NAME_LENGTH, error_messages=FILL_IN
    )
    published_on = DayField(label=_lazy("Ngày đăng, phát"), error_messages=FILL_IN)
    address = forms.CharField(
        label=_lazy("Địa chỉ trên mạng"), required=False, max_length=ADDRESS_LENGTH
    )
    file = forms.FileField(
        label=_lazy("Tệp tác phẩm"),
        required=False,
        help_text=_lazy("Nên gửi bản không ghi tên tác giả: giám khảo chỉ xem bản ấy."),
    )

    def __init__(
        self, places: Choices, categories: Sequence[Category], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {category.pk: category for category in categories}
        offered: dict[str, Choices] = {
            "place": places,
            "category": [(key, category.name) for key, category in self.known.items()],
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices

    def given(self) -> NewEntry:
        kept = self.cleaned_data
        file = kept["file"]
        return NewEntry(
            title=kept["title"],
            category=self.known[kept["category"]],
            outlet=kept["outlet"],
            published_on=kept["published_on"],
            authors=kept["authors"],
            address=kept["address"],
            content=file or None,
            file_name=file.name if file else "",
        )


class AssignForm(forms.Form):
    """The categories somebody of the jury judges."""

    categories = forms.TypedMultipleChoiceField(
        label=_lazy("Chấm các hạng mục"),
        coerce=int,
        required=False,
        help_text=_lazy("Không chọn là chấm mọi hạng mục."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, categories: Sequence[Category], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["categories"]
        field.choices = [(category.pk, category.name) for category in categories]


class AcceptForm(forms.Form):
    """What the jury is to see of a work."""

    file = forms.FileField(label=_lazy("Bản không ghi tên, cho giám khảo"), required=False)
    address = forms.CharField(
        label=_lazy("Hoặc địa chỉ không ghi tên"), required=False, max_length=ADDRESS_LENGTH
    )


class RefuseForm(forms.Form):
    reason = _reason(_lazy("Lý do không đủ điều kiện"))


class AsideForm(forms.Form):
    reason = _reason(_lazy("Có liên quan thế nào"))


class ScoreForm(forms.Form):
    """One field for each criterion."""

    def __init__(self, criteria: Sequence[Criterion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            most = f"{criterion.most:.1f}".removesuffix(".0").replace(".", ",")
            self.fields[f"c{criterion.pk}"] = PointsField(
                label=criterion.name,
                help_text=_("Từ 0 đến %s, nhiều nhất một số lẻ.") % most,
                max_length=8,
                error_messages=FILL_IN,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def points(self) -> dict[int, Decimal]:
        return {int(name[1:]): points for name, points in self.cleaned_data.items()}


class TieForm(forms.Form):
    """A place for each of the works of a tie, by code, and the reason."""

    def __init__(self, works: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.works = [key for key, _name in works]
        choices = [(str(at), str(at)) for at in range(1, len(works) + 1)]
        for at, (key, name) in enumerate(works, 1):
            self.fields[f"w{key}"] = forms.ChoiceField(label=name, choices=choices, initial=str(at))
        self.fields["reason"] = _reason(_lazy("Lý do xếp như vậy"))

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        given = [kept.get(f"w{key}") for key in self.works]
        if None not in given and len(set(given)) < len(given):
            raise ValidationError(_("Có hai tác phẩm cùng một thứ tự. Đồng chí xếp lại."))
        return kept

    def order(self) -> list[int]:
        return sorted(self.works, key=lambda key: int(self.cleaned_data[f"w{key}"]))


class WithholdForm(forms.Form):
    number = forms.IntegerField(
        label=_lazy("Số suất không trao"), min_value=0, error_messages=FILL_IN
    )
    reason = _reason(
        _lazy("Lý do"), required=False, help_text=_lazy("Phải ghi khi có suất không trao.")
    )

    def __init__(self, prize: Prize, data: Any = None) -> None:
        super().__init__(data, initial={"number": prize.withheld, "reason": prize.withheld_reason})


class PostponeForm(forms.Form):
    last_day = DayField(label=_lazy("Nhận tác phẩm đến hết ngày"), error_messages=FILL_IN)
    reason = forms.CharField(
        label=_lazy("Lý do lùi hạn"),
        max_length=REASON_LENGTH,
        help_text=_lazy(
            "Mọi người xem đợt này đọc được lý do; nơi đã gửi và nơi chưa gửi được báo."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=FILL_IN,
    )
