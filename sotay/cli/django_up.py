"""Django made ready inside a command, with the database serving for as long as the command runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def django_ready(database: str | None = None) -> Iterator[None]:
    """The database is up and Django configured inside the body."""
    if database:
        os.environ["SOTAY_DATABASE"] = database
    from sotay.core.database import serving

    with serving():
        import django

        django.setup()
        yield


def call(name: str, *arguments: str, database: str | None = None) -> int:
    """Run one of Django's management commands; its own messages say what happened."""
    from django.core.management import CommandError, call_command

    with django_ready(database):
        try:
            call_command(name, *arguments)
        except CommandError as refused:
            print(refused)
            return refused.returncode
        except SystemExit as leaving:
            return int(leaving.code or 0)
    return 0
