"""The rule registry from the console: check it, or look up one rule."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core.days import grouped, read_day, written
from sotay.core.errors import RuleBroken
from sotay.regulations.checking import check, check_overrides
from sotay.regulations.pack import national as national_pack
from sotay.regulations.registry import RuleValue, as_rule_value, rule


class Command(BaseCommand):
    help = _("Sổ quy tắc: kiểm tra các giá trị có hiệu lực theo ngày, hoặc xem một quy tắc.")
    requires_system_checks = ()  # to be trusted on a server where something else is broken

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True, metavar="…")
        steps.add_parser(
            "check",
            help=_("kiểm tra ngày hiệu lực, nguồn và nơi dùng; mã trả về 1 nếu có chỗ sai"),
        )
        show = steps.add_parser("show", help=_("xem giá trị và nguồn của một quy tắc"))
        show.add_argument("id", metavar="ID", help=_("mã quy tắc, ví dụ members.probation_months"))
        show.add_argument(
            "--day", metavar="DAY", help=_("chỉ giá trị của ngày này, ví dụ 30-6-2026")
        )
        show.add_argument(
            "--organisation",
            type=int,
            metavar="N",
            help=_("mã số tổ chức, để tính giá trị đặt riêng"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['step']}")(options)

    def _check(self, _options: dict[str, Any]) -> None:
        report = check()
        try:
            check_overrides(report)
        except DatabaseError:
            report.notes.append(
                _("Chưa kiểm tra được giá trị các tổ chức đặt riêng: cơ sở dữ liệu chưa sẵn sàng.")
            )
        for lines, title in (
            (report.uncertain, _("Chưa chắc chắn, cần đối chiếu văn bản:")),
            (report.notes, _("Lưu ý:")),
            (report.troubles, _("Sai:")),
        ):
            if lines:
                self.stdout.write(title)
                for line in lines:
                    self.stdout.write(f"  {line}")
        self.stdout.write(
            _("%(rules)s quy tắc, %(values)s giá trị, %(uncertain)s giá trị chưa chắc chắn.")
            % {
                "rules": grouped(report.rules),
                "values": grouped(report.values),
                "uncertain": grouped(len(report.uncertain)),
            }
        )
        if report.troubles:
            raise CommandError(
                _("Sổ quy tắc có %(count)s chỗ sai.") % {"count": len(report.troubles)},
                returncode=1,
            )

    def _show(self, options: dict[str, Any]) -> None:
        try:
            if options["day"] or options["organisation"]:
                day = read_day(options["day"]) if options["day"] else timezone.localdate()
                self._print(rule(options["id"], day, options["organisation"] or ()))
                return
            rule(options["id"], timezone.localdate())
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        definition = national_pack().definitions[options["id"]]
        for one in definition.values:
            self._print(as_rule_value(definition, one))

    def _print(self, found: RuleValue) -> None:
        until = written(found.valid_to) if found.valid_to else "…"
        source = ", ".join(part for part in (found.document, found.clause) if part)
        self.stdout.write(f"{found.id}: {found.written}")
        self.stdout.write(f"  {written(found.valid_from)} – {until}; {source or found.note}")
        self.stdout.write(f"  {found.certainty_words}: {found.certainty_meaning}")
        if found.note and source:
            self.stdout.write(f"  {found.note}")
        if found.overridden_by is not None:
            self.stdout.write(
                "  " + _("Do tổ chức %(id)s đặt riêng.") % {"id": found.overridden_by}
            )
