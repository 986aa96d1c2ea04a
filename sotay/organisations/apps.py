from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "sotay.organisations"

    def ready(self) -> None:
        from sotay.accounts.permissions import reach_is_narrowed_by
        from sotay.organisations import figures
        from sotay.organisations.access import within_reach
        from sotay.regulations import places

        places.are_known_by(line=_line, names=_names)
        reach_is_narrowed_by(within_reach)
        figures.register(figures.CELLS, _("Chi bộ"), many=_counter("cells"), order=60)
        figures.register(
            figures.GRASSROOTS,
            _("Tổ chức cơ sở đảng"),
            many=_counter("grassroots"),
            order=65,
            is_counted=False,
        )


def _line(organisation_id: int, day: date) -> Sequence[int]:
    from sotay.organisations.querysets import line_ids

    return line_ids(organisation_id, day)


def _names(organisation_ids: Iterable[int], day: date) -> Mapping[int, str]:
    from sotay.organisations.models import Profile

    found = Profile.objects.nearest(organisation_ids, day)
    return {key: profile.name for key, profile in found.items()}


def _counter(what: str) -> Any:
    def many(organisations: Sequence[Any], day: date, known_on: date | None) -> dict[int, int]:
        from sotay.organisations.reading.keeping import counted

        return counted(what, [one.pk for one in organisations], day, known_on)

    return many
