from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "sotay.directives"

    def ready(self) -> None:
        from sotay.directives import naming, panels

        naming.register()
        panels.register()
