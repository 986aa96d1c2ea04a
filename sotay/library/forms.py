"""Text from pages turned into checked values, and files stopped on the way when too long."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils.translation import gettext_lazy as _lazy

from sotay.library.services.keeping import LANGUAGES

_REQUIRED = {"required": _lazy("Ô này còn trống.")}
_PIECE = 64 * 1024
LANGUAGE_NAMES = {
    "vi": _lazy("tiếng Việt"),
    "en": _lazy("tiếng Anh"),
    "fr": _lazy("tiếng Pháp"),
    "ru": _lazy("tiếng Nga"),
    "zh": _lazy("tiếng Trung"),
    "de": _lazy("tiếng Đức"),
    "lo": _lazy("tiếng Lào"),
    "km": _lazy("tiếng Khmer"),
    "tay": _lazy("tiếng Tày"),
    "nut": _lazy("tiếng Nùng"),
    "hmn": _lazy("tiếng Mông"),
    "other": _lazy("ngôn ngữ khác"),
}


class ShelfForm(forms.Form):
    """A shelf: what it is called, what it holds, who keeps it, whom it is meant for."""

    organisation = forms.TypedChoiceField(
        label=_lazy("Tổ chức giữ tủ sách"), coerce=int, error_messages=_REQUIRED
    )
    name = forms.CharField(label=_lazy("Tên tủ sách"), max_length=160, error_messages=_REQUIRED)
    subject = forms.CharField(label=_lazy("Chủ đề"), max_length=200, error_messages=_REQUIRED)
    about = forms.CharField(
        label=_lazy("Giới thiệu"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    audience = forms.MultipleChoiceField(
        label=_lazy("Dành cho loại tổ chức"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_lazy("Không chọn loại nào thì mọi đảng viên của tổ chức giữ tủ sách đều đọc."),
    )

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[tuple[int, str]] = (),
        kinds: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if organisations:
            self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]
        self.fields["audience"].choices = kinds  # type: ignore[attr-defined]


class TitleForm(forms.Form):
    name = forms.CharField(
        label=_lazy("Tên sách, tài liệu"), max_length=300, error_messages=_REQUIRED
    )
    author = forms.CharField(
        label=_lazy("Tác giả, cơ quan biên soạn"), required=False, max_length=200
    )
    year = forms.IntegerField(
        label=_lazy("Năm xuất bản"),
        required=False,
        error_messages={"invalid": _lazy("Năm ghi bằng bốn chữ số, ví dụ 2024.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    licence = forms.CharField(
        label=_lazy("Quyền sử dụng"),
        max_length=300,
        error_messages=_REQUIRED,
        help_text=_lazy("Ví dụ: tài liệu nội bộ của Đảng ủy, lưu hành trong đảng bộ."),
    )
    language = forms.ChoiceField(
        label=_lazy("Ngôn ngữ"), choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    )
    about = forms.CharField(
        label=_lazy("Giới thiệu"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_lazy("Tệp sách"),
        error_messages={
            "required": _lazy("Chưa chọn tệp nào."),
            "empty": _lazy("Tệp này rỗng. Đồng chí kiểm tra và chọn lại tệp."),
        },
        max_length=255,
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_lazy("Lý do rút"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_REQUIRED,
    )


class NoteForm(forms.Form):
    """A bookmark; with words a note. Hidden fields say where."""

    offset = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    device_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_lazy("Ghi chú của tôi"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("Chỉ đồng chí đọc được. Để trống thì chỉ đánh dấu trang."),
    )


class Bounded(FileUploadHandler):
    """Counts the bytes of an upload and stops taking them past ``limit``: the rest is let go by.

    What came before lies on the disk, in pieces, and is dropped. ``is_past`` tells the view. The
    rest is read here in pieces: the framework would read it by lines, and a file need have none.
    """

    def __init__(self, request: Any, limit: int) -> None:
        super().__init__(request)
        self.limit, self.seen, self.is_past = limit, 0, False
        self._body: Any = None

    def handle_raw_input(self, input_data: Any, *args: Any, **more: Any) -> None:
        self._body = input_data

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > self.limit:
            self.is_past = True
            while self._body.read(_PIECE):
                pass
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
