"""The library of the demonstration: three shelves, 200 invented titles, most of them to be read."""

import html
import random
from datetime import datetime, time

import typst
from django.utils import timezone

from sotay.demo.stories.books import SHELVES, BookSpec, books
from sotay.demo.working import Year
from sotay.library import extracting, searching, services
from sotay.library.binding import epub
from sotay.library.models import Edition, Tally

PRINTED = 12  # every so many titles one is a PDF
PLAIN = 5  # and one a plain text
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
            content, name = _file(book, number)
            edition = services.add_edition(title=title, content=content, name=name, actor=actor)
            extracting.extract(edition.pk, moment)
            made.append(edition)
    _read(year, made, moment)
    searching.ask_for_rebuild()


def _file(book: BookSpec, number: int) -> tuple[bytes, str]:
    if number % PRINTED == 1:
        return _printed(book), "ban-in.pdf"
    if number % PLAIN == 2:
        text = "\n\n".join(
            f"{heading.upper()}\n\n" + "\n\n".join(paragraphs)
            for heading, paragraphs in book.chapters
        )
        return text.encode(), "ban-chu.txt"
    chapters = [
        (heading, "".join(f"<p>{html.escape(one)}</p>" for one in paragraphs))
        for heading, paragraphs in book.chapters
    ]
    return epub(book.name, book.author, chapters), "sach.epub"


def _printed(book: BookSpec) -> bytes:
    pages = "\n#pagebreak()\n".join(
        f"= {heading}\n\n" + "\n\n".join(one.replace("#", "") for one in paragraphs)
        for heading, paragraphs in book.chapters
    )
    return typst.compile(f"#set page(width: 15cm, height: 21cm)\n{pages}".encode())


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
