"""What upper floors add to the page of one organisation: what is late, its members, papers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sotay.organisations.access import Actor
    from sotay.organisations.models import Organisation

# A panel answers with a template and its context, or None where it has nothing to show this actor.
Panel = Callable[["Actor", "Organisation", date, date | None], "tuple[str, dict[str, Any]] | None"]


@dataclass(frozen=True)
class Shown:
    template: str
    context: dict[str, Any]


_panels: dict[str, tuple[int, Panel]] = {}


def register(name: str, panel: Panel, order: int = 50) -> None:
    """Add ``panel`` to the page of one organisation, in rising ``order``. A name again replaces."""
    _panels[name] = (order, panel)


def collect(
    actor: "Actor", organisation: "Organisation", day: date, known_on: date | None
) -> list[Shown]:
    """Every panel that has something to show, in order."""
    shown = []
    for _order, panel in sorted(_panels.values(), key=lambda entry: entry[0]):
        answer = panel(actor, organisation, day, known_on)
        if answer is not None:
            shown.append(Shown(*answer))
    return shown
