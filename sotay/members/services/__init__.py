"""Every write of the register, one function for each act of the field."""

from sotay.members.services.asking import answer_correction, ask_correction
from sotay.members.services.endings import EndRefused, end_membership, restore_membership
from sotay.members.services.entering import (
    AdmissionRefused,
    RecordRefused,
    admit_member,
    correct_member,
    link_account,
    readmit_member,
    register_member,
)
from sotay.members.services.reading import view_member
from sotay.members.services.reorganising import move_members
from sotay.members.services.standing import (
    StandingRefused,
    change_status,
    correct_status_day,
    end_exemption,
    exempt_member,
    recognise_member,
)
from sotay.members.services.staying import (
    StayRefused,
    end_temporary_stay,
    extend_temporary_stay,
    start_temporary_stay,
)
from sotay.members.services.transferring import (
    TransferRefused,
    confirm_transfer,
    correct_membership_day,
    return_transfer,
    send_transfer,
    withdraw_transfer,
)

__all__ = [
    "AdmissionRefused",
    "EndRefused",
    "RecordRefused",
    "StandingRefused",
    "StayRefused",
    "TransferRefused",
    "admit_member",
    "answer_correction",
    "ask_correction",
    "change_status",
    "confirm_transfer",
    "correct_member",
    "correct_membership_day",
    "correct_status_day",
    "end_exemption",
    "end_membership",
    "end_temporary_stay",
    "exempt_member",
    "extend_temporary_stay",
    "link_account",
    "move_members",
    "readmit_member",
    "recognise_member",
    "register_member",
    "restore_membership",
    "return_transfer",
    "send_transfer",
    "start_temporary_stay",
    "view_member",
    "withdraw_transfer",
]
