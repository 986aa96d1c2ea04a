"""The audit trail from the console: place what waits, sign, verify, show the key for witnesses."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import grouped, written_moment


class Command(BaseCommand):
    help = _(
        "Nhật ký hệ thống: xếp chỗ cho các dòng mới, ký bản xác nhận, kiểm tra toàn bộ nhật ký."
    )
    requires_system_checks = ()  # to be trusted on a server where something else is broken

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True, metavar="…")
        verify = steps.add_parser(
            "verify",
            help=_("kiểm tra từng dòng, chuỗi và các bản xác nhận; mã trả về 1 nếu có sai lệch"),
        )
        verify.add_argument(
            "--note",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help=_("bản xác nhận đã gửi ra ngoài, để đối chiếu; ghi được nhiều lần"),
        )
        verify.add_argument(
            "--key",
            metavar="KEY",
            help=_("khóa kiểm tra chữ ký, nếu không phải khóa của máy chủ này (xem “key”)"),
        )
        checkpoint = steps.add_parser(
            "checkpoint", help=_("ký bản xác nhận số dòng và giá trị gốc, in ra để gửi đi")
        )
        checkpoint.add_argument(
            "--to", type=Path, metavar="FILE", help=_("ghi bản xác nhận ra tệp thay vì in ra")
        )
        sequence = steps.add_parser("sequence", help=_("xếp chỗ cho các dòng chưa có vị trí"))
        sequence.add_argument(
            "--limit",
            type=int,
            default=5_000,
            metavar="N",
            help=_("nhiều nhất bao nhiêu dòng mỗi lần chạy (mặc định 5000)"),
        )
        steps.add_parser("key", help=_("in khóa kiểm tra chữ ký, để giao cho bên giữ bản xác nhận"))

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['step']}")(options)

    def _verify(self, options: dict[str, Any]) -> None:
        try:
            notes = [path.read_text() for path in options["note"]]
            key = audit.Verifier.parse(options["key"]) if options["key"] else None
        except (OSError, audit.NoteRefused) as wrong:
            raise CommandError(_("Không đọc được: %(why)s.") % {"why": wrong}) from wrong
        verdict = audit.verify(
            self._report if options["verbosity"] > 1 else None, notes=notes, key=key
        )
        self.stdout.write(
            _("%(size)s dòng, %(erased)s dòng đã xóa nội dung theo quyết định, %(waiting)s dòng chờ"
              " xếp chỗ, %(checkpoints)s bản xác nhận.")
            % {
                "size": grouped(verdict.size),
                "erased": grouped(verdict.erased),
                "waiting": grouped(verdict.waiting),
                "checkpoints": grouped(verdict.checkpoints),
            }
        )  # fmt: skip
        for found in verdict.findings:
            self.stdout.write(audit.sentence(found))
        if not verdict.is_whole:
            raise CommandError(
                _("Nhật ký có %(count)s chỗ sai lệch.") % {"count": len(verdict.findings)},
                returncode=1,
            )
        self.stdout.write(_("Nhật ký nguyên vẹn."))

    def _report(self, done: int, total: int) -> None:
        self.stdout.write(
            _("Đã kiểm tra %(done)s trên %(total)s dòng.")
            % {"done": grouped(done), "total": grouped(total)}
        )

    def _checkpoint(self, options: dict[str, Any]) -> None:
        try:
            made = audit.make_checkpoint()
        except audit.TrailBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        if made is None:
            raise CommandError(_("Nhật ký chưa có dòng nào để xác nhận."))
        if options["to"]:
            options["to"].write_text(made.note)
            self.stdout.write(
                _("Bản xác nhận %(size)s dòng, lập lúc %(at)s, đã ghi ra %(file)s.")
                % {
                    "size": grouped(made.size),
                    "at": written_moment(made.made_at),
                    "file": options["to"],
                }
            )
        else:
            self.stdout.write(made.note)

    def _sequence(self, options: dict[str, Any]) -> None:
        placed = audit.sequence(options["limit"], thorough=True)
        self.stdout.write(_("Đã xếp chỗ cho %(count)s dòng.") % {"count": grouped(placed)})

    def _key(self, _options: dict[str, Any]) -> None:
        self.stdout.write(str(audit.verifier()))
