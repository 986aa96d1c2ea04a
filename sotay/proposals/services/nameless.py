"""What an author without a name does, known by a receipt code alone.

Nothing here takes an account, a session or an address; nothing is written to the audit trail and no
notice is left, because both keep the moment. Only the day is kept, and a digest of the code.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from sotay.core.errors import BadInput, RuleBroken
from sotay.organisations.models import Organisation
from sotay.proposals import rules
from sotay.proposals.models import DayCount, Proposal, Word
from sotay.proposals.querysets import IN_HAND
from sotay.proposals.services.rights import require_state, say, written_words
from sotay.proposals.services.sending import (
    check_choice,
    end_as,
    resume,
    set_satisfaction,
    term_days,
)
from sotay.regulations.registry import value

OPEN_RANKS = 3  # down to the grass roots: in a cell a handful of people would be all there is
MOST_COMMITTEES = 500


class UnknownCode(RuleBroken):
    """No proposal answers to the code: mistyped and never given look alike."""


@dataclass(frozen=True)
class Seen:
    """What a receipt code opens: all the author may read, as plain values."""

    proposal: Proposal
    organisation_id: int
    said: tuple[Word, ...]
    may_add: bool
    may_rate: bool
    may_withdraw: bool


def committees(day: date) -> Any:
    """Committees to which one may write without a name, highest first: none is a cell."""
    existing = Organisation.objects.existing(day).described(day)
    return (
        existing.filter(
            profiles__kind__rank__lte=OPEN_RANKS,
            profiles__kind__holds_members=False,
            profiles__valid_from__lte=day,
            profiles__superseded_at=None,
        )
        .distinct()
        .order_by("lft")[:MOST_COMMITTEES]
    )


@contextmanager
def _by_receipt(key: str) -> Iterator[None]:
    """A transaction in which the database shows the row of this digest, and no other."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.receipt', %s, true)", [key])
        yield
        cursor.execute("SELECT set_config('app.receipt', '', true)")


def _count(what: str, day: date) -> DayCount:
    DayCount.objects.get_or_create(day=day, what=what)
    return DayCount.objects.select_for_update().get(day=day, what=what)


def _add_one(count: DayCount) -> None:
    count.number += 1
    count.save(update_fields=["number"])


def submit(
    *,
    organisation: Organisation,
    kind: str,
    subject: str,
    words: str,
    today: date,
    proof: str = "",
) -> str:
    """Keep what was said, of nobody, and return the receipt code: it is never seen again.

    With ``proof`` the code was made by the author's browser: nothing is returned, and the same
    proof again is the same proposal, sent twice over a poor line.

    :raises BadInput: nothing said, too much, not of the lists, or not a committee open to it
    :raises RuleBroken: too many today, or the proof is of another proposal
    """
    check_choice(kind, subject)
    if organisation.pk not in {one.pk for one in committees(today)}:
        raise BadInput(_("Nơi này không nhận ý kiến không ghi tên. Đồng chí chọn nơi khác."))
    kept = written_words(words, today)
    if proof and rules.read_proof(proof) is None:
        raise BadInput(
            _("Mã biên nhận tạo trên máy không đọc được. Đồng chí mở lại trang rồi gửi.")
        )
    code = "" if proof else rules.new_code()
    key = rules.digest_of_proof(proof) if proof else rules.digest(code)
    with _by_receipt(key):
        had = Proposal.objects.filter(receipt=key).first()
        if had is not None and had.words == kept:
            return code
        if had is not None:
            raise RuleBroken(_("Mã biên nhận này đã dùng. Đồng chí mở lại trang rồi gửi."))
        count = _count(DayCount.What.SENT, today)
        if count.number >= value("proposals.anonymous_per_day", today):
            raise RuleBroken(
                _("Hôm nay đã nhận quá nhiều ý kiến không ghi tên. Đồng chí gửi lại ngày mai.")
            )
        _add_one(count)
        Proposal.objects.create(
            organisation=organisation,
            kind=kind,
            subject=subject,
            words=kept,
            receipt=key,
            received_on=today,
            due_on=rules.due_on(today, term_days(organisation, today)),
        )
    return code


def _key(text: str, today: date) -> str:
    """The digest a code, or a proof of one, leads to. What is neither leads to one nobody has.

    :raises UnknownCode: nothing answers to it
    :raises RuleBroken: too many wrong codes today
    """
    code = rules.read_code(text)
    proof = rules.proof(code) if code else rules.read_proof(text)
    key = rules.digest_of_proof(proof) if proof else secrets.token_hex(32)
    with _by_receipt(key):
        is_known = Proposal.objects.filter(receipt=key).exists()
        if not is_known:
            # Codes of 80 bits are not guessed. The bound is against load, and shuts out no one who
            # holds a right code, however many wrong ones somebody else sends.
            count = _count(DayCount.What.MISSED, today)
            if count.number >= value("proposals.wrong_codes_per_day", today):
                raise RuleBroken(
                    _("Hôm nay có quá nhiều lần nhập sai mã. Đồng chí thử lại ngày mai.")
                )
            _add_one(count)
    if not is_known:
        raise UnknownCode(
            _("Không có ý kiến nào ứng với mã này. Đồng chí xem lại từng chữ trên biên nhận.")
        )
    return key


def _row(key: str) -> Any:
    return Proposal.objects.select_for_update().get(receipt=key)


def look(text: str, today: date) -> Seen:
    """What the code opens.

    :raises UnknownCode: nothing answers to it
    """
    key = _key(text, today)
    with _by_receipt(key):
        proposal = Proposal.objects.get(receipt=key)
        return Seen(
            proposal=proposal,
            organisation_id=proposal.organisation_id,
            said=tuple(proposal.said.all()),
            may_add=proposal.state in (*IN_HAND, Proposal.State.ANSWERED),
            may_rate=proposal.state in (Proposal.State.ANSWERED, Proposal.State.CLOSED),
            may_withdraw=proposal.state in IN_HAND,
        )


def add(*, code: str, words: str, today: date) -> None:
    """Say more.

    :raises UnknownCode: nothing answers to the code
    :raises RuleBroken: closed or withdrawn
    :raises BadInput: nothing said, or too much
    """
    key = _key(code, today)
    with _by_receipt(key):
        proposal = _row(key)
        require_state(proposal, *IN_HAND, Proposal.State.ANSWERED)
        say(proposal, Word.Sort.ADDED, written_words(words, today), today, None)
        resume(proposal, today)


def rate(*, code: str, satisfaction: int, words: str = "", today: date) -> None:
    """Say whether the answer satisfies.

    :raises UnknownCode: nothing answers to the code
    :raises RuleBroken: not answered
    """
    key = _key(code, today)
    with _by_receipt(key):
        set_satisfaction(_row(key), satisfaction, words)


def withdraw(*, code: str, today: date) -> None:
    """Take it back before it is answered.

    :raises UnknownCode: nothing answers to the code
    :raises RuleBroken: answered, or at its end
    """
    key = _key(code, today)
    with _by_receipt(key):
        proposal = _row(key)
        require_state(proposal, *IN_HAND)
        end_as(proposal, Proposal.State.WITHDRAWN, today)
