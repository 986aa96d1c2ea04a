"""Members opening the handbook: the real server, asked by a second process, a member at a time.

What one opening is (``MIX``) is stated with the figures. The device has its shell already; it asks
whether its pack still holds, and some go on to their own page. Every opening is by another member,
so nothing that the server keeps for a person helps the next request.
"""

import random
import time
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from sotay.accounts.models import User
from sotay.bench.loading import Bench
from sotay.bench.people import officer
from sotay.bench.serving import WORKERS, drive, give_accounts, give_sessions, served, weighed
from sotay.directives.models import Distribution, Document
from sotay.dues.models import Collection, Due
from sotay.handbook import pack
from sotay.meetings.models import Invitation, Meeting
from sotay.members.models import Member
from sotay.news.models import News
from sotay.organisations.access import acting_for, system_actor
from sotay.organisations.models import Organisation

MOST_SESSIONS: Final = 20_000  # members who are signed in and open the handbook
CONNECTIONS: Final = 24  # kept alive, as a server in front keeps them
SECONDS: Final = 15  # of each run
WARM, WARM_SECONDS = 1_500, 10  # code loaded, questions planned by every connection
AIM_A_SECOND: Final = 300
# Of a hundred openings: how many find their pack changed, open their page, ask for a shell file.
MIX: Final = {"pack_changed": 6, "page": 15, "shell_files": 2}
SHELL: Final = ("/static/ui/style.css", "/static/ui/app.js", "/static/ui/icons.svg")
DOCUMENTS, LETTERS = 5, 20_000


def measure(bench: Bench) -> dict[str, Any]:
    """Requests a second and milliseconds, held at the aim and driven as hard as it goes."""
    began = time.perf_counter()
    openings = _openings()
    prepared = round(time.perf_counter() - began, 1)
    how: dict[str, Any] = {"connections": CONNECTIONS, "mix": MIX, "shell": SHELL}
    with served(connection.settings_dict["NAME"]) as (port, server):
        drive(port, openings[:WARM], seconds=WARM_SECONDS, **how)  # as a server some minutes old
        held = weighed(server, port, openings[WARM:], rate=AIM_A_SECOND, seconds=SECONDS, **how)
        hardest = weighed(server, port, openings[WARM:][::-1], seconds=SECONDS, **how)
    return {
        "members_signed_in": len(openings),
        "prepared_seconds": prepared,
        "workers": WORKERS,
        "connections": CONNECTIONS,
        "of_100_openings": MIX,
        "held_at_aim": held,
        "as_hard_as_it_goes": hardest,
    }


# --- What is asked ------------------------------------------------------------------------------


def _openings() -> list[dict[str, Any]]:
    """One opening for each member signed in: the cookie and the version that the device has."""
    give_accounts()
    users = list(
        User.objects.filter(username__startswith="bench-m")
        .order_by("id")
        .values_list("id", flat=True)[:MOST_SESSIONS]
    )
    _give_papers(users)
    _give_a_month()
    keys = give_sessions(users)
    today = timezone.localdate()
    made: list[dict[str, Any]] = [
        {"cookie": f"{settings.SESSION_COOKIE_NAME}={keys[user]}",
         "etag": f'"{pack.version(pack.marks_of(user, today), settings.LANGUAGE_CODE)}"'}
        for user in users
    ]  # fmt: skip
    random.Random(7).shuffle(made)
    return made


def _give_papers(users: list[int]) -> None:
    """Papers sent to everybody; each member has pinned two of them."""
    if Document.objects.filter(abstract="đo thử sổ tay").exists():
        return
    actor, root = officer(), Organisation.objects.get(code="D1")
    words = "Từng chi bộ xây dựng kế hoạch, phân công người làm và định hạn cho từng việc. "
    with acting_for(actor):
        papers = [
            Document.objects.create(
                type_code="NQ", type_name="Nghị quyết", number=f"{n:02d}", organ_symbol="ĐU",
                issuer=root, registered_by=root, issued_on=actor.today - timedelta(days=n),
                abstract="đo thử sổ tay", text=words * (LETTERS // len(words)),
                state=Document.State.ISSUED, created_by=actor.user,
            )
            for n in range(1, DOCUMENTS + 1)
        ]  # fmt: skip
        for paper in papers:
            Distribution.objects.create(document=paper, organisation=root)
    with connection.cursor() as cursor:
        for user in users:  # each in that member's own name: no other may pin for them
            chosen = [papers[user % DOCUMENTS].pk, papers[(user + 1) % DOCUMENTS].pk]
            cursor.execute(
                "SELECT set_config('app.user', %(user)s::text, true);"
                " INSERT INTO directives_pin (user_id, document_id, pinned_at)"
                " SELECT %(user)s, one, now() FROM unnest(%(chosen)s::bigint[]) one",
                {"user": user, "chosen": chosen},
            )
        cursor.execute("ANALYZE directives_pin, directives_document, directives_distribution")


def _give_a_month() -> None:
    """What a member's page speaks of: dues to pay, a meeting to come to, news of the committee."""
    if News.objects.exists():
        return
    everywhere = system_actor(officer().user, timezone.localdate(), "bench")
    by, today, now = everywhere.user, everywhere.today, timezone.now()
    month = today.replace(day=1)
    with acting_for(everywhere):
        News.objects.create(
            committee=Organisation.objects.get(code="D1"), title="Kế hoạch kiểm tra cuối năm",
            words="Đảng ủy kiểm tra việc sinh hoạt chi bộ.", by=by, published_at=now,
            published_on=today,
        )  # fmt: skip
        people = list(
            Member.objects.filter(is_active=True)
            .exclude(user=None)
            .only("id", "public_id", "full_name", "sort_key", "cell_id")
        )
        cells = {one.cell_id for one in people}
        lists = {
            made.organisation_id: made
            for made in Collection.objects.bulk_create(
                Collection(organisation_id=cell, month=month, opened_on=month) for cell in cells
            )
        }
        coming = {
            made.organisation_id: made
            for made in Meeting.objects.bulk_create(
                Meeting(
                    organisation_id=cell, kind="ordinary", starts_at=now + timedelta(days=5),
                    month=(month + timedelta(days=40)).replace(day=1), place="Phòng họp",
                    state=Meeting.State.INVITED, created_by=by,
                )
                for cell in cells
            )
        }  # fmt: skip
        Due.objects.bulk_create(
            (
                Due(
                    member=one, organisation_id=one.cell_id, collection=lists[one.cell_id],
                    month=month, member_name=one.full_name, sort_key=one.sort_key, amount=20_000,
                )
                for one in people
            ),
            batch_size=5_000,
        )  # fmt: skip
        Invitation.objects.bulk_create(
            (
                Invitation(
                    organisation_id=one.cell_id, meeting=coming[one.cell_id], member=one,
                    person=one.public_id, name=one.full_name, sort_key=one.sort_key,
                )
                for one in people
            ),
            batch_size=5_000,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dues_due, meetings_invitation, meetings_meeting, news_news")
