from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "sotay.members"

    def ready(self) -> None:
        from sotay.members.homes import find_home
        from sotay.organisations.access import homes_are_found_by

        homes_are_found_by(find_home)
