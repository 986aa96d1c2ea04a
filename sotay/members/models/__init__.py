"""The register (dated facts about members), lists taken into it, and the totals derived from it."""

from sotay.members.models.imports import HeadingMemory, ImportProgress, ImportRun
from sotay.members.models.register import (
    Correction,
    Education,
    Gender,
    Member,
    Membership,
    Standing,
    Status,
    TemporaryStay,
    Theory,
    Transfer,
)
from sotay.members.models.totals import (
    Segment,
    TotalBearer,
    TotalCheckpoint,
    TotalDelta,
    TotalQueue,
)

__all__ = [
    "Correction",
    "Education",
    "Gender",
    "HeadingMemory",
    "ImportProgress",
    "ImportRun",
    "Member",
    "Membership",
    "Segment",
    "Standing",
    "Status",
    "TemporaryStay",
    "Theory",
    "TotalBearer",
    "TotalCheckpoint",
    "TotalDelta",
    "TotalQueue",
    "Transfer",
]
