from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "sotay.library"

    def ready(self) -> None:
        from sotay.library import feeding, shelved
        from sotay.library.services import telling

        feeding.fed_by(shelved.NAME, shelved.passages, opened_to=shelved.opened_to)
        telling.register()
