from django.apps import AppConfig


class DuesConfig(AppConfig):
    name = "sotay.dues"

    def ready(self) -> None:
        from sotay.dues import listeners
        from sotay.dues.services import telling

        telling.register()
        listeners.listen()
