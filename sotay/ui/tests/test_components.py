"""Each component: what it shows, what it says by ear, what it leaves out."""

import re
from datetime import date

import pytest
from django import forms
from django.template.loader import render_to_string

from sotay.ui.forms import DayField


def part(component: str, /, **inputs: object) -> str:
    html = render_to_string(f"ui/components/{component}.html", inputs)
    return re.sub(r"\s*\n\s*", "", html).strip()


class MergeForm(forms.Form):
    name = forms.CharField(label="Tên tổ chức")
    on = DayField(label="Từ ngày", help_text="Ngày đầu tiên có hiệu lực.")
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(
        label="Loại", choices=[("a", "Đảng bộ"), ("b", "Chi bộ")], widget=forms.RadioSelect
    )
    read = forms.BooleanField(label="Đã đọc quyết định")
    paper = forms.FileField(label="Quyết định", required=False)


def a_form(**given: str) -> MergeForm:
    return MergeForm({"name": "Chi bộ Sông", "on": "30-6-2026", "kind": "a", "read": "1", **given})


class TestField:
    def test_label_hint_and_control_are_tied(self):
        html = part("field", field=MergeForm()["on"])

        assert '<label class="label" for="id_on">Từ ngày</label>' in html
        assert 'class="input"' in html
        assert 'aria-describedby="id_on_helptext"' in html
        assert '<span class="hint" id="id_on_helptext">Ngày đầu tiên có hiệu lực.</span>' in html
        assert "data-keep" not in html

    def test_an_error_stands_under_its_field_and_is_tied_to_it(self):
        html = part("field", field=a_form(on="31-2-2026")["on"])

        assert 'aria-describedby="id_on_helptext id_on_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'value="31-2-2026"' in html
        assert '<ul class="errlist" id="id_on_error"><li>Không có ngày 31-2-2026' in html

    def test_what_may_be_left_out_says_so(self):
        assert "(không bắt buộc)" in part("field", field=MergeForm()["note"])
        assert "(không bắt buộc)" not in part("field", field=MergeForm()["name"])

    def test_choices_are_one_question(self):
        html = part("field", field=a_form(kind="")["kind"])

        assert html.startswith('<fieldset class="field plain" id="id_kind"')
        assert html.count('<label class="pick"') == 2
        assert 'aria-describedby="id_kind_error"' in html
        assert 'class="input"' not in html

    def test_a_box_has_its_label_beside_it(self):
        html = part("field", field=MergeForm()["read"])

        assert re.search(r'<label class="pick" for="id_read"><input type="checkbox"', html)

    def test_a_file_is_chosen_with_a_button_in_the_language_of_the_page(self):
        html = part("field", field=MergeForm()["paper"])

        assert "Chọn tệp" in html
        assert 'type="file"' in html

    def test_a_draft_is_kept_under_its_name(self):
        html = part("field", field=MergeForm()["note"], keep="ghi-chu")

        assert 'data-keep="ghi-chu"' in html
        assert 'role="status" data-kept="ghi-chu"' in html

    def test_a_unit_and_a_source_are_shown(self):
        html = part("field", field=MergeForm()["name"], unit="người", source="sổ đảng viên")

        assert '<span class="unit">người</span>' in html
        assert "Đã điền sẵn, lấy từ sổ đảng viên." in html


class TestDayField:
    @pytest.mark.parametrize("text", ["30-6-2026", "30/6/2026", "2026-06-30", " 30.6.2026 "])
    def test_reads_every_form(self, text):
        assert DayField().clean(text) == date(2026, 6, 30)

    def test_writes_the_day_as_documents_do(self):
        class OnForm(forms.Form):
            on = DayField(initial=date(2026, 2, 5))

        assert 'value="05-02-2026"' in str(OnForm()["on"])

    def test_an_empty_day_may_be_left_out(self):
        assert DayField(required=False).clean("") is None

    def test_an_unchanged_day_is_not_a_change(self):
        assert not DayField().has_changed(date(2026, 6, 30), "30-6-2026")
        assert DayField().has_changed(date(2026, 6, 30), "01-7-2026")


class TestErrors:
    def test_each_error_leads_to_its_field(self):
        html = part("errors", form=a_form(name="", kind=""))

        assert 'role="alert" tabindex="-1" data-errors' in html
        assert "Có 2 chỗ cần sửa." in html
        assert '<a href="#id_name">Tên tổ chức</a>: Còn thiếu. Đồng chí điền' in html
        assert '<a href="#id_kind' in html

    def test_a_clean_form_has_none(self):
        assert part("errors", form=a_form()) == ""


class TestHead:
    def test_one_heading_with_scope_and_acts(self):
        html = part(
            "pagehead",
            title="Cây tổ chức",
            scope=["Toàn Đảng bộ"],
            crumbs=[{"label": "Tổ chức", "url": "/t/"}, {"label": "Cây"}],
            acts=[{"label": "In", "url": "/in/", "icon": "i-print", "kind": "primary"}],
        )

        assert html.count("<h1>") == 1
        assert '<p class="scope"><span>Toàn Đảng bộ</span></p>' in html
        assert '<a href="/t/">Tổ chức</a>' in html
        assert 'class="btn primary" href="/in/"' in html

    def test_a_bare_title(self):
        assert part("pagehead", title="A") == '<div class="pagehead"><div><h1>A</h1></div></div>'


class TestSmallParts:
    def test_a_chip_says_its_state_by_shape_too(self):
        html = part("chip", label="quá hạn 8 ngày", kind="late", shape="s-late")

        assert html.startswith('<span class="chip late"><svg class="g"')
        assert html.endswith("quá hạn 8 ngày</span>")

    def test_a_strip_and_a_banner(self):
        assert "<span>Đã gửi</span>" in part("strip", text="Đã gửi", kind="good")
        assert 'class="banner off"' in part("banner", text="Chờ", kind="off", icon="i-info")

    def test_empty_says_why_and_what_fills_it(self):
        html = part("empty", why="Chưa có văn bản.", fills="Văn bản đưa lên sẽ hiện ở đây.")

        assert "Chưa có văn bản." in html
        assert "sẽ hiện ở đây" in html
        assert "btn" not in html

    def test_the_pager_reads_on_and_stops_at_the_end(self):
        more = part("pager", shown=50, total=6840, noun="đảng viên", next_url="?sau=9")
        end = part("pager", shown=3, noun="việc")

        assert '<a href="?sau=9" rel="next">Xem tiếp</a>' in more
        assert "50 trên 6.840 đảng viên" in more
        assert "Xem tiếp" not in end
        assert "3 việc" in end

    def test_a_figure_is_a_door_and_missing_is_drawn_as_missing(self):
        assert '<a class="fig num" href="/f/">6.840</a>' in part("figure", value="6.840", url="/f/")
        assert "fig num short" in part("figure", value="9", url="/f/", short=True)
        assert "thiếu" in part("figure", value=None, url="/f/")
        assert part("figure", value=0) == '<span class="num">0</span>'

    def test_the_bar_draws_what_is_verified_and_what_is_only_offered(self):
        html = part("progress", value=62.5, pending=80, goal=90, label="62,5 phần trăm")

        assert 'class="v" width="62.5"' in html
        assert 'class="p" width="80"' in html
        assert 'd="M90 0v4"' in html
        assert 'aria-label="62,5 phần trăm"' in html
        assert 'class="v" width="0"' in part("progress", value=None, label="chưa có")

    def test_evidence_used_before_is_marked(self):
        once = part("evidence", name="Ảnh", url="/e/", is_image=True)
        again = part("evidence", name="Ảnh", url="/e/", used_elsewhere="trùng với quý III")

        assert "chưa dùng ở đâu" in once
        assert "chip late" in again
        assert "chưa dùng ở đâu" not in again

    def test_the_way_down(self):
        html = part("breadcrumbs", crumbs=[{"label": "A", "url": "/a/"}, {"label": "B"}])

        assert html.count('aria-hidden="true"') == 1

    def test_a_stepper_holds_its_bounds(self):
        html = part("stepper", name="n", label="Số dự", value=0, min=0, max=26, after="trên 26")

        assert 'value="0" data-min="0" data-max="26" aria-label="Số dự"' in html
        assert "data-max" not in part("stepper", name="n", label="Số dự", value=1)

    def test_steps_photo_and_copy(self):
        assert "Bước 2 trên 3" in part("steps", step=2, of=3)
        assert 'name="anh_taken"' in part("photo", name="anh", label="Ảnh")
        assert 'data-copy="a&quot;b"' in part("copy", text='a"b')


class TestConfirm:
    def test_shows_before_and_after_and_asks_for_the_name(self):
        html = part(
            "confirm",
            sentence="Sáp nhập từ ngày 01-7-2025.",
            changes=[{"what": "Đảng bộ", "before": "2", "after": "1"}],
            counts=[{"label": "Đảng viên chuyển theo", "count": 1323}],
            name="Đảng bộ Sở Xây dựng",
            action="/merge/",
            button="Sáp nhập",
            csrf_token="t0k",
            form=a_form(on="x"),
        )

        assert 'data-confirm-name="Đảng bộ Sở Xây dựng"' in html
        assert 'name="csrfmiddlewaretoken" value="t0k"' in html
        assert "<td>2</td><td>1</td>" in html
        assert "1.323" in html
        assert html.count("btn danger fill") == 1
        assert 'name="go_lai_ten"' in html
        assert 'id="id_on_error"' in html


class TestLongWork:
    def test_running_work_asks_again_and_can_be_stopped(self):
        html = part(
            "long_work",
            title="Tổng hợp",
            state="running",
            done=1204,
            total=4142,
            left="khoảng 20 giây",
            poll_url="/p/",
            stop_url="/s/",
        )

        assert 'hx-get="/p/"' in html
        assert 'value="1204" max="4142"' in html
        assert "Xong 1.204 trên 4.142 dòng, còn khoảng 20 giây." in html
        assert "Dừng lại" in html

    def test_stopped_work_keeps_its_rows_and_runs_on(self):
        html = part("long_work", title="T", state="stopped", done=9, total=10, resume_url="/r/")

        assert "hx-get" not in html
        assert "Chạy lại từ chỗ dừng" in html

    def test_an_unknown_total_is_not_guessed(self):
        html = part("long_work", title="T", state="running", done=9)

        assert "max=" not in html
        assert "Xong 9 dòng." in html
