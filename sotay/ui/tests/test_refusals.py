"""What a form says of a field it cannot take: whole Vietnamese sentences, none of Django's own."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile


class Everything(forms.Form):
    whole = forms.IntegerField(min_value=1, max_value=9)
    figure = forms.DecimalField()
    short = forms.CharField(max_length=5)
    chosen = forms.ChoiceField(choices=[("a", "a")])
    several = forms.MultipleChoiceField(choices=[("a", "a")])
    link = forms.URLField(assume_scheme="https")
    mail = forms.EmailField()
    key = forms.UUIDField()
    file = forms.FileField()


GOOD = {
    "whole": "3", "figure": "1", "short": "đủ", "chosen": "a", "several": ["a"],
    "link": "https://hop.vidu.vn/1", "mail": "an@vidu.vn",
    "key": "7d1f2f0e-4a5b-4a43-8c2e-0b8f0b1d6f11",
}  # fmt: skip


def said(name, value):
    files = {"file": SimpleUploadedFile("a.txt", b"a")}
    data = dict(GOOD)
    if name == "file":
        files["file"] = value
    else:
        data[name] = value
    form = Everything(data, files)
    return {key: [str(one) for one in errors] for key, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("whole", "mười", "Chưa phải là số nguyên. Đồng chí viết như 12."),
        ("whole", "0", "Số này phải từ 1 trở lên."),
        ("whole", "10", "Số này nhiều nhất là 9."),
        ("figure", "mười", "Chưa phải là số. Đồng chí viết như 12,5."),
        ("short", "dài quá", "Dài quá: nhiều nhất 5 ký tự, đang có 7. Đồng chí viết gọn."),
        ("short", "a\0", "Có ký tự lạ. Đồng chí gõ lại chỗ này."),
        ("chosen", "b", "Không có lựa chọn này. Đồng chí chọn lại trong danh sách."),
        ("several", ["b"], "Không có lựa chọn này. Đồng chí chọn lại trong danh sách."),
        ("link", "không", "Chưa phải là đường dẫn. Đồng chí chép lại cả đường dẫn."),
        ("mail", "an", "Chưa phải là địa chỉ thư điện tử."),
        ("key", "1", "Không có lựa chọn này. Đồng chí chọn lại trong danh sách."),
        ("file", SimpleUploadedFile("a.txt", b""),
         "Tệp này không có gì bên trong. Đồng chí chọn tệp khác."),
        ("whole", "", "Còn thiếu. Đồng chí điền hoặc chọn ở đây."),
    ],
)  # fmt: skip
def test_a_refusal_is_said_in_the_house_s_words(name, value, words):
    assert said(name, value) == {name: [words]}
