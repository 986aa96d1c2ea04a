from django.apps import AppConfig


class HandbookConfig(AppConfig):
    name = "sotay.handbook"

    def ready(self) -> None:
        from sotay.handbook import doors, pack, providers
        from sotay.organisations import early

        providers.register()
        pack.register()
        early.answers(doors.PATH, doors.unchanged)
