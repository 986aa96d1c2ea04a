"""Commands on the records: import a list of members, make a report, measure, check."""

from typing import Any

from sotay.cli.django_up import call

# Command, the management command that understands all its words, and a line about it.
_PASSED_ON = {
    "import": ("import_members", "take in a list of members from Excel or CSV, as offices have it"),
    "report": ("report", "make a summation report as Word or PDF"),
    "bench": ("bench", "measure the software at the sizes it is meant for"),
    "audit": ("audit", "sequence, checkpoint and verify the audit trail"),
    "rules": ("rules", "check the dated rules, or show one on a day"),
    "totals": ("totals", "fold, check or rebuild the totals over the tree"),
}


def add_commands(commands: Any) -> None:
    for name, (_command, help_text) in _PASSED_ON.items():
        commands.add_parser(name, help=help_text, add_help=False)
    rebuild = commands.add_parser(
        "rebuild-totals", help="make all totals again from the members' own dated facts"
    )
    rebuild.set_defaults(act=lambda given: call("totals", "rebuild"))


def passed_on(words: list[str]) -> int | None:
    """Run a command whose words the management command reads; None if it is another command."""
    if not words or words[0] not in _PASSED_ON:
        return None
    return call(_PASSED_ON[words[0]][0], *words[1:])
