from django.apps import AppConfig

from sotay.ui import refusals


class UiConfig(AppConfig):
    name = "sotay.ui"

    def ready(self) -> None:
        refusals.say_in_our_words()
