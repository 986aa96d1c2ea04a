from django.apps import AppConfig


class HandbookConfig(AppConfig):
    name = "sotay.handbook"

    def ready(self) -> None:
        from sotay.handbook import providers

        providers.register()
