"""Pages of the tree. What the actor may not see is not found; services decide what may be done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.organisations import figures, forms, services
from sotay.organisations.access import Actor
from sotay.organisations.asof import AsOf
from sotay.organisations.models import Act, Grant, Organisation, PartyGroup, Profile
from sotay.organisations.reading import compare as comparing
from sotay.organisations.reading import history as telling
from sotay.organisations.reading import page as reading
from sotay.organisations.reading import sheets
from sotay.organisations.reading import tree as growing
from sotay.organisations.services import Rehearsal
from sotay.organisations.services.standing import may_over
from sotay.ui.posting import REFUSED

TYPED = "go_lai_ten"
ADDS = "them"  # the button of the split that asks for one more new organisation


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _as_of(request: HttpRequest) -> AsOf:
    return request.as_of  # type: ignore[attr-defined]


def _organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    visible = Organisation.objects.visible_to(_actor(request))
    return get_object_or_404(visible, pk=organisation_id)


def _refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied(
            _("Chức vụ hiện nay của đồng chí không có quyền làm việc này ở tổ chức ấy.")
        )


# --- Reading --------------------------------------------------------------------------------------


@login_required
def tree(request: HttpRequest) -> HttpResponse:
    """The tree as of the day, and what was searched for in it."""
    context = _grown(request, request.path, None)
    return render(request, "organisations/tree.html", {**context, "own": _own(request)})


@login_required
def detail(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One organisation beside the tree opened at it: now, history, lineage, offices, two days."""
    organisation = _organisation(request, organisation_id)
    as_of, actor = _as_of(request), _actor(request)
    shown = reading.page(actor, organisation, as_of)
    if shown is None:
        raise Http404
    is_reached = actor.can("organisations.view", organisation)
    context = {
        **_grown(request, request.path, organisation),
        "page": shown,
        "as_of": as_of,
        "here": as_of.at(request.path),
        "here_like_for_like": as_of.at(f"{request.path}?quy=1"),
        "acts": _offered(actor, organisation, shown, as_of),
        "may_compare": is_reached,
        "may_give_offices": as_of.is_today
        and may_over(actor, "organisations.office", organisation, as_of.day),
        "may_form_groups": as_of.is_today
        and shown.profile.kind.holds_members
        and actor.can("organisations.reorganise", organisation),
        "comparison": comparing.compare(
            organisation, as_of.day, as_of.today,
            like_for_like=request.GET.get("quy") == "1",
        ) if as_of.day < as_of.today and is_reached else None,
    }  # fmt: skip
    return render(request, "organisations/detail.html", context)


@login_required
def node(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One line of the tree, opened (``mo=1``) or closed, for putting in its place."""
    organisation = _organisation(request, organisation_id)
    found = growing.one_node(
        _actor(request), _as_of(request), organisation.pk, is_open=request.GET.get("mo") == "1"
    )
    if found is None:
        raise Http404
    _dress([found], request, reverse("organisations:tree"), set())
    return render(request, "organisations/_node.html", {"node": found, "current": None})


@login_required
def compare(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Two days of one organisation, chosen freely."""
    organisation = _organisation(request, organisation_id)
    _refuse_unless(_actor(request).can("organisations.view", organisation))
    as_of = _as_of(request)
    last_year = date(as_of.today.year - 1, 12, 31)
    asked: dict[str, Any] = {"tu": last_year, "den": as_of.day}
    if "tu" in request.GET:
        asked = request.GET.dict()
    if as_of.known_on is not None:
        asked["biet"] = as_of.known_on
    form = forms.CompareForm(asked)
    comparison, known_on = None, as_of.known_on
    is_unknown = not Profile.objects.known(known_on).filter(organisation=organisation).exists()
    if form.is_valid() and not is_unknown:
        comparison = comparing.compare(
            organisation, form.cleaned_data["tu"], form.cleaned_data["den"],
            known_on=known_on, like_for_like=form.cleaned_data["quy"],
        )  # fmt: skip
    context = {
        "organisation": organisation,
        "title": _name(organisation, AsOf(as_of.day, None, as_of.today)),
        "form": form,
        "comparison": comparison,
        "is_unknown": is_unknown,
        "unknown_why": _("Đến ngày %(day)s sổ chưa ghi gì về tổ chức này.")
        % {"day": written(known_on or as_of.today)},
        "unknown_fills": _("Đồng chí chọn ngày đã ghi muộn hơn, hoặc để trống ô ấy."),
        "as_of": as_of,
    }
    return render(request, "organisations/compare.html", context)


@login_required
def act_page(request: HttpRequest, act_id: int) -> HttpResponse:
    """One act: what it did, by which document, what was done about it since."""
    act = _act(request, act_id)
    as_of = _as_of(request)
    visible = Organisation.objects.visible_to(_actor(request))
    touched = list(act.organisations.filter(pk__in=visible)[:100])
    names = Profile.objects.nearest([one.pk for one in touched], act.effective_on)
    context = {
        "told": telling.tell(act),
        "touched": [(one, names[one.pk].name) for one in touched if one.pk in names],
        "successions": act.successions.select_related("act").order_by("id"),
        "may_correct": as_of.is_today
        and act.what != Act.What.CORRECT
        and _actor(request).can("organisations.mend"),
    }
    return render(request, "organisations/act.html", context)


def _act(request: HttpRequest, act_id: int) -> Act:
    visible = Organisation.objects.visible_to(_actor(request))
    found = Act.objects.filter(organisations__in=visible).distinct()
    return get_object_or_404(found.select_related("corrects", "actor"), pk=act_id)


def _name(organisation: Organisation, as_of: AsOf) -> str:
    found = Profile.objects.nearest([organisation.pk], as_of.day, as_of.known_on)
    return found[organisation.pk].name if organisation.pk in found else organisation.code


def _grown(request: HttpRequest, path: str, current: Organisation | None) -> dict[str, Any]:
    """The tree column: opened where asked, and down to ``current``; or the answers of a search."""
    actor, as_of = _actor(request), _as_of(request)
    opened = {int(key) for key in request.GET.get("mo", "").split(",") if key.isdigit()}
    line = growing.open_line(current.pk, as_of) if current else _own_line(actor, as_of)
    words = tidy(request.GET.get("tim", ""))
    nodes = growing.build(actor, as_of, opened | set(line))
    _dress(nodes, request, path, opened)
    found = growing.search(actor, as_of, words) if words else []
    has_scope = bool(actor.grants or actor.home or actor.organisation)
    _dress(found, request, path, opened)
    return {
        "nodes": nodes,
        "nodes_have_count": _any_count(nodes),
        "found": found,
        "words": words,
        "current": current.pk if current else None,
        "as_of": as_of,
        "tree_url": reverse("organisations:tree"),
        "empty_why": _("Ngày %(day)s chưa có tổ chức nào trong phạm vi của đồng chí.")
        % {"day": written(as_of.day)}
        if has_scope
        else _("Tài khoản này chưa gắn với tổ chức nào."),
        "empty_fills": _("Đồng chí chọn ngày khác ở đầu trang.")
        if has_scope
        else _("Cây tổ chức hiện ra khi đồng chí được ghi chức vụ, hoặc có hồ sơ ở một chi bộ."),
        "most": growing.FOUND,
    }


def _any_count(nodes: Iterable[growing.Node]) -> bool:
    return any(one.has_count or _any_count(one.children) for one in nodes)


def _own(request: HttpRequest) -> dict[str, Any] | None:
    """The figures of the actor's own organisation on the day, where it stands that day."""
    actor, as_of = _actor(request), _as_of(request)
    organisation = actor.organisation
    if organisation is None:
        return None
    standing = Organisation.objects.existing(as_of.day, as_of.known_on)
    if not standing.filter(pk=organisation.pk).exists():
        return None
    rows = [
        (figure.label, figures.count(figure.name, organisation, as_of.day, as_of.known_on))
        for figure in figures.known()
    ]
    return {"id": organisation.pk, "name": _name(organisation, as_of), "figures": rows}


def _own_line(actor: Actor, as_of: AsOf) -> list[int]:
    own = actor.organisation or actor.home
    return growing.open_line(own.pk, as_of) if own else []


def _dress(
    nodes: Iterable[growing.Node], request: HttpRequest, path: str, opened: set[int]
) -> None:
    """Give every line its addresses: its page, and opening or closing it in place or afresh."""
    as_of = _as_of(request)
    for one in nodes:
        asked = opened - {one.id} if one.is_open else opened | {one.id}
        keys = ",".join(map(str, sorted(asked)))
        one.toggle_url = as_of.at(f"{path}?mo={keys}" if keys else path)
        mark = "0" if one.is_open else "1"
        one.node_url = as_of.at(f"{reverse('organisations:node', args=[one.id])}?mo={mark}")
        one.url = as_of.at(reverse("organisations:detail", args=[one.id]))
        _dress(one.children, request, path, opened)


# --- Acts -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActDoor:
    """One of the six: its form, its service, its words."""

    form: type[forms.ActForm]
    service: Callable[..., Act]
    title: Any
    button: Any
    icon: str
    for_cells: bool = True


DOORS = {
    "found": ActDoor(
        forms.FoundForm, services.found, gettext_lazy("Lập tổ chức trực thuộc"),
        gettext_lazy("Thành lập"), "i-plus", for_cells=False,
    ),
    "rename": ActDoor(
        forms.RenameForm, services.rename, gettext_lazy("Đổi tên, loại hình"),
        gettext_lazy("Đổi tên"), "i-form",
    ),
    "reparent": ActDoor(
        forms.ReparentForm, services.reparent, gettext_lazy("Chuyển trực thuộc"),
        gettext_lazy("Chuyển trực thuộc"), "i-right",
    ),
    "merge": ActDoor(
        forms.MergeForm, services.merge, gettext_lazy("Sáp nhập"), gettext_lazy("Sáp nhập"),
        "i-tree",
    ),
    "split": ActDoor(
        forms.SplitForm, services.split, gettext_lazy("Chia tách"), gettext_lazy("Chia tách"),
        "i-tree",
    ),
    "dissolve": ActDoor(
        forms.DissolveForm, services.dissolve, gettext_lazy("Giải thể"), gettext_lazy("Giải thể"),
        "i-down",
    ),
}  # fmt: skip


def _offered(
    actor: Actor, organisation: Organisation, shown: reading.Page, as_of: AsOf
) -> list[dict[str, str]]:
    """The acts this actor may begin here today."""
    if not as_of.is_today or not shown.stands:
        return []
    over = may_over(actor, "organisations.reorganise", organisation, as_of.day)
    inside = actor.can("organisations.reorganise", organisation)
    offered = []
    for what, door in DOORS.items():
        allowed = inside if what == "found" else over
        if allowed and (door.for_cells or not shown.profile.kind.holds_members):
            url = reverse(f"organisations:{what}", args=[organisation.pk])
            offered.append({"label": str(door.title), "url": url, "icon": door.icon})
    if over and not shown.profile.kind.holds_members:
        url = reverse("organisations:regroup", args=[organisation.pk])
        offered.append({"label": _("Chuyển hàng loạt từ bảng tính"), "url": url, "icon": "i-form"})
    return offered


def _form(what: str, request: HttpRequest, organisation: Organisation, data: Any) -> forms.ActForm:
    actor, day = _actor(request), _as_of(request).today
    more: dict[str, Any] = {"initial": {"on": day}}
    if what == "merge":
        more["beside"] = reading.beside(actor, organisation, day)
    elif what == "split":
        rows, is_cell = reading.goes_apart(actor, organisation, day)
        more |= {"rows": rows, "is_cell": is_cell}
        if data and ADDS in data:  # one more row is asked for: nothing is judged yet
            more |= {"adds": True, "initial": data.dict()}
            data = None
    elif what == "rename":
        own = Profile.objects.nearest([organisation.pk], day)[organisation.pk]
        more["initial"] |= {
            "name": own.name, "short_name": own.short_name, "kind": own.kind.code,
            "symbol": own.symbol, "agency_type": own.agency_type,
        }  # fmt: skip
    return DOORS[what].form(data, organisation=organisation, actor=actor, day=day, **more)


@login_required
def act(request: HttpRequest, organisation_id: int, what: str) -> HttpResponse:
    """An act in three steps: the form, its rehearsal with the name to type, the act itself."""
    organisation = _organisation(request, organisation_id)
    actor, door = _actor(request), DOORS[what]
    _refuse_unless(
        actor.can("organisations.reorganise", organisation)
        if what == "found"
        else may_over(actor, "organisations.reorganise", organisation, actor.today)
    )
    form = _form(what, request, organisation, request.POST or None)
    if form.is_valid():
        answer = _decide(request, door.service, form, form.arguments(), door)
        if answer is not None:
            return answer
    return _form_page(request, organisation, form, door)


def _form_page(
    request: HttpRequest, organisation: Organisation, form: forms.ActForm, door: ActDoor
) -> HttpResponse:
    context = {
        "form": form,
        "title": door.title,
        "organisation": organisation,
        "name": _name(organisation, _as_of(request)),
        "has_file": isinstance(form, forms.RegroupForm),
        "is_split": isinstance(form, forms.SplitForm),
    }
    status = REFUSED if form.errors else 200
    return render(request, "organisations/act_form.html", context, status=status)


def _decide(
    request: HttpRequest,
    service: Callable[..., Act],
    form: forms.ActForm,
    asked: dict[str, Any],
    door: ActDoor,
    more: dict[str, Any] | None = None,
) -> HttpResponse | None:
    """Rehearse and ask for the name; the name typed, do it. None: show the form again."""
    name = form.name_to_type()
    typed = tidy(request.POST.get(TYPED, ""))
    error = ""
    if TYPED in request.POST:
        if typed == name:
            try:
                done = service(**asked)
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
                return None
            messages.success(request, telling.sentence(done))
            return redirect(_after(done, form.organisation))
        error = _("Tên gõ lại chưa đúng: “%(name)s”. Chưa có gì thay đổi.") % {"name": name}
    rehearsal = services.rehearse(service, form.concerned(), **asked)
    if not rehearsal.is_possible:
        form.add_error(None, rehearsal.refused)
        return None
    form.hide()
    context = {
        "form": form,
        "title": door.title,
        "button": door.button,
        "name": name,
        "error": error,
        "sentence": _rehearsed_sentence(rehearsal, form, service),
        "counts": [{"label": label, "count": count} for label, count in rehearsal.lines if count],
        "back_url": reverse("organisations:detail", args=[form.organisation.pk]),
        "action": request.path,
        "document": form.decision,
        **(more or {}),
    }
    return render(
        request, "organisations/act_confirm.html", context, status=REFUSED if error else 200
    )


def _rehearsed_sentence(
    rehearsal: Rehearsal, form: forms.ActForm, service: Callable[..., Act]
) -> str:
    kinds = {
        services.found: Act.What.FOUND,
        services.merge: Act.What.MERGE,
        services.split: Act.What.SPLIT,
        services.regroup: Act.What.SPLIT,
        services.rename: Act.What.RENAME,
        services.reparent: Act.What.REPARENT,
        services.dissolve: Act.What.DISSOLVE,
    }
    tried = Act(
        what=kinds[service], effective_on=form.cleaned_data["on"], details=rehearsal.details
    )
    return telling.sentence(tried)


def _after(done: Act, organisation: Organisation) -> str:
    target = done.outcome_id or organisation.pk
    return reverse("organisations:detail", args=[target])


REGROUP = ActDoor(
    forms.RegroupForm, services.regroup, gettext_lazy("Chuyển hàng loạt từ bảng tính"),
    gettext_lazy("Chuyển tất cả"), "i-form",
)  # fmt: skip


@login_required
def regroup(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Many at once from a spreadsheet: upload, report on what does not fit, confirmation, act."""
    organisation = _organisation(request, organisation_id)
    actor = _actor(request)
    _refuse_unless(may_over(actor, "organisations.reorganise", organisation, actor.today))
    form = forms.RegroupForm(
        request.POST or None, request.FILES or None, organisation=organisation, actor=actor,
        day=actor.today, initial={"on": actor.today},
    )  # fmt: skip
    if form.is_valid():
        given = form.cleaned_data
        try:
            rows = given["rows"] or sheets.read_rows(given["sheet"].read(), given["sheet"].name)
        except BadInput as refusal:
            form.add_error("sheet", str(refusal))
            return _form_page(request, organisation, form, REGROUP)
        report = sheets.report(rows, organisation, given["on"], ends=given["ends"])
        form.data = {**form.data.dict(), "rows": form.carried(rows)}  # type: ignore[attr-defined]
        answer = None
        if report.fits:
            moved = Organisation.objects.in_bulk({key for pair in report.moves for key in pair})
            moves = [(moved[one], moved[parent]) for one, parent in report.moves]
            asked = {**form.arguments(), "moves": moves}
            answer = _decide(request, services.regroup, form, asked, REGROUP, {"report": report})
        if answer is not None:
            return answer
        context = {
            "form": form,
            "title": REGROUP.title,
            "organisation": organisation,
            "name": _name(organisation, _as_of(request)),
            "report": report,
            "has_file": True,
        }
        return render(request, "organisations/act_form.html", context, status=REFUSED)
    return _form_page(request, organisation, form, REGROUP)


@login_required
def correct(request: HttpRequest, act_id: int) -> HttpResponse:
    """Take an act back: why, then the number of its document typed to confirm."""
    found = _act(request, act_id)
    _refuse_unless(_actor(request).can("organisations.mend"))
    form = forms.CorrectForm(request.POST or None)
    error = ""
    if form.is_valid():
        if tidy(request.POST.get(TYPED, "")) != found.decision_number:
            error = _("Số quyết định gõ lại chưa đúng. Chưa có gì thay đổi.")
        else:
            try:
                done = services.correct(
                    act=found, actor=_actor(request), reason=form.cleaned_data["reason"]
                )
            except RuleBroken as refusal:
                error = str(refusal)
            else:
                messages.success(request, telling.sentence(done))
                return redirect("organisations:act", act_id=done.pk)
    context = {"told": telling.tell(found), "form": form, "error": error}
    status = REFUSED if error or form.errors else 200
    return render(request, "organisations/correct.html", context, status=status)


# --- Offices and party groups ---------------------------------------------------------------------


@login_required
def grant_office(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Write down who holds which office from when."""
    organisation = _organisation(request, organisation_id)
    actor = _actor(request)
    _refuse_unless(may_over(actor, "organisations.office", organisation, actor.today))
    form = forms.OfficeForm(request.POST or None, initial={"on": actor.today})
    if form.is_valid():
        given = form.cleaned_data
        return _small_act(
            request, organisation, form, _("Ghi chức vụ"),
            lambda: services.grant_office(
                user=given["username"], organisation=organisation, office=given["office"],
                on=given["on"], actor=actor, decision_number=given["decision_number"],
            ),
        )  # fmt: skip
    return _small_form(request, organisation, form, _("Ghi chức vụ"))


@login_required
def end_office(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Write down that an office is no longer held."""
    actor = _actor(request)
    reached = Organisation.objects.reached_by(actor)
    held = Grant.objects.known().filter(organisation__in=reached)
    grant = get_object_or_404(held.select_related("user", "office", "organisation"), pk=grant_id)
    _refuse_unless(may_over(actor, "organisations.office", grant.organisation, actor.today))
    form = forms.EndForm(request.POST or None, initial={"on": actor.today})
    title = _("Thôi giữ chức vụ: %(office)s, đồng chí %(who)s") % {
        "office": str(grant.office),
        "who": grant.user.full_name,
    }
    if form.is_valid():
        return _small_act(
            request, grant.organisation, form, title,
            lambda: services.end_office(grant=grant, on=form.cleaned_data["on"], actor=actor),
        )  # fmt: skip
    return _small_form(request, grant.organisation, form, title)


@login_required
def form_party_group(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Form a party group inside a cell."""
    organisation = _organisation(request, organisation_id)
    actor = _actor(request)
    _refuse_unless(actor.can("organisations.reorganise", organisation))
    form = forms.PartyGroupForm(request.POST or None, initial={"on": actor.today})
    if form.is_valid():
        given = form.cleaned_data
        return _small_act(
            request, organisation, form, _("Lập tổ đảng"),
            lambda: services.form_party_group(
                organisation=organisation, name=given["name"], on=given["on"], actor=actor
            ),
        )  # fmt: skip
    return _small_form(request, organisation, form, _("Lập tổ đảng"))


@login_required
def end_party_group(request: HttpRequest, group_id: int) -> HttpResponse:
    """End a party group."""
    actor = _actor(request)
    reached = Organisation.objects.reached_by(actor)
    groups = PartyGroup.objects.known().filter(organisation__in=reached)
    group = get_object_or_404(groups.select_related("organisation"), pk=group_id)
    _refuse_unless(actor.can("organisations.reorganise", group.organisation))
    form = forms.EndForm(request.POST or None, initial={"on": actor.today})
    form.fields["on"].label = _("Kết thúc từ ngày")
    title = _("Kết thúc tổ đảng: %(name)s") % {"name": group.name}
    if form.is_valid():
        return _small_act(
            request, group.organisation, form, title,
            lambda: services.end_party_group(group=group, on=form.cleaned_data["on"], actor=actor),
        )  # fmt: skip
    return _small_form(request, group.organisation, form, title)


def _small_act(
    request: HttpRequest,
    organisation: Organisation,
    form: Any,
    title: str,
    do: Callable[[], object],
) -> HttpResponse:
    try:
        do()
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _small_form(request, organisation, form, title)
    messages.success(request, _("Đã ghi vào sổ."))
    return redirect("organisations:detail", organisation_id=organisation.pk)


def _small_form(
    request: HttpRequest, organisation: Organisation, form: Any, title: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "organisation": organisation,
        "name": _name(organisation, _as_of(request)),
        "is_small": True,
    }
    status = REFUSED if form.errors else 200
    return render(request, "organisations/act_form.html", context, status=status)
