"""The national pack: readable files shipped with the code, read once and kept."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext

FOLDER = Path(__file__).parent / "pack"
DOCUMENTS, REFERENCE = "documents.toml", "reference.toml"


@dataclass(frozen=True)
class IssuedDocument:
    """An issued document that values come from. The number alone is no identity: see the key."""

    key: str
    symbol: str
    title: str
    certainty: str
    issuer: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def __str__(self) -> str:
        from sotay.core.days import written

        if self.issued_on is None:
            return self.symbol
        return gettext("%(symbol)s ngày %(day)s") % {
            "symbol": self.symbol,
            "day": written(self.issued_on),
        }


@dataclass(frozen=True)
class DatedValue:
    """One value of a rule for some days; the end day is not included."""

    value: Any
    valid_from: date
    valid_to: date | None
    document: str  # key of an IssuedDocument, or empty
    clause: str
    certainty: str
    note: str

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Definition:
    """A rule: what it is called, in what unit, and its values in order of days."""

    id: str
    name_vi: str
    name_en: str
    unit: str
    subject: str  # name of the file without its ending
    values: tuple[DatedValue, ...]
    parts_vi: Mapping[str, str]  # what the codes inside a table mean
    parts_en: Mapping[str, str]
    has_fixed_parts: bool  # an organisation's own table has no other rows than the national one

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_vi

    @property
    def parts(self) -> Mapping[str, str]:
        return self.parts_en if (get_language() or "").startswith("en") else self.parts_vi

    def on(self, day: date) -> DatedValue | None:
        """The value that holds on ``day``, if any."""
        return next((value for value in self.values if value.holds_on(day)), None)


@dataclass(frozen=True)
class Subject:
    """One file of the pack."""

    code: str
    title_vi: str
    title_en: str

    @property
    def title(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title_vi


@dataclass(frozen=True)
class Pack:
    """Everything the files say, by id."""

    subjects: tuple[Subject, ...]
    definitions: Mapping[str, Definition]
    documents: Mapping[str, IssuedDocument]
    not_yet_used: Mapping[str, str]  # id and why it is kept


def load(folder: Path = FOLDER) -> Pack:
    """Read a folder of pack files.

    :raises ValueError: a file is not TOML, an id stands twice, or a key is missing or misspelt
    """
    subjects, definitions = [], {}
    for path in sorted(folder.glob("*.toml")):
        if path.name in (DOCUMENTS, REFERENCE):
            continue
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        subjects.append(Subject(path.stem, content["title"], content["title_en"]))
        for rule in content["rule"]:
            if rule["id"] in definitions:
                raise ValueError(f"{path.name}: {rule['id']} stands twice")
            definitions[rule["id"]] = _definition(rule, path.stem)
    documents = tomllib.loads((folder / DOCUMENTS).read_text(encoding="utf-8"))
    reference = tomllib.loads((folder / REFERENCE).read_text(encoding="utf-8"))
    return Pack(
        subjects=tuple(subjects),
        definitions=definitions,
        documents={key: IssuedDocument(key=key, **rest) for key, rest in documents.items()},
        not_yet_used=reference["not_yet_used"],
    )


@cache
def national() -> Pack:
    """The pack shipped with the code."""
    return load()


def _definition(rule: dict[str, Any], subject: str) -> Definition:
    known = {"value", "valid_from", "valid_to", "document", "clause", "certainty", "note"}
    values = []
    for given in rule["values"]:
        if strange := given.keys() - known:
            raise ValueError(f"{rule['id']}: {', '.join(sorted(strange))} is no field of a value")
        values.append(
            DatedValue(
                value=given["value"],
                valid_from=given["valid_from"],
                valid_to=given.get("valid_to"),
                document=given.get("document", ""),
                clause=given.get("clause", ""),
                certainty=given["certainty"],
                note=given.get("note", ""),
            )
        )
    return Definition(
        id=rule["id"],
        name_vi=rule["name"],
        name_en=rule["name_en"],
        unit=rule["unit"],
        subject=subject,
        values=tuple(values),
        parts_vi={code: names[0] for code, names in rule.get("parts", {}).items()},
        parts_en={code: names[1] for code, names in rule.get("parts", {}).items()},
        has_fixed_parts=rule.get("fixed_parts", False),
    )
