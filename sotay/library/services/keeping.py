"""Titles and their files: put on a shelf, changed, read again, taken off."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sotay.core import audit, files
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import fold, nfc, sort_key, tidy
from sotay.core.volumes import kinds
from sotay.core.volumes.taking import Chunks, take_in
from sotay.library import extracting, feeding, rules, shelved
from sotay.library.models import Edition, Extraction, Shelf, Title
from sotay.library.services.telling import tell_of_new
from sotay.organisations.access import Actor, require
from sotay.regulations import registry

LANGUAGES = ("vi", "en", "fr", "ru", "zh", "de", "lo", "km", "tay", "nut", "hmn", "other")
_KINDS = {
    files.PDF: Edition.Kind.PDF,
    kinds.EPUB: Edition.Kind.EPUB,
    kinds.HTML: Edition.Kind.HTML,
    files.TEXT: Edition.Kind.TEXT,
    files.CSV: Edition.Kind.TEXT,
    **dict.fromkeys(kinds.AUDIO, Edition.Kind.AUDIO),
}


def size_limit(actor: Actor, shelf: Shelf) -> int:
    """Bytes that one file may have on this shelf, by the rule in force."""
    return int(registry.value("library.file_max_megabytes", actor.today, shelf.organisation_id)) * (
        1024 * 1024
    )


@transaction.atomic
def add_title(
    *,
    shelf: Shelf,
    name: str,
    licence: str,
    actor: Actor,
    author: str = "",
    year: int | None = None,
    language: str = "vi",
    about: str = "",
) -> Title:
    """Enter a work in the catalogue of a shelf. ``licence`` says by what right it is read here.

    :raises PermissionDenied: no office that looks after the shelf
    :raises RuleBroken: the shelf is closed
    :raises BadInput: no name, no rights in words, a year or a language that cannot be
    """
    shelf = Shelf.objects.select_related("organisation").get(pk=shelf.pk)
    require(actor, "library.keep", shelf.organisation)
    if shelf.closed_on is not None:
        raise RuleBroken(_("Tủ sách này đã đóng. Đồng chí chọn tủ sách khác."))
    facts = _facts(actor, name, author, year, licence, language, about)
    title = Title.objects.create(shelf=shelf, created_by=actor.user, **facts)
    audit.record(actor, "library.keep", title, organisation=shelf.organisation, change="added")
    return title


@transaction.atomic
def change_title(
    *,
    title: Title,
    name: str,
    licence: str,
    actor: Actor,
    author: str = "",
    year: int | None = None,
    language: str = "vi",
    about: str = "",
) -> Title:
    """Put the catalogue right.

    :raises PermissionDenied: no office that looks after the shelf
    :raises RuleBroken: withdrawn
    :raises BadInput: as for :func:`add_title`
    """
    title = _lock(title)
    facts = _facts(actor, name, author, year, licence, language, about)
    require(actor, "library.keep", title.shelf.organisation)
    _require_there(title)
    changed = [field for field, value in facts.items() if getattr(title, field) != value]
    for field, value in facts.items():
        setattr(title, field, value)
    title.save(update_fields=list(facts))
    audit.record(
        actor, "library.keep", title, organisation=title.shelf.organisation, fields=changed
    )
    if "name" in changed:
        _index_again(title)
    return title


@transaction.atomic
def add_edition(*, title: Title, content: Chunks | bytes, name: str, actor: Actor) -> Edition:
    """Take in a file of a title, judged by its bytes; its pages are read beside the page.

    :raises PermissionDenied: no office that looks after the shelf
    :raises RuleBroken: the title is withdrawn, or has this very file
    :raises BadInput: a file that is not taken: see :func:`sotay.core.volumes.taking.take_in`
    """
    title = _lock(title)
    require(actor, "library.keep", title.shelf.organisation)
    _require_there(title)
    stored = take_in(content, name=name, limit=size_limit(actor, title.shelf))
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                title=title,
                kind=_KINDS[stored.media_type],
                file=stored,
                name=files.shown_name(name),
                added_by=actor.user,
            )
    except IntegrityError:
        raise RuleBroken(
            _("Tệp này đã có trong đầu sách. Đồng chí mở bản đã có, hoặc chọn tệp khác.")
        ) from None
    if edition.is_audio:
        edition.page_count = 1
        edition.save(update_fields=["page_count"])
        Extraction.objects.create(edition=edition, state=Extraction.State.DONE, done=1, total=1)
    else:
        Extraction.objects.create(edition=edition)
        extracting.defer(edition)
    audit.record(
        actor,
        "library.keep",
        title,
        organisation=title.shelf.organisation,
        edition=edition,
        digest=stored.digest,
    )
    if not title.editions.exclude(pk=edition.pk).exists():  # another file of it is no news
        tell_of_new(title.shelf, actor)
    return edition


@transaction.atomic
def read_again(*, edition: Edition, actor: Actor) -> Extraction:
    """Have a file read on where it stopped; or from its first page where more can be had of it.

    That is where pages stayed pictures, or where a book was read before its pictures were taken in.
    Then the pages there are can be read meanwhile; they are replaced once all is read, and places,
    bookmarks and notes are carried with their paragraphs.

    :raises PermissionDenied: no office that looks after the shelf
    :raises RuleBroken: it is being read, or has been read with nothing left out
    """
    require(actor, "library.keep", edition.title.shelf.organisation)
    run = Extraction.objects.select_for_update().get(edition=edition)
    if run.state in (Extraction.State.WAITING, Extraction.State.RUNNING):
        raise RuleBroken(_("Tệp này đang được đọc. Đồng chí chờ đọc xong."))
    if run.state == Extraction.State.DONE and not (run.unread or lacks_pictures(edition, run)):
        raise RuleBroken(_("Tệp này đã đọc xong, không còn trang nào sót."))
    if run.state == Extraction.State.DONE:
        run.anew, run.done = True, 0
    run.state, run.message = Extraction.State.WAITING, ""
    run.save(update_fields=["state", "message", "done", "anew"])
    extracting.defer(edition)
    audit.record(
        actor,
        "library.keep",
        edition.title,
        organisation=edition.title.shelf.organisation,
        edition=edition,
        change="read_again",
    )
    return run


def lacks_pictures(edition: Edition, run: Extraction) -> bool:
    """Whether a book was read when its pictures were not taken in yet."""
    return edition.kind == Edition.Kind.EPUB and not run.knows_pictures


@transaction.atomic
def withdraw_title(*, title: Title, reason: str, actor: Actor) -> Title:
    """Take a title off its shelf, for readers and for the search; its rows and files stay.

    :raises PermissionDenied: no office that may withdraw there
    :raises RuleBroken: withdrawn already
    :raises BadInput: no reason
    """
    title = _lock(title)
    require(actor, "library.withdraw", title.shelf.organisation)
    _require_there(title)
    said = tidy(reason)[:300]
    if not said:
        raise BadInput(_("Đồng chí ghi lý do rút đầu sách."))
    title.withdrawn_on, title.withdraw_reason = actor.today, said
    title.save(update_fields=["withdrawn_on", "withdraw_reason"])
    audit.record(actor, "library.withdraw", title, organisation=title.shelf.organisation)
    _index_again(title)
    return title


@transaction.atomic
def withdraw_edition(*, edition: Edition, actor: Actor) -> Edition:
    """Take one file of a title away from readers and the search.

    :raises PermissionDenied: no office that may withdraw there
    :raises RuleBroken: withdrawn already
    """
    title = _lock(edition.title)
    require(actor, "library.withdraw", title.shelf.organisation)
    _require_there(title)
    taken = Edition.objects.filter(pk=edition.pk, withdrawn_on=None)
    if not taken.update(withdrawn_on=actor.today):
        raise RuleBroken(_("Bản này đã rút rồi."))
    audit.record(
        actor,
        "library.withdraw",
        title,
        organisation=title.shelf.organisation,
        edition=edition,
    )
    feeding.changed(shelved.NAME, [edition.pk])
    edition.refresh_from_db()
    return edition


def _lock(title: Title) -> Title:
    found = Title.objects.select_for_update(of=("self",)).select_related("shelf__organisation")
    return found.get(pk=title.pk)


def _require_there(title: Title) -> None:
    if title.withdrawn_on is not None:
        raise RuleBroken(_("Đầu sách này đã rút khỏi tủ sách."))


def _index_again(title: Title) -> None:
    feeding.changed(shelved.NAME, title.editions.values_list("pk", flat=True))


def _facts(
    actor: Actor, name: str, author: str, year: int | None, licence: str, language: str, about: str
) -> dict[str, Any]:
    name, author, licence = tidy(name), tidy(author), tidy(licence)
    if not name:
        raise BadInput(_("Đồng chí ghi tên đầu sách."))
    if not licence:
        raise BadInput(
            _("Đồng chí ghi quyền sử dụng: vì sao đầu sách này được đọc ở đây, ai cho phép.")
        )
    if len(name) > 300 or len(author) > 200 or len(licence) > 300:
        raise BadInput(_("Tên, tác giả hoặc quyền sử dụng dài quá. Đồng chí viết gọn lại."))
    if language not in LANGUAGES:
        raise BadInput(_("Không có ngôn ngữ này trong danh sách. Đồng chí chọn lại."))
    rules.check_year(year, actor.today.year)
    return {
        "name": name,
        "folded": fold(f"{name} {author}")[:300],
        "sort_key": sort_key(name)[:900],
        "author": author,
        "year": year,
        "licence": licence,
        "language": language,
        "about": nfc(about).strip(),
    }
