"""The door of the console to the act of many moves; what it does is the service's."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.accounts.models import User
from sotay.core.days import read_day
from sotay.core.errors import RuleBroken
from sotay.organisations import services
from sotay.organisations.access import acting_for, system_actor
from sotay.organisations.models import Organisation
from sotay.organisations.reading import history, sheets
from sotay.organisations.services import Decision


class Command(BaseCommand):
    help = (
        "Move the organisations of one committee to new parents from a spreadsheet (columns"
        " “Tổ chức” and “Cấp trên mới”). Rehearses and reports; --apply does it, all or none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sheet", type=Path, help="xlsx or csv file")
        parser.add_argument("--source", required=True, help="code of the committee they leave")
        parser.add_argument("--on", required=True, help="first day of the new state, 3-2-2025")
        parser.add_argument("--decision", required=True, help="number of the deciding document")
        parser.add_argument("--issuer", default="", help="who issued it")
        parser.add_argument("--user", required=True, help="user name it is recorded under")
        parser.add_argument("--ends", action="store_true", help="the committee ends that day")
        parser.add_argument("--apply", action="store_true", help="do it; without, only rehearse")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        source = Organisation.objects.filter(code=options["source"]).first()
        if user is None or source is None:
            raise CommandError(_("Không có tài khoản hoặc tổ chức ấy. Đồng chí kiểm tra lại."))
        actor = system_actor(user, timezone.localdate(), "organisations.regroup")
        with acting_for(actor):
            try:
                self._regroup(actor, source, options)
            except RuleBroken as refusal:
                raise CommandError(str(refusal)) from refusal

    def _regroup(self, actor: Any, source: Organisation, options: dict[str, Any]) -> None:
        on, sheet = read_day(options["on"]), options["sheet"]
        if not sheet.is_file():
            raise CommandError(_("Không có tệp %(name)s.") % {"name": sheet.name})
        rows = sheets.read_rows(sheet.read_bytes(), sheet.name)
        report = sheets.report(rows, source, on, ends=options["ends"])
        for line in report.lines:
            if not line.fits:
                self.stdout.write(
                    _("Dòng %(number)s: %(problem)s")
                    % {"number": line.number, "problem": line.problem}
                )
                for candidate in line.candidates:
                    self.stdout.write(f"    {candidate}")
        for name in report.left_over:
            self.stdout.write(_("Chưa có trong danh sách: %(name)s") % {"name": name})
        for parent, count in report.by_parent:
            self.stdout.write(
                _("%(count)s tổ chức về %(parent)s") % {"count": count, "parent": parent}
            )
        if not report.fits:
            raise CommandError(_("Danh sách chưa khớp, chưa có gì thay đổi."))
        found = Organisation.objects.in_bulk({key for pair in report.moves for key in pair})
        asked = {
            "source": source,
            "moves": [(found[one], found[parent]) for one, parent in report.moves],
            "ends": options["ends"],
            "on": on,
            "decision": Decision(options["decision"], options["issuer"]),
            "actor": actor,
        }
        rehearsal = services.rehearse(services.regroup, [source], **asked)
        for label, count in rehearsal.lines:
            self.stdout.write(f"{label}: {count}")
        if not rehearsal.is_possible:
            raise CommandError(rehearsal.refused)
        if not options["apply"]:
            self.stdout.write(_("Diễn tập xong, chưa có gì thay đổi. Thêm --apply để thực hiện."))
            return
        self.stdout.write(history.sentence(services.regroup(**asked)))
