"""A correction of column, readers and files: who sees what then, who is told, what is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sotay.core.errors import BadInput, RuleBroken
from sotay.news import cards, reading, services
from sotay.news.models import Attachment, Correction, News
from sotay.news.rules import MOST_FILES
from sotay.news.services import Change
from sotay.news.tests.conftest import NOON, WORDS
from sotay.news.tests.test_doors import ROUTE, send, url
from sotay.organisations.access import acting_for
from sotay.testing.notices import every_notice, rewrite_notices

pytestmark = pytest.mark.django_db
SAID = "Gửi lại đúng nơi nhận"


@pytest.fixture
def correct(officer):
    def put_right(news, actor=officer, known=0, is_told=False, **change):
        return services.correct_news(
            news=news, change=Change(**change), said=SAID, reason="Ghi nhầm", known=known,
            actor=actor, moment=NOON, is_told=is_told,
        )  # fmt: skip

    return put_right


@pytest.fixture
def filed(write, officer):
    """A published piece with two files."""
    news = write()
    for name in ("mot.txt", "hai.txt"):
        services.attach(news=news, content=name.encode(), name=name, actor=officer)
    return services.publish_news(news=news, actor=officer, moment=NOON)


def sees(actor):
    with acting_for(actor):
        return [row.pk for row in News.objects.visible_to(actor)]


def told(**which):
    return {(row.user.username, row.words) for row in every_notice(kind="news", **which)}


class TestReaders:
    def test_who_loses_sight_loses_it_everywhere(
        self, publish, correct, world, officer, secretary, far_officer, as_client
    ):
        """Published to the whole bloc; then only to hill."""
        news = publish()
        reader, desk = as_client(secretary), as_client(officer)
        services.correct_news(
            news=news, change=Change(added=[(b"so lieu", "bang.txt")]), said="Thêm bảng",
            reason="x", known=0, actor=officer, moment=NOON,
        )  # fmt: skip
        file = news.attachments.get()
        addresses = (
            url("detail", news.pk),
            url("file", news.pk, file.pk),
            f"{ROUTE}/{news.pk}",
            f"{ROUTE}/{news.pk}/files/{file.pk}",
        )
        assert [reader.get(path).status_code for path in addresses] == [200] * 4
        assert every_notice(user=secretary.user, kind="news")
        rewrite_notices(mailed_at=NOON)
        made = correct(news, known=1, branches=[world.hill])
        assert made.changed == ["readers"]
        assert [reader.get(path).status_code for path in addresses] == [404] * 4
        assert [desk.get(path).status_code for path in addresses] == [200] * 4
        assert news.title not in reader.get(url("list")).content.decode()
        assert reader.get(ROUTE).json()["total"] == 0
        assert news.title not in reader.get("/").content.decode()
        with acting_for(secretary):
            assert cards.latest(secretary) == []
        assert not every_notice(user=secretary.user, kind="news")  # though its mail has gone

    def test_a_level_left_out_loses_sight_and_one_taken_in_gains_it(
        self, publish, correct, secretary, works_secretary, world
    ):
        news = publish(kinds=["cell"], branches=[world.works])
        assert sees(secretary) == [news.pk]
        assert sees(works_secretary) == []
        level = works_secretary.place.kind.code
        correct(news, kinds=[level])
        assert sees(secretary) == []
        assert sees(works_secretary) == [news.pk]

    def test_who_newly_gets_sight_is_told_and_nobody_else(
        self, publish, correct, world, secretary, hill_secretary
    ):
        news = publish(branches=[world.river])
        before = told()
        assert before == {(secretary.user.username, "Tin mới: Một cách làm hay")}
        rewrite_notices(read_at=NOON)
        correct(news, branches=[world.river, world.hill])
        assert told() == before | {(hill_secretary.user.username, "Tin mới: Một cách làm hay")}
        (old,) = every_notice(user=secretary.user)
        assert old.read_at == NOON  # nothing new for them

    def test_told_of_the_correction_are_those_who_had_it_and_of_the_piece_the_others(
        self, publish, correct, world, secretary, hill_secretary
    ):
        news = publish(branches=[world.river])
        correct(news, branches=[world.river, world.hill], title="Tên mới", is_told=True)
        assert told() == {
            (secretary.user.username, "Tin đã đính chính: Tên mới"),
            (hill_secretary.user.username, "Tin mới: Tên mới"),
        }

    def test_withdrawn_after_a_changed_address_it_was_never_there_for_the_others(
        self, publish, correct, world, officer, secretary, hill_secretary, as_client
    ):
        news = publish()
        correct(news, branches=[world.hill])
        services.withdraw_news(news=news, reason="x", actor=officer, moment=NOON)
        assert as_client(hill_secretary).get(url("detail", news.pk)).status_code == 410
        assert as_client(secretary).get(url("detail", news.pk)).status_code == 404
        assert every_notice(kind="news") == []

    def test_not_outside_the_own_tree(self, publish, correct, world):
        with pytest.raises(BadInput, match="nơi nhận"):
            correct(publish(branches=[world.river]), branches=[world.far])
        news = News.objects.get()
        assert [row.organisation for row in news.audiences.all()] == [world.river]
        assert not Correction.objects.exists()


class TestTitleInNotices:
    def test_a_silent_correction_puts_it_right_and_tells_nobody_anew(
        self, publish, correct, secretary
    ):
        news = publish()
        rewrite_notices(read_at=NOON, mailed_at=NOON)
        correct(news, title="Tên đúng")
        (notice,) = every_notice(user=secretary.user, kind="news")
        assert notice.words == "Tin mới: Tên đúng"
        assert (notice.read_at, notice.mailed_at) == (NOON, NOON)

    def test_of_another_piece_it_stays(self, publish, correct, secretary):
        other, news = publish(), publish()
        correct(news, title="Tên đúng")
        (kept,) = every_notice(user=secretary.user, subject_id=other.pk)
        assert kept.words == "Tin mới: Một cách làm hay"


class TestFiles:
    def test_one_taken_off_stays_for_those_who_speak(
        self, filed, correct, officer, secretary, as_client
    ):
        gone, stays = filed.attachments.all()
        made = correct(filed, removed=[gone.pk])
        assert made.changed == ["files"]
        reader, desk = as_client(secretary), as_client(officer)
        for path in (url("file", filed.pk, gone.pk), f"{ROUTE}/{filed.pk}/files/{gone.pk}"):
            assert reader.get(path).status_code == 404
            assert desk.get(path).status_code == 200
        page = reader.get(url("detail", filed.pk)).content.decode()
        assert "mot.txt" not in page
        assert "hai.txt" in page
        assert "Đã đổi: tệp kèm theo." in page
        assert [one["id"] for one in reader.get(f"{ROUTE}/{filed.pk}").json()["files"]] == [
            stays.pk
        ]
        assert "mot.txt" in desk.get(url("detail", filed.pk)).content.decode()

    def test_one_added_is_there_from_then_on(self, filed, correct, officer):
        correct(filed, added=[(b"ba", "ba.txt")])
        correct(filed, known=1, removed=[filed.attachments.get(name="mot.txt").pk])
        last, first = reading.earlier(filed, officer)
        assert [one.name for one in first.files] == ["mot.txt", "hai.txt"]
        assert [one.name for one in last.files] == ["mot.txt", "hai.txt", "ba.txt"]
        assert [one.name for one in filed.attachments.standing()] == ["hai.txt", "ba.txt"]

    def test_the_same_file_again_changes_nothing(self, filed, correct):
        with pytest.raises(BadInput, match="chưa có gì khác"):
            correct(filed, added=[(b"mot.txt", "mot.txt")])
        assert not Correction.objects.exists()

    def test_one_taken_off_may_come_back(self, filed, correct):
        correct(filed, removed=[filed.attachments.get(name="mot.txt").pk])
        correct(filed, known=1, added=[(b"mot.txt", "lai.txt")])
        assert [one.name for one in filed.attachments.standing()] == ["hai.txt", "lai.txt"]

    def test_one_taken_off_is_not_taken_off_again(self, filed, correct):
        gone = filed.attachments.get(name="mot.txt")
        correct(filed, removed=[gone.pk])
        with pytest.raises(BadInput, match="không còn ở tin này"):
            correct(filed, known=1, removed=[gone.pk])

    def test_not_one_of_another_piece(self, filed, publish, correct):
        with pytest.raises(BadInput, match="không còn ở tin này"):
            correct(publish(), removed=[filed.attachments.first().pk])

    def test_no_more_than_there_may_be(self, filed, correct):
        more = [(f"{n}".encode(), f"{n}.txt") for n in range(MOST_FILES - 2)]
        correct(filed, added=more)
        with pytest.raises(RuleBroken, match="Đồng chí bỏ bớt"):
            correct(filed, known=1, added=[(b"them", "them.txt")])
        one = filed.attachments.get(name="mot.txt")
        correct(filed, known=1, removed=[one.pk], added=[(b"them", "them.txt")])
        assert filed.attachments.standing().count() == MOST_FILES

    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=8))
    def test_what_readers_had_before_each_correction_is_what_they_had(self, steps):
        """Corrections add a file or take one off; the rows tell every state there was."""
        every: list[Attachment] = [Attachment(pk=1), Attachment(pk=2)]
        had: dict[int, list[int]] = {}
        for place, (adds, which) in enumerate(steps, 1):
            standing = [one for one in every if one.removed_by_id is None]
            had[place] = [one.pk for one in standing]
            if adds or not standing:
                every.append(Attachment(pk=len(every) + 1, added_by_id=place))
            else:
                standing[which % len(standing)].removed_by_id = place
        for place, expected in had.items():
            found = reading.files_before(every, Correction(pk=place))
            assert [one.pk for one in found] == expected


class TestColumn:
    def test_is_corrected_and_the_earlier_one_kept(self, publish, correct, officer):
        news = publish()
        made = correct(news, column="practice")
        assert (News.objects.get().column, made.earlier_column) == ("practice", "model")
        assert made.changed == ["column"]
        with acting_for(officer):
            assert reading.earlier(news, officer)[0].column == "Điển hình"


class TestPages:
    def form(self, news, **changes):
        return {
            "title": news.title, "words": WORDS, "column": news.column, "said": SAID,
            "reason": "Ghi nhầm", "known": 0, **changes,
        }  # fmt: skip

    def test_everything_in_one_correction(
        self, filed, world, officer, secretary, hill_secretary, as_client
    ):
        desk, path = as_client(officer), url("correct", filed.pk)
        shown = desk.get(path).content.decode()
        assert "mot.txt" in shown
        gone = filed.attachments.get(name="mot.txt")
        given_ = self.form(
            filed, column="guidance", branches=[world.works.pk], kinds=["cell"],
            removed=[gone.pk], file=SimpleUploadedFile("moi.txt", b"Moi"),
        )  # fmt: skip
        assert desk.post(path, given_).status_code == 302
        made = Correction.objects.get()
        assert made.changed == ["column", "readers", "files"]
        page = as_client(secretary).get(url("detail", filed.pk)).content.decode()
        assert "Đã đổi: chuyên mục, nơi nhận, tệp kèm theo." in page
        assert "moi.txt" in page
        kept = desk.get(url("detail", filed.pk)).content.decode()
        assert "Chuyên mục: Điển hình" in kept
        assert "Cả đảng bộ; mọi cấp." in kept
        again = desk.get(path).context["form"].initial
        assert (again["branches"], again["kinds"], again["known"]) == (
            [str(world.works.pk)], ["cell"], 1,
        )  # fmt: skip

    def test_a_draft_is_changed_on_its_own_page(self, write, officer, secretary, as_client):
        draft, desk = write(), as_client(officer)
        for answer in (
            desk.get(url("correct", draft.pk)),
            desk.post(url("correct", draft.pk), self.form(draft)),
        ):
            assert (answer.status_code, answer.url) == (302, url("change", draft.pk))
        assert as_client(secretary).get(url("correct", draft.pk)).status_code == 404

    def test_a_published_one_is_corrected_on_its_own_page(self, publish, officer, as_client):
        news, desk = publish(), as_client(officer)
        answer = desk.get(url("change", news.pk))
        assert (answer.status_code, answer.url) == (302, url("correct", news.pk))

    def test_what_was_typed_too_late_is_not_thrown_away(self, publish, world, officer, as_client):
        news, desk = publish(), as_client(officer)
        typed = {"committee": world.bloc.pk, **self.form(news, words="Gõ dở")}
        late = desk.post(url("change", news.pk), typed)
        assert late.status_code == 422
        assert "Gõ dở" in late.content.decode()
        services.withdraw_news(news=news, reason="x", actor=officer, moment=NOON)
        late = desk.post(url("correct", news.pk), self.form(news, words="Gõ dở"))
        assert late.status_code == 422
        assert "Gõ dở" in late.content.decode()

    def test_a_withdrawn_one_is_nowhere_to_be_changed(self, publish, officer, as_client):
        news, desk = publish(), as_client(officer)
        services.withdraw_news(news=news, reason="x", actor=officer, moment=NOON)
        assert desk.get(url("correct", news.pk)).status_code == 404
        assert desk.get(url("change", news.pk)).status_code == 404

    def test_the_number_of_queries_does_not_grow_with_corrections(
        self, publish, correct, world, officer, as_client
    ):
        news, desk = publish(branches=[world.works]), as_client(officer)
        counted = []
        for known, branches in enumerate(([world.river], [world.hill], [world.works])):
            correct(news, known=known, branches=branches, added=[(f"{known}".encode(), "x.txt")])
            with CaptureQueriesContext(connection) as seen:
                desk.get(url("detail", news.pk))
            counted.append(len(seen))
        assert counted[2] <= counted[1]


class TestRoutes:
    def test_what_is_not_given_stays(self, filed, world, officer, secretary, as_client):
        desk, path = as_client(officer), f"/{filed.pk}/corrections"
        gone = filed.attachments.get(name="mot.txt")
        given_ = {
            "branch_ids": [world.works.pk], "removed_file_ids": [gone.pk], "said": SAID,
            "reason": "x",
        }  # fmt: skip
        made = send(desk, "post", path, given_)
        assert made.status_code == 201
        answer = made.json()
        assert (answer["words"], answer["column"]) == (WORDS, "model")
        assert answer["branch_ids"] == [world.works.pk]
        assert [one["name"] for one in answer["files"]] == ["hai.txt"]
        (earlier,) = desk.get(ROUTE + path).json()
        assert earlier["changed"] == ["readers", "files"]
        assert earlier["earlier_branch_ids"] == []
        assert [one["name"] for one in earlier["earlier_files"]] == ["mot.txt", "hai.txt"]
        assert send(desk, "post", path, {**given_, "known": 1}).status_code == 422  # no such file

    def test_a_file_is_added(self, filed, officer, secretary, far_officer, as_client):
        path = f"{ROUTE}/{filed.pk}/corrections/file"

        def given_():
            return {
                "said": SAID, "reason": "x", "known": 0,
                "file": SimpleUploadedFile("moi.txt", b"Moi"),
            }  # fmt: skip

        assert as_client(secretary).post(path, given_()).status_code == 403
        assert as_client(far_officer).post(path, given_()).status_code == 404
        made = as_client(officer).post(path, given_())
        assert made.status_code == 201
        assert [one["name"] for one in made.json()["files"]] == ["mot.txt", "hai.txt", "moi.txt"]
        assert as_client(officer).post(path, given_()).status_code == 409  # known: 1 by now

    def test_a_branch_that_is_not_in_sight_is_not_found(self, publish, officer, as_client):
        given_ = {"branch_ids": [10**9], "said": SAID, "reason": "x"}
        path = f"/{publish().pk}/corrections"
        assert send(as_client(officer), "post", path, given_).status_code == 404
