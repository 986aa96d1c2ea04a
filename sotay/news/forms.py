"""Text from pages turned into checked values."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.news.models import Attachment, News
from sotay.news.rules import SENTENCE_LENGTH, TITLE_LENGTH, WORDS_LENGTH
from sotay.news.services import Change, NewNews
from sotay.organisations.models import Kind, Organisation

FILL_IN = {"required": _("Ô này còn trống.")}


class _PieceForm(forms.Form):
    """What readers have of a piece. ``branches`` are organisations with their names.

    Levels and branches are offered only where there is more than one to choose from.
    """

    column = forms.ChoiceField(label=_("Chuyên mục"), choices=News.Column.choices)
    title = forms.CharField(label=_("Tên tin"), max_length=TITLE_LENGTH, error_messages=FILL_IN)
    words = forms.CharField(
        label=_("Nội dung"),
        max_length=WORDS_LENGTH,
        help_text=_("Cách một dòng trống là sang đoạn mới."),
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages=FILL_IN,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Chỉ gửi tới các cấp"),
        required=False,
        help_text=_("Không chọn là mọi cấp."),
        widget=forms.CheckboxSelectMultiple,
    )
    branches = forms.MultipleChoiceField(
        label=_("Chỉ gửi tới các tổ chức, kể cả cấp dưới"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(label=_("Tệp kèm theo"), required=False)

    def __init__(self, branches: list[Any], kinds: list[Kind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_branches = {str(row.pk): row for row in branches}
        self._offer("branches", [(key, _name(row)) for key, row in self.known_branches.items()])
        self._offer("kinds", [(kind.code, str(kind)) for kind in kinds])

    def _offer(self, name: str, choices: list[tuple[str, str]], least: int = 2) -> None:
        field: Any = self.fields[name]
        field.choices = choices
        if len(choices) < least:
            del self.fields[name]

    def _branches(self) -> list[Organisation]:
        return [self.known_branches[key] for key in self.cleaned_data.get("branches", [])]


def _name(row: Any) -> str:
    return str(row.name or row.code)


class NewsForm(_PieceForm):
    """A piece of news. ``committees`` are organisations with their names."""

    committee = forms.ChoiceField(label=_("Cấp ủy đưa tin"), error_messages=FILL_IN)

    field_order = ("committee",)

    def __init__(
        self,
        committees: list[Any],
        branches: list[Any],
        kinds: list[Kind],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(branches, kinds, *args, **kwargs)
        self.known_committees = {str(row.pk): row for row in committees}
        self._offer(
            "committee", [(key, _name(row)) for key, row in self.known_committees.items()], 0
        )

    @property
    def chosen(self) -> Organisation:
        found: Organisation = self.known_committees[self.cleaned_data["committee"]]
        return found

    def given(self) -> NewNews:
        kept = self.cleaned_data
        return NewNews(
            title=kept["title"],
            words=kept["words"],
            column=kept["column"],
            kinds=kept.get("kinds", []),
            branches=self._branches(),
        )


class CorrectionForm(_PieceForm):
    """What readers of a published piece shall have, what was wrong in it, and who is told."""

    removed = forms.MultipleChoiceField(
        label=_("Bỏ các tệp"),
        required=False,
        help_text=_("Người đọc không mở được nữa; người được đăng tin vẫn xem được."),
        widget=forms.CheckboxSelectMultiple,
    )
    said = forms.CharField(
        label=_("Đính chính điều gì"),
        max_length=SENTENCE_LENGTH,
        help_text=_("Một câu, người đọc thấy ở đầu tin. Ví dụ: giúp 12 hộ, không phải 21 hộ."),
        error_messages=FILL_IN,
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=SENTENCE_LENGTH,
        help_text=_("Chỉ người được đăng tin của cấp ủy này thấy."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=FILL_IN,
    )
    is_told = forms.BooleanField(label=_("Nhắc lại người đứng đầu các nơi nhận"), required=False)
    known = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    field_order = ("title", "words", "column", "kinds", "branches", "removed", "file")

    def __init__(
        self,
        branches: list[Any],
        kinds: list[Kind],
        attachments: Iterable[Attachment],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(branches, kinds, *args, **kwargs)
        self.fields["file"].label = _("Thêm một tệp")
        self._offer("removed", [(str(row.pk), row.name) for row in attachments], 1)

    def given(self) -> dict[str, Any]:
        """What the service takes beside piece, actor and moment. What was not offered stays."""
        kept = self.cleaned_data
        file = kept["file"]
        return {
            "change": Change(
                title=kept["title"],
                words=kept["words"],
                column=kept["column"],
                kinds=kept.get("kinds"),
                branches=self._branches() if "branches" in self.fields else None,
                removed=[int(key) for key in kept.get("removed", [])],
                added=[(file, file.name)] if file else [],
            ),
            **{name: kept[name] for name in ("said", "reason", "known", "is_told")},
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do rút tin"),
        max_length=SENTENCE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=FILL_IN,
    )
