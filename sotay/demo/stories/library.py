"""The library of the demonstration: three shelves, 200 invented titles, most of them to be read.

Some have drawings, one is photographed paper without a letter, one is to be heard.
"""

import random
from datetime import datetime, time

from django.utils import timezone

from sotay.demo.stories import volumes
from sotay.demo.stories.books import SHELVES, BookSpec, books
from sotay.demo.working import Year
from sotay.library import extracting, searching, services
from sotay.library.models import Edition, Shelf, Tally
from sotay.organisations.access import Actor

PRINTED = 12  # every so many titles one is a PDF
PLAIN = 5  # and one a text: by turns plain and of the web
DRAWN = 6  # and one that is bound has a drawing
PHOTOGRAPHED = 150 + PRINTED + 1  # this one of all is a picture of paper
LICENCE = "Tài liệu của Đảng ủy Khối, biên soạn cho bản trình diễn; đọc và chép tự do."


def tell(year: Year) -> None:
    """Shelves kept by the bloc, titles with their files read into pages; somebody has begun one."""
    actor = year.on(year.today, year.logins["officer"])
    moment = timezone.make_aware(datetime.combine(year.today, time(9, 0)))
    made: list[Edition] = []
    for spec in SHELVES:
        shelf = services.open_shelf(
            organisation=year.top, name=spec.name, subject=spec.subject, actor=actor
        )
        draw = random.Random(f"sotay library {year.bloc.key} {spec.name}")
        for number, book in enumerate(books(spec, draw)):
            title = services.add_title(
                shelf=shelf,
                name=book.name,
                author=book.author,
                year=book.year,
                licence=LICENCE,
                about=f"Viết cho cán bộ, đảng viên ở cơ sở, về {book.matter}.",
                actor=actor,
            )
            content, name = _file(book, number, is_photographed=len(made) == PHOTOGRAPHED)
            edition = services.add_edition(title=title, content=content, name=name, actor=actor)
            extracting.extract(edition.pk, moment)
            made.append(edition)
    _ring(shelf, actor)
    _read(year, made, moment)
    searching.ask_for_rebuild()


def _file(book: BookSpec, number: int, *, is_photographed: bool) -> tuple[bytes, str]:
    if is_photographed:
        return volumes.photographed(book), "ban-chup.pdf"
    if number % PRINTED == 1:
        return volumes.printed(book), "ban-in.pdf"
    if number % PLAIN == 2:
        if number % 2:
            return volumes.web(book), "trang-chu.html"
        return volumes.plain(book), "ban-chu.txt"
    return volumes.bound(book, is_drawn=number % DRAWN == 0), "sach.epub"


def _ring(shelf: Shelf, actor: Actor) -> None:
    """Something to be heard, which says what it is: nobody has read a book aloud for this."""
    title = services.add_title(
        shelf=shelf,
        name="Tiếng chuông để thử máy nghe",
        author="Tổ Biên tập Văn phòng Đảng ủy",
        licence=LICENCE,
        about="Ba tiếng chuông thay nhau trong hai phút, dựng bằng phép tính để thử trình nghe "
        "của thư viện. Không phải bản đọc của cuốn sách nào.",
        actor=actor,
    )
    services.add_edition(title=title, content=volumes.bells(24), name="chuong.wav", actor=actor)


def _read(year: Year, made: list[Edition], moment: datetime) -> None:
    """The people one signs in as are in the middle of something; others only left a number."""
    for at, login in enumerate(("leader", "officer", "secretary", "member")):
        user = year.logins.get(login)
        if user is not None:
            edition = Edition.objects.select_related("title__shelf__organisation").get(
                pk=made[at * 7].pk
            )
            services.open_edition(
                edition=edition, actor=year.on(year.today, user), moment=moment, page=2
            )
    month = year.today.replace(day=1)
    for at, people in ((3, 46), (0, 31), (90, 18), (151, 9)):
        Tally.objects.update_or_create(
            title=made[at].title, month=month, defaults={"people": people}
        )
