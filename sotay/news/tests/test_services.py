import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.news import services
from sotay.news.cards import latest
from sotay.news.models import News, Seen
from sotay.news.services import NewNews
from sotay.news.tests.conftest import NOON
from sotay.organisations.access import actor_for
from sotay.organisations.models import Organisation
from sotay.testing.notices import every_notice
from sotay.testing.worlds import TODAY, person

pytestmark = pytest.mark.django_db


def sees(actor, news):
    return News.objects.addressed_to(actor).filter(pk=news.pk).exists()


class TestWriteNews:
    def test_keeps_a_draft_that_only_the_committee_sees(
        self, write, officer, leader, inspector, secretary, far_officer
    ):
        news = write()

        assert news.is_draft
        assert AuditEntry.objects.get(act="news.write").subject_id == news.pk
        for actor, found in [(officer, 1), (leader, 1), (inspector, 0), (secretary, 0)]:
            assert News.objects.visible_to(actor).count() == found
        assert not News.objects.visible_to(far_officer).exists()
        assert not sees(officer, news)
        assert list(News.objects.drafts_of(officer)) == [news]

    def test_an_office_above_does_not_speak_for_those_below(self, write, world, officer):
        with pytest.raises(PermissionDenied):
            write(committee=world.river)

    def test_a_cell_speaks_for_itself_and_not_for_the_bloc(self, write, world, secretary):
        assert write(actor=secretary, committee=world.river).committee == world.river
        with pytest.raises(PermissionDenied):
            write(actor=secretary)

    def test_an_inspector_does_not_speak(self, write, inspector):
        with pytest.raises(PermissionDenied):
            write(actor=inspector)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"title": " "}, "chưa có tên"),
            ({"title": "x" * 201}, "dài quá 200"),
            ({"words": " \n "}, "chưa có nội dung"),
            ({"words": "x" * 20_001}, "dài quá 20.000"),
            ({"words": "a\0b"}, "ký tự lạ"),
            ({"column": "gossip"}, "chuyên mục"),
            ({"kinds": ["cell", "planet"]}, "cấp tổ chức"),
        ],
    )
    def test_says_what_is_wrong(self, write, changes, words):
        with pytest.raises(BadInput, match=words):
            write(**changes)
        assert not News.objects.exists()

    def test_takes_a_title_and_words_of_the_longest(self, write):
        write(title="x" * 200, words="x" * 20_000)

    def test_is_not_addressed_outside_the_own_tree(self, write, world):
        with pytest.raises(BadInput, match="không thuộc"):
            write(branches=[world.shore])


class TestChangeNews:
    def test_writes_the_draft_anew(self, write, world, officer):
        news = write(branches=[world.works])
        kept = services.change_news(
            news=news,
            given=NewNews("Tên mới", "Lời mới", "news", ["cell"], [world.plain]),
            actor=officer,
        )
        assert (kept.title, kept.words, kept.kinds) == ("Tên mới", "Lời mới", ["cell"])
        assert [row.organisation for row in kept.audiences.all()] == [world.plain]

    def test_what_is_published_is_not_changed(self, publish, officer):
        with pytest.raises(RuleBroken, match="không sửa nữa"):
            services.change_news(news=publish(), given=NewNews("x", "y"), actor=officer)


class TestFiles:
    def test_a_draft_takes_a_file_once(self, write, officer):
        news = write()
        first = services.attach(news=news, content=b"Bang so lieu", name="bang.txt", actor=officer)
        again = services.attach(news=news, content=b"Bang so lieu", name="khac.txt", actor=officer)
        assert again == first
        services.detach(attachment=first, actor=officer)
        assert not news.attachments.exists()

    def test_ten_files_and_not_one_more(self, write, officer):
        news = write()
        for number in range(10):
            services.attach(
                news=news, content=f"tep {number}".encode(), name="a.txt", actor=officer
            )
        with pytest.raises(RuleBroken, match="đã có 10 tệp"):
            services.attach(news=news, content=b"nua", name="a.txt", actor=officer)

    def test_none_is_added_once_published(self, publish, officer):
        with pytest.raises(RuleBroken):
            services.attach(news=publish(), content=b"x y z", name="a.txt", actor=officer)


class TestPublishNews:
    def test_reaches_the_whole_tree_and_nobody_beyond(
        self, publish, officer, secretary, works_secretary, inspector, far_officer, stranger
    ):
        news = publish()
        assert (news.published_at, news.published_on) == (NOON, TODAY)
        assert all(sees(actor, news) for actor in (secretary, works_secretary, inspector, officer))
        assert not sees(far_officer, news)
        assert not sees(stranger, news)

    def test_a_level_alone(self, publish, secretary, works_secretary):
        news = publish(kinds=["cell"])
        assert sees(secretary, news)
        assert not sees(works_secretary, news)

    def test_a_branch_alone(self, publish, world, secretary, works_secretary):
        plain = actor_for(person("plain", "Đinh Văn Bằng", ("secretary", world.plain)), TODAY)
        news = publish(branches=[world.works])
        assert sees(secretary, news)
        assert sees(works_secretary, news)
        assert not sees(plain, news)

    def test_a_level_within_a_branch(self, publish, world, secretary, works_secretary):
        news = publish(branches=[world.works], kinds=["grassroots_committee"])
        assert sees(works_secretary, news)
        assert not sees(secretary, news)

    def test_a_member_without_office_reads_what_the_own_cell_gets(self, publish, world, stranger):
        from dataclasses import replace

        member = replace(stranger, home=Organisation.objects.get(pk=world.river.pk))
        assert sees(member, publish(kinds=["cell"]))
        assert not sees(member, publish(branches=[world.plain]))

    def test_what_a_cell_says_stays_in_the_cell(
        self, publish, world, secretary, hill_secretary, officer
    ):
        news = publish(actor=secretary, committee=world.river)
        assert sees(secretary, news)
        assert not sees(hill_secretary, news)
        assert not sees(officer, news)

    def test_tells_the_heads_addressed_and_not_who_publishes(
        self, publish, officer, leader, secretary, hill_secretary, works_secretary, far_officer
    ):
        news = publish(actor=leader, kinds=["cell", "upper"])
        told = {row.user for row in every_notice(kind="news")}
        assert told == {secretary.user, hill_secretary.user}
        (notice,) = every_notice(user=secretary.user, kind="news")
        assert notice.words == "Tin mới: Một cách làm hay"
        assert notice.subject == news

    def test_once(self, publish, officer):
        with pytest.raises(RuleBroken):
            services.publish_news(news=publish(), actor=officer, moment=NOON)

    def test_is_refused_to_others(self, write, inspector, works_secretary):
        for actor in (inspector, works_secretary):
            with pytest.raises(PermissionDenied):
                services.publish_news(news=write(), actor=actor, moment=NOON)

    def test_the_newest_come_first_on_the_home_page(self, publish, write, secretary):
        for number in range(4):
            publish(title=f"Tin {number}")
        write(title="Bản thảo")
        assert [news.title for news in latest(secretary)] == ["Tin 3", "Tin 2", "Tin 1"]


class TestWithdrawNews:
    def test_takes_it_off_the_pages_and_the_notices_back(self, publish, officer, secretary):
        news = publish()
        services.withdraw_news(news=news, reason="Nhầm số liệu", actor=officer, moment=NOON)
        assert not sees(secretary, news)
        assert News.objects.visible_to(officer).get().withdrawn_reason == "Nhầm số liệu"
        assert every_notice(kind="news") == []
        assert AuditEntry.objects.filter(act="news.withdraw").count() == 1

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
    def test_says_why(self, publish, officer, reason):
        with pytest.raises(BadInput, match="lý do"):
            services.withdraw_news(news=publish(), reason=reason, actor=officer, moment=NOON)

    def test_once_and_by_its_own_committee(self, publish, officer, works_secretary):
        news = publish()
        with pytest.raises(PermissionDenied):
            services.withdraw_news(news=news, reason="x", actor=works_secretary, moment=NOON)
        services.withdraw_news(news=news, reason="x", actor=officer, moment=NOON)
        with pytest.raises(RuleBroken, match="đã rút rồi"):
            services.withdraw_news(news=news, reason="x", actor=officer, moment=NOON)


class TestReaders:
    def test_one_person_counts_once(self, publish, secretary):
        news = publish()
        services.open_news(news, secretary)
        services.open_news(news, secretary)
        assert news.seen.count() == 1

    def test_the_author_and_drafts_do_not_count(self, publish, write, officer, leader):
        services.open_news(publish(), officer)
        services.open_news(write(), leader)
        assert not Seen.objects.exists()

    def test_are_shown_from_five_on_and_in_steps(self, publish, world, officer):
        news = publish()
        shown = []
        for number in range(11):
            reader = actor_for(person(f"r{number}", "Đồng chí", ("clerk", world.river)), TODAY)
            services.open_news(news, reader)
            shown.append(services.readers(news, officer))
        assert shown == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]

    def test_nothing_kept_says_who_or_when(self, publish, secretary):
        services.open_news(publish(), secretary)
        columns = {field.attname for field in Seen._meta.get_fields()}
        assert columns == {"mark", "news_id"}
        assert not AuditEntry.objects.filter(user_id=secretary.user.pk).exists()
