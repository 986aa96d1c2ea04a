from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    help = "Load the reference lists that production needs; running it twice changes nothing."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for app in apps.get_app_configs():
            if app.name.startswith("sotay.") and find_spec(f"{app.name}.seeds"):
                import_module(f"{app.name}.seeds").load()
