from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sotay.accounts.models import User
from sotay.library import feeding, searching
from sotay.organisations.access import acting_for, system_actor


class Command(BaseCommand):
    help = (
        "Make the index of the search anew, of every page of the library and of what else is fed."
        " The old one serves until the new one is whole."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        system = system_actor(User(), timezone.localdate(), "library.index")
        with acting_for(system):
            pages = searching.rebuild()
        self.stdout.write(f"{', '.join(sorted(feeding.feeds()))}: {pages} pages")
