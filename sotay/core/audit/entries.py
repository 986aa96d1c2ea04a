"""Writing an act down, and the bytes that stand for a written row in the hash tree."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connections, models, transaction

from sotay.core.audit.tree import leaf_hash
from sotay.core.models import AuditEntry

SALT_BYTES = 16
ERASED = {"erased": True}  # what stands in ``details`` of a row erased by law
ERASE_ACT = "audit.erase"


def record(
    actor: Any, act: str, subject: models.Model, *, organisation: Any = None, **details: Any
) -> AuditEntry:
    """Write down an act, in the transaction that does it: both are kept or neither.

    ``actor`` is anything with a ``user`` (whose ``pk`` may be None) and perhaps a ``purpose``.
    ``organisation`` is the one it was done in, or its id. ``details`` are names of fields, numbers
    and days of documents, ids; never a person's own values.

    :raises TypeError: a detail is not a plain value, or the subject has no id of its own
    """
    user = getattr(actor, "user", None)
    if purpose := getattr(actor, "purpose", ""):
        details["purpose"] = purpose
    if not isinstance(subject.pk, int):
        raise TypeError(f"{subject!r} has no id to write down")
    return AuditEntry.objects.create(
        user_id=getattr(user, "pk", None),
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        organisation_id=getattr(organisation, "pk", organisation),
        details=_plain(details),
        salt=secrets.token_bytes(SALT_BYTES),
    )


def erase(actor: Any, entry: AuditEntry, document: str, *, using: str = "owner") -> AuditEntry:
    """Take the details and the salt out of ``entry`` because the law asks for it.

    The row, its leaf and the tree stay. ``document`` names what ordered it; the erasure is itself
    an act. Only the role that owns the tables may do this. Return the act's own entry.
    """
    with transaction.atomic(using=using):
        act = AuditEntry(
            user_id=getattr(getattr(actor, "user", None), "pk", None),
            act=ERASE_ACT,
            subject_type=AuditEntry._meta.label_lower,
            subject_id=entry.pk,
            details={"document": document},
            salt=secrets.token_bytes(SALT_BYTES),
        )
        act.save(using=using)
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT core_audit_erase(%s)", [entry.pk])
    return act


def is_erased(row: Mapping[str, Any]) -> bool:
    """Whether the row bears the marks of an erasure."""
    return not bytes(row["salt"]) and row["details"] == ERASED


ROW_FIELDS = (
    "id", "at", "user_id", "act", "subject_type", "subject_id", "organisation_id", "details",
    "salt",
)  # fmt: skip


def row_hash(row: Mapping[str, Any]) -> bytes:
    """The leaf hash of a row as read from the table: over its salt and its canonical JSON.

    Canonical: the fields but the salt, keys in order, no spaces, UTF-8, the moment in UTC to the
    microsecond.
    """
    fields = {name: row[name] for name in ROW_FIELDS if name != "salt"}
    moment: datetime = row["at"]
    fields["at"] = moment.astimezone(UTC).isoformat(timespec="microseconds")
    written = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return leaf_hash(bytes(row["salt"]) + written.encode())


def _plain(value: Any) -> Any:
    """``value`` in the types of JSON. Days become ISO text, rows their ids."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        plain = [_plain(inner) for inner in value]
        return sorted(plain, key=repr) if isinstance(value, set | frozenset) else plain
    raise TypeError(f"{type(value).__name__} cannot be written into an audit row")
