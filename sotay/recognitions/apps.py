from django.apps import AppConfig


class RecognitionsConfig(AppConfig):
    name = "sotay.recognitions"

    def ready(self) -> None:
        from sotay.recognitions import telling

        telling.register()
