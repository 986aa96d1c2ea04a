"""The trail in the database: written by the role that answers requests, tampered with as owner.

Tests that tamper work on the owner's connection, where a trigger can be switched off, inside one
transaction that is undone.
"""

import base64
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections, transaction

from sotay.core import audit
from sotay.core.audit import Finding, Kind
from sotay.core.audit.checkpoints import Verifier, open_note, sign_note, signing_key
from sotay.core.audit.entries import row_hash
from sotay.core.audit.sequencer import LOCK, LOOK_BACK, START_OF_CHAIN
from sotay.core.models import AuditEntry, AuditLeaf, StoredFile

OWNER = "owner"
SIZE = 5
PLACES = range(SIZE)
NOBODY = SimpleNamespace(user=AnonymousUser())


@pytest.fixture(autouse=True)
def own_key(settings, tmp_path):
    settings.AUDIT_KEY_FILE = tmp_path / "key.pem"
    settings.AUDIT_ORIGIN = "vidu.vn/audit"


def entry(number: int, pk: int | None = None) -> AuditEntry:
    return AuditEntry.objects.using(OWNER).create(
        pk=pk,
        act="members.transfer",
        subject_type="members.member",
        subject_id=number,
        details={"field": "decision_number"},
        salt=bytes([number]) * 16,
    )


@pytest.fixture
def trail():
    """Five placed rows on the owner's connection; their ids in order."""
    ids = [entry(n).pk for n in PLACES]
    assert audit.sequence(using=OWNER) == SIZE
    return ids


@contextmanager
def as_owner_who_means_it():
    """Triggers off: what only the owner of the tables can do, and what the tree must show."""
    tables = ("core_auditentry", "core_auditleaf", "core_auditcheckpoint")
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def findings() -> list[Finding]:
    return list(audit.verify(using=OWNER).findings)


@pytest.mark.django_db
class TestRecord:
    def test_keeps_who_where_and_what_as_plain_values(self, officer, world):
        file = StoredFile.objects.create(digest="a" * 64, size=1, media_type="text/plain")

        made = audit.record(
            officer, "core.store", file, organisation=world.bloc, number="12-QĐ/ĐUK",
            on=date(2026, 3, 1), cells=[world.river], fields={"b", "a"},
        )  # fmt: skip

        made.refresh_from_db()
        assert made.user == officer.user
        assert (made.subject_type, made.subject_id) == ("core.storedfile", file.pk)
        assert made.organisation_id == world.bloc.pk
        assert made.details == {
            "number": "12-QĐ/ĐUK", "on": "2026-03-01", "cells": [world.river.pk],
            "fields": ["a", "b"],
        }  # fmt: skip
        assert len(made.salt) == 16

    def test_nobody_signed_in_is_written_as_nobody(self):
        file = StoredFile.objects.create(digest="b" * 64, size=1, media_type="text/plain")

        assert audit.record(NOBODY, "core.store", file).user is None

    def test_the_purpose_of_the_system_is_written(self, system):
        made = audit.record(system, "core.store", system.user)

        assert made.details == {"purpose": "test"}

    def test_refuses_what_is_not_a_plain_value_or_has_no_id(self, system):
        with pytest.raises(TypeError, match="object"):
            audit.record(system, "core.store", system.user, what=object())
        with pytest.raises(TypeError, match="no id"):
            audit.record(system, "core.store", StoredFile())

    def test_an_act_undone_leaves_no_row(self, system):
        with transaction.atomic():
            audit.record(system, "core.undone", system.user)
            transaction.set_rollback(True)

        assert not AuditEntry.objects.filter(act="core.undone").exists()


@pytest.mark.django_db
class TestOnlyGrows:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE core_auditentry SET act = 'x'",
            "DELETE FROM core_auditentry",
            "TRUNCATE core_auditentry CASCADE",
            "UPDATE core_auditleaf SET position = position",
            "DELETE FROM core_auditleaf",
            "TRUNCATE core_auditleaf",
            "UPDATE core_auditcheckpoint SET note = ''",
            "DELETE FROM core_auditcheckpoint",
            "TRUNCATE core_auditcheckpoint",
            "SELECT core_audit_erase(1)",
        ],
    )
    def test_the_role_that_answers_requests_may_only_add(self, statement):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connections["default"].cursor().execute(statement)


@pytest.mark.django_db(databases=["default", OWNER])
class TestOwnerByAccident:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE core_auditentry SET act = 'x'",
            "UPDATE core_auditentry SET details = '{\"erased\": true}', salt = ''",
            "DELETE FROM core_auditentry",
            "TRUNCATE core_auditentry CASCADE",
            "UPDATE core_auditleaf SET position = position",
            "DELETE FROM core_auditleaf",
            "TRUNCATE core_auditleaf",
            "UPDATE core_auditcheckpoint SET note = ''",
            "DELETE FROM core_auditcheckpoint",
            "TRUNCATE core_auditcheckpoint",
        ],
    )
    def test_is_refused_with_a_sentence_that_says_why(self, trail, statement):
        connections[OWNER].cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        with (
            pytest.raises(DatabaseError, match="the audit trail only grows"),
            transaction.atomic(using=OWNER),
        ):
            connections[OWNER].cursor().execute(statement)


@pytest.mark.django_db(databases=["default", OWNER])
class TestSequence:
    def test_places_have_no_gap_and_each_row_names_all_before_it(self, trail):
        leaves = list(AuditLeaf.objects.using(OWNER).all())

        assert [leaf.position for leaf in leaves] == list(PLACES)
        assert [leaf.entry_id for leaf in leaves] == trail
        assert bytes(leaves[0].previous_hash) == START_OF_CHAIN
        assert len({bytes(leaf.previous_hash) for leaf in leaves}) == SIZE

    def test_a_number_handed_out_early_and_committed_late_is_placed(self, trail):
        entry(8, pk=10**6)
        audit.sequence(using=OWNER)

        entry(7, pk=10**6 - 1)  # took its number first, commits now
        audit.sequence(using=OWNER)

        placed = AuditLeaf.objects.using(OWNER).order_by("position")
        assert list(placed.values_list("entry_id", flat=True)) == [*trail, 10**6, 10**6 - 1]
        assert findings() == []

    def test_a_row_far_behind_is_found_by_the_thorough_pass(self, trail):
        entry(8, pk=10**6)
        audit.sequence(using=OWNER)
        entry(7, pk=10**6 - LOOK_BACK)

        assert audit.sequence(using=OWNER) == 0
        assert audit.sequence(thorough=True, using=OWNER) == 1
        assert findings() == []

    def test_takes_no_more_than_asked(self):
        for n in PLACES:
            entry(n)

        assert [audit.sequence(2, using=OWNER) for _ in range(4)] == [2, 2, 1, 0]

    def test_does_nothing_while_another_sequences(self):
        entry(9)
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

        assert audit.sequence(using=OWNER) == 0


@pytest.mark.django_db(databases=["default", OWNER])
class TestVerify:
    def test_a_whole_trail_is_whole(self, trail):
        audit.make_checkpoint(using=OWNER)
        entry(8)
        heard = []

        verdict = audit.verify(lambda done, total: heard.append((done, total)), using=OWNER)

        assert verdict.is_whole
        assert (verdict.size, verdict.waiting, verdict.checkpoints) == (SIZE, 1, 1)
        assert heard == [(SIZE, SIZE)]

    @pytest.mark.parametrize("place", PLACES)
    @pytest.mark.parametrize(
        "change",
        ["act = 'x'", "at = at + interval '1 second'", "subject_id = 77", "organisation_id = 1",
         "details = '{}'", "salt = 'another'", "details = details || '{\"a\": 1}'"],
    )  # fmt: skip
    def test_a_changed_row_is_named(self, trail, place, change):
        with as_owner_who_means_it() as cursor:
            cursor.execute(f"UPDATE core_auditentry SET {change} WHERE id = %s", [trail[place]])

        assert findings() == [Finding(Kind.CHANGED, place, trail[place])]

    @pytest.mark.parametrize("place", PLACES)
    def test_a_dropped_row_is_named(self, trail, place):
        audit.make_checkpoint(using=OWNER)
        with as_owner_who_means_it() as cursor:
            cursor.execute("DELETE FROM core_auditleaf WHERE position = %s", [place])
            cursor.execute("DELETE FROM core_auditentry WHERE id = %s", [trail[place]])

        named = [(x.kind, x.position) for x in findings()]
        if place == SIZE - 1:  # off the end: only the checkpoint knows
            assert named == [(Kind.TRUNCATED, place)]
        else:
            assert (Kind.DROPPED, place) in named

    @pytest.mark.parametrize("place", PLACES[:-1])
    def test_a_row_whose_leaf_alone_was_dropped_is_named_by_its_number(self, trail, place):
        with as_owner_who_means_it() as cursor:
            cursor.execute("DELETE FROM core_auditleaf WHERE position = %s", [place])

        assert findings() == [Finding(Kind.DROPPED, place, trail[place])]

    @pytest.mark.parametrize("place", PLACES)
    def test_an_inserted_row_is_named(self, trail, place):
        inserted = entry(99)
        at = AuditLeaf.objects.using(OWNER).get(position=place)
        with as_owner_who_means_it() as cursor:
            cursor.execute("UPDATE core_auditleaf SET position = -position - 2"
                           " WHERE position >= %s", [place])  # fmt: skip
            cursor.execute("UPDATE core_auditleaf SET position = -position - 1 WHERE position < 0")
        AuditLeaf.objects.using(OWNER).create(
            position=place,
            entry=inserted,
            leaf_hash=row_hash(AuditEntry.objects.using(OWNER).values().get(pk=inserted.pk)),
            previous_hash=bytes(at.previous_hash),
        )

        assert findings() == [Finding(Kind.INSERTED, place, inserted.pk)]

    @pytest.mark.parametrize("place", PLACES[:-1])
    def test_rows_put_in_each_others_place_are_named(self, trail, place):
        with as_owner_who_means_it() as cursor:
            for old, new in ((place, -1), (place + 1, place), (-1, place + 1)):
                cursor.execute(
                    "UPDATE core_auditleaf SET position = %s WHERE position = %s", [new, old]
                )

        found = findings()

        assert [x.kind for x in found] == [Kind.REORDERED]
        assert found[0].entry_id in (trail[place], trail[place + 1])

    @pytest.mark.parametrize("size", PLACES)
    def test_a_trail_cut_short_is_named_from_the_first_missing_place(self, trail, size):
        audit.make_checkpoint(using=OWNER)
        with as_owner_who_means_it() as cursor:
            cursor.execute("DELETE FROM core_auditleaf WHERE position >= %s", [size])
            cursor.execute("DELETE FROM core_auditentry WHERE id = ANY(%s)", [trail[size:]])

        assert findings() == [Finding(Kind.TRUNCATED, size, until=SIZE - 1)]

    @pytest.mark.parametrize("place", PLACES[:-1])
    def test_a_row_and_its_leaf_replaced_break_the_chain(self, trail, place):
        self._replace(trail[place], place)

        assert findings() == [Finding(Kind.REWRITTEN, place, trail[place])]

    @pytest.mark.parametrize("place", PLACES)
    def test_a_history_rewritten_to_the_end_is_narrowed_down_by_checkpoints(self, place):
        ids = []
        for n in PLACES:  # a checkpoint after every row
            ids.append(entry(n).pk)
            audit.make_checkpoint(using=OWNER)
        rows = list(AuditLeaf.objects.using(OWNER).filter(position__gt=place))
        self._replace(ids[place], place)
        with as_owner_who_means_it() as cursor:
            cursor.execute("DELETE FROM core_auditleaf WHERE position > %s", [place])
        audit.sequence(using=OWNER)

        found = findings()

        assert AuditLeaf.objects.using(OWNER).count() == SIZE == place + 1 + len(rows)
        assert found[0] == Finding(Kind.CHECKPOINT, place, until=place)
        assert len(found) == SIZE - place

    def _replace(self, pk, place):
        with as_owner_who_means_it() as cursor:
            cursor.execute("UPDATE core_auditentry SET subject_id = 77 WHERE id = %s", [pk])
            leaf = row_hash(AuditEntry.objects.using(OWNER).values().get(pk=pk))
            cursor.execute(
                "UPDATE core_auditleaf SET leaf_hash = %s WHERE position = %s", [leaf, place]
            )

    def test_a_checkpoint_signed_by_another_key_is_named(self, trail, settings, tmp_path):
        audit.make_checkpoint(using=OWNER)
        settings.AUDIT_KEY_FILE = tmp_path / "another.pem"

        assert findings() == [Finding(Kind.SIGNATURE, SIZE)]

    def test_every_kind_of_finding_has_its_sentence(self):
        for kind in Kind:
            said = audit.sentence(Finding(kind, 2, 10, until=4))
            assert said.endswith(".")
            assert "%" not in said


@pytest.mark.django_db(databases=["default", OWNER])
class TestErase:
    def test_erasing_by_law_keeps_the_trail_whole_and_counts_it(self, trail):
        audit.make_checkpoint(using=OWNER)
        row = AuditEntry.objects.using(OWNER).get(pk=trail[2])
        connections[OWNER].cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

        audit.erase(NOBODY, row, "12-QĐ/ĐUK")

        row.refresh_from_db(using=OWNER)
        assert (row.details, bytes(row.salt), row.act) == (
            {"erased": True}, b"", "members.transfer",
        )  # fmt: skip
        audit.make_checkpoint(using=OWNER)
        verdict = audit.verify(using=OWNER)
        assert verdict.is_whole
        assert verdict.erased == 1
        act = AuditEntry.objects.using(OWNER).get(act="audit.erase")
        assert act.details == {"document": "12-QĐ/ĐUK"}

    def test_the_marks_of_an_erasure_without_an_act_are_named(self, trail):
        with as_owner_who_means_it() as cursor:
            cursor.execute(
                "UPDATE core_auditentry SET details = '{\"erased\": true}', salt = ''"
                " WHERE id = %s", [trail[3]],
            )  # fmt: skip

        assert findings() == [Finding(Kind.ERASED, 3, trail[3])]

    def test_a_row_that_is_not_there_cannot_be_erased(self, trail):
        connections[OWNER].cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="no audit entry"):
            audit.erase(NOBODY, AuditEntry(pk=10**9), "12-QĐ/ĐUK")


@pytest.mark.django_db(databases=["default", OWNER])
class TestCheckpoint:
    def test_states_origin_size_and_root_under_a_signature(self, trail):
        made = audit.make_checkpoint(using=OWNER)

        said = audit.read_note(made.note, audit.verifier())

        assert said.origin == "vidu.vn/audit"
        assert (said.size, said.root) == (SIZE, bytes(made.root))
        assert said.root == audit.verify(using=OWNER).root
        assert made.note.splitlines()[:3] == [
            "vidu.vn/audit", "5", base64.b64encode(said.root).decode(),
        ]  # fmt: skip

    def test_nothing_new_gives_the_last_one_again_and_nothing_at_all_none(self, trail):
        first = audit.make_checkpoint(using=OWNER)

        assert audit.make_checkpoint(using=OWNER) == first

    def test_an_empty_log_has_nothing_to_sign(self):
        assert audit.make_checkpoint(using=OWNER) is None

    def test_any_two_are_consistent_and_a_witness_can_check_it(self, trail):
        first = audit.make_checkpoint(using=OWNER)
        entry(6), entry(7)
        second = audit.make_checkpoint(using=OWNER)

        proof = audit.prove_consistency(first.size, second.size, using=OWNER)

        from sotay.core.audit.tree import verify_consistency

        assert verify_consistency(
            first.size, second.size, proof, bytes(first.root), bytes(second.root)
        )

    def test_an_older_copy_put_back_is_shorter_than_the_note_outside(self, trail):
        for n in (6, 7):
            entry(n)
        note = audit.make_checkpoint(using=OWNER).note
        with as_owner_who_means_it() as cursor:  # the copy was taken before rows 5, 6 and the note
            cursor.execute("DELETE FROM core_auditcheckpoint")
            cursor.execute("DELETE FROM core_auditleaf WHERE position >= %s", [SIZE])
            cursor.execute("DELETE FROM core_auditentry WHERE subject_id IN (6, 7)")

        assert audit.verify(using=OWNER).is_whole  # nothing inside tells
        verdict = audit.verify(notes=[note], using=OWNER)
        assert verdict.findings == (Finding(Kind.TRUNCATED, SIZE, until=SIZE + 1),)

    def test_an_older_copy_that_grew_again_is_another_tree_than_the_note_outside(self, trail):
        entry(6)
        note = audit.make_checkpoint(using=OWNER).note
        with as_owner_who_means_it() as cursor:
            cursor.execute("DELETE FROM core_auditcheckpoint")
            cursor.execute("DELETE FROM core_auditleaf WHERE position >= %s", [SIZE])
            cursor.execute("DELETE FROM core_auditentry WHERE subject_id = 6")
        entry(7)
        audit.sequence(using=OWNER)

        verdict = audit.verify(notes=[note], using=OWNER)

        assert verdict.findings == (Finding(Kind.CHECKPOINT, 0, until=SIZE),)

    def test_a_log_cut_short_is_not_signed_again(self, trail):
        audit.make_checkpoint(using=OWNER)
        with as_owner_who_means_it() as cursor:
            cursor.execute("DELETE FROM core_auditleaf WHERE position = 4")
            cursor.execute("DELETE FROM core_auditentry WHERE id = %s", [trail[4]])

        with pytest.raises(audit.TrailBroken, match="5 dòng"):
            audit.make_checkpoint(using=OWNER)


class TestNotes:
    # The worked example of the signed-note format in Go's sumdb/note package.
    VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    TEXT = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    NOTE = TEXT + (
        "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqd"
        "ngotpRZb6KE6RyyBwJnAM=\n"
    )

    def test_signs_and_opens_the_published_example(self):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(self.SEED)

        assert sign_note(self.TEXT, "PeterNeumann", key) == self.NOTE
        assert open_note(self.NOTE, Verifier.parse(self.VERIFIER)) == self.TEXT
        assert str(Verifier.parse(self.VERIFIER)) == self.VERIFIER

    @pytest.mark.parametrize(
        "note",
        [
            "",
            TEXT,
            NOTE.replace("problem is", "trouble is"),
            NOTE.replace("PeterNeumann", "Another"),
            NOTE.replace("x08go", "x08ga"),
            NOTE.replace("ngotpR", "ngotpS"),
            NOTE.replace("ngotpR", "!!!"),
        ],
    )
    def test_refuses_what_the_key_did_not_sign(self, note):
        with pytest.raises(audit.NoteRefused):
            open_note(note, Verifier.parse(self.VERIFIER))

    def test_refuses_a_key_that_does_not_fit_its_hash(self):
        with pytest.raises(audit.NoteRefused):
            Verifier.parse(self.VERIFIER.replace("c74f20a3", "c74f20a4"))
        with pytest.raises(audit.NoteRefused):
            Verifier.parse("not a key")

    def test_a_signed_note_that_is_no_checkpoint_is_refused(self):
        note = sign_note("hello\nworld\nagain\n", "vidu.vn/audit", signing_key())

        with pytest.raises(audit.NoteRefused):
            audit.read_note(note, audit.verifier())

    def test_the_key_is_made_once_and_for_its_owner_alone(self, settings):
        first = signing_key()

        assert os.stat(settings.AUDIT_KEY_FILE).st_mode & 0o777 == 0o600
        assert signing_key().private_bytes_raw() == first.private_bytes_raw()


@pytest.mark.django_db
class TestCommand:
    def test_places_signs_and_verifies(self, system, tmp_path):
        audit.record(system, "core.test", system.user)
        out = StringIO()

        call_command("audit", "sequence", stdout=out)
        call_command("audit", "checkpoint", "--to", str(tmp_path / "note"), stdout=out)
        call_command("audit", "key", stdout=out)
        call_command("audit", "verify", "--note", str(tmp_path / "note"), stdout=out)

        assert "Đã xếp chỗ cho 1 dòng." in out.getvalue()
        assert "vidu.vn/audit+" in out.getvalue()
        assert "Nhật ký nguyên vẹn." in out.getvalue()

    def test_a_fault_ends_with_code_1(self, system, tmp_path):
        audit.record(system, "core.test", system.user)
        call_command("audit", "sequence", stdout=StringIO())
        note = sign_note("vidu.vn/audit\n9\nAAAA\n", "vidu.vn/audit", signing_key())
        (tmp_path / "note").write_text(note)
        out = StringIO()

        with pytest.raises(CommandError) as refusal:
            call_command("audit", "verify", "--note", str(tmp_path / "note"), stdout=out)

        assert refusal.value.returncode == 1
        assert "thiếu từ dòng 2 đến dòng 9" in out.getvalue()

    def test_a_note_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(CommandError, match="missing"):
            call_command("audit", "verify", "--note", str(tmp_path / "missing"))

    def test_nothing_to_sign_is_said(self):
        with pytest.raises(CommandError, match="chưa có dòng nào"):
            call_command("audit", "checkpoint")


class TestKilledBetweenActAndSequencer:
    """Acts commit in a process that dies before anything is placed; the next pass loses none."""

    def test_leaves_no_gap(self, django_db_blocker, django_db_setup):
        from sotay.testing import databases

        with databases.template() as (owner, template):
            name = f"sotay_killed_{os.getpid()}"
            databases.copy(owner, template, name)
            try:
                done = subprocess.run(
                    [sys.executable, "-c", KILLED],
                    env={**os.environ, "SOTAY_DATABASE": name,
                         "DJANGO_SETTINGS_MODULE": "sotay.settings"},
                    capture_output=True, text=True, check=False,
                )  # fmt: skip
                assert done.returncode == -9, done.stderr
                after = subprocess.run(
                    [sys.executable, "-c", AFTER],
                    env={**os.environ, "SOTAY_DATABASE": name,
                         "DJANGO_SETTINGS_MODULE": "sotay.settings"},
                    capture_output=True, text=True, check=True,
                )  # fmt: skip
            finally:
                databases.drop(owner, name)

        assert after.stdout.split() == ["7", "7", "True"]


KILLED = """
import os, signal, django
from types import SimpleNamespace
django.setup()
from django.db import transaction
from sotay.core import audit
from sotay.core.models import StoredFile
nobody = SimpleNamespace(user=None)
file = StoredFile.objects.create(digest="a" * 64, size=1, media_type="text/plain")
for n in range(4):
    audit.record(nobody, "core.act", file, n=n)
audit.sequence(2)
for n in range(3):
    audit.record(nobody, "core.act", file, n=n)
with transaction.atomic():
    audit.record(nobody, "core.never", file)
    audit.sequence()
    os.kill(os.getpid(), signal.SIGKILL)
"""
AFTER = """
import django
django.setup()
from sotay.core import audit
from sotay.core.models import AuditEntry, AuditLeaf
audit.sequence()
places = list(AuditLeaf.objects.order_by("position").values_list("position", flat=True))
print(AuditEntry.objects.count(), len(places), places == list(range(7)))
"""
