"""Pages of awards: rounds, works, the keeper's acts, the jury's desk, results."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.contests import forms, reading, services
from sotay.contests.models import Criterion, Entry, Juror, Prize, Result, Round, Score
from sotay.contests.querysets import KEEP, SUBMIT, held_by
from sotay.contests.services.rights import is_keeper, may_change, require_keeper
from sotay.core import files
from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.members.models import Member
from sotay.organisations.access import Actor
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation, Profile
from sotay.regulations.registry import value
from sotay.ui.posting import REFUSED, done, posted

PAGE = 50
FOUND = 20  # members shown for a name
Do = Callable[[], object]


def _round(request: Asked, round_id: int) -> Any:
    seen = Round.objects.visible_to(request.actor).select_related("organisation")
    return get_object_or_404(seen, pk=round_id)


def _kept(request: Asked, round_id: int) -> Any:
    found = _round(request, round_id)
    require_keeper(request.actor, found)
    return found


def _entry(request: Asked, entry_id: int) -> Any:
    """A work with its origin: one's own, or of a round one keeps."""
    seen = Entry.objects.visible_to(request.actor).select_related(
        "round__organisation", "category", "origin__place", "origin__submitted_by", "origin__file"
    )
    return get_object_or_404(seen, pk=entry_id)


def _judged(request: Asked, entry_id: int) -> Any:
    seen = Entry.objects.judged_by(request.actor).select_related("round__organisation", "category")
    return get_object_or_404(seen.select_related("copy"), pk=entry_id)


def _names(ids: set[int], actor: Actor) -> dict[int, str]:
    profiles = Profile.objects.nearest(ids, actor.today)
    return {key: profile.short_name for key, profile in profiles.items()}


def _files(request: Asked) -> Any:
    return request.FILES if request.method == "POST" else None


def _press(request: Asked, do: Do, says: str, where: str, *args: Any) -> HttpResponse:
    """One button: do it, say so or say why not, and go on."""
    try:
        do()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, says)
    return redirect(where, *args)


def _page(request: Asked, form: django_forms.Form, **more: Any) -> HttpResponse:
    """A page with one form. ``title``, ``button``, ``back`` (name of the page, its title, its
    arguments) and perhaps ``hint``."""
    where, name, *args = more.pop("back")
    context = {"form": form, "back_url": reverse(where, args=args), "back_name": name, **more}
    return render(request, "contests/act.html", context, status=REFUSED if form.errors else 200)


@login_required
def index(request: Asked) -> HttpResponse:
    """Rounds that one may know of, newest first; what waits for one as a juror."""
    page = Paginator(Round.objects.visible_to(request.actor), PAGE).get_page(
        request.GET.get("page")
    )
    rounds: list[Any] = list(page)
    names = _names({row.organisation_id for row in rounds}, request.actor)
    for row in rounds:
        row.kept_name = names.get(row.organisation_id, "")
    desks = reading.desks(request.actor)
    return render(
        request,
        "contests/round_list.html",
        {
            "rounds": rounds,
            "total": page.paginator.count,
            "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
            "first_url": "?" if page.has_previous() else "",
            "may_open": bool(held_by(request.actor, KEEP)) and bool(_committees(request.actor)),
            "is_juror": bool(desks) or Juror.objects.of(request.actor).exists(),
            "to_score": sum(len(desk.works) - desk.scored for desk in desks),
        },
    )


def _committees(actor: Actor) -> list[tuple[int, str]]:
    """Organisations in which one keeps rounds: committees, not cells."""
    found = Profile.objects.as_of(actor.today).filter(
        organisation__in=held_by(actor, KEEP), kind__holds_members=False
    )
    return [(row.organisation_id, row.short_name) for row in found.order_by("organisation__lft")]


@login_required
def create(request: Asked) -> HttpResponse:
    """Open a round."""
    actor = request.actor
    committees = _committees(actor)
    if not committees:
        raise PermissionDenied(_("Chức vụ hiện nay của đồng chí không có quyền mở đợt giải."))
    day, month = value("contests.usual_last_day", actor.today)[0]
    usual = actor.today.replace(month=month, day=day)
    year = actor.today.year if actor.today <= usual else actor.today.year + 1
    initial = {
        "organisation": committees[0][0],
        "year": year,
        "last_day": usual.replace(year=year),
        "least_scores": 3,
        "categories": _("Báo in\nBáo điện tử\nPhát thanh\nTruyền hình\nẢnh"),
        "criteria": _("Nội dung: 50\nHình thức thể hiện: 30\nTác động xã hội: 20"),
        "prizes": _("Giải A: 1\nGiải B: 2\nGiải C: 3\nGiải khuyến khích: 5"),
    }
    form = forms.RoundForm(committees, posted(request), initial=initial)
    made: list[Round] = []

    def do() -> None:
        committee = Organisation.objects.get(pk=form.cleaned_data["organisation"])
        made.append(services.open_round(organisation=committee, given=form.given(), actor=actor))

    if done(form, do):
        messages.success(request, _("Đã mở đợt."))
        return redirect("contests:round", made[0].pk)
    return _page(
        request,
        form,
        title=_("Mở đợt giải"),
        button=_("Mở đợt"),
        back=("contests:list", _("Giải thưởng báo chí")),
        hint=_("Hạng mục, tiêu chí, giải điền sẵn chỉ là gợi ý; đồng chí sửa theo thể lệ."),
    )


def _places(actor: Actor, round_: Round) -> list[tuple[str, str]]:
    """In whose name one may submit to the round: oneself, and organisations of one's offices."""
    top = round_.organisation
    inside = Profile.objects.as_of(actor.today).filter(
        organisation__in=held_by(actor, SUBMIT),
        organisation__lft__gte=top.lft,
        organisation__lft__lt=top.rgt,
    )
    found = [(str(row.organisation_id), row.short_name) for row in inside]
    if actor.home is not None and top.lft <= actor.home.lft < top.rgt:
        found.append((forms.OWN, _("tác giả, đảng viên")))
    return found


@login_required
def round_page(request: Asked, round_id: int) -> HttpResponse:
    """A round for everybody; for its keeper with the works, the jury and the next act."""
    actor, found = request.actor, _round(request, round_id)
    keeps = is_keeper(actor, found)
    context: dict[str, Any] = {
        "round": found,
        "kept_name": _names({found.organisation_id}, actor).get(found.organisation_id, ""),
        "categories": found.categories.all(),
        "prizes": Prize.objects.filter(category__round=found, category__place=1),
        "criteria": found.criteria.all(),
        "may_submit": found.state == "open"
        and actor.today <= found.last_day
        and bool(_places(actor, found)),
        "own": Entry.objects.own_of(actor).filter(round=found).exists(),
        "judges": found.state == "scoring" and Juror.objects.of(actor).filter(round=found).exists(),
        "keeps": keeps,
    }
    if keeps:
        context |= _keeping(request, found)
    return render(request, "contests/round_detail.html", context)


def _keeping(request: Asked, found: Round) -> dict[str, Any]:
    state = request.GET.get("state", "")
    works = Entry.objects.filter(round=found).select_related("category", "origin")
    if state in Entry.State.values:
        works = works.filter(state=state)
    else:
        state = ""
    page = Paginator(works.order_by("category__place", "title", "id"), PAGE).get_page(
        request.GET.get("page")
    )
    rows: list[Any] = list(page)
    names = _names({row.origin.place_id for row in rows}, request.actor)
    scored = {key: len(given) for key, given in reading.totals(found).items()}
    for row in rows:
        row.place_name = names.get(row.origin.place_id, "")
        row.scored = scored.get(row.pk, 0)
    more = f"state={state}&" if state else ""
    return {
        "works": rows,
        "total": page.paginator.count,
        "next_url": f"?{more}page={page.next_page_number()}" if page.has_next() else "",
        "first_url": f"?{more}" if page.has_previous() else "",
        "states": Entry.State.choices,
        "state": state,
        "jury": reading.jury(found),
        "may_start": found.state == "open" and request.actor.today > found.last_day,
    }


@login_required
def submit(request: Asked, round_id: int) -> HttpResponse:
    """Submit a work in the name of one's organisation, or as its author."""
    actor, found = request.actor, _round(request, round_id)
    places = _places(actor, found)
    if not places:
        raise PermissionDenied(
            _("Đồng chí không thuộc đảng bộ mở đợt này, nên không gửi tác phẩm được.")
        )
    start = {"authors": actor.user.full_name} if places[0][0] == forms.OWN else {}
    form = forms.EntryForm(
        places,
        list(found.categories.all()),
        posted(request),
        _files(request),
        initial=start,
    )
    made: list[Entry] = []

    def do() -> None:
        chosen = form.cleaned_data["place"]
        place = None if chosen == forms.OWN else Organisation.objects.get(pk=chosen)
        made.append(services.submit(round_=found, given=form.given(), actor=actor, place=place))

    if done(form, do):
        messages.success(request, _("Đã gửi tác phẩm."))
        return redirect("contests:entry", made[0].pk)
    return _page(
        request,
        form,
        title=_("Gửi tác phẩm dự giải"),
        button=_("Gửi tác phẩm"),
        back=("contests:round", found.name, found.pk),
        hint=_("Xét tác phẩm đăng từ %(since)s đến hết %(to)s. Nhận đến hết ngày %(last)s.")
        % {
            "since": written(found.eligible_from),
            "to": written(found.eligible_to),
            "last": written(found.last_day),
        },
    )


@login_required
def mine(request: Asked) -> HttpResponse:
    """The works one has submitted, with what became of them."""
    own = Entry.objects.own_of(request.actor).select_related("round", "category", "origin")
    page = Paginator(own.order_by("-round__year", "title", "id"), PAGE).get_page(
        request.GET.get("page")
    )
    rows: list[Any] = list(page)
    means = {row.pk: row.mean for row in Result.objects.filter(entry__in=[one.pk for one in rows])}
    for row in rows:
        row.mean = means.get(row.pk) if row.round.is_published else None
    return render(
        request,
        "contests/entry_mine.html",
        {
            "works": rows,
            "total": page.paginator.count,
            "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
            "first_url": "?" if page.has_previous() else "",
        },
    )


@login_required
def entry(request: Asked, entry_id: int) -> HttpResponse:
    """One work: for those who submitted it, and for the keeper, who looks at it here."""
    actor, found = request.actor, _entry(request, entry_id)
    keeps = is_keeper(actor, found.round)
    checks = keeps and found.round.state == "open" and found.state != "withdrawn"
    shown = found.round.is_published or keeps
    own = may_change(actor, found)
    return render(
        request,
        "contests/entry_detail.html",
        {
            "entry": found,
            "origin": found.origin,
            "authors": found.authors.all(),
            "place_name": _names({found.origin.place_id}, actor).get(found.origin.place_id, ""),
            "keeps": keeps,
            "checks": checks,
            "form": forms.AcceptForm() if checks else None,
            "result": Result.objects.filter(entry=found).first() if shown else None,
            "may_withdraw": own
            and found.round.state == "open"
            and found.state != "withdrawn"
            and actor.today <= found.round.last_day,
        },
    )


@login_required
def accept(request: Asked, entry_id: int) -> HttpResponse:
    """Find a work eligible."""
    found = _entry(request, entry_id)
    require_keeper(request.actor, found.round)
    form = forms.AcceptForm(posted(request), _files(request))

    def do() -> None:
        file = form.cleaned_data["file"]
        services.accept_entry(
            entry=found,
            content=file or None,
            name=file.name if file else "",
            address=form.cleaned_data["address"],
            actor=request.actor,
        )

    if done(form, do):
        messages.success(request, _("Đã ghi: đủ điều kiện."))
        return redirect("contests:round", found.round_id)
    return _page(
        request,
        form,
        title=_("Đủ điều kiện dự giải"),
        button=_("Đủ điều kiện"),
        back=("contests:entry", found.title, found.pk),
        hint=_("Không kèm gì thì giám khảo xem tệp đã gửi. Đồng chí xem kỹ: tệp không lộ tên ai."),
    )


@login_required
def refuse(request: Asked, entry_id: int) -> HttpResponse:
    """Find a work not eligible."""
    found = _entry(request, entry_id)
    require_keeper(request.actor, found.round)
    form = forms.RefuseForm(posted(request))
    if done(
        form,
        lambda: services.refuse_entry(
            entry=found, reason=form.cleaned_data["reason"], actor=request.actor
        ),
    ):
        messages.success(request, _("Đã ghi: không đủ điều kiện; nơi gửi thấy lý do."))
        return redirect("contests:round", found.round_id)
    return _page(
        request,
        form,
        title=_("Không đủ điều kiện dự giải"),
        button=_("Không đủ điều kiện"),
        back=("contests:entry", found.title, found.pk),
    )


@login_required
@require_POST
def withdraw(request: Asked, entry_id: int) -> HttpResponse:
    found = _entry(request, entry_id)
    return _press(
        request,
        lambda: services.withdraw(entry=found, actor=request.actor),
        _("Đã rút tác phẩm."),
        "contests:entry",
        found.pk,
    )


@login_required
def entry_file(request: Asked, entry_id: int) -> FileResponse:
    """The bytes of a work as submitted, for those who may know whose it is."""
    origin = _entry(request, entry_id).origin
    if origin.file is None:
        raise Http404
    return _bytes(origin.file, origin.file_name)


@login_required
def copy(request: Asked, entry_id: int) -> FileResponse:
    """The bytes of the copy without names, under its code."""
    found = _judged(request, entry_id)
    if found.copy is None:
        raise Http404
    return _bytes(found.copy, found.code)


def _bytes(stored: Any, name: str) -> FileResponse:
    try:
        return files.response(stored, name)
    except FileNotFoundError as missing:
        raise Http404 from missing


@login_required
def jury(request: Asked, round_id: int) -> HttpResponse:
    """The jury of a round, and members with accounts found by name."""
    found = _kept(request, round_id)
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    members: list[Member] = []
    if words:
        named = Member.objects.in_reach(request.actor).named(words)
        members = list(
            named.filter(user__is_active=True, is_active=True).select_related("user", "cell")[
                :FOUND
            ]
        )
    seated = set(found.jurors.values_list("member_id", flat=True))
    names = _names({member.cell_id for member in members}, request.actor)
    offered = [
        (member, names.get(member.cell_id, "")) for member in members if member.pk not in seated
    ]
    return render(
        request,
        "contests/jury.html",
        {
            "round": found,
            "jury": reading.jury(found),
            "words": words,
            "offered": offered,
            "may_change": found.state in ("open", "scoring"),
        },
    )


@login_required
@require_POST
def name_juror(request: Asked, round_id: int, member_id: int) -> HttpResponse:
    found = _kept(request, round_id)
    member = get_object_or_404(Member.objects.visible_to(request.actor), pk=member_id)
    return _press(
        request,
        lambda: services.name_juror(round_=found, member=member, actor=request.actor),
        _("Đã mời vào hội đồng chấm."),
        "contests:jury",
        found.pk,
    )


@login_required
@require_POST
def dismiss_juror(request: Asked, round_id: int, juror_id: int) -> HttpResponse:
    found = _kept(request, round_id)
    juror = get_object_or_404(found.jurors, pk=juror_id)
    return _press(
        request,
        lambda: services.dismiss_juror(juror=juror, actor=request.actor),
        _("Đã rút khỏi hội đồng chấm."),
        "contests:jury",
        found.pk,
    )


@login_required
@require_POST
def start(request: Asked, round_id: int) -> HttpResponse:
    found = _round(request, round_id)
    return _press(
        request,
        lambda: services.start_scoring(round_=found, actor=request.actor),
        _("Đã bắt đầu chấm; mỗi tác phẩm có mã riêng."),
        "contests:round",
        found.pk,
    )


@login_required
@require_POST
def close(request: Asked, round_id: int) -> HttpResponse:
    found = _round(request, round_id)
    return _press(
        request,
        lambda: services.close_scoring(round_=found, actor=request.actor),
        _("Đã đóng việc chấm."),
        "contests:round",
        found.pk,
    )


@login_required
@require_POST
def publish(request: Asked, round_id: int) -> HttpResponse:
    found = _round(request, round_id)
    return _press(
        request,
        lambda: services.publish(round_=found, actor=request.actor),
        _("Đã công bố kết quả."),
        "contests:results",
        found.pk,
    )


@login_required
def desk(request: Asked) -> HttpResponse:
    """A juror's works, in an order of their own."""
    if not Juror.objects.of(request.actor).exists():
        raise PermissionDenied(_("Đồng chí không ở trong hội đồng chấm nào."))
    return render(request, "contests/desk.html", {"desks": reading.desks(request.actor)})


@login_required
def score(request: Asked, entry_id: int) -> HttpResponse:
    """Score one work under its code."""
    found = _judged(request, entry_id)
    criteria = list(Criterion.objects.filter(round=found.round_id))
    own = Score.objects.filter(entry=found, juror__user=request.actor.user)
    given = {f"c{row.criterion_id}": f"{row.points.normalize():f}".replace(".", ",") for row in own}
    form = forms.ScoreForm(criteria, posted(request), initial=given)
    if done(
        form,
        lambda: services.score(entry=found, points=form.points(), actor=request.actor),
    ):
        messages.success(request, _("Đã ghi điểm. Sửa được đến khi đóng việc chấm."))
        return redirect("contests:desk")
    return render(
        request,
        "contests/score.html",
        {"entry": found, "form": form},
        status=REFUSED if form.errors else 200,
    )


@login_required
def stand_aside(request: Asked, entry_id: int) -> HttpResponse:
    """Declare that one has to do with a work, and does not judge it."""
    found = _judged(request, entry_id)
    form = forms.AsideForm(posted(request))
    if done(
        form,
        lambda: services.declare_conflict(
            entry=found, words=form.cleaned_data["reason"], actor=request.actor
        ),
    ):
        messages.success(request, _("Đã ghi: đồng chí không chấm tác phẩm này."))
        return redirect("contests:desk")
    return _page(
        request,
        form,
        title=_("Không chấm tác phẩm %s") % found.code,
        button=_("Không chấm tác phẩm này"),
        back=("contests:desk", _("Bàn chấm")),
        hint=_("Điểm đã cho tác phẩm này, nếu có, được bỏ. Việc này không làm lại được."),
    )


@login_required
def results(request: Asked, round_id: int) -> HttpResponse:
    """Winners for everybody once published; means, ties and scores for the keeper once closed."""
    found = _round(request, round_id)
    keeps = is_keeper(request.actor, found) and found.state in ("closed", "published")
    if not (found.is_published or keeps):
        raise Http404
    return render(
        request,
        "contests/results.html",
        {
            "round": found,
            "categories": reading.published(found),
            "keeps": keeps,
            "standings": reading.standings(found) if keeps else [],
        },
    )


@login_required
def tie(request: Asked, entry_id: int) -> HttpResponse:
    """Put the works of a tie in order."""
    found = _entry(request, entry_id)
    require_keeper(request.actor, found.round)
    tied = reading.tie_of(found)
    if len(tied) < 2:
        raise Http404
    works = {work.pk: work for work in Entry.objects.filter(pk__in=tied).select_related("round")}
    labels = [(key, f"{works[key].code}: {works[key].title}") for key in tied]
    form = forms.TieForm(labels, posted(request))
    if done(
        form,
        lambda: services.decide_tie(
            entries=[works[key] for key in form.order()],
            reason=form.cleaned_data["reason"],
            actor=request.actor,
        ),
    ):
        messages.success(request, _("Đã xếp thứ tự."))
        return redirect("contests:results", found.round_id)
    return _page(
        request,
        form,
        title=_("Xếp thứ tự tác phẩm đồng điểm"),
        button=_("Ghi thứ tự"),
        back=("contests:results", found.round.name, found.round_id),
        hint=_("1 là trên nhất. Lý do được lưu cùng kết quả."),
    )


@login_required
def withhold(request: Asked, prize_id: int) -> HttpResponse:
    """Keep back pieces of a prize."""
    prize = get_object_or_404(
        Prize.objects.filter(
            category__round__in=Round.objects.visible_to(request.actor)
        ).select_related("category__round__organisation"),
        pk=prize_id,
    )
    found = prize.category.round
    require_keeper(request.actor, found)
    form = forms.WithholdForm(prize, posted(request))
    if done(
        form,
        lambda: services.withhold(prize=prize, actor=request.actor, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi số suất không trao."))
        return redirect("contests:results", found.pk)
    return _page(
        request,
        form,
        title=_("Không trao hết %(prize)s, %(category)s")
        % {"prize": prize.name, "category": prize.category.name},
        button=_("Ghi lại"),
        back=("contests:results", found.name, found.pk),
        hint=_("Giải này có %d suất cho hạng mục. Suất không trao thì giải dưới vẫn giữ nguyên số.")
        % prize.number,
    )
