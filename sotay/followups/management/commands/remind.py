"""The reminders of a day from the console, where no background worker runs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.core.days import grouped, read_day, written
from sotay.core.errors import BadInput
from sotay.followups import services
from sotay.notices import services as notices


class Command(BaseCommand):
    help = gettext_lazy(  # type: ignore[assignment]
        "Nhắc các nhiệm vụ sắp đến hạn, đến hạn và quá hạn; gửi thư cho người muốn nhận thư."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--day", default="", help=_("ngày cần nhắc, ví dụ 30-6-2026; bỏ trống là hôm nay")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = read_day(options["day"]) if options["day"] else timezone.localdate()
        except BadInput as refusal:
            raise CommandError(str(refusal)) from refusal
        made = services.send_reminders(day)
        letters = notices.mail_notices(timezone.now())
        self.stdout.write(
            _("Ngày %(day)s: thêm %(made)s lời nhắc, gửi %(letters)s thư.")
            % {"day": written(day), "made": grouped(made), "letters": grouped(letters)}
        )
