"""The pack as shipped, and packs with something wrong in them: no database."""

from datetime import date

import pytest

from sotay.regulations.checking import check, ids_in
from sotay.regulations.pack import load, national
from sotay.regulations.registry import NoSuchRule
from sotay.regulations.registry import national as on_day

DOCUMENTS = """
[1-qd-2020]
symbol = "1-QĐ/TW"
title = "Quy định"
issued_on = 2020-01-01
certainty = "press"
"""
SOUND = """
title = "Thử"
title_en = "Trial"

[[rule]]
id = "trial.limit"
name = "Giới hạn"
name_en = "Limit"
unit = "days"
values = [
  { value = 3, valid_from = 2020-01-01, valid_to = 2021-01-01, document = "1-qd-2020", certainty = "press" },
  { value = 5, valid_from = 2021-01-01, document = "1-qd-2020", clause = "2", certainty = "hint" },
]
"""  # noqa: E501
CODE = 'from registry import rule\nrule("trial.limit", day)\n'


@pytest.fixture
def made(tmp_path):
    """Write a pack and the code that uses it; return what the check finds."""

    def make(
        trial=SOUND,
        documents=DOCUMENTS,
        reference="[not_yet_used]",
        code=CODE,
        pages=("1-qd-2020",),
    ):
        folder, source, sources = (tmp_path / name for name in ("pack", "code", "sources"))
        for one in (folder, source, sources):
            one.mkdir()
        (folder / "trial.toml").write_text(trial)
        (folder / "documents.toml").write_text(documents)
        (folder / "reference.toml").write_text(reference)
        (source / "using.py").write_text(code)
        for page in pages:
            (sources / f"{page}.md").write_text("# …")
        return check(load(folder), source, sources)

    return make


class TestShipped:
    def test_is_sound(self):
        assert check().troubles == []

    def test_every_uncertain_value_is_listed(self):
        hints = [
            one
            for rule in national().definitions.values()
            for one in rule.values
            if one.certainty == "hint"
        ]
        assert len(check().uncertain) == len(hints) > 0

    def test_no_value_claims_a_text_that_was_not_read(self):
        certainties = {
            one.certainty for rule in national().definitions.values() for one in rule.values
        }
        assert certainties == {"press", "hint", "local"}

    def test_every_value_can_be_written(self):
        for rule in national().definitions.values():
            for one in rule.values:
                assert on_day(rule.id, one.valid_from).written

    @pytest.mark.parametrize(
        ("rule_id", "day", "document", "certainty"),
        [
            ("members.transfer_start_days", date(2025, 6, 30), "232-QĐ/TW", "press"),
            ("members.transfer_start_days", date(2025, 7, 1), "294-QĐ/TW", "press"),
            ("members.transfer_start_days", date(2026, 7, 25), "20-QĐ/TW", "hint"),
            ("members.transfer_start_days", date(2026, 7, 26), "208-QĐ/TW", "hint"),
            ("members.transfer_start_days", date(2016, 7, 24), "", "local"),
            ("members.transfer_start_days", date(2016, 7, 25), "29-QĐ/TW", "press"),
        ],
    )
    def test_the_text_in_force_changes_on_its_day(self, rule_id, day, document, certainty):
        found = on_day(rule_id, day)
        assert found.document.startswith(document)
        assert bool(found.document) == bool(document)
        assert (found.value, found.certainty) == (60, certainty)

    def test_a_conflict_of_sources_keeps_the_old_value_and_says_so(self):
        found = on_day("members.transfer_start_days", date(2026, 11, 22))
        assert (found.value, found.certainty) == (60, "hint")
        assert "30" in found.note

    def test_the_badge_list_grows_with_the_guide_of_2026(self):
        before = on_day("members.badge_years", date(2026, 5, 18))
        after = on_day("members.badge_years", date(2026, 5, 19))
        assert set(after.value) - set(before.value) == {35, 95}
        assert after.certainty == "hint"
        for found in (before, after):
            early = on_day("members.badge_early_months", found.valid_from).value
            assert [int(years) for years in early] == found.value
            assert {early[str(y)] for y in found.value if y <= 65} == {12}
            assert {early[str(y)] for y in found.value if y >= 70} == {24}

    def test_an_unknown_rule_and_a_day_without_value_are_named(self):
        with pytest.raises(NoSuchRule, match=r"trial\.unknown"):
            on_day("trial.unknown", date(2026, 1, 1))
        with pytest.raises(NoSuchRule, match="31-12-2009"):
            on_day("reports.suppress_below", date(2009, 12, 31))
        assert on_day("reports.suppress_below", date(2010, 1, 1)).value == 5


class TestCheck:
    def test_a_sound_pack_has_no_trouble_and_lists_what_is_uncertain(self, made):
        report = made()
        assert report.troubles == []
        assert (report.rules, report.values) == (1, 2)
        assert report.uncertain == ["trial.limit, 01-01-2021: 5\u00a0ngày"]

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("valid_to = 2021-01-01", "valid_to = 2020-12-31", "không có giá trị"),
            ("valid_to = 2021-01-01", "valid_to = 2021-01-02", "hai giá trị"),
            (", valid_to = 2021-01-01", "", "để ngỏ"),
            ("value = 5", 'value = "năm"', "không cùng dạng"),
            ('unit = "days"', 'unit = "weeks"', "không có đơn vị weeks"),
            ('certainty = "hint"', 'certainty = "sure"', "mức chắc chắn sure"),
            ('document = "1-qd-2020", clause = "2"', 'document = "2-qd"', "2-qd không có"),
            ('document = "1-qd-2020", clause = "2", ', 'clause = "2", note = "n", ', "mà không có"),
            ('document = "1-qd-2020", clause = "2", ', "", "không nêu văn bản"),
            ('document = "1-qd-2020", clause = "2", certainty = "hint"',
             'note = "n", certainty = "text"', "phải nêu văn bản"),
            ('name_en = "Limit"', 'name_en = ""', "thiếu tên"),
            ('id = "trial.limit"', 'id = "Trial"', "mã phải gồm"),
        ],
    )  # fmt: skip
    def test_each_fault_is_said(self, made, old, new, says):
        assert SOUND.count(old) == 1
        report = made(SOUND.replace(old, new))
        assert any(says in trouble for trouble in report.troubles), report.troubles

    def test_code_that_asks_for_an_unknown_rule(self, made):
        (trouble,) = made(code=CODE + 'value("trial.limits", day)\n').troubles
        assert "trial.limits" in trouble
        assert "using.py" in trouble

    def test_code_that_asks_by_a_constant(self, made):
        (trouble,) = made(code=CODE + 'X = "trial.other"\nvalue(X, day)\n').troubles
        assert "trial.other" in trouble

    def test_a_rule_that_nobody_reads(self, made):
        (trouble,) = made(code="").troubles
        assert "chưa nơi nào dùng" in trouble

    def test_a_rule_that_nobody_reads_yet_for_a_reason(self, made):
        assert made(code="", reference='[not_yet_used]\n"trial.limit" = "why"').troubles == []

    def test_a_reason_that_is_no_longer_true_is_a_note(self, made):
        report = made(reference='[not_yet_used]\n"trial.limit" = "why"')
        assert report.troubles == []
        assert len(report.notes) == 1

    def test_a_reason_for_no_rule(self, made):
        (trouble,) = made(reference='[not_yet_used]\n"trial.gone" = "why"').troubles
        assert "trial.gone" in trouble

    def test_a_document_without_page_or_use(self, made):
        more = DOCUMENTS + DOCUMENTS.replace("1-qd", "2-qd")
        found = made(documents=more, pages=())
        assert [trouble.split(":")[0] for trouble in found.troubles] == [
            "2-qd-2020", "1-qd-2020", "2-qd-2020",
        ]  # fmt: skip

    def test_tests_and_migrations_are_not_read(self, tmp_path):
        for folder in ("tests", "migrations"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "one.py").write_text('rule("trial.other", day)')
        assert ids_in(tmp_path) == ({}, set())


class TestLoad:
    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ('certainty = "hint"', 'certainty = "hint", until = 3', "until"),
            ("[[rule]]", SOUND[SOUND.index("[[rule]]") :] + "[[rule]]", "twice"),
        ],
    )
    def test_a_misspelt_field_or_a_second_rule_of_one_id_is_refused(self, made, old, new, says):
        with pytest.raises(ValueError, match=says):
            made(SOUND.replace(old, new))
