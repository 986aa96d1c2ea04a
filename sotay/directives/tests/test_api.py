"""The routes answer as the pages do, by the same services; what is not seen is 404."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sotay.directives import services
from sotay.directives.models import Citation, Document, Waiver
from sotay.directives.tests.papers import BLOC_PLAN
from sotay.followups.models import Task

HERE = "/api/v1/documents"


@pytest.fixture
def desk(as_client, officer):
    return as_client(officer)


def send(client, method, path, payload=None):
    call = getattr(client, method)
    if payload is None:
        return call(f"{HERE}{path}")
    return call(f"{HERE}{path}", json.dumps(payload), content_type="application/json")


class TestReading:
    def test_words_are_read_and_not_kept(self, desk, world):
        answer = desk.post(f"{HERE}/read", {"text": BLOC_PLAN})

        found = answer.json()
        assert answer.status_code == 200
        assert found["document"]["symbol"] == "27-KH/ĐUK"
        assert len(found["citations"]) == 3
        for kind in ("citations", "targets", "tasks"):
            for one in found[kind]:
                assert found["text"][one["start"] : one["end"]] == one["text"]
        assert not Document.objects.exists()

    def test_a_file_is_read(self, desk, world):
        sent = SimpleUploadedFile("a.txt", BLOC_PLAN.encode())

        assert desk.post(f"{HERE}/read", {"file": sent}).json()["document"]["number"] == 27

    @pytest.mark.parametrize(
        ("given", "status"),
        [({}, 422), ({"text": BLOC_PLAN.replace("*", "MẬT")}, 422), ({"text": "a\x00b"}, 422)],
    )
    def test_refused(self, desk, world, given, status):
        assert desk.post(f"{HERE}/read", given).status_code == status

    def test_not_allowed(self, as_client, inspector):
        assert as_client(inspector).post(f"{HERE}/read", {"text": "x"}).status_code == 403


class TestRegister:
    def test_what_it_says_of_itself_is_enough(self, desk, world):
        answer = desk.post(HERE, {"text": BLOC_PLAN})

        assert answer.status_code == 201
        made = answer.json()
        assert (made["symbol"], made["state"], made["issuer_id"]) == (
            "27-KH/ĐUK", "draft", world.bloc.pk,
        )  # fmt: skip
        assert made["plan_year"] == 2026
        assert len(made["drafts"]) >= 4

    def test_what_is_given_overrules_what_is_read(self, desk, world):
        made = desk.post(HERE, {
            "text": BLOC_PLAN, "number": "31", "issued_on": "2026-10-15", "outside": True,
        }).json()  # fmt: skip

        assert (made["symbol"], made["issued_on"], made["issuer_id"]) == (
            "31-KH/ĐUK", "2026-10-15", None,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "status"),
        [
            ({"text": "Không số, không ngày."}, 422),
            ({"text": BLOC_PLAN, "secrecy": "mat"}, 422),
            ({"text": BLOC_PLAN, "issued_on": "hôm qua"}, 422),
            ({"text": BLOC_PLAN, "secrecy": "rất mật"}, 422),
            ({"text": BLOC_PLAN, "issuer_id": 99_999_999}, 404),
        ],
    )
    def test_refused(self, desk, world, given, status):
        assert desk.post(HERE, given).status_code == status
        assert not Document.objects.exists()

    def test_twice_is_a_conflict(self, desk, world):
        desk.post(HERE, {"text": BLOC_PLAN})

        assert desk.post(HERE, {"text": BLOC_PLAN}).status_code == 409

    def test_a_marked_paper_by_its_number(self, desk, world):
        answer = desk.post(HERE, {
            "secrecy": "mat", "type_name": "Công văn", "number": "3", "organ_symbol": "TU",
            "issued_on": "2026-11-01",
        })  # fmt: skip

        assert (answer.status_code, answer.json()["secrecy"]) == (201, "mat")

    def test_not_allowed(self, as_client, inspector):
        assert as_client(inspector).post(HERE, {"text": BLOC_PLAN}).status_code == 403


class TestListing:
    def test_searches_and_pages(self, desk, plan, cell_plan, central):
        def symbols(query):
            return [one["symbol"] for one in desk.get(f"{HERE}?{query}").json()["items"]]

        assert symbols("") == ["09-KH/CB", "27-KH/ĐUK", "42-HD/BTCTW"]
        assert symbols("q=an toan ho chua") == ["09-KH/CB"]
        assert symbols("type_name=Hướng dẫn") == ["42-HD/BTCTW"]
        assert symbols("own=true") == ["27-KH/ĐUK"]
        assert symbols("in_force_on=2026-10-14") == ["27-KH/ĐUK", "42-HD/BTCTW"]
        assert symbols("limit=1&page=2") == ["27-KH/ĐUK"]
        assert desk.get(f"{HERE}?limit=1").json()["pages"] == 3

    @pytest.mark.parametrize("query", ["q=%00", "page=0", "limit=1000", "state=zzz"])
    def test_refused(self, desk, world, query):
        assert desk.get(f"{HERE}?{query}").status_code == 422

    def test_only_what_is_seen(self, as_client, plan, far_officer):
        assert as_client(far_officer).get(HERE).json()["total"] == 0


class TestOneDocument:
    def test_detail_and_file(self, desk, world):
        sent = SimpleUploadedFile("ke-hoach.txt", BLOC_PLAN.encode())
        key = desk.post(HERE, {"file": sent}).json()["id"]

        assert desk.get(f"{HERE}/{key}").json()["file_name"] == "ke-hoach.txt"
        assert b"".join(desk.get(f"{HERE}/{key}/file").streaming_content) == BLOC_PLAN.encode()

    def test_a_target_that_is_not_seen_is_not_told(
        self, as_client, register, officer, secretary, world
    ):
        upper = register("11-NQ/ĐUK", on=date(2026, 1, 1), issuer=world.bloc)
        lower = register("12-KH/ĐUK", "Thực hiện Nghị quyết số 11-NQ/ĐUK.", issuer=world.bloc)
        services.issue_document(document=lower, to=[world.works], actor=officer)

        told = [
            as_client(who).get(f"{HERE}/{lower.pk}").json()["citations"][0]["target_id"]
            for who in (officer, secretary)
        ]

        assert told == [upper.pk, None]

    def test_confirmed_keeping_what_is_not_said(self, desk, register):
        draft = register(confirmed=False, organ="Đảng ủy Khối")

        answer = send(desk, "post", f"/{draft.pk}/confirm", {"abstract": "việc này"})

        assert answer.status_code == 200
        draft.refresh_from_db()
        assert (draft.state, draft.abstract, draft.organ) == (
            "registered", "việc này", "Đảng ủy Khối",
        )  # fmt: skip

    def test_removed_only_while_a_draft(self, desk, register, plan):
        draft = register("99-KH/ĐUK", confirmed=False)

        assert send(desk, "delete", f"/{draft.pk}").status_code == 204
        assert send(desk, "delete", f"/{plan.pk}").status_code == 409

    def test_issued_received_opened_ended(self, desk, as_client, plan, world, works_secretary):
        path = f"/{plan.pk}/distributions"
        sent = send(desk, "post", path, {"organisation_ids": [world.works.pk, world.plain.pk]})
        assert [row["organisation_id"] for row in sent.json()] == [world.works.pk, world.plain.pk]
        assert send(desk, "post", path, {"organisation_ids": [world.works.pk]}).json() == []
        assert send(desk, "post", path, {"organisation_ids": [world.far.pk]}).status_code == 404

        opened = send(as_client(works_secretary), "post", f"/{plan.pk}/opened")
        assert opened.json() == {"count": 1}
        rows = desk.get(f"{HERE}{path}").json()
        assert [row["opened_by"] for row in rows] == ["Trần Văn Mạch", ""]

        assert send(desk, "post", f"/{plan.pk}/end", {"on": "2026-10-14"}).status_code == 409
        ended = send(desk, "post", f"/{plan.pk}/end", {"on": "2026-12-01"})
        assert ended.json()["in_force_to"] == "2026-12-01"


class TestFindings:
    def test_take_correct_drop_restore_add(self, desk, plan, world):
        draft = plan.drafts.get(text__startswith="Các đảng ủy")
        corrected = send(desk, "put", f"/drafts/{draft.pk}", {"what": "Rà soát", "who": "Chi ủy"})
        assert corrected.json()["missing"] == ["day", "criterion", "product"]
        assert send(desk, "post", f"/drafts/{draft.pk}/drop").json()["state"] == "dropped"
        assert send(desk, "post", f"/drafts/{draft.pk}/restore").json()["state"] == "proposed"

        taken = send(desk, "post", f"/drafts/{draft.pk}/take", {
            "owner_ids": [world.works.pk, world.plain.pk], "title": "Rà soát",
            "due_on": "2026-12-30", "criteria": [{"name": "Báo cáo đã nộp"}],
        })  # fmt: skip
        assert taken.status_code == 201
        assert Task.objects.filter(pk__in=taken.json()["task_ids"]).count() == 2
        assert send(desk, "post", f"/drafts/{draft.pk}/drop").status_code == 409

        added = send(desk, "post", f"/{plan.pk}/drafts", {"words": "ưu tiên chi bộ không"})
        assert added.status_code == 201

    def test_citations(self, desk, plan, register):
        doubt = plan.citations.get(is_inconsistent=True)
        directive = register("19-CT/TU", on=date(2025, 5, 9))

        chosen = send(
            desk, "post", f"/citations/{doubt.pk}/repair", {"target_id": directive.pk}
        ).json()
        assert (chosen["target_id"], chosen["resolution"]) == (directive.pk, "Chỉ thị 19-CT/TU")
        linked = send(desk, "post", f"/citations/{doubt.pk}/link", {"relation": "implements"})
        assert (linked.json()["target_id"], linked.json()["relation"]) == (None, "implements")
        assert send(desk, "delete", f"/citations/{doubt.pk}").status_code == 204
        assert doubt not in Citation.objects.kept()
        assert send(desk, "post", f"/citations/{doubt.pk}/repair", {}).status_code == 422

    def test_waivers(self, desk, plan, world):
        clause = plan.clauses.first()
        made = send(
            desk, "post", f"/clauses/{clause.pk}/waivers",
            {"organisation_id": world.plain.pk, "reason": "Mới lập"},
        )  # fmt: skip

        assert made.status_code == 201
        assert send(desk, "delete", f"/waivers/{made.json()['id']}").status_code == 204
        assert not Waiver.objects.exists()


class TestReaching:
    def test_coverage(self, desk, plan, world):
        found = desk.get(f"{HERE}/{plan.pk}/coverage?scope_id={world.works.pk}").json()

        assert found["columns"] == []
        assert {row["organisation_id"] for row in found["rows"]} == {world.river.pk, world.hill.pk}

    def test_chain(self, desk, plan, cell_plan, world, officer):
        services.issue_document(document=plan, to=[world.works, world.plain], actor=officer)

        found = desk.get(f"{HERE}/{plan.pk}/chain").json()

        assert [(n["document"]["symbol"], n["depth"]) for n in found["nodes"]] == [
            ("27-KH/ĐUK", 0), ("09-KH/CB", 1),
        ]  # fmt: skip
        assert found["breaks"] == [{"organisation_id": world.works.pk, "document_id": plan.pk}]

    def test_comparison(self, desk, plan, cell_plan):
        found = desk.get(f"{HERE}/{cell_plan.pk}/comparison").json()

        assert (found["copied_syllables"], found["syllables"]) == (30, 85)
        assert found["other_id"] == plan.pk
        assert {"kind": "day", "words": "15-11-2026"} in [
            lost for pair in found["pairs"] for lost in pair["lost"]
        ]
        none = desk.get(f"{HERE}/{plan.pk}/comparison?against=last_year").json()
        assert none["other_id"] is None

    def test_hollow(self, desk, cell_plan):
        assert desk.get(f"{HERE}/hollow").json() == []


PATHS = (
    ("get", "", None),
    ("get", "/coverage", None),
    ("get", "/chain", None),
    ("get", "/comparison", None),
    ("get", "/distributions", None),
    ("get", "/file", None),
    ("delete", "", None),
    ("post", "/confirm", {}),
    ("post", "/opened", None),
    ("post", "/end", {"on": "2026-12-01"}),
    ("post", "/drafts", {"words": "đoạn nào đó"}),
    ("post", "/distributions", {"organisation_ids": [1]}),
)


class TestTheUnseen:
    @pytest.mark.parametrize(("method", "path", "payload"), PATHS)
    def test_another_blocs_paper_is_not_found(
        self, as_client, plan, far_officer, method, path, payload
    ):
        answer = send(as_client(far_officer), method, f"/{plan.pk}{path}", payload)

        assert answer.status_code == 404

    @pytest.mark.parametrize("key", [99_999_999, 2**63 - 1])
    def test_a_paper_there_is_not_is_not_found(self, desk, world, key):
        assert desk.get(f"{HERE}/{key}").status_code == 404

    def test_a_number_beyond_every_key_is_refused(self, desk, world):
        assert desk.get(f"{HERE}/{2**70}").status_code == 422

    def test_findings_of_another_bloc(self, as_client, plan, far_officer):
        client = as_client(far_officer)
        draft, citation, clause = (
            plan.drafts.first(), plan.citations.first(), plan.clauses.first(),
        )  # fmt: skip

        for path, payload in (
            (f"/drafts/{draft.pk}/drop", None),
            (f"/citations/{citation.pk}/repair", {"choice": "x"}),
            (f"/clauses/{clause.pk}/waivers", {"organisation_id": 1, "reason": "x"}),
        ):
            assert send(client, "post", path, payload).status_code == 404

    @pytest.mark.parametrize(
        ("method", "path", "payload"),
        [row for row in PATHS if row[0] != "get" and row[1] not in ("/opened", "/distributions")],
    )
    def test_received_is_not_allowed_to_be_changed(
        self, as_client, plan, officer, secretary, world, method, path, payload
    ):
        services.issue_document(document=plan, to=[world.works], actor=officer)

        answer = send(as_client(secretary), method, f"/{plan.pk}{path}", payload)

        assert answer.status_code == 403

    def test_without_signing_in(self, client, db):
        assert client.get(HERE).status_code == 401


def test_every_body_carries_an_example(client, db):
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    for name in ("ReadingOut", "ConfirmIn", "IssueIn", "TakeIn", "DraftIn", "AddIn", "LinkIn",
                 "RepairIn", "WaiveIn", "EndForceIn", "DocumentOut", "ComparisonOut"):  # fmt: skip
        assert schemas[name]["examples"], name
