from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sotay.accounts.models import User
from sotay.core.errors import RuleBroken
from sotay.directives.models import Document
from sotay.organisations.access import acting_for, actor_for
from sotay.organisations.models import Organisation
from sotay.reports import services
from sotay.reports.layout import as_pdf, as_word


class Command(BaseCommand):
    help = (
        "Make a summation report of one organisation and write it as Word or PDF. Acts as "
        "--user, with the rights of the offices that person holds today; the report stays in "
        "the system as a draft."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="code of the organisation, such as SV")
        parser.add_argument("--user", required=True, help="user name; that person's rights hold")
        parser.add_argument("--from", dest="start", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="end", type=date.fromisoformat, required=True)
        parser.add_argument("--out", type=Path, required=True, help="file.docx or file.pdf")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        make = {".docx": as_word, ".pdf": as_pdf}.get(out.suffix)
        if make is None:
            raise CommandError("--out must end in .docx or .pdf")
        try:
            organisation = Organisation.objects.get(code=options["organisation"])
            user = User.objects.get(username=options["user"], is_active=True)
        except (Organisation.DoesNotExist, User.DoesNotExist) as missing:
            raise CommandError(str(missing)) from missing
        with acting_for(actor_for(user, timezone.localdate())) as actor:
            programmes = Document.objects.visible_to(actor).filter(is_programme=True)
            try:
                report = services.make_report(
                    organisation=organisation,
                    span="other",
                    period_from=options["start"],
                    period_to=options["end"],
                    programmes=list(programmes.order_by("issued_on", "id")),
                    actor=actor,
                )
            except RuleBroken as refused:
                raise CommandError(str(refused)) from refused
            out.write_bytes(make(report))
        self.stdout.write(f"{out}: {report.title}, {report.figures.count()} figures")
