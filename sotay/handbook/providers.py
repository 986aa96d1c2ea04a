"""Cards from the apps of the floors below, each in its own words; offered when the app is ready."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.core.days import written
from sotay.directives.models import Distribution
from sotay.dues import cards as dues
from sotay.followups.models import Task
from sotay.handbook import mine, pack
from sotay.handbook.cards import CELL, Card, offer, sign
from sotay.handbook.cell import cell_of
from sotay.library import cards as library
from sotay.meetings import cards as meetings
from sotay.meetings.models import Meeting
from sotay.news import cards as news
from sotay.notices.counting import unread_of
from sotay.organisations.access import Actor
from sotay.proposals import cards as proposals


def no_tasks(_actor: Actor) -> Card:
    words = _("không có việc nào đang chờ")
    return Card(_("Việc của tôi"), words, reverse("tasks:list") + "?whose=mine", "i-task")


def tasks(actor: Actor) -> Card | None:
    """Tasks this person has to do, with the nearest last day; also when there are none."""
    days = list(
        Task.objects.own_of(actor).unfinished().order_by("due_on", "id").values_list("due_on")[:100]
    )
    dated = [day for (day,) in days if day is not None]
    late = sum(day < actor.today for day in dated)
    if not days:
        return no_tasks(actor)
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


def no_notices(_actor: Actor) -> Card:
    return Card(_("Tin nhắc"), _("không có tin chưa đọc"), reverse("notices:list"), "i-info")


def notices(actor: Actor) -> Card:
    """Messages not read yet; the way to them, and to how they come, also when there are none."""
    count = unread_of(actor.user)
    if not count:
        return no_notices(actor)
    words = ngettext("%(count)d tin chưa đọc", "%(count)d tin chưa đọc", count) % {"count": count}
    return Card(_("Tin nhắc"), words, reverse("notices:list"), "i-info", count)


def my_dues(actor: Actor) -> Card | None:
    """One's own dues in a line."""
    found = dues.my_dues(actor)
    if found is None:
        return None
    return Card(_("Đảng phí"), found.words, found.url, "i-money", hot=found.left > 0)


def no_dues(actor: Actor) -> Card | None:
    """Of a member with no dues on record; of somebody who is no member nothing."""
    if actor.home is None:
        return None
    found = dues.nothing_known()
    return Card(_("Đảng phí"), found.words, found.url, "i-money")


def cell_dues(actor: Actor) -> Card | None:
    """The month's dues of the cell that one keeps."""
    found = dues.cell_dues(actor)
    if found is None:
        return None
    words = found.words
    if found.waiting:
        words += _("; %(count)d đồng chí báo đã chuyển tiền, chờ xác nhận") % {
            "count": found.waiting
        }
    if found.returned:
        words += _("; cấp trên trả lại phần nộp")
    return Card(_("Đảng phí"), words, found.url, "i-money", found.waiting, found.returned)


def next_meeting(actor: Actor) -> Card | None:
    """The next meeting that one is asked to come to; one waits where it is not answered yet."""
    found = meetings.next_meeting(actor)
    if found is None:
        return None
    words = _meeting_words(found.meeting)
    if found.papers:
        words += ngettext("; có %(count)d tài liệu", "; có %(count)d tài liệu", found.papers) % {
            "count": found.papers
        }
    waits = int(found.waits_for_answer)
    return Card(found.meeting.title, words, found.url, "i-meet", waits)


def cells_meeting(actor: Actor) -> Card | None:
    """The next meeting of the cell that the page is of, planned ones too for its offices."""
    where = cell_of(actor)
    if where is None:
        return None
    coming = Meeting.objects.visible_to(actor).of(where).coming(actor.today)
    if not actor.can("meetings.plan", where):
        coming = coming.filter(state__in=pack.TOLD)
    found = coming.first()
    if found is None:
        return None
    url = reverse("meetings:detail", args=[found.pk])
    return Card(found.title, _meeting_words(found), url, "i-meet")


def meetings_of_cell(actor: Actor) -> Card | None:
    """What the meetings of the cell ask of who leads it: minutes that wait, one not invited to."""
    found = meetings.secretary_card(actor)
    return (
        Card(_("Sinh hoạt"), found.words, found.url, "i-meet", hot=found.is_hot) if found else None
    )


def _meeting_words(found: Meeting) -> str:
    """``Thứ Năm 03-12-2026, 14.00, Phòng họp tầng 3``"""
    starts = localtime(found.starts_at)
    words = f"{date_format(starts, 'l')} {written(found.day)}, {starts.hour}.{starts.minute:02d}"
    return f"{words}, {found.place}" if found.place else words


def reading(actor: Actor) -> Card | None:
    """What one was reading in the library, the last first."""
    found = library.reading_on(actor, 1)
    if not found:
        return None
    last = found[0]
    return Card(_("Đọc tiếp"), f"{last.title}, {last.where}", last.url, "i-book")


def my_proposals(actor: Actor) -> Card | None:
    """One's own questions and proposals: what the committee asks back, what was answered."""
    found = proposals.mine(actor)
    back, answered = len(found.to_reply), len(found.to_rate)
    if not (found.in_hand or answered):
        return None
    words = ngettext("%(count)d ý kiến đang xử lý", "%(count)d ý kiến đang xử lý", found.in_hand)
    words %= {"count": found.in_hand}
    if back:
        words += _("; %(count)d nơi hỏi lại đồng chí") % {"count": back}
    if answered:
        words += _("; %(count)d ý kiến đã có trả lời") % {"count": answered}
    return Card(_("Kiến nghị"), words, reverse("proposals:list"), "i-chat", back + answered)


def proposals_waiting(actor: Actor) -> Card | None:
    """What members asked the committee that one answers for."""
    found = proposals.waiting(actor)
    if found is None or not found.count:
        return None
    words = ngettext("%(count)d ý kiến chờ trả lời", "%(count)d ý kiến chờ trả lời", found.count)
    words %= {"count": found.count}
    if found.late:
        words += _(", %(count)d ý kiến quá hạn") % {"count": found.late}
    url = reverse("proposals:list")
    return Card(_("Kiến nghị"), words, url, "i-chat", found.count, found.late > 0)


def newest_news(actor: Actor) -> Card | None:
    """The latest news from the committees above."""
    found = news.latest(actor, 1)
    if not found:
        return None
    url = reverse("news:detail", args=[found[0].pk])
    return Card(_("Tin của cấp ủy"), found[0].title, url, "i-post")


# Signs say less than the providers ask: where one is true the provider may still find nothing, and
# where one is false it would have found nothing. They read under the same row-level security.
_MINE = "SELECT FROM members_member m JOIN {0} x ON x.member_id = m.id WHERE m.user_id = %(user)s"
_SIGNS = {
    "tasks": """EXISTS (SELECT FROM followups_task t WHERE t.responsible_id = %(user)s
            AND t.state NOT IN ('done', 'dropped'))
        OR EXISTS (SELECT FROM organisations_grant g JOIN followups_task t
            ON t.owner_id = g.organisation_id WHERE g.user_id = %(user)s
            AND t.state NOT IN ('done', 'dropped'))""",
    "documents": """EXISTS (SELECT FROM directives_distribution d
        WHERE d.organisation_id = %(cell)s AND d.opened_at IS NULL)""",
    "dues": " OR ".join(
        f"EXISTS ({_MINE.format(table)})" for table in ("dues_due", "dues_payment", "dues_basis")
    ),
    "reading": "EXISTS (SELECT FROM library_reading r WHERE r.user_id = %(user)s)",
    "notices": """EXISTS (SELECT FROM notices_notice n
        WHERE n.user_id = %(user)s AND n.read_at IS NULL)""",
    "meeting": f"EXISTS ({_MINE.format('meetings_invitation')} AND EXISTS (SELECT FROM"
    " meetings_meeting t WHERE t.id = x.meeting_id AND t.state IN ('invited', 'open')))",
    "proposals": "EXISTS (SELECT FROM proposals_proposal p WHERE p.author_id = %(user)s)",
    "news": """EXISTS (SELECT FROM news_news n
        WHERE n.published_at IS NOT NULL AND n.withdrawn_at IS NULL)""",
    mine.LOOKS: """EXISTS (SELECT FROM members_member m JOIN core_auditentry a
        ON a.subject_type = 'members.member' AND a.subject_id = m.id
        WHERE m.user_id = %(user)s AND a.act = 'members.view'
        AND a.user_id IS DISTINCT FROM m.user_id
        AND a.at >= date_trunc('month', %(today)s::timestamp) - interval '1 day')""",
}


def register() -> None:
    """Offer them all, in the order in which a page lists them."""
    offer("tasks", tasks, order=10)
    offer("documents", documents, order=20)
    offer("dues", my_dues, order=30)
    offer("reading", reading, order=50)
    offer("notices", notices, order=60)
    offer("meeting", next_meeting, order=5)
    offer("meeting", cells_meeting, order=5, page=CELL)
    offer("meetings", meetings_of_cell, order=20, page=CELL)
    offer("dues", cell_dues, order=30, page=CELL)
    offer("proposals", my_proposals, order=40)
    offer("proposals", proposals_waiting, order=40, page=CELL)
    offer("news", newest_news, order=55)
    otherwise = {"tasks": no_tasks, "notices": no_notices, "dues": no_dues}
    for key, exists in _SIGNS.items():
        sign(key, exists, otherwise.get(key))
