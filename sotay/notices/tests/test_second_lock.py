"""The second lock: lines asked bare, without the application's filter, are one's own alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction

from sotay.core.database import roles
from sotay.notices import services
from sotay.notices.models import Notice
from sotay.testing.notices import every_notice, rewrite_notices
from sotay.testing.worlds import TODAY, as_requested

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
EVERYBODY = ("leader", "officer", "inspector", "secretary", "hill_secretary", "stranger")


@pytest.fixture
def people(request):
    return {who: request.getfixturevalue(who) for who in EVERYBODY}


@pytest.fixture
def lines(people):
    """One line to each."""
    services.tell(
        [actor.user for actor in people.values()],
        "word",
        words="Xin chào",
        link="/x/",
        on=TODAY,
    )
    rewrite_notices(made_at=NOON)
    return {notice.user_id: notice for notice in every_notice()}


def setting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.notices', true), '')")
        return cursor.fetchone()[0]


def owners():
    return list(Notice.objects.values_list("user_id", flat=True))


@pytest.mark.django_db
class TestBare:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_each_reads_the_own_line_alone_whatever_the_office(self, lines, people, who):
        assert len(lines) == len(EVERYBODY)
        own = people[who].user.pk
        with as_requested(people[who]):
            assert owners() == [own]

    def test_the_whole_tree_opens_no_lines_of_others(self, lines, everything):
        assert owners() == []

    def test_outside_the_door_nothing_is_read(self, lines):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.user', '', true)")
        assert owners() == []

    @pytest.mark.parametrize("who", ["leader", "stranger"])
    def test_a_change_without_filter_changes_the_own_line_alone(self, lines, people, who):
        with as_requested(people[who]):
            assert Notice.objects.update(words="Đã đổi") == 1
        assert [notice.user for notice in every_notice(words="Đã đổi")] == [people[who].user]

    def test_a_line_of_ones_own_cannot_be_made_anothers(self, lines, leader, secretary):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            as_requested(leader),
        ):
            Notice.objects.update(user=secretary.user)
        assert len(every_notice(user=secretary.user)) == 1

    @pytest.mark.parametrize("who", ["leader", "secretary"])
    def test_nobody_removes_lines_by_hand(self, lines, people, who):
        with as_requested(people[who]), connection.cursor() as cursor:
            cursor.execute("DELETE FROM notices_notice")
            assert cursor.rowcount == 0
        assert len(every_notice()) == len(EVERYBODY)

    @pytest.mark.parametrize("whose", ["leader", "secretary"])
    def test_nobody_writes_a_line_by_hand_to_another_or_to_oneself(self, people, whose):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            as_requested(people["leader"]),
        ):
            Notice.objects.create(user=people[whose].user, kind="word", words="Giả", on=TODAY)
        assert every_notice() == []

    def test_a_role_that_answers_requests_cannot_pass_by(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (roles.WEB,)
            cursor.execute(
                "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
                " AND (rolsuper OR rolbypassrls)",
                [[roles.OWNER, roles.WEB, roles.WORKER]],
            )
            assert cursor.fetchall() == []


@pytest.mark.django_db
class TestServices:
    """They do their work, in the name of one person who sees nobody else's lines."""

    @pytest.fixture(autouse=True)
    def acting(self, leader):
        with as_requested(leader):
            yield

    def tell(self, *people, words="Nhiệm vụ mới", **more):
        users = [actor.user for actor in people]
        return services.tell(users, "issued", words=words, link="/a/", on=TODAY, **more)

    def test_telling_others_counts_replaces_and_tells_anew(self, secretary, officer, world):
        assert self.tell(secretary, subject=world.river) == 1
        assert self.tell(secretary, officer, words="Đã đổi hạn", subject=world.river) == 1
        assert owners() == []
        assert {(row.user, row.words) for row in every_notice()} == {
            (secretary.user, "Đã đổi hạn"),
            (officer.user, "Đã đổi hạn"),
        }

    def test_what_is_told_twice_at_once_is_one_line(self, secretary, monkeypatch):
        """The other act's line is not seen before the insert, and no error after it."""
        create = type(Notice.objects).bulk_create

        def late(manager, rows, **more):
            create(manager, [Notice(user=secretary.user, kind="issued", link="/a/", on=TODAY)])
            return create(manager, rows, **more)

        monkeypatch.setattr(type(Notice.objects), "bulk_create", late)
        assert self.tell(secretary) == 0
        (kept,) = every_notice()
        assert kept.words == "Nhiệm vụ mới"

    def test_taking_back_removes_lines_of_others(self, secretary, officer, world):
        self.tell(secretary, officer, subject=world.river)
        services.take_back("issued", world.river, TODAY)
        assert every_notice() == []

    def test_marking_read_reaches_only_who_acts(self, secretary, leader):
        self.tell(secretary, leader)
        assert services.read_notices(secretary.user, NOON) == 0
        assert services.read_notices(leader.user, NOON) == 1
        assert {row.user for row in every_notice(read_at=NOON)} == {leader.user}

    def test_the_clock_mails_everybody_and_marks_it(self, secretary, officer):
        self.tell(secretary, officer)
        rewrite_notices(made_at=NOON)
        assert services.mail_notices(NOON + timedelta(minutes=1)) == 2
        assert {tuple(letter.to) for letter in mail.outbox} == {
            ("secretary@vidu.vn",),
            ("officer@vidu.vn",),
        }
        assert len(every_notice(mailed_at=NOON + timedelta(minutes=1))) == 2

    def test_the_clock_finds_what_is_to_be_pushed_and_marks_it(self, secretary, officer):
        self.tell(secretary, officer)
        rewrite_notices(made_at=NOON)
        assert services.push_notices(NOON + timedelta(minutes=1)) == 0  # no device wants it
        assert len(every_notice(pushed_at=NOON + timedelta(minutes=1))) == 2


@pytest.mark.django_db
class TestSetting:
    def test_it_is_there_in_the_body_alone(self):
        assert setting() == ""
        with services.of_everybody():
            assert setting() == "all"
            with services.of_everybody():
                assert setting() == "all"
            assert setting() == "all"
        assert setting() == ""

    def test_it_goes_where_the_body_fails(self):
        with pytest.raises(ZeroDivisionError), services.of_everybody():
            raise ZeroDivisionError
        assert setting() == ""

    def test_it_goes_where_the_database_refuses(self, secretary):
        with pytest.raises(IntegrityError), services.of_everybody():
            Notice.objects.create(user=secretary.user, kind="x", on=TODAY, subject_id=3)
        assert setting() == ""

    @pytest.mark.parametrize("act", ["tell", "take_back", "forget", "reword", "mail", "push"])
    def test_no_service_leaves_it_open(self, lines, leader, secretary, world, act):
        with as_requested(leader):
            {
                "tell": lambda: services.tell(
                    [secretary.user], "word", words="x", link="/y/", on=date(2026, 11, 23)
                ),
                "take_back": lambda: services.take_back("word", world.river, TODAY),
                "forget": lambda: services.forget("word", world.river),
                "reword": lambda: services.reword("word", world.river, "x", "y"),
                "mail": lambda: services.mail_notices(NOON + timedelta(minutes=1)),
                "push": lambda: services.push_notices(NOON + timedelta(minutes=1)),
            }[act]()
            assert setting() == ""
            assert owners() == [leader.user.pk]

    def test_a_failing_tell_leaves_it_closed(self, lines, leader, secretary, monkeypatch):
        def fail(*args, **more):
            raise ZeroDivisionError

        monkeypatch.setattr(type(Notice.objects), "bulk_create", fail)
        with as_requested(leader):
            with pytest.raises(ZeroDivisionError):
                services.tell([secretary.user], "word", words="x", link="/y/", on=TODAY)
            assert owners() == [leader.user.pk]


@pytest.mark.usefixtures("django_db_setup")
def test_the_setting_does_not_outlive_a_real_transaction(django_db_blocker):
    """A connection is used again by the next request: here no test's transaction is around."""
    with django_db_blocker.unblock():
        connection.close()
        try:
            assert setting() == ""
            with services.of_everybody():
                assert setting() == "all"
                process = connection.connection.info.backend_pid
            assert not connection.in_atomic_block
            assert setting() == ""
            with pytest.raises(ZeroDivisionError), services.of_everybody():
                raise ZeroDivisionError
            assert setting() == ""
            assert connection.connection.info.backend_pid == process
        finally:
            connection.close()
