"""Cards from the apps of the floors below, each in its own words; offered when the app is ready."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.core.days import written
from sotay.directives.models import Distribution
from sotay.followups.models import Notice, Task
from sotay.handbook.cards import Card, offer
from sotay.organisations.access import Actor


def tasks(actor: Actor) -> Card | None:
    """Tasks this person has to do, with the nearest last day; also when there are none."""
    days = list(
        Task.objects.own_of(actor).unfinished().order_by("due_on", "id").values_list("due_on")[:100]
    )
    dated = [day for (day,) in days if day is not None]
    late = sum(day < actor.today for day in dated)
    if not days:
        words = _("không có việc nào đang chờ")
    else:
        words = ngettext("%(count)d việc", "%(count)d việc", len(days)) % {"count": len(days)}
        if late:
            words += _(", %(count)d việc quá hạn") % {"count": late}
        elif dated:
            words += _(", hạn gần nhất %(day)s") % {"day": written(dated[0])}
    url = reverse("tasks:list") + "?whose=mine"
    return Card(_("Việc của tôi"), words, url, "i-task", len(days), bool(late))


def documents(actor: Actor) -> Card | None:
    """Papers sent to one's own cell that nobody there has opened yet."""
    if actor.home is None:
        return None
    sent = Distribution.objects.filter(organisation=actor.home, opened_at=None)
    count = sent.exclude(document__state="draft").count()
    if not count:
        return None
    words = ngettext(
        "%(count)d văn bản gửi chi bộ chưa có ai mở",
        "%(count)d văn bản gửi chi bộ chưa có ai mở",
        count,
    ) % {"count": count}
    return Card(_("Cần đọc"), words, reverse("directives:list"), "i-book", count)


def notices(actor: Actor) -> Card | None:
    """Messages not read yet."""
    count = Notice.objects.filter(user=actor.user, read_at=None).count()
    if not count:
        return None
    words = ngettext("%(count)d tin chưa đọc", "%(count)d tin chưa đọc", count) % {"count": count}
    return Card(_("Tin nhắc"), words, reverse("tasks:notices"), "i-info", count)


def register() -> None:
    """Offer them all, in the order in which a page lists them."""
    offer("tasks", tasks, order=10)
    offer("documents", documents, order=20)
    offer("notices", notices, order=60)
