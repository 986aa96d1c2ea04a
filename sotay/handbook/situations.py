"""Guidance of party work by situation: readable files shipped with the code, read once and kept.

A file says who does it, the steps in order, and the paper that comes of it. It states no deadline
and no threshold itself: a step names a rule of the registry, and the page shows the value in force
on the day with its source. A clause is named only with the key of its document and how sure it is;
where the rule is not known the step says so in words.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sotay.core.text import fold
from sotay.regulations.pack import national
from sotay.regulations.registry import NoSuchRule, RuleValue, rule
from sotay.regulations.rules import CERTAINTIES

FOLDER = Path(__file__).parent / "guidance"
GROUPS: dict[str, Any] = {
    "members": _("Đảng viên"),
    "meetings": _("Sinh hoạt"),
    "money": _("Đảng phí"),
    "review": _("Kiểm điểm"),
    "work": _("Công việc của chi bộ"),
}


@dataclass(frozen=True)
class Step:
    """One thing to do, by whom. ``unknown`` says what was not found; then the clause is empty."""

    text: str
    who: str
    rule: str = ""  # id of the registry, whose value of the day is the deadline or the measure
    form: str = ""
    document: str = ""  # key of an issued document
    clause: str = ""
    certainty: str = ""
    unknown: str = ""

    @property
    def source(self) -> str:
        """The document with its day, as it is cited; empty where none is."""
        return str(national().documents.get(self.document) or "")

    @property
    def certainty_words(self) -> str:
        return str(CERTAINTIES[self.certainty]) if self.certainty else ""

    def value_on(self, day: date, line: tuple[int, ...] = ()) -> RuleValue | None:
        """The value of the step's rule in force on ``day``; ``None`` where it has none then."""
        if not self.rule:
            return None
        try:
            return rule(self.rule, day, line)
        except NoSuchRule:
            return None


@dataclass(frozen=True)
class Template:
    """The paper of a situation. Names in braces are filled in from the register: ``prefill``.

    ``sender`` is who writes it: ``cell`` (head, number, signature of the cell) or ``member``.
    """

    title: str
    sender: str
    body: tuple[str, ...]
    about_member: bool = False
    type_code: str = ""
    type_name: str = ""  # empty: a dispatch prints no name of type
    abstract: str = ""
    to: tuple[str, ...] = ()  # Kính gửi
    to_end: tuple[str, ...] = ()  # Nơi nhận


@dataclass(frozen=True)
class Situation:
    code: str
    title_vi: str
    title_en: str
    group: str
    who: str
    when: str
    words: tuple[str, ...]
    steps: tuple[Step, ...]
    paper: Template

    @property
    def title(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title_vi

    @property
    def folded(self) -> str:
        """Everything by which it is searched, without marks."""
        return fold(
            " ".join([self.title_vi, self.title_en, self.when, *self.words, self.paper.title])
        )


def load(folder: Path = FOLDER) -> tuple[Situation, ...]:
    """Read a folder of situations, in the order of groups, then of titles.

    :raises ValueError: a file is not TOML, or a field is missing, misspelt or out of its list
    """
    found = [_situation(path) for path in sorted(folder.glob("*.toml"))]
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda one: (order.index(one.group), one.title_vi)))


@cache
def situations() -> tuple[Situation, ...]:
    """The situations shipped with the code."""
    return load()


@cache
def version() -> str:
    """Changes when any of the files does: for whoever keeps them on a device."""
    digest = sha256()
    for path in sorted(FOLDER.glob("*.toml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def by_code(code: str) -> Situation | None:
    return next((one for one in situations() if one.code == code), None)


def find(words: str) -> list[Situation]:
    """Situations in which every word of ``words`` stands, with or without marks."""
    wanted = fold(words).split()
    return [one for one in situations() if all(word in one.folded for word in wanted)]


def _situation(path: Path) -> Situation:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        steps = tuple(_made(Step, step, path) for step in content.pop("step"))
        paper = _made(Template, _tuples(content.pop("paper")), path)
        made = Situation(
            code=path.stem,
            title_vi=content.pop("title"),
            title_en=content.pop("title_en"),
            group=content.pop("group"),
            who=content.pop("who"),
            when=content.pop("when"),
            words=tuple(content.pop("words")),
            steps=steps,
            paper=paper,
        )
    except KeyError as missing:
        raise ValueError(f"{path.name}: {missing} is missing") from missing
    if content:
        raise ValueError(f"{path.name}: {', '.join(sorted(content))} is no field")
    if made.group not in GROUPS:
        raise ValueError(f"{path.name}: {made.group} is no group")
    if paper.sender not in ("cell", "member"):
        raise ValueError(f"{path.name}: {paper.sender} sends no papers")
    for step in steps:
        if step.clause and not step.document:
            raise ValueError(f"{path.name}: clause {step.clause} of no document")
        if bool(step.document) != bool(step.certainty):
            raise ValueError(f"{path.name}: a document stands with its certainty, and only so")
    return made


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}


def _made(kind: Any, values: Mapping[str, Any], path: Path) -> Any:
    try:
        return kind(**values)
    except TypeError as wrong:
        raise ValueError(f"{path.name}: {wrong}") from wrong
