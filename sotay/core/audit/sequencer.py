"""Giving every written act its place: one sequencer at a time, no gap, nothing left out.

Acts are written without any lock, so they commit in any order. The sequencer picks the rows that
have no place yet; a number handed out early and committed late is therefore never skipped.
"""

from hashlib import sha256

from django.db import connections, transaction
from django.db.models import Max

from sotay.core.audit.entries import ROW_FIELDS, row_hash
from sotay.core.models import AuditEntry, AuditLeaf

LOCK = 0x536F546179  # any number, as long as nothing else takes it
START_OF_CHAIN = bytes(32)
LOOK_BACK = 10_000  # rows behind the newest placed one among which a late commit is looked for


def chained(previous: bytes, leaf: bytes) -> bytes:
    """The hash of everything up to and with ``leaf``; ``previous`` covers what is before it."""
    return sha256(previous + leaf).digest()


def sequence(limit: int = 5_000, *, thorough: bool = False, using: str = "default") -> int:
    """Place at most ``limit`` rows that have no place yet, oldest number first; say how many.

    Nothing is done while another process sequences. Rows that committed more than ``LOOK_BACK``
    numbers late are found by a ``thorough`` pass, which every checkpoint makes.
    """
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
        waiting = AuditEntry.objects.using(using).filter(leaf=None)
        if not thorough:
            newest = AuditLeaf.objects.using(using).aggregate(Max("entry_id"))["entry_id__max"]
            waiting = waiting.filter(id__gt=(newest or 0) - LOOK_BACK)
        last = AuditLeaf.objects.using(using).order_by("-position").first()
        position = last.position + 1 if last else 0
        previous = (
            chained(bytes(last.previous_hash), bytes(last.leaf_hash)) if last else START_OF_CHAIN
        )
        leaves: list[AuditLeaf] = []
        for row in waiting.order_by("id").values(*ROW_FIELDS)[:limit]:
            leaf = row_hash(row)
            leaves.append(
                AuditLeaf(
                    position=position + len(leaves),
                    entry_id=row["id"],
                    leaf_hash=leaf,
                    previous_hash=previous,
                )
            )
            previous = chained(previous, leaf)
        AuditLeaf.objects.using(using).bulk_create(leaves, batch_size=1_000)
    return len(leaves)
