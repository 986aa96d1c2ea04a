"""The agenda, line by line."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sotay.meetings.rules import sheet
from sotay.meetings.services import Line
from sotay.meetings.services.agenda import MOST_ITEMS, item_id, skeleton
from sotay.meetings.story import Happened


class AgendaForm(forms.Form):
    """The agenda before and during a meeting: order, titles, minutes, who presents.

    A line whose title is emptied is taken off; ``BLANK`` empty lines follow, for new items.
    """

    BLANK = 2

    def __init__(self, happened: Happened, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = happened.meeting
        lines = [
            (one.id, one.title or "", one.minutes, one.speaker or "") for one in happened.items
        ] or [
            (item_id(meeting, kind), title, minutes, "")
            for kind, title, minutes in skeleton(meeting)
        ]
        blank = max(min(self.BLANK, MOST_ITEMS - len(lines)), 0)
        self.numbers = range(1, len(lines) + blank + 1)
        self.standing = len(lines)
        for at, (key, title, minutes, speaker) in enumerate(
            [*lines, *[("", "", None, "")] * blank], 1
        ):
            self._add(at, key, title, minutes, speaker)

    def _add(self, at: int, key: str, title: str, minutes: int | None, speaker: str) -> None:
        figure = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        self.fields[f"key_{at}"] = forms.UUIDField(
            required=False, initial=key, widget=forms.HiddenInput
        )
        self.fields[f"place_{at}"] = forms.IntegerField(
            label=_("Thứ tự"),
            required=False,
            min_value=1,
            max_value=99,
            initial=at if key else None,
            widget=figure,
        )
        self.fields[f"title_{at}"] = forms.CharField(
            label=_("Mục %(n)d") % {"n": at} if key else _("Mục mới"),
            required=False,
            max_length=sheet.LONGEST["title"],
            initial=title,
        )
        self.fields[f"minutes_{at}"] = forms.IntegerField(
            label=_("Số phút"),
            required=False,
            min_value=0,
            max_value=600,
            initial=minutes,
            widget=figure,
        )
        self.fields[f"speaker_{at}"] = forms.CharField(
            label=_("Người trình bày"),
            required=False,
            max_length=sheet.LONGEST["speaker"],
            initial=speaker,
            widget=forms.TextInput(attrs={"list": "nguoi-du", "autocomplete": "off"}),
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """The fields of each line: the hidden key, title, place, minutes, speaker."""
        parts = ("key", "title", "place", "minutes", "speaker")
        return [tuple(self[f"{part}_{at}"] for part in parts) for at in self.numbers]

    def lines(self) -> list[Line]:
        """The lines that have a title, in the order asked.

        A new one comes before the item whose number it is given, without one before the last.
        """
        kept = self.cleaned_data
        wanted = [at for at in self.numbers if kept[f"title_{at}"].strip()]

        def place(at: int) -> float:
            if kept[f"key_{at}"]:
                return float(kept[f"place_{at}"] or at)
            return (kept[f"place_{at}"] or self.standing) - 0.5

        wanted.sort(key=place)
        return [
            Line(
                title=kept[f"title_{at}"],
                key=str(kept[f"key_{at}"] or ""),
                minutes=kept[f"minutes_{at}"],
                speaker=kept[f"speaker_{at}"],
            )
            for at in wanted
        ]
