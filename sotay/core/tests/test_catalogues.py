"""Catalogues: what is collected, what is kept, what a check finds."""

import gettext as plain_gettext
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sotay.core import catalogues
from sotay.core.catalogues import App

MODULE = """
from django.utils.translation import gettext as _, gettext_lazy as lazy, ngettext, pgettext as told

TITLE = lazy("Sổ" " tay")

def say(count):
    for _unused, plain in []:
        print("không dịch")
    _("Quá hạn %(count)s ngày.") % {"count": count}
    told("so sánh", "Sau")
    return ngettext("còn %(count)s ngày", "còn %(count)s ngày", count)
"""
TEMPLATE = """{% load i18n %}
{% comment %}không dịch{% endcomment %}
    <p title="{% translate 'Chọn tệp' %}">{% translate "Đạt 90 %" %}</p>
  {% blocktranslate trimmed with day=on %}
      Từ ngày {{ day }},
      cả tổ chức.
  {% endblocktranslate %}
{% blocktranslate count n=total %}{{ n }} việc{% plural %}{{ n }} việc{% endblocktranslate %}
{{ x|default:_("chưa có") }} {% translate "Sau" context "so sánh" %}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "sotay/urls.py": "",
        "sotay/core/apps.py": "",
        "sotay/river/apps.py": "",
        "sotay/river/services.py": MODULE,
        "sotay/river/templates/river/page.html": TEMPLATE,
        "sotay/river/tests/test_it.py": 'from django.utils.translation import gettext as _\n_("x")',
        "sotay/river/migrations/0001_initial.py": '_("x")',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def river(root: Path) -> App:
    return next(app for app in catalogues.apps(root) if app.label == "river")


def translate(app: App, **forms: tuple[str, ...]) -> None:
    """Write English for every sentence: its own text, unless another is given by its first word."""
    messages = catalogues.collect(app)
    said = {
        key: forms.get(message.text.split()[0], (message.text,) * message.forms)
        for key, message in messages.items()
    }
    app.catalogue.parent.mkdir(parents=True, exist_ok=True)
    app.catalogue.write_text(catalogues.written(messages.values(), said), encoding="utf-8")


class TestCollect:
    def test_finds_what_modules_and_templates_say(self, river):
        found = catalogues.collect(river)

        assert [key for key in found if not key[0]] == [
            ("", "Sổ tay"),
            ("", "Quá hạn %(count)s ngày."),
            ("", "còn %(count)s ngày"),
            ("", "Chọn tệp"),
            ("", "Đạt 90 %%"),
            ("", "Từ ngày %(day)s, cả tổ chức."),
            ("", "%(n)s việc"),
            ("", "chưa có"),
        ]
        assert found["", "còn %(count)s ngày"].plural == "còn %(count)s ngày"

    def test_one_sentence_in_two_files_is_one_message(self, river):
        message = catalogues.collect(river)["so sánh", "Sau"]

        assert message.sources == [
            "sotay/river/services.py",
            "sotay/river/templates/river/page.html",
        ]

    def test_files_beside_the_apps_belong_to_core(self, root):
        (root / "sotay/urls.py").write_text('from x import _\n_("Ngoài")', encoding="utf-8")
        core = catalogues.apps(root)[0]

        # An underscore that does not come from Django's translation is not a sentence.
        assert catalogues.collect(core) == {}
        (root / "sotay/urls.py").write_text(
            'from django.utils.translation import gettext as _\n_("Ngoài")', encoding="utf-8"
        )
        assert ("", "Ngoài") in catalogues.collect(core)

    def test_a_broken_source_is_named(self, river, root):
        (root / "sotay/river/views.py").write_text("def (", encoding="utf-8")

        with pytest.raises(catalogues.CatalogueBroken, match=r"river/views\.py"):
            catalogues.collect(river)

    def test_an_open_tag_is_named(self, river, root):
        (root / "sotay/river/templates/river/open.html").write_text(
            "{% load i18n %}{% blocktranslate %}a{% if x %}{% endblocktranslate %}",
            encoding="utf-8",
        )

        with pytest.raises(catalogues.CatalogueBroken, match=r"open\.html"):
            catalogues.collect(river)


class TestUpdate:
    def test_the_second_run_changes_nothing(self, river):
        assert catalogues.update(river)
        assert not catalogues.update(river)

    def test_keeps_the_english_and_drops_what_is_no_longer_said(self, river, root):
        translate(river, Chọn=("Choose a file",))
        (root / "sotay/river/services.py").write_text("", encoding="utf-8")

        assert catalogues.update(river)
        kept = catalogues.read_catalogue(river.catalogue)
        assert kept["", "Chọn tệp"] == ("Choose a file",)
        assert ("", "Sổ tay") not in kept

    def test_nothing_in_the_file_tells_when_or_by_whom(self, river):
        catalogues.update(river)
        text = river.catalogue.read_text(encoding="utf-8")

        assert "Date" not in text
        assert "Translator" not in text
        assert '#: sotay/river/services.py\n#, python-format\nmsgid "Quá hạn' in text

    def test_takes_the_english_another_app_has(self, river):
        catalogues.update(river, {("", "Chọn tệp"): ("Choose a file",)})

        assert catalogues.read_catalogue(river.catalogue)["", "Chọn tệp"] == ("Choose a file",)

    def test_an_app_that_says_nothing_gets_no_file(self, root):
        core = catalogues.apps(root)[0]

        assert not catalogues.update(core)
        assert not core.catalogue.exists()

    def test_a_fuzzy_entry_is_not_a_translation(self, river):
        translate(river)
        text = river.catalogue.read_text(encoding="utf-8")
        river.catalogue.write_text(
            text.replace('msgid "Chọn tệp"', '#, fuzzy\nmsgid "Chọn tệp"'), encoding="utf-8"
        )

        assert [line for line in catalogues.check(river).untranslated if "Chọn" in line]

    def test_what_is_not_a_catalogue_is_named(self, river):
        river.catalogue.parent.mkdir(parents=True)
        river.catalogue.write_text("msgid no quotes", encoding="utf-8")

        with pytest.raises(catalogues.CatalogueBroken, match=r"django\.po"):
            catalogues.check(river)


class TestCheck:
    def test_a_whole_catalogue_has_no_findings(self, river):
        translate(river)

        assert not catalogues.check(river)

    def test_no_catalogue_means_everything_is_missing(self, river):
        assert len(catalogues.check(river).missing) == 9

    def test_an_empty_translation_is_listed(self, river):
        translate(river, Chọn=("",))

        assert len(catalogues.check(river).untranslated) == 1

    def test_half_a_counted_sentence_is_listed(self, river):
        translate(river, còn=("one day left", ""))

        assert len(catalogues.check(river).untranslated) == 1

    def test_what_is_no_longer_said_is_obsolete(self, river, root):
        translate(river)
        (root / "sotay/river/services.py").write_text("", encoding="utf-8")

        assert catalogues.check(river).obsolete == [
            "river: “Sổ tay”",
            "river: “Quá hạn %(count)s ngày.”",
            "river: “còn %(count)s ngày”",
        ]

    @pytest.mark.parametrize(
        ("english", "wrong"),
        [
            ("Overdue.", "%(count)s"),
            ("%(days)s days overdue.", "%(count)s, %(days)s"),
            ("%(count)s of {total} days", "{total}"),
        ],
    )
    def test_an_open_place_lost_or_added_is_a_mismatch(self, river, english, wrong):
        translate(river, Quá=(english,))

        assert catalogues.check(river).mismatched == [
            "river: “Quá hạn %(count)s ngày.” (sotay/river/services.py): " + wrong
        ]

    def test_one_may_leave_its_number_out_but_many_may_not(self, river):
        translate(river, còn=("one day left", "%(count)s days left"))
        assert not catalogues.check(river)

        translate(river, còn=("%(count)s day left", "days left"))
        assert len(catalogues.check(river).mismatched) == 1

    def test_two_apps_must_not_say_it_differently(self, river, root):
        translate(river, Chọn=("Choose a file",))
        other = App("hill", root / "sotay/hill", root)
        translate(other)
        other.catalogue.write_text(
            river.catalogue.read_text(encoding="utf-8").replace("Choose a file", "Pick a file"),
            encoding="utf-8",
        )

        assert catalogues.contradictions([river, other]) == [
            "“Chọn tệp”: river says “Choose a file”, hill “Pick a file”"
        ]
        assert catalogues.contradictions([river, river]) == []


class TestCompile:
    def test_what_was_written_is_what_is_read(self, river):
        translate(river, còn=("one day left", "%(count)s days left"))

        assert catalogues.compile_catalogue(river)
        with river.catalogue.with_suffix(".mo").open("rb") as stream:
            said = plain_gettext.GNUTranslations(stream)
        assert said.ngettext("còn %(count)s ngày", "còn %(count)s ngày", 1) == "one day left"
        assert said.ngettext("còn %(count)s ngày", "", 2) == "%(count)s days left"
        assert said.pgettext("so sánh", "Sau") == "Sau"


class TestCommand:
    def test_an_unknown_app_is_refused(self):
        with pytest.raises(CommandError, match="nowhere"):
            call_command("messages", "--app", "nowhere")

    def test_a_gap_ends_in_a_refusal(self, river, monkeypatch):
        monkeypatch.setattr(catalogues, "apps", lambda: [river])
        said = StringIO()

        with pytest.raises(CommandError, match="9 gaps"):
            call_command("messages", "--check", stdout=said)
        assert "missing: river: “Sổ tay”" in said.getvalue()
        translate(river)
        call_command("messages", "--check", stdout=said)
        assert said.getvalue().endswith("1 catalogues complete.\n")
