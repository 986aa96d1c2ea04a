"""Signed statements of the tree's size and root, made to leave the building.

The form is the C2SP checkpoint in a C2SP signed note (c2sp.org/tlog-checkpoint and
c2sp.org/signed-note), so any witness that knows those can keep and compare them. The signing key
lives in a file outside the database: whoever rewrites the tables cannot sign the result.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connections, transaction
from django.utils.translation import gettext as _

from sotay.core.audit.sequencer import LOCK, sequence
from sotay.core.audit.tree import Frontier
from sotay.core.errors import RuleBroken
from sotay.core.models import AuditCheckpoint, AuditLeaf

ED25519 = b"\x01"  # the signature type in C2SP signed notes
SIGNATURE_MARK = "— "


class TrailBroken(RuleBroken):
    """The log cannot be signed as it stands; the verification names what is wrong."""


class NoteRefused(ValueError):
    """A note that cannot be read, or that its key did not sign."""


@dataclass(frozen=True)
class Statement:
    """What a checkpoint says: whose log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Verifier:
    """A name and the public key that signs under it."""

    name: str
    key: Ed25519PublicKey

    @property
    def key_hash(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self._raw).digest()[:4]

    @property
    def _raw(self) -> bytes:
        return self.key.public_bytes_raw()

    def __str__(self) -> str:
        """The verifier key in its C2SP form, to hand to witnesses."""
        key = base64.b64encode(ED25519 + self._raw).decode()
        return f"{self.name}+{self.key_hash.hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """Read a verifier key in its C2SP form.

        :raises NoteRefused: not such a key, or its hash is not its own
        """
        try:
            name, key_hash, encoded = text.strip().split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
            found = cls(name, Ed25519PublicKey.from_public_bytes(raw[1:]))
        except ValueError as wrong:
            raise NoteRefused("not a verifier key") from wrong
        if raw[:1] != ED25519 or found.key_hash.hex() != key_hash:
            raise NoteRefused("the verifier key does not fit its own hash")
        return found


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """``text`` (which ends a line) with its signature line, as a C2SP signed note."""
    verifier = Verifier(name, key.public_key())
    signature = base64.b64encode(verifier.key_hash + key.sign(text.encode())).decode()
    return f"{text}\n{SIGNATURE_MARK}{name} {signature}\n"


def open_note(note: str, verifier: Verifier) -> str:
    """The text of ``note``, once one of its signatures is found to be ``verifier``'s.

    :raises NoteRefused: no such signature, or it does not fit the text
    """
    text, mark, signatures = note.rpartition("\n\n" + SIGNATURE_MARK)
    if not mark:
        raise NoteRefused("not a signed note")
    text += "\n"
    for line in (SIGNATURE_MARK + signatures).splitlines():
        name, _space, encoded = line.removeprefix(SIGNATURE_MARK).partition(" ")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error as wrong:
            raise NoteRefused("a signature is not base64") from wrong
        if name != verifier.name or raw[:4] != verifier.key_hash:
            continue
        try:
            verifier.key.verify(raw[4:], text.encode())
        except InvalidSignature as wrong:
            raise NoteRefused("the signature does not fit the text") from wrong
        return text
    raise NoteRefused(f"not signed by {verifier.name}")


def read_note(note: str, verifier: Verifier) -> Statement:
    """What a checkpoint note states, once its signature holds.

    :raises NoteRefused: not a checkpoint of this key
    """
    lines = open_note(note, verifier).splitlines()
    try:
        origin, size, encoded = lines[:3]
        statement = Statement(origin, int(size), base64.b64decode(encoded, validate=True))
    except (ValueError, binascii.Error) as wrong:
        raise NoteRefused("the note does not state a size and a root") from wrong
    return statement


def signing_key(path: Path | None = None) -> Ed25519PrivateKey:
    """The key that signs checkpoints; made, readable by its owner alone, where there is none."""
    path = path or settings.AUDIT_KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise NoteRefused(f"{path.name} does not hold an Ed25519 key") from None
        return key
    key = Ed25519PrivateKey.generate()
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    return key


def verifier() -> Verifier:
    """The public side of this server's key, under the log's own name."""
    return Verifier(settings.AUDIT_ORIGIN, signing_key().public_key())


def make_checkpoint(*, using: str = "default") -> AuditCheckpoint | None:
    """Place what still waits, then sign the tree as it stands.

    Return the checkpoint; the last one again if nothing was added since; None of an empty log.
    Works from the edge kept with the last checkpoint, so the cost follows what is new.

    :raises TrailBroken: rows that the last checkpoint counted are gone, or a place is empty
    """
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        while sequence(thorough=True, using=using):
            pass
        last = AuditCheckpoint.objects.using(using).order_by("size").last()
        tree = Frontier.from_bytes(last.size, bytes(last.edge)) if last else Frontier()
        newest = AuditLeaf.objects.using(using).order_by("position").last()
        if (newest.position + 1 if newest else 0) < tree.size:
            raise TrailBroken(
                _(
                    "Nhật ký ngắn hơn bản xác nhận gần nhất (%(size)s dòng). Đồng chí chạy kiểm tra"
                    " nhật ký."
                )
                % {"size": tree.size}
            )
        new = AuditLeaf.objects.using(using).filter(position__gte=tree.size).order_by("position")
        for position, leaf in new.values_list("position", "leaf_hash").iterator(chunk_size=5_000):
            if position != tree.size:
                raise TrailBroken(
                    _("Vị trí %(place)s trong nhật ký bị trống.") % {"place": tree.size}
                )
            tree.append(bytes(leaf))
        if last is not None and tree.size == last.size:
            return last
        if tree.size == 0:
            return None
        statement = Statement(settings.AUDIT_ORIGIN, tree.size, tree.root())
        return AuditCheckpoint.objects.using(using).create(
            size=tree.size,
            root=statement.root,
            edge=tree.to_bytes(),
            note=sign_note(statement.text(), settings.AUDIT_ORIGIN, signing_key()),
        )
