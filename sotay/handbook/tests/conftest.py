"""Members of the small world: *An* of river (the stranger's account), *Bình*, *Chi*; tasks."""

from sotay.followups.tests.conftest import evidence_folder, issue, report, task
from sotay.members.tests.conftest import register

__all__ = ["evidence_folder", "issue", "register", "report", "task"]
