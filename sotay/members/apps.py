from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "sotay.members"

    def ready(self) -> None:
        from sotay.members import showing
        from sotay.members.homes import find_home, live_within
        from sotay.members.services.reorganising import follow_reorganisation
        from sotay.members.totals.moving import follow_tree
        from sotay.organisations.access import homes_are_found_by
        from sotay.organisations.signals import members_moved, tree_changed

        homes_are_found_by(find_home, live_within)
        members_moved.connect(follow_reorganisation, dispatch_uid="members.follow_reorganisation")
        tree_changed.connect(follow_tree, dispatch_uid="members.totals")
        showing.offer()
