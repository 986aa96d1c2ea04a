"""Commands on the records: import a list of members, make a report, measure, check."""

import argparse
from typing import Any

from sotay.cli.django_up import call


def add_commands(commands: Any) -> None:
    _passed_on(
        commands,
        "import",
        "import_members",
        "take in a list of members from Excel or CSV, as offices have it",
    )
    _passed_on(commands, "report", "report", "make a summation report as Word, PDF or text")
    _passed_on(commands, "bench", "bench", "measure the software at the sizes it is meant for")
    _passed_on(commands, "audit", "audit", "sequence, checkpoint and verify the audit trail")
    _passed_on(commands, "rules", "rules", "check the dated rules, or show one on a day")
    _passed_on(commands, "totals", "totals", "fold, check or rebuild the totals over the tree")
    rebuild = commands.add_parser(
        "rebuild-totals", help="make all totals again from the members' own dated facts"
    )
    rebuild.set_defaults(act=lambda given: call("totals", "rebuild"))


def _passed_on(commands: Any, name: str, command: str, help_text: str) -> None:
    """A command whose words are understood by the management command behind it."""
    parser = commands.add_parser(name, help=help_text, add_help=False)
    parser.add_argument("words", nargs=argparse.REMAINDER)
    parser.set_defaults(act=lambda given: call(command, *given.words))
