from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "sotay.contests"

    def ready(self) -> None:
        from sotay.contests.services import telling

        telling.register()
