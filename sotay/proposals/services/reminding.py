"""The morning's reminder to those who answer: what is due soon, what is late."""

from collections import defaultdict
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.accounts.models import User
from sotay.organisations.access import acting_for, system_actor
from sotay.organisations.models import Organisation
from sotay.proposals.models import Proposal
from sotay.proposals.services.telling import handlers, tell
from sotay.regulations.calendar import add_working_days, is_working_day
from sotay.regulations.registry import value


def send_reminders(day: date) -> int:
    """Tell each office that answers how many proposals are due soon or late.

    On working days, so many before the last as ``proposals.remind_working_days_before`` says, and
    on the first after it. Numbers only, also for those without a name. Return how many notices are
    new; run again on the same day, it adds nothing.
    """
    if not is_working_day(day):
        return 0
    before = day - timedelta(days=1)
    while not is_working_day(before):
        before -= timedelta(days=1)
    made = 0
    with acting_for(system_actor(User(), day, "proposals.remind")):
        waiting = defaultdict(list)
        rows = Proposal.objects.waiting().values_list("organisation", "due_on", "author")
        for where, due, author in rows:
            waiting[where].append((due, author))
        for organisation in Organisation.objects.filter(pk__in=waiting):
            ahead = value("proposals.remind_working_days_before", day, organisation.pk)
            edges = {before, *(add_working_days(day, int(count)) for count in ahead)}
            found = waiting[organisation.pk]
            if not edges & {due for due, _author in found}:
                continue
            soon = max(edges)
            for user in handlers(organisation, day):
                # Nobody answers their own: it is not counted for them.
                days = [due for due, author in found if author != user.pk and due <= soon]
                if not days:
                    continue
                late = sum(due < day for due in days)
                made += tell(
                    [user],
                    "proposal_due",
                    words=_("Ý kiến chờ trả lời: %(soon)d sắp đến hạn, %(late)d quá hạn.")
                    % {"soon": len(days) - late, "late": late},
                    link=reverse("proposals:list"),
                    on=day,
                    anew=False,
                )
    return made
