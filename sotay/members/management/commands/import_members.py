from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.accounts.models import User
from sotay.core.days import grouped, read_day, written
from sotay.core.errors import RuleBroken
from sotay.members import importing
from sotay.organisations.access import Actor, acting_for, actor_for
from sotay.organisations.models import Organisation

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Take in a list of members from Excel or CSV, as offices have it: all of it or nothing."
        " It is written in the name of a person who holds an office there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--into", required=True, metavar="CODE", help="the organisation's code")
        parser.add_argument("--user", required=True, help="user name; that person's rights hold")
        parser.add_argument(
            "--as-of", metavar="DAY", help="the day the list speaks of; today where not given"
        )
        parser.add_argument("--check", action="store_true", help="only say what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(_("Không có tài khoản “%(name)s”.") % {"name": options["user"]})
        try:
            data = options["file"].read_bytes()
        except OSError as wrong:
            raise CommandError(str(wrong)) from None
        actor = actor_for(user, today)
        try:
            as_of = read_day(options["as_of"]) if options["as_of"] else today
            with acting_for(actor):
                self._take_in(actor, options, data, as_of)
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from None

    def _take_in(self, actor: Actor, options: dict[str, Any], data: bytes, as_of: Any) -> None:
        organisation = Organisation.objects.reached_by(actor).filter(code=options["into"]).first()
        if organisation is None:
            raise CommandError(
                _("Không có tổ chức mã “%(code)s” trong phạm vi của người này.")
                % {"code": options["into"]}
            )
        run = importing.start(
            actor=actor,
            organisation=organisation,
            data=data,
            file_name=options["file"].name,
            as_of=as_of,
        )
        seen = importing.preview(actor, run)
        for one in seen.problems[:SHOWN]:
            self.stderr.write(f"{one.column}{one.row}: {one.says} {one.mend}")
        if len(seen.problems) > SHOWN:
            self.stderr.write(_("… và %(n)s chỗ nữa.") % {"n": grouped(len(seen.problems) - SHOWN)})
        for line, _alike in seen.plan.likely[:SHOWN]:
            self.stderr.write(
                _("Dòng %(row)s: %(name)s có thể là người đã có trong sổ.")
                % {"row": line.row, "name": line.values["full_name"]}
            )
        if options["check"]:
            return
        run = importing.apply(actor=actor, run=run, tell=self._tell)
        self.stdout.write(
            _("Ngày %(day)s: %(new)s người mới, %(changed)s được sửa, %(same)s không đổi.")
            % {
                "day": written(as_of),
                "new": grouped(run.counts["new"]),
                "changed": grouped(run.counts["changed"]),
                "same": grouped(run.counts["same"]),
            }
        )

    def _tell(self, done: int, total: int) -> bool:
        self.stderr.write(f"{grouped(done)} / {grouped(total)}", ending="\r")
        return False
