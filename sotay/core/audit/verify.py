"""Checking the whole trail: rows against leaves, leaves against each other, roots against notes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.audit.chain import Finding, Kind, Link, examine
from sotay.core.audit.checkpoints import NoteRefused, Statement, Verifier, read_note
from sotay.core.audit.checkpoints import verifier as own_verifier
from sotay.core.audit.entries import ERASE_ACT, ROW_FIELDS, is_erased, row_hash
from sotay.core.audit.sequencer import START_OF_CHAIN
from sotay.core.audit.tree import EMPTY_ROOT, Frontier, consistency_proof
from sotay.core.models import AuditCheckpoint, AuditEntry, AuditLeaf

CHUNK = 5_000
NAMED_UNPLACED = 1_000  # rows without a place that a lost link is compared with


@dataclass(frozen=True)
class Verdict:
    """What a verification found. ``waiting`` rows are written but not placed yet: no fault."""

    size: int
    root: bytes
    erased: int
    waiting: int
    checkpoints: int
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        return not self.findings


def verify(
    report: Callable[[int, int], None] | None = None,
    *,
    notes: Sequence[str] = (),
    key: Verifier | None = None,
    using: str = "default",
) -> Verdict:
    """Read the whole trail and name what is not as it was placed.

    ``report`` is told how many rows are done, and of how many. ``notes`` are checkpoints that left
    the building: a log restored from an older copy is shorter than they say. ``key`` checks their
    signatures; without it, this server's own.

    Two checkpoints that both fit the rows are consistent with each other: the rows under the
    smaller are the first rows under the larger.
    """
    verifier = key or own_verifier()
    findings: list[Finding] = []
    statements = _statements(verifier, notes, findings, using)
    sizes = {statement.size for statement in statements}
    roots = {0: EMPTY_ROOT}
    erased: list[tuple[int, int]] = []
    mismatched: list[tuple[Link, bytes | None]] = []
    tree, expected, unbroken = Frontier(), START_OF_CHAIN, True
    total = AuditLeaf.objects.using(using).count()

    for links, rows in _chunks(using):
        for link in links:
            unbroken &= link.position == tree.size and link.previous_hash == expected
            expected = link.after
            row = rows.get(link.entry_id)
            if row is not None and is_erased(row):
                erased.append((link.position, link.entry_id))
            elif row is None or row_hash(row) != link.leaf_hash:
                mismatched.append((link, None if row is None else row_hash(row)))
            tree.append(link.leaf_hash)
            if tree.size in sizes:
                roots[tree.size] = tree.root()
        if report is not None:
            report(tree.size, total)

    waiting = AuditEntry.objects.using(using).filter(leaf=None)
    if not unbroken:
        lost = {row_hash(row): row["id"] for row in waiting.values(*ROW_FIELDS)[:NAMED_UNPLACED]}
        findings += examine(_all_links(using), lost)
    findings += _of_rows(mismatched, {found.position for found in findings})
    findings += _not_ordered(erased, using)
    findings += _of_statements(statements, roots, tree.size)
    return Verdict(
        size=tree.size,
        root=tree.root(),
        erased=len(erased),
        waiting=waiting.count(),
        checkpoints=len(statements),
        findings=tuple(sorted(findings, key=lambda found: (found.position, found.kind))),
    )


def prove_consistency(first: int, second: int, *, using: str = "default") -> list[bytes]:
    """The hashes by which a witness sees that the tree of ``first`` rows begins that of ``second``.

    :raises IndexError: the log has not that many rows
    """
    leaves = [
        bytes(leaf)
        for leaf in AuditLeaf.objects.using(using)
        .filter(position__lt=second)
        .order_by("position")
        .values_list("leaf_hash", flat=True)
    ]
    if len(leaves) != second:
        raise IndexError(f"the log has {len(leaves)} rows, not {second}")
    return consistency_proof(first, leaves)


def sentence(found: Finding) -> str:
    """A finding in words, for the person who verifies. Places are counted from 1."""
    words = {
        Kind.CHANGED: _("Dòng %(place)s (bản ghi %(entry)s) đã bị sửa sau khi ghi."),
        Kind.DROPPED: _("Dòng %(place)s đã bị xóa khỏi nhật ký (bản ghi %(entry)s)."),
        Kind.INSERTED: _("Dòng %(place)s (bản ghi %(entry)s) bị chèn thêm vào giữa nhật ký."),
        Kind.REORDERED: _("Dòng %(place)s (bản ghi %(entry)s) bị đổi chỗ."),
        Kind.REWRITTEN: _(
            "Chuỗi đứt sau dòng %(place)s (bản ghi %(entry)s): dòng ấy bị thay, hoặc dòng liền sau"
            " bị xóa rồi đánh số lại."
        ),
        Kind.TRUNCATED: _("Nhật ký bị cắt ngắn: thiếu từ dòng %(place)s đến dòng %(until)s."),
        Kind.ERASED: _(
            "Dòng %(place)s (bản ghi %(entry)s) bị xóa nội dung mà không có quyết định trong"
            " nhật ký."
        ),
        Kind.CHECKPOINT: _(
            "Bản xác nhận %(until)s dòng không khớp với nhật ký: có dòng bị thay trong khoảng từ"
            " dòng %(place)s đến dòng %(until)s."
        ),
        Kind.SIGNATURE: _("Bản xác nhận %(place)s dòng không có chữ ký đúng của máy chủ."),
    }
    return words[found.kind] % {
        "place": found.position if found.kind == Kind.SIGNATURE else found.position + 1,
        "until": (found.position if found.until is None else found.until) + 1,
        "entry": _("không còn") if found.entry_id is None else found.entry_id,
    }


def _chunks(using: str) -> Iterator[tuple[list[Link], dict[int, dict[str, Any]]]]:
    after = -1
    while True:
        links = [
            Link(position, entry, bytes(leaf), bytes(previous))
            for position, entry, leaf, previous in AuditLeaf.objects.using(using)
            .filter(position__gt=after)
            .order_by("position")
            .values_list("position", "entry_id", "leaf_hash", "previous_hash")[:CHUNK]
        ]
        if not links:
            return
        entries = AuditEntry.objects.using(using).filter(id__in=[x.entry_id for x in links])
        yield links, {row["id"]: row for row in entries.values(*ROW_FIELDS)}
        after = links[-1].position


def _all_links(using: str) -> Iterator[Link]:
    for links, _rows in _chunks(using):
        yield from links


def _statements(
    verifier: Verifier, notes: Sequence[str], findings: list[Finding], using: str
) -> list[Statement]:
    """Everything a signature stands behind, the smallest first; the rest becomes findings."""
    statements = []
    for kept in AuditCheckpoint.objects.using(using).order_by("size"):
        try:
            said = read_note(kept.note, verifier)
            edge = Frontier.from_bytes(kept.size, bytes(kept.edge))
        except ValueError:
            findings.append(Finding(Kind.SIGNATURE, kept.size))
            continue
        if (said.size, said.root) != (kept.size, bytes(kept.root)) or edge.root() != said.root:
            findings.append(Finding(Kind.SIGNATURE, kept.size))
        statements.append(said)
    for note in notes:
        try:
            statements.append(read_note(note, verifier))
        except NoteRefused:
            findings.append(Finding(Kind.SIGNATURE, 0))
    return sorted(statements, key=lambda said: said.size)


def _of_statements(
    statements: Sequence[Statement], roots: dict[int, bytes], size: int
) -> list[Finding]:
    findings = []
    last_good = 0
    for said in statements:
        if said.size > size:
            findings.append(Finding(Kind.TRUNCATED, size, until=said.size - 1))
        elif roots[said.size] == said.root:
            last_good = said.size
        else:
            findings.append(Finding(Kind.CHECKPOINT, last_good, until=said.size - 1))
    return findings


def _of_rows(mismatched: Sequence[tuple[Link, bytes | None]], explained: set[int]) -> list[Finding]:
    """Name the rows that are not what their leaf says: gone, put in another's place, or changed."""
    leaves = {link.leaf_hash for link, _found in mismatched}
    findings = []
    for link, found in mismatched:
        if found is None:
            findings.append(Finding(Kind.DROPPED, link.position))
        elif found in leaves:
            findings.append(Finding(Kind.REORDERED, link.position, link.entry_id))
        elif link.position not in explained:
            findings.append(Finding(Kind.CHANGED, link.position, link.entry_id))
    return findings


def _not_ordered(erased: Sequence[tuple[int, int]], using: str) -> list[Finding]:
    if not erased:
        return []
    acts = AuditEntry.objects.using(using).filter(act=ERASE_ACT)
    ordered = set(acts.values_list("subject_id", flat=True))
    return [
        Finding(Kind.ERASED, position, entry) for position, entry in erased if entry not in ordered
    ]
