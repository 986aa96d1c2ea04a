from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sotay.core import catalogues


class Command(BaseCommand):
    help = "Bring the English catalogues up to date with what the screens say in Vietnamese."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--app", action="append", default=[], help="only this app (repeatable)")
        wish = parser.add_mutually_exclusive_group()
        wish.add_argument("--check", action="store_true", help="change nothing; exit 1 on a gap")
        wish.add_argument("--compile", action="store_true", help="write the .mo files Django reads")

    def handle(self, *args: Any, **options: Any) -> None:
        everything = catalogues.apps()
        asked = set(options["app"])
        if unknown := asked - {app.label for app in everything}:
            raise CommandError(f"No such app: {', '.join(sorted(unknown))}.")
        chosen = [app for app in everything if not asked or app.label in asked]
        try:
            if options["compile"]:
                made = sum(catalogues.compile_catalogue(app) for app in chosen)
                self.stdout.write(f"{made} catalogues compiled.")
            elif options["check"]:
                self._check(everything, chosen)
            else:
                self._update(everything, chosen)
        except catalogues.CatalogueBroken as broken:
            raise CommandError(str(broken)) from broken

    def _update(self, everything: list[catalogues.App], chosen: list[catalogues.App]) -> None:
        said = catalogues.translated_in(everything)
        for app in chosen:
            if catalogues.update(app, said):
                self.stdout.write(f"{app.label}: catalogue written.")
            for line in catalogues.check(app).lines():
                self.stdout.write(line)

    def _check(self, everything: list[catalogues.App], chosen: list[catalogues.App]) -> None:
        lines = [line for app in chosen for line in catalogues.check(app).lines()]
        if len(chosen) == len(everything):
            lines += [f"contradicts: {line}" for line in catalogues.contradictions(everything)]
        for line in lines:
            self.stdout.write(line)
        if lines:
            raise CommandError(
                f"{len(lines)} gaps in the catalogues. Run `manage.py messages`, then write the "
                "English that is missing."
            )
        self.stdout.write(f"{len(chosen)} catalogues complete.")
