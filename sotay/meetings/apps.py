from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "sotay.meetings"

    def ready(self) -> None:
        from sotay.meetings import cards
        from sotay.meetings.services import telling

        cards.register()
        telling.register()
