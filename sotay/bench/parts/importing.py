"""A list of members taken in from a spreadsheet."""

from typing import Any

from sotay.bench.loading import Bench


def measure(bench: Bench) -> dict[str, Any]:
    raise NotImplementedError
