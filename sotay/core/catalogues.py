"""Catalogues of translation: collect what the screens say, keep one English file per app.

Vietnamese is the source language: the sentence in the code is the message's name, and only English
is kept in ``sotay/<app>/locale/en/LC_MESSAGES/django.po``. Nothing in a file changes unless a
sentence does: no dates, no line numbers, entries in the order of their sources.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, normalize, read_po
from django.utils.translation.template import templatize

from sotay.core.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
LANGUAGE = "en"

Spec = tuple[Any, ...] | None
KEYWORDS: dict[str, Spec] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = (
    "Language: en",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: 8bit",
    "Plural-Forms: nplurals=2; plural=(n != 1);",
)
_SLOT = re.compile(r"%\((\w+)\)[a-z]|%[sd]|(?<!\{)\{(\w*)\}")

Key = tuple[str, str]  # context, message


class CatalogueBroken(BadInput):
    """A source or a catalogue cannot be read; the message names the file."""


@dataclass
class Message:
    """One sentence of the screens, with its plural if it counts something."""

    text: str
    plural: str = ""
    context: str = ""
    sources: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.text

    @property
    def forms(self) -> int:
        return 2 if self.plural else 1


@dataclass(frozen=True)
class App:
    """Where the sentences of one app are written, and where its English is kept."""

    label: str
    folder: Path
    root: Path
    beside: tuple[Path, ...] = ()

    @property
    def catalogue(self) -> Path:
        return self.folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


@dataclass
class Findings:
    """What keeps a catalogue from being complete; each line is fit to print."""

    untranslated: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)
    mismatched: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        for title, found in vars(self).items():
            yield from (f"{title}: {line}" for line in found)

    def __bool__(self) -> bool:
        return any(vars(self).values())


def apps(root: Path = ROOT) -> list[App]:
    """Every app of the project; files beside the apps belong to `core`."""
    folders = sorted(path.parent for path in (root / "sotay").glob("*/apps.py"))
    beside = tuple(sorted((root / "sotay").glob("*.py")))
    return [App(each.name, each, root, beside if each.name == "core" else ()) for each in folders]


# --- Collecting


def _keywords(tree: ast.AST) -> dict[str, Spec]:
    """What the translating functions are called in one module, aliases included."""
    called: dict[str, Spec] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                if name.name in KEYWORDS:
                    called[name.asname or name.name] = KEYWORDS[name.name]
    # ``from django.utils import translation`` leaves calls such as ``translation.gettext``.
    return called | KEYWORDS


def _found(source: str, keywords: Mapping[str, Spec], name: str) -> Iterator[Message]:
    for line, message, _comments, context in extract(
        "python", BytesIO(source.encode()), keywords=keywords
    ):
        texts = (message,) if isinstance(message, str) else tuple(message)
        if not texts[0]:
            raise CatalogueBroken(f"{name}, line {line}: an empty sentence cannot be translated.")
        yield Message(texts[0], texts[1] if len(texts) > 1 else "", context or "", [name])


def read_python(source: str, name: str) -> Iterator[Message]:
    """The sentences of a module, in order.

    :raises CatalogueBroken: the module does not parse
    """
    try:
        keywords = _keywords(ast.parse(source))
    except SyntaxError as error:
        raise CatalogueBroken(f"{name} does not parse: {error}") from error
    return _found(source, keywords, name)


def read_template(source: str, name: str) -> Iterator[Message]:
    """The sentences of a Django template, in order.

    :raises CatalogueBroken: the template's translation tags do not close or nest
    """
    try:
        python = templatize(source, origin=name)
    except SyntaxError as error:
        raise CatalogueBroken(f"{name}: {error}") from error
    # Indentation means nothing in a template, and the reader below would stumble over it.
    flat = "\n".join(line.strip() for line in python.split("\n"))
    return _found(flat, KEYWORDS | {"_": None}, name)


def _files(app: App) -> Iterator[Path]:
    yield from app.beside
    for path in sorted(app.folder.rglob("*")):
        inside = path.relative_to(app.folder).parts
        if not path.is_file() or {"tests", "migrations", "__pycache__"} & set(inside):
            continue
        if path.suffix == ".py" or "templates" in inside[:-1]:
            yield path


def collect(app: App) -> dict[Key, Message]:
    """Every sentence of ``app``, in the order of its files."""
    messages: dict[Key, Message] = {}
    for path in _files(app):
        name = path.relative_to(app.root).as_posix()
        source = path.read_text(encoding="utf-8")
        read = read_python if path.suffix == ".py" else read_template
        for found in read(source, name):
            kept = messages.setdefault(found.key, found)
            kept.plural = kept.plural or found.plural
            if name not in kept.sources:
                kept.sources.append(name)
    return messages


# --- The file


def read_catalogue(path: Path) -> dict[Key, tuple[str, ...]]:
    """What is translated in ``path``: key to one text, or two for a counted sentence.

    A fuzzy entry counts as untranslated: nobody has said it is right.

    :raises CatalogueBroken: not a PO file
    """
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=LANGUAGE, abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        raise CatalogueBroken(f"{path} is not a catalogue: {error}") from error
    read: dict[Key, tuple[str, ...]] = {}
    for entry in catalogue:
        if not entry.id:
            continue
        text = entry.id if isinstance(entry.id, str) else entry.id[0]
        said = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        read[entry.context or "", text] = ("",) * len(said) if entry.fuzzy else said
    return read


def written(messages: Iterable[Message], said: Mapping[Key, Sequence[str]]) -> str:
    """The text of a catalogue, the same for the same sentences."""
    parts = ["\n".join(['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in HEADER)])]
    for message in messages:
        lines = [f"#: {source}" for source in message.sources]
        if "%(" in message.text or "%(" in message.plural:
            lines.append("#, python-format")
        if message.context:
            lines.append(f"msgctxt {normalize(message.context)}")
        lines.append(f"msgid {normalize(message.text)}")
        if message.plural:
            lines.append(f"msgid_plural {normalize(message.plural)}")
        texts = _fitted(said.get(message.key, ()), message.forms)
        for number, text in enumerate(texts):
            place = f"[{number}]" if message.plural else ""
            lines.append(f"msgstr{place} {normalize(text)}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _fitted(texts: Sequence[str], forms: int) -> list[str]:
    """``texts`` made ``forms`` long: a sentence that began to count keeps its words for both."""
    kept = list(texts[:forms]) or [""]
    return kept + [kept[-1]] * (forms - len(kept))


def update(app: App, elsewhere: Mapping[Key, Sequence[str]] | None = None) -> bool:
    """Bring the app's catalogue up to date; whether the file changed.

    Translations are kept, sentences no longer said are dropped, and a new sentence that another
    app already says in English (``elsewhere``) takes those words.
    """
    messages = collect(app)
    path = app.catalogue
    if not messages and not path.is_file():
        return False
    said = {**(elsewhere or {}), **{k: v for k, v in read_catalogue(path).items() if any(v)}}
    text = written(messages.values(), said)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def translated_in(listed: Iterable[App]) -> dict[Key, tuple[str, ...]]:
    """Everything said in English anywhere; the first app to say it is the one listened to."""
    said: dict[Key, tuple[str, ...]] = {}
    for app in listed:
        for key, texts in read_catalogue(app.catalogue).items():
            if all(texts):
                said.setdefault(key, texts)
    return said


# --- Checking and compiling


def slots(text: str) -> set[str]:
    """The places a sentence leaves open: ``%(count)s``, ``%s``, ``{name}``."""
    return {match.group() for match in _SLOT.finditer(text.replace("%%", ""))}


def _mismatch(message: Message, texts: Sequence[str]) -> str:
    wanted = slots(message.text) | slots(message.plural)
    for number, text in enumerate(texts):
        have = slots(text)
        # "One day left" may leave the number out; no form may ask for more than is given.
        lacking = wanted - have if number == len(texts) - 1 else set()
        if wrong := sorted((have - wanted) | lacking):
            return ", ".join(wrong)
    return ""


def check(app: App) -> Findings:
    """Compare the app's sentences with its catalogue, changing nothing."""
    messages = collect(app)
    said = read_catalogue(app.catalogue)
    findings = Findings()
    for key, message in messages.items():
        where = f"{app.label}: “{message.text}” ({message.sources[0]})"
        texts = said.get(key)
        if texts is None:
            findings.missing.append(where)
        elif not all(texts) or len(texts) != message.forms:
            findings.untranslated.append(where)
        elif wrong := _mismatch(message, texts):
            findings.mismatched.append(f"{where}: {wrong}")
    findings.obsolete += [f"{app.label}: “{key[1]}”" for key in said if key not in messages]
    return findings


def contradictions(listed: Iterable[App]) -> list[str]:
    """Sentences that two apps put into different English; a page would show only one of them."""
    first: dict[Key, tuple[str, tuple[str, ...]]] = {}
    found = []
    for app in listed:
        for key, texts in read_catalogue(app.catalogue).items():
            if not all(texts):
                continue
            other, kept = first.setdefault(key, (app.label, texts))
            if kept != texts:
                found.append(f"“{key[1]}”: {other} says “{kept[0]}”, {app.label} “{texts[0]}”")
    return found


def compile_catalogue(app: App) -> bool:
    """Write the binary form that Django reads; whether there was anything to write."""
    if not app.catalogue.is_file():
        return False
    with app.catalogue.open("rb") as stream:
        catalogue = read_po(stream, locale=LANGUAGE)
    with app.catalogue.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalogue)
    return True
