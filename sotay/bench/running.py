"""One run: the parts asked for, on one size, with the machine and the data beside the figures."""

from collections.abc import Callable, Sequence
from typing import Any

from sotay.bench.loading import opened
from sotay.bench.parts import PARTS
from sotay.bench.sizes import Size
from sotay.bench.timing import machine

_KEYS = {"transfer": "transfer_ms"}


def run(
    size: Size, only: Sequence[str], say: Callable[[str], None], *, again: bool = False
) -> dict[str, Any]:
    """Figures by part, then ``machine`` and ``data``. ``again`` builds the data anew."""
    with opened(size, say, again=again) as bench:
        figures: dict[str, Any] = {}
        surroundings = machine()
        for name in only:
            say(f"{size.name}: measuring {name}")
            figures[_KEYS.get(name, name)] = PARTS[name](bench)
        return {**figures, "machine": surroundings, "data": bench.facts}
