"""The command line: what an administrator of a small server room does without a browser.

``sotay --help`` lists the commands; each has a ``--help`` of its own that is meant to be read.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

EPILOG = """\
Without DATABASE_URL the records live in an embedded PostgreSQL under var/ (or SOTAY_DATA), which
starts with the first command and stops after the last. Settings: docs/settings.md.
"""


def build_parser() -> argparse.ArgumentParser:
    from sotay.cli import keeping, reading, records, running

    parser = argparse.ArgumentParser(
        prog="sotay",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for room in (running, reading, records, keeping):
        room.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit code: 0 done, 1 refused or found wrong, 2 misused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.settings")
    from sotay.cli import records

    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        done = records.passed_on(words)
        if done is not None:
            return done
        given = build_parser().parse_args(words)
        act: Callable[[argparse.Namespace], int] = given.act
        return act(given)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
