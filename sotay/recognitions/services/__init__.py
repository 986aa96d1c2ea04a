"""Every write on recognition: answering, sending, returning, assessing, deciding, revoking."""

from sotay.recognitions.services.answering import answer_criterion, send_review
from sotay.recognitions.services.deciding import assess_criterion, decide, return_review
from sotay.recognitions.services.revoking import replace_decision, withdraw_decision
from sotay.recognitions.services.rights import may_above, may_own, may_revoke
from sotay.recognitions.services.standing import ReviewRefused

__all__ = [
    "ReviewRefused",
    "answer_criterion",
    "assess_criterion",
    "decide",
    "may_above",
    "may_own",
    "may_revoke",
    "replace_decision",
    "return_review",
    "send_review",
    "withdraw_decision",
]
