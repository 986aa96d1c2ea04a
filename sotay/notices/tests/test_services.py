from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sotay.accounts.models import User
from sotay.notices import services
from sotay.notices.counting import unread_of
from sotay.notices.models import Notice
from sotay.testing.notices import every_notice, leave_notice, rewrite_notices
from sotay.testing.worlds import person

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # local noon of the worlds' day
TODAY = date(2026, 11, 22)


def read(actor, moment, ids=None):
    with services.as_person(actor.user):
        return services.read_notices(actor.user, moment, ids)


def tell(*people, kind="issued", words="Nhiệm vụ mới", link="/tasks/1/", on=TODAY, **more):
    return services.tell([one.user for one in people], kind, words=words, link=link, on=on, **more)


class TestUnread:
    def test_counts_ones_own_lines_that_were_not_read(self, secretary, officer):
        tell(secretary, officer, kind="issued")
        tell(secretary, kind="returned")
        with services.as_person(secretary.user):
            assert unread_of(secretary.user) == 2
        read(secretary, NOON, [every_notice(user=secretary.user, kind="issued")[0].pk])
        with services.as_person(secretary.user):
            assert unread_of(secretary.user) == 1
            assert unread_of(officer.user) == 0  # theirs are theirs to count


class TestLayingToRest:
    def test_is_read_for_everybody_and_leaves_the_house_no_more(
        self, secretary, officer, leader, world
    ):
        tell(secretary, officer, kind="invited", subject=world.river)
        tell(secretary, kind="soon", subject=world.river, on=TODAY - timedelta(days=1))
        tell(leader, kind="minutes", subject=world.river)
        tell(leader, kind="invited", subject=world.hill)
        read(officer, NOON)
        rewrite_notices(made_at=NOON)
        later = NOON + timedelta(hours=2)
        assert services.lay_to_rest(["invited", "soon"], world.river, later) == 2
        found = {(row.user.username, row.kind): row.read_at for row in every_notice()}
        assert found == {
            ("secretary", "invited"): later, ("secretary", "soon"): later,
            ("officer", "invited"): NOON, ("leader", "minutes"): None, ("leader", "invited"): None,
        }  # fmt: skip
        with services.of_everybody():
            waits = {row.user.username for row in Notice.objects.to_mail(later)}
        assert waits == {"leader"}
        assert services.lay_to_rest(["invited", "soon"], world.river, later) == 0

    def test_a_cell_of_50_and_a_conference_of_2000_in_as_many_questions(self, world):
        about = ContentType.objects.get_for_model(world.river)
        User.objects.bulk_create(User(username=f"u{n}", full_name=f"U {n}") for n in range(2000))
        people = list(User.objects.filter(username__startswith="u").order_by("id"))
        asked = []
        for organisation, count in ((world.river, 50), (world.hill, 2000)):
            with services.of_everybody():
                Notice.objects.bulk_create(
                    Notice(
                        user=one, kind="invited", words="Mời họp", on=TODAY,
                        subject_type=about, subject_id=organisation.pk,
                    )
                    for one in people[:count]
                )  # fmt: skip
            with CaptureQueriesContext(connection) as seen:
                assert services.lay_to_rest(["invited"], organisation, NOON) == count
            asked.append(len(seen))
        assert asked[0] == asked[1]


class TestTell:
    def test_leaves_one_for_each_person_named_once_or_twice(self, secretary, officer):
        assert tell(secretary, officer, secretary) == 2
        assert {row.user for row in every_notice()} == {secretary.user, officer.user}

    def test_the_later_of_a_day_takes_the_place_of_the_earlier(self, secretary, world):
        tell(secretary, subject=world.river)
        read(secretary, NOON)
        rewrite_notices(mailed_at=NOON)

        assert tell(secretary, subject=world.river, words="Đã đổi hạn") == 0

        (kept,) = every_notice()
        assert (kept.words, kept.read_at, kept.mailed_at) == ("Đã đổi hạn", None, None)
        assert kept.subject == world.river

    def test_one_that_is_not_told_anew_stays_as_it_is(self, secretary, world):
        tell(secretary, subject=world.river)
        read(secretary, NOON)
        assert tell(secretary, subject=world.river, words="Đã đổi hạn", anew=False) == 0
        (kept,) = every_notice()
        assert (kept.words, kept.read_at) == ("Nhiệm vụ mới", NOON)

    @pytest.mark.parametrize("change", ["subject", "kind", "day", "person"])
    def test_another_thing_kind_day_or_person_is_another_notice(
        self, secretary, officer, world, change
    ):
        tell(secretary, subject=world.river)
        new = {
            "subject": lambda: tell(secretary, subject=world.hill),
            "kind": lambda: tell(secretary, subject=world.river, kind="returned"),
            "day": lambda: tell(secretary, subject=world.river, on=TODAY + timedelta(days=1)),
            "person": lambda: tell(officer, subject=world.river),
        }[change]()
        assert new == 1
        assert len(every_notice()) == 2

    def test_without_a_subject_the_link_tells_them_apart(self, secretary):
        assert tell(secretary, link="/a/") == 1
        assert tell(secretary, link="/a/", words="Lần sau") == 0
        assert tell(secretary, link="/b/") == 1
        (kept,) = every_notice(link="/a/")
        assert kept.words == "Lần sau"

    def test_words_too_long_are_cut_and_not_refused(self, secretary):
        tell(secretary, words="x" * 401)
        (kept,) = every_notice()
        assert kept.words == "x" * 400

    @pytest.mark.parametrize("anew", [True, False])
    @pytest.mark.parametrize("about", ["subject", "link"])
    def test_asks_no_more_for_more_people(self, world, anew, about):
        people = [SimpleNamespace(user=person(f"p{number}", "Người")) for number in range(20)]
        more = {"subject": world.river} if about == "subject" else {}

        def asked(count, day):
            with CaptureQueriesContext(connection) as queries:
                assert tell(*people[:count], on=day, anew=anew, **more) == count
                assert tell(*people[:count], on=day, anew=anew, **more) == 0
            return len(queries)

        tell(people[0], on=TODAY, **more)  # what is asked once in a process is not counted
        assert asked(2, TODAY + timedelta(days=1)) == asked(20, TODAY + timedelta(days=2))

    @pytest.mark.parametrize("anew", [True, False])
    def test_some_told_before_and_some_new(self, secretary, officer, hill_secretary, anew):
        tell(secretary, officer)
        rewrite_notices(read_at=NOON, mailed_at=NOON, pushed_at=NOON, made_at=NOON)
        assert tell(secretary, hill_secretary, words="Lần sau", anew=anew) == 1
        rows = {row.user: row for row in every_notice()}
        went = {
            user: (row.words, row.read_at, row.mailed_at, row.pushed_at, row.made_at == NOON)
            for user, row in rows.items()
        }
        before = ("Nhiệm vụ mới", NOON, NOON, NOON, True)
        fresh = ("Lần sau", None, None, None, False)
        assert went == {
            secretary.user: fresh if anew else before,
            officer.user: before,
            hill_secretary.user: fresh,
        }

    @pytest.mark.parametrize("anew", [True, False])
    def test_what_another_act_tells_meanwhile_is_taken_over(self, secretary, monkeypatch, anew):
        create = type(Notice.objects).bulk_create

        def late(manager, rows, **more):
            row = {"user": secretary.user, "kind": "issued", "link": "/tasks/1/", "on": TODAY}
            leave_notice(**row, words="Của việc khác", made_at=NOON)
            return create(manager, rows, **more)

        monkeypatch.setattr(type(Notice.objects), "bulk_create", late)
        assert tell(secretary, anew=anew) == 0
        (kept,) = every_notice()
        assert kept.words == ("Nhiệm vụ mới" if anew else "Của việc khác")

    def test_half_a_subject_cannot_be_kept(self, secretary):
        with pytest.raises(IntegrityError), transaction.atomic():
            leave_notice(user=secretary.user, kind="x", on=TODAY, subject_id=3)


class TestTakeBack:
    def test_removes_those_of_the_act_alone(self, secretary, officer, world):
        tell(secretary, officer, subject=world.river)
        tell(secretary, subject=world.hill)
        services.take_back("issued", world.river, TODAY)
        assert [row.subject for row in every_notice()] == [world.hill]

    def test_what_has_gone_by_mail_stays(self, secretary, world):
        tell(secretary, subject=world.river)
        rewrite_notices(mailed_at=NOON)
        services.take_back("issued", world.river, TODAY)
        assert len(every_notice()) == 1

    def test_the_subject_is_its_kind_and_its_number(self, secretary, world):
        """A user and an organisation of one number are two subjects."""
        twin = type(world.river)(pk=secretary.user.pk)
        tell(secretary, subject=secretary.user)
        services.take_back("issued", twin, TODAY)
        assert len(every_notice()) == 1


class TestForget:
    def test_removes_every_day_of_those_who_may_no_longer_see_it(self, secretary, officer, world):
        for on in (TODAY, date(2026, 12, 1)):
            tell(secretary, officer, subject=world.river, on=on)
        tell(secretary, subject=world.hill)
        rewrite_notices(mailed_at=NOON)
        services.forget("issued", world.river, but=[officer.user])
        left = {(row.user, row.subject) for row in every_notice()}
        assert left == {(officer.user, world.river), (secretary.user, world.hill)}
        assert len(every_notice(user=officer.user)) == 2

    def test_of_another_kind_stays(self, secretary, world):
        tell(secretary, subject=world.river)
        services.forget("returned", world.river)
        assert len(every_notice()) == 1


class TestReword:
    def test_puts_the_end_right_and_tells_nobody_anew(self, secretary, officer, world):
        tell(secretary, subject=world.river, words="Tin mới: Tin")
        tell(secretary, subject=world.hill, words="Tin mới: Tin")
        tell(officer, subject=world.river, words="Việc khác")
        rewrite_notices(mailed_at=NOON, read_at=NOON)
        services.reword("issued", world.river, "Tin", "Chuyện")
        found = {(row.user, row.subject): row for row in every_notice()}
        put_right = found[secretary.user, world.river]
        assert put_right.words == "Tin mới: Chuyện"  # its end alone, not every place
        assert (put_right.mailed_at, put_right.read_at) == (NOON, NOON)
        assert found[secretary.user, world.hill].words == "Tin mới: Tin"
        assert found[officer.user, world.river].words == "Việc khác"

    def test_marks_of_searching_are_letters(self, secretary, world):
        tell(secretary, subject=world.river, words="Đạt 50%_ tin")
        services.reword("issued", world.river, "%_ tin", " phần trăm")
        assert every_notice()[0].words == "Đạt 50 phần trăm"


class TestReadNotices:
    def test_marks_only_ones_own(self, secretary, hill_secretary):
        tell(secretary, link="/a/")
        tell(secretary, link="/b/")
        assert read(hill_secretary, NOON) == 0
        assert read(secretary, NOON) == 2
        assert read(secretary, NOON) == 0

    def test_marks_those_named(self, secretary, hill_secretary):
        tell(secretary, hill_secretary, link="/a/")
        tell(secretary, link="/b/")
        (mine,) = every_notice(user=secretary.user, link="/a/")
        (others,) = every_notice(user=hill_secretary.user)
        assert read(secretary, NOON, [mine.pk, others.pk]) == 1
        (others,) = every_notice(pk=others.pk)
        assert others.read_at is None


class TestMailNotices:
    @pytest.fixture
    def told(self, secretary):
        tell(secretary, words="Nhiệm vụ mới: Sinh hoạt chuyên đề quý IV")
        rewrite_notices(made_at=NOON)

    def test_one_letter_with_nothing_personal_in_its_subject(self, told):
        assert services.mail_notices(NOON + timedelta(seconds=10)) == 1

        letter = mail.outbox[0]
        assert letter.to == ["secretary@vidu.vn"]
        assert letter.subject == "Sổ tay: đồng chí có 1 việc cần xem"
        assert "Sinh hoạt chuyên đề quý IV" in letter.body
        assert services.mail_notices(NOON + timedelta(hours=1)) == 0

    def test_waits_until_an_act_can_no_longer_be_undone(self, told):
        assert services.mail_notices(NOON + timedelta(seconds=9)) == 0

    def test_is_each_persons_choice(self, told, secretary):
        secretary.user.mail_reminders = False
        secretary.user.save()
        assert services.mail_notices(NOON + timedelta(hours=1)) == 0
        assert len(every_notice()) == 1

    def test_what_was_read_is_not_mailed(self, told, secretary):
        read(secretary, NOON)
        assert services.mail_notices(NOON + timedelta(hours=1)) == 0

    def test_what_could_not_be_sent_stays(self, told, monkeypatch):
        def refuse(letter):
            raise ConnectionRefusedError

        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        assert services.mail_notices(NOON + timedelta(hours=1)) == 0
        (kept,) = every_notice()
        assert kept.mailed_at is None
