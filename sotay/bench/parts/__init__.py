"""What is measured, one room each; every ``measure`` takes the open bench and gives figures."""

from collections.abc import Callable, Mapping
from typing import Any

from sotay.bench.loading import Bench
from sotay.bench.parts import (
    conference,
    handbook,
    importing,
    library,
    pages,
    reader,
    rollup,
    transfer,
)

Measure = Callable[[Bench], dict[str, Any]]

PARTS: Mapping[str, Measure] = {
    "rollup": rollup.measure,
    "transfer": transfer.measure,
    "import": importing.measure,
    "pages": pages.measure,
    "reader": reader.measure,
    "library": library.measure,
    "handbook": handbook.measure,
    "conference": conference.measure,
}
