"""A shelf of the bloc's with one title, and small files of every kind made on the spot."""

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typst

from sotay.library import extracting, searching, services
from sotay.library.binding import epub
from sotay.library.models import Edition, Shelf, Title
from sotay.organisations.access import Actor, acting_for, actor_for

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
CHAPTERS = [
    (
        "Mở đầu",
        "<p>Sinh hoạt chi bộ là nền nếp hằng tháng.</p><p>Nghị quyết phải sát việc của cơ sở.</p>",
    ),
    (
        "Cách làm",
        "<p>Người chủ trì chuẩn bị <em>một việc khó</em> để bàn.</p><p>Ghi biên bản đủ ý kiến.</p>",
    ),
]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.DATA_DIR = tmp_path
    return tmp_path


def book(chapters: Any = CHAPTERS, **more: Any) -> bytes:
    return epub("Sổ tay bí thư chi bộ", "Ban Biên soạn", chapters, more.get("extra"))


def pdf(*pages: str) -> bytes:
    """A PDF with a page for each text; an empty text is a page with something drawn."""
    drawn = "#circle(radius: 2cm, fill: black)\n"
    body = "#pagebreak()\n".join(f"{page}\n" if page else drawn for page in pages)
    return typst.compile(("#set page(width: 12cm, height: 16cm)\n" + body).encode())


def mp3(frames: int = 40) -> bytes:
    """Frames of silence: MPEG 1 layer III, 128 kilobits, 44.1 kHz."""
    frame = b"\xff\xfb\x90\x64" + b"\x00" * 413
    return b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"\x00" * 10 + frame * frames


def m4a(handler: bytes = b"soun") -> bytes:
    def box(kind: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", len(inside) + 8) + kind + inside

    head = box(b"ftyp", b"M4A \x00\x00\x02\x00isomiso2")
    track = box(b"trak", box(b"mdia", box(b"hdlr", b"\x00" * 8 + handler + b"\x00" * 12)))
    return head + box(b"moov", track) + box(b"mdat", b"\x00" * 64)


def ogg() -> bytes:
    return b"OggS\x00\x02" + b"\x00" * 20 + b"\x01\x1e\x01vorbis" + b"\x00" * 60


def wav(
    seconds: float = 1.0, form: int = 1, voices: int = 1, rate: int = 8_000, bits: int = 16
) -> bytes:
    """A WAV of silence, or one that claims to be something else."""
    frame = voices * bits // 8
    sound = b"\x00" * (int(seconds * rate) * frame)
    told = struct.pack("<HHIIHH", form, voices, rate, rate * frame, frame, bits)
    inside = b"WAVEfmt " + struct.pack("<I", len(told)) + told
    inside += b"LIST" + struct.pack("<I", 5) + b"INFOx\x00"  # an odd part, padded
    inside += b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


@pytest.fixture
def shelf(world: SimpleNamespace, officer: Actor) -> Shelf:
    return services.open_shelf(
        organisation=world.bloc,
        name="Tủ sách xây dựng Đảng",
        subject="Xây dựng Đảng",
        actor=officer,
    )


@pytest.fixture
def title(shelf: Shelf, officer: Actor) -> Title:
    return services.add_title(
        shelf=shelf,
        name="Sổ tay bí thư chi bộ",
        author="Ban Biên soạn",
        year=2024,
        licence="Tài liệu nội bộ của Đảng ủy Khối",
        actor=officer,
    )


@pytest.fixture
def give(title: Title, officer: Actor) -> Callable[..., Edition]:
    """Put a file into the title and read it to its end."""

    def put(content: Any = None, name: str = "so-tay.epub", into: Title | None = None) -> Edition:
        edition = services.add_edition(
            title=into or title, content=content or book(), name=name, actor=officer
        )
        extracting.extract(edition.pk, NOON)
        return Edition.objects.for_cards().get(pk=edition.pk)

    return put


@pytest.fixture
def edition(give: Callable[..., Edition]) -> Edition:
    return give()


@pytest.fixture
def indexed(edition: Edition, system: Actor) -> Edition:
    with acting_for(system):
        searching.rebuild()
    return edition


@pytest.fixture
def member(world: SimpleNamespace, db: Any, system: Actor) -> Actor:
    """A member of river's cell, without any office."""
    from datetime import date

    from sotay.members import services as members
    from sotay.members.models import Gender, Member
    from sotay.testing.worlds import TODAY, person

    user = person("member", "Trần Thị Ánh Nguyệt")
    with acting_for(system):
        made = members.register_member(
            actor=system,
            cell=world.river,
            since=date(2020, 1, 1),
            facts={
                "full_name": "Trần Thị Ánh Nguyệt",
                "gender": Gender.FEMALE,
                "born_on": date(1980, 5, 19),
            },
        )
        Member.objects.filter(pk=made.pk).update(user=user)
    return actor_for(user, TODAY)
