import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sotay.demo import building
from sotay.demo.blocs import BLOCS


class Command(BaseCommand):
    help = "Build one of the invented blocs through the services; where it stands, do nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bloc", choices=list(BLOCS), nargs="?", default="city")

    def handle(self, *args: Any, **options: Any) -> None:
        if building.is_built():
            return
        began = time.monotonic()
        loud = options["verbosity"] > 0

        def tell(words: str) -> None:
            if loud:
                self.stdout.write(f"  [{time.monotonic() - began:5.1f} s] {words}")
                self.stdout.flush()

        if loud:
            self.stdout.write("Building the demonstration; this is done once.")
        building.build(options["bloc"], tell)
        tell("done")
