"""One invented bloc, from an empty database to a year of work: through the services only."""

import random
from collections.abc import Callable
from datetime import date

from django.db import transaction

from sotay.accounts.models import User
from sotay.demo import offices, tree, working
from sotay.demo.blocs import BLOCS, BlocSpec
from sotay.demo.members import enter_members
from sotay.demo.stories import STORIES
from sotay.directives.models import Document
from sotay.members import totals
from sotay.organisations.access import acting_for, system_actor
from sotay.organisations.models import Organisation, Placement
from sotay.reports import services as reports

DEMO_DAY = date(2026, 11, 22)  # the same story whenever it is told


def is_built() -> bool:
    return User.objects.filter(username="system").exists()


@transaction.atomic
def build(key: str, tell: Callable[[str], None]) -> None:
    """Build the bloc ``key``; ``tell`` hears what is being done.

    Whole or not at all. Where it stands already nothing is done.
    """
    if is_built():
        return
    bloc = BLOCS[key]()
    actor = system_actor(User.objects.create_user("system", "Hệ thống"), DEMO_DAY, "demonstration")
    with acting_for(actor):
        logins = offices.make_logins()
        tell("organisations")
        cells = tree.build_tree(bloc, actor)
        tell(f"{bloc.members} members in {len(cells)} cells")
        enter_members(bloc, cells, logins, actor)
        tell("history")
        tree.tell_history(bloc, actor)
        totals.promote(DEMO_DAY)
        tell("offices")
        holders = offices.give_offices(bloc, cells, logins, actor)
        tell("a year of work")
        _work(bloc, logins, holders, tell)
        totals.fold()


def _work(
    bloc: BlocSpec,
    logins: dict[str, User],
    holders: dict[str, User],
    tell: Callable[[str], None],
) -> None:
    top = Organisation.objects.get(code=bloc.code)
    placed = Placement.objects.as_of(DEMO_DAY).under(top)
    year = working.Year(
        bloc=bloc,
        top=top,
        units=list(
            Organisation.objects.filter(placements__in=placed).described(DEMO_DAY).order_by("code")
        ),
        logins=logins,
        holders=holders,
        draw=random.Random(f"sotay year {bloc.key}"),
        today=DEMO_DAY,
    )
    working.a_year_of_work(year, tell)
    for name, story in STORIES:
        tell(name)
        story(year)
    tell("a report")
    leader = year.on(DEMO_DAY, logins["leader"])
    report = reports.make_report(
        organisation=top,
        span="year",
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        programmes=list(Document.objects.filter(is_programme=True).order_by("issued_on")),
        number="31",
        actor=leader,
    )
    reports.write_sentence(
        report=report,
        section="achievements",
        text="Nền nếp sinh hoạt chuyển biến rõ ở khối trường học và y tế; nhiều chi bộ chọn"
        " chuyên đề sát việc hằng ngày, bớt đọc văn bản.",
        actor=leader,
    )
    reports.write_sentence(
        report=report,
        section="directions",
        text="Sáu tháng tới tập trung vào những nơi quá hạn nhiều; mỗi nơi một đồng chí trong"
        " Ban Thường vụ theo dõi.",
        actor=leader,
    )
