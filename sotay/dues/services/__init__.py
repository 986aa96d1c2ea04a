"""Every write on dues, one function per act; the files part them by subject."""

from sotay.dues.services.accounts import set_account
from sotay.dues.services.advising import confirm_advice, decline_advice, tell_transfer
from sotay.dues.services.bases import declare_basis, set_relief
from sotay.dues.services.collecting import close_month, open_month, refresh_month
from sotay.dues.services.ending import close_ended
from sotay.dues.services.paying import pay, pay_all
from sotay.dues.services.remitting import (
    confirm_remittance,
    pass_on,
    resend_remittance,
    return_remittance,
)
from sotay.dues.services.reversing import reverse_receipt

__all__ = [
    "close_ended",
    "close_month",
    "confirm_advice",
    "confirm_remittance",
    "declare_basis",
    "decline_advice",
    "open_month",
    "pass_on",
    "pay",
    "pay_all",
    "refresh_month",
    "resend_remittance",
    "return_remittance",
    "reverse_receipt",
    "set_account",
    "set_relief",
    "tell_transfer",
]
