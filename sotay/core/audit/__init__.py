"""The audit trail: acts written with what they do, placed in a hash tree, signed for outsiders.

:func:`record` adds a row in the act's own transaction, without any lock. :func:`sequence`, called
each second, gives rows their gap-free place. :func:`make_checkpoint` signs size and root, to be
kept by those who could tell if the log were rewritten. :func:`verify` says what is not as it was.

Promise: nobody changes, drops, inserts or moves a row before the last checkpoint that left the
building without its being seen; the owner of the database included.
"""

from sotay.core.audit.chain import Finding, Kind
from sotay.core.audit.checkpoints import (
    NoteRefused,
    TrailBroken,
    Verifier,
    make_checkpoint,
    read_note,
    verifier,
)
from sotay.core.audit.entries import erase, record
from sotay.core.audit.sequencer import sequence
from sotay.core.audit.verify import Verdict, prove_consistency, sentence, verify

__all__ = [
    "Finding",
    "Kind",
    "NoteRefused",
    "TrailBroken",
    "Verdict",
    "Verifier",
    "erase",
    "make_checkpoint",
    "prove_consistency",
    "read_note",
    "record",
    "sentence",
    "sequence",
    "verifier",
    "verify",
]
