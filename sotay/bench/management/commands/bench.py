"""Measure reads and acts at a chosen size."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sotay.bench.parts import PARTS
from sotay.bench.running import run
from sotay.bench.sizes import SIZES


class Command(BaseCommand):
    help = (
        "Measure roll-up, transfer, import, pages, the reader, the library, the handbook and a"
        " conference on invented data of a given size. "
        "The data is built once, in a database of its own, and kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=SIZES, default="city", help="how many members")
        parser.add_argument("--only", choices=PARTS, action="append", help="this part; repeatable")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON only")
        parser.add_argument("--rebuild", action="store_true", help="build the data again")

    def handle(
        self,
        *args: Any,
        size: str,
        only: list[str] | None,
        json: bool,
        rebuild: bool,
        **options: Any,
    ) -> None:
        found = run(SIZES[size], only or list(PARTS), self._say, again=rebuild)
        self.stdout.write(as_json(found) if json else as_table(found))

    @staticmethod
    def _say(sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)


def as_json(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=1, ensure_ascii=False)


def as_table(found: dict[str, Any], above: str = "") -> str:
    """One line for each figure, its way down the groups before it."""
    lines = []
    for name, value in found.items():
        path = f"{above}{name}"
        if isinstance(value, dict):
            lines.append(as_table(value, f"{path} · "))
        else:
            lines.append(f"{path:<48} {value}")
    return "\n".join(lines)
