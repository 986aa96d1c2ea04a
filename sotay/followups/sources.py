"""Where a task comes from, told in words by the floor that knows.

Tasks keep a generic source. The app that owns such rows registers how to name them; a source that
nobody describes is named by its own text.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType

PROGRAMME = "programme"  # the key under which ``programme_id`` is described


@dataclass(frozen=True)
class SourceWords:
    """A source as printed, ``Mục II.3, Kế hoạch 27-KH/ĐU ngày 14-10-2026``, and its page."""

    label: str
    url: str = ""


Describe = Callable[[list[int]], Mapping[int, SourceWords]]
_describers: dict[str, Describe] = {}


def described_by(key: str, describe: Describe) -> None:
    """Let ``describe`` name the rows of ``key`` (``app_label.model``, or ``programme``) by ids."""
    _describers[key] = describe


def words_of(tasks: Iterable[Any]) -> dict[int, SourceWords]:
    """The source of each task that has one, by task id: one question for each kind of source."""
    wanted: dict[str, dict[int, list[int]]] = {}
    kinds: dict[int, ContentType] = {}
    for task in tasks:
        if task.source_type_id is None or task.source_id is None:
            continue
        kind = ContentType.objects.get_for_id(task.source_type_id)
        key = f"{kind.app_label}.{kind.model}"
        kinds[task.source_type_id] = kind
        wanted.setdefault(key, {}).setdefault(task.source_id, []).append(task.pk)
    found: dict[int, SourceWords] = {}
    for key, by_source in wanted.items():
        describe = _describers.get(key) or _plainly(key, kinds)
        named = describe(list(by_source))
        for source, task_ids in by_source.items():
            if source in named:
                found.update(dict.fromkeys(task_ids, named[source]))
    return found


def programmes(ids: Iterable[int | None]) -> Mapping[int, SourceWords]:
    """The programmes of these ids, as far as somebody describes them."""
    wanted = sorted({key for key in ids if key is not None})
    describe = _describers.get(PROGRAMME)
    return describe(wanted) if describe and wanted else {}


def _plainly(key: str, kinds: Mapping[int, ContentType]) -> Describe:
    model = next(
        kind.model_class() for kind in kinds.values() if f"{kind.app_label}.{kind.model}" == key
    )

    def describe(ids: list[int]) -> Mapping[int, SourceWords]:
        if model is None:
            return {}
        return {row.pk: SourceWords(str(row)) for row in model._default_manager.filter(pk__in=ids)}

    return describe
