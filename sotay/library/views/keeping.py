"""Looking after the shelves: shelves, titles, files, and how far reading a file is."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from sotay.core.errors import RuleBroken
from sotay.core.volumes.refusals import too_long
from sotay.library import extracting, services
from sotay.library.extracting import eyes
from sotay.library.forms import Bounded, ShelfForm, TitleForm, UploadForm, WithdrawForm
from sotay.library.models import Edition, Extraction, Shelf
from sotay.library.views.ground import (
    actor_of,
    edition_of,
    names_of,
    shelf_of,
    state_words,
    title_of,
)
from sotay.organisations.access import Actor
from sotay.organisations.models import Kind, Organisation
from sotay.ui.posting import done, form_page, posted, press

UNDER_WAY = (Extraction.State.WAITING, Extraction.State.RUNNING)


def _page(
    request: HttpRequest, heading: str, form: Any, button: str, back_url: str, **more: Any
) -> HttpResponse:
    more |= {"heading": heading, "button": button, "back_url": back_url}
    return form_page(request, "library/act.html", form, **more)


# --- Shelves ------------------------------------------------------------------------------------


def _keepers(actor: Actor) -> list[tuple[int, str]]:
    """Organisations in which an office is held that may put up a shelf."""
    held = {
        grant.organisation_id
        for grant in actor.grants
        if actor.can("library.shelve", grant.organisation)
    }
    names = names_of(held, actor)
    return sorted(((key, names.get(key, "")) for key in held), key=lambda pair: pair[1])


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, str(kind)) for kind in Kind.objects.all()]


@login_required
def open_shelf(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    keepers = _keepers(actor)
    if not keepers:
        raise PermissionDenied
    form = ShelfForm(posted(request), organisations=keepers, kinds=_kinds())
    made: list[Shelf] = []

    def do() -> None:
        given = form.cleaned_data
        where = Organisation.objects.get(pk=given.pop("organisation"))
        made.append(services.open_shelf(organisation=where, actor=actor, **given))

    if done(form, do):
        return redirect("library:shelf", made[0].pk)
    return _page(request, _("Lập tủ sách"), form, _("Lập tủ sách"), reverse("library:shelves"))


@login_required
def change_shelf(request: HttpRequest, shelf_id: int) -> HttpResponse:
    actor, shelf = actor_of(request), shelf_of(request, shelf_id)
    if not actor.can("library.shelve", shelf.organisation):
        raise PermissionDenied
    initial = {name: getattr(shelf, name) for name in ("name", "subject", "about", "audience")}
    form = ShelfForm(posted(request), kinds=_kinds(), initial=initial)
    back = reverse("library:shelf", args=[shelf.pk])
    if done(form, lambda: services.change_shelf(shelf=shelf, actor=actor, **form.cleaned_data)):
        messages.success(request, _("Đã sửa tủ sách."))
        return redirect(back)
    return _page(
        request,
        _("Sửa tủ sách"),
        form,
        _("Lưu"),
        back,
        close_url=reverse("library:close_shelf", args=[shelf.pk]),
    )


@login_required
def close_shelf(request: HttpRequest, shelf_id: int) -> HttpResponse:
    """Take a shelf out of sight, after saying what that does."""
    actor, shelf = actor_of(request), shelf_of(request, shelf_id)
    if not actor.can("library.shelve", shelf.organisation):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            services.close_shelf(shelf=shelf, actor=actor)
        except RuleBroken as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Đã đóng tủ sách."))
            return redirect("library:shelves")
    return render(
        request,
        "library/sure.html",
        {
            "heading": _("Đóng tủ sách"),
            "sentence": _(
                "Tủ sách “%(name)s” và mọi đầu sách trong đó không còn hiện với người đọc và trong "
                "tìm kiếm. Không xóa gì."
            )
            % {"name": shelf.name},
            "button": _("Đóng tủ sách"),
            "back_url": reverse("library:shelf", args=[shelf.pk]),
            "error": error,
        },
        status=409 if error else 200,
    )


# --- Titles -------------------------------------------------------------------------------------


@login_required
def add_title(request: HttpRequest, shelf_id: int) -> HttpResponse:
    actor, shelf = actor_of(request), shelf_of(request, shelf_id)
    if not actor.can("library.keep", shelf.organisation):
        raise PermissionDenied
    form = TitleForm(posted(request), initial={"language": "vi"})
    if request.method == "POST" and form.is_valid():
        try:
            title = services.add_title(shelf=shelf, actor=actor, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("library:add_edition", title.pk)
    back = reverse("library:shelf", args=[shelf.pk])
    return _page(request, _("Thêm đầu sách"), form, _("Lưu và thêm tệp"), back, scope=shelf.name)


@login_required
def change_title(request: HttpRequest, title_id: int) -> HttpResponse:
    actor, title = actor_of(request), title_of(request, title_id)
    if not actor.can("library.keep", title.shelf.organisation):
        raise PermissionDenied
    names = ("name", "author", "year", "licence", "language", "about")
    form = TitleForm(posted(request), initial={name: getattr(title, name) for name in names})
    back = reverse("library:title", args=[title.pk])
    if done(form, lambda: services.change_title(title=title, actor=actor, **form.cleaned_data)):
        messages.success(request, _("Đã sửa đầu sách."))
        return redirect(back)
    return _page(request, _("Sửa đầu sách"), form, _("Lưu"), back, scope=title.name)


@login_required
def withdraw_title(request: HttpRequest, title_id: int) -> HttpResponse:
    actor, title = actor_of(request), title_of(request, title_id)
    if not actor.can("library.withdraw", title.shelf.organisation):
        raise PermissionDenied
    form = WithdrawForm(posted(request))
    if done(form, lambda: services.withdraw_title(title=title, actor=actor, **form.cleaned_data)):
        messages.success(request, _("Đã rút đầu sách khỏi tủ sách."))
        return redirect("library:shelf", title.shelf_id)
    back = reverse("library:title", args=[title.pk])
    return _page(request, _("Rút đầu sách"), form, _("Rút đầu sách"), back, scope=title.name)


@login_required
@require_POST
def withdraw_edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    edition = edition_of(request, edition_id)
    return press(
        request,
        lambda: services.withdraw_edition(edition=edition, actor=actor_of(request)),
        _("Đã rút bản này."),
        "library:title",
        edition.title_id,
    )


# --- Files --------------------------------------------------------------------------------------


@csrf_exempt  # the body is read inside, once it is bounded: see the inner view
@login_required
def add_edition(request: HttpRequest, title_id: int) -> HttpResponse:
    """Give a title a file. Bytes past the limit are let go by, so none fills memory or disk."""
    actor, title = actor_of(request), title_of(request, title_id)
    if not actor.can("library.keep", title.shelf.organisation):
        raise PermissionDenied
    limit = services.size_limit(actor, title.shelf)
    gate = Bounded(request, limit)
    request.upload_handlers.insert(0, gate)
    return _take_edition(request, actor, title, gate)


@csrf_protect
def _take_edition(request: HttpRequest, actor: Actor, title: Any, gate: Bounded) -> HttpResponse:
    form = UploadForm(posted(request), request.FILES or None)
    made: list[Edition] = []

    def do() -> None:
        file = form.cleaned_data["file"]
        made.append(services.add_edition(title=title, content=file, name=file.name, actor=actor))

    if request.method == "POST":
        if gate.is_past:
            form = UploadForm({})
            form.errors["file"] = form.error_class([str(too_long(_("đã chọn"), gate.limit))])
        elif done(form, do, "file"):
            return redirect("library:edition", made[0].pk)
    back = reverse("library:title", args=[title.pk])
    return _page(
        request,
        _("Thêm tệp"),
        form,
        _("Gửi tệp"),
        back,
        scope=title.name,
        lead=_(
            "Nhận PDF, EPUB, trang chữ (HTML), chữ thường, âm thanh (MP3, M4A, OGG, WAV), "
            "tối đa %(n)d MB. Tệp được xem theo nội dung bên trong."
        )
        % {"n": gate.limit // (1024 * 1024)},
    )


@login_required
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """How far reading a file is, what could not be read and why, and reading it again."""
    found = edition_of(request, edition_id)
    if not actor_of(request).can("library.keep", found.title.shelf.organisation):
        raise PermissionDenied
    return render(request, "library/edition.html", _work(found))


@login_required
def progress(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The fragment that a waiting page asks for again and again."""
    found = edition_of(request, edition_id)
    if not actor_of(request).can("library.keep", found.title.shelf.organisation):
        raise PermissionDenied
    return render(request, "library/_work.html", _work(found))


def _work(found: Edition) -> dict[str, Any]:
    run = found.extraction
    lacks_pictures = run.state == Extraction.State.DONE and services.lacks_pictures(found, run)
    return {
        "edition": found,
        "title": found.title,
        "run": run,
        "words": state_words(run),
        "is_under_way": run.state in UNDER_WAY,
        "failed": run.state == Extraction.State.FAILED,
        "poll_url": reverse("library:edition_progress", args=[found.pk]),
        "lacks_pictures": lacks_pictures,
        "may_read_again": run.state == Extraction.State.FAILED
        or bool(run.unread)
        or lacks_pictures,
        "can_read_pictures": extracting.can_recognise(),
        "packages": eyes.PACKAGES,
    }


@login_required
@require_POST
def read_again(request: HttpRequest, edition_id: int) -> HttpResponse:
    found = edition_of(request, edition_id)
    return press(
        request,
        lambda: services.read_again(edition=found, actor=actor_of(request)),
        "",
        "library:edition",
        found.pk,
    )
