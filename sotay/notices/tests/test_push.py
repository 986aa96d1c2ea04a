"""Push from end to end: a local server plays the push service, and reads what a browser would."""

import base64
import json
import os
import threading
from datetime import UTC, date, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction
from py_vapid import Vapid02

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.notices import posting, rules, services, vapid
from sotay.notices.models import Choice, Notice, PushSubscription
from sotay.notices.posting import Way
from sotay.testing.notices import every_notice, rewrite_notices

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # in local time noon
TODAY = date(2026, 11, 22)
EVENING = datetime(2026, 11, 22, 13, 58, tzinfo=UTC)  # 20.58
CHROME = "Mozilla/5.0 (Linux; Android 14) Chrome/131 Mobile Safari/537.36"


def encoded(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Browser:
    """The keys that a browser makes when it subscribes, and how it opens what comes."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.p256dh, self.auth = encoded(point), encoded(self.secret)

    def opened(self, body):
        return json.loads(
            http_ece.decrypt(
                body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
            )
        )


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.PUSH_KEY_FILE = tmp_path / "push-key.pem"
    settings.PUSH_CONTACT = "mailto:quan-tri@vidu.vn"


@pytest.fixture
def service():
    """A push service on this machine: keeps what it is given, answers as it is told."""
    kept = SimpleNamespace(requests=[], status=201, location="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.requests.append(
                SimpleNamespace(path=self.path, headers=dict(self.headers), body=body)
            )
            self.send_response(kept.status)
            if kept.location:
                self.send_header("Location", kept.location)
            self.end_headers()

        def log_message(self, *args):
            """Nothing on the console."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    kept.address = f"http://127.0.0.1:{server.server_port}/"
    kept.way = Way(stand_in=kept.address)
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def browser():
    return Browser()


def subscribe(actor, browser, endpoint, way, moment=NOON):
    with services.as_person(actor.user):
        return services.subscribe(
            actor.user, endpoint=endpoint, p256dh=browser.p256dh, auth=browser.auth,
            agent=CHROME, moment=moment, way=way,
        )  # fmt: skip


def tell(actor, words="Bị trả lại: Sinh hoạt chuyên đề", link="/tasks/12/", at=NOON, kind="due"):
    services.tell([actor.user], kind, words=words, link=link, on=TODAY)
    with services.of_everybody():
        Notice.objects.filter(link=link, kind=kind).update(made_at=at)


def devices(actor):
    with services.as_person(actor.user):
        return list(PushSubscription.objects.of(actor.user))


def choose(actor, **changes):
    usual = {"mail": True, "push": True, "quiet_from": None, "quiet_to": None, "muted": []}
    with services.as_person(actor.user):
        return services.choose(actor.user, **{**usual, **changes})


@pytest.fixture
def device(secretary, browser, service):
    return subscribe(secretary, browser, service.address + "mailbox", service.way)


class TestPushNotices:
    def test_the_device_reads_fixed_words_and_a_path(self, device, secretary, browser, service):
        tell(secretary)

        assert services.push_notices(NOON + timedelta(seconds=10), service.way) == 1

        (sent,) = service.requests
        assert sent.path == "/mailbox"
        assert sent.headers["Content-Encoding"] == "aes128gcm"
        assert int(sent.headers["TTL"]) > 0
        assert browser.opened(sent.body) == {
            "words": "Sổ tay có tin mới cho đồng chí",
            "link": "/tasks/12/",
        }
        (notice,) = every_notice()
        assert notice.pushed_at == NOON + timedelta(seconds=10)
        (kept,) = devices(secretary)
        assert (kept.last_ok_at, kept.failures) == (NOON + timedelta(seconds=10), 0)

    def test_the_sender_signs_for_this_service_and_half_a_day(self, device, secretary, service):
        tell(secretary)
        services.push_notices(NOON + timedelta(minutes=1), service.way)

        header = service.requests[0].headers["Authorization"]
        assert Vapid02.verify(header)
        token, key = header.removeprefix("vapid ").split(",")
        assert key == f"k={vapid.public_key()}"
        claims = token.removeprefix("t=").split(".")[1]
        assert json.loads(base64.urlsafe_b64decode(claims + "==")) == {
            "aud": service.address.rstrip("/"),
            "exp": int((NOON + timedelta(minutes=1, hours=12)).timestamp()),
            "sub": "mailto:quan-tri@vidu.vn",
        }

    def test_is_sent_once_and_one_for_many(self, device, secretary, browser, service):
        tell(secretary)
        tell(secretary, link="/tasks/13/")
        assert services.push_notices(NOON + timedelta(minutes=1), service.way) == 1
        assert browser.opened(service.requests[0].body)["link"] == "/notices/"
        assert services.push_notices(NOON + timedelta(minutes=6), service.way) == 0

    def test_waits_until_an_act_can_no_longer_be_undone(self, device, secretary, service):
        tell(secretary)
        assert services.push_notices(NOON + timedelta(seconds=9), service.way) == 0
        (notice,) = every_notice()
        assert notice.pushed_at is None

    def test_what_is_read_or_a_day_old_is_no_news(self, device, secretary, service):
        tell(secretary)
        almost = NOON + rules.PUSH_LIFE
        assert services.push_notices(almost + timedelta(seconds=10), service.way) == 0
        with services.as_person(secretary.user):
            assert services.read_notices(secretary.user, NOON) == 1
        assert services.push_notices(NOON + timedelta(minutes=1), service.way) == 0
        rewrite_notices(read_at=None)
        assert services.push_notices(almost + timedelta(seconds=9), service.way) == 1

    @pytest.mark.parametrize("status", [404, 410])
    def test_a_device_its_service_no_longer_knows_is_removed(
        self, device, secretary, service, status
    ):
        service.status = status
        tell(secretary)
        assert services.push_notices(NOON + timedelta(minutes=1), service.way) == 0
        assert devices(secretary) == []

    @pytest.mark.parametrize("status", [400, 413, 429, 500, 503])
    def test_another_failure_is_counted_and_tried_again(self, device, secretary, service, status):
        service.status = status
        tell(secretary)
        assert services.push_notices(NOON + timedelta(minutes=1), service.way) == 0
        assert devices(secretary)[0].failures == 1
        service.status = 201
        assert services.push_notices(NOON + timedelta(minutes=6), service.way) == 1
        assert devices(secretary)[0].failures == 0

    def test_after_many_failures_in_a_row_a_device_is_taken_for_gone(
        self, device, secretary, service
    ):
        service.status = 500
        tell(secretary)
        for minute in range(1, rules.MOST_FAILURES):
            services.push_notices(NOON + timedelta(minutes=minute), service.way)
        assert devices(secretary)[0].failures == rules.MOST_FAILURES - 1
        services.push_notices(NOON + timedelta(minutes=rules.MOST_FAILURES), service.way)
        assert devices(secretary) == []

    def test_no_redirect_is_followed(self, device, secretary, service):
        service.status, service.location = 302, service.address + "elsewhere"
        tell(secretary)
        assert services.push_notices(NOON + timedelta(minutes=1), service.way) == 0
        assert [sent.path for sent in service.requests] == ["/mailbox"]

    def test_a_service_that_does_not_answer_is_a_failure(self, device, secretary, service):
        away = "http://127.0.0.1:9/"
        with services.as_person(secretary.user):
            PushSubscription.objects.update(endpoint=away + "x")
        tell(secretary)
        assert services.push_notices(NOON + timedelta(minutes=1), Way(stand_in=away)) == 0
        assert devices(secretary)[0].failures == 1

    def test_without_the_parameter_of_tests_no_local_address_is_asked(
        self, device, secretary, service
    ):
        tell(secretary)
        assert services.push_notices(NOON + timedelta(minutes=1)) == 0
        assert service.requests == []
        assert devices(secretary)[0].failures == 1

    def test_only_the_one_told_is_reached(self, device, secretary, officer, browser, service):
        other = Browser()
        subscribe(officer, other, service.address + "officer", service.way)
        tell(officer)
        services.push_notices(NOON + timedelta(minutes=1), service.way)
        assert [sent.path for sent in service.requests] == ["/officer"]
        with pytest.raises(http_ece.ECEException):
            browser.opened(service.requests[0].body)


class TestChoices:
    def test_nothing_goes_in_quiet_hours_and_all_at_their_end(self, device, secretary, service):
        tell(secretary, at=EVENING)
        at_nine = EVENING + timedelta(minutes=2)
        assert services.push_notices(at_nine, service.way) == 0
        end = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # 6.30 of the next day
        assert services.push_notices(end - timedelta(seconds=1), service.way) == 0
        assert services.push_notices(end, service.way) == 1

    def test_a_minute_before_them_it_still_goes(self, device, secretary, service):
        tell(secretary, at=EVENING)
        assert services.push_notices(EVENING + timedelta(minutes=1), service.way) == 1

    def test_mail_waits_through_them_too(self, secretary, mailoutbox):
        tell(secretary, at=EVENING)
        assert services.mail_notices(EVENING + timedelta(minutes=2)) == 0
        assert services.mail_notices(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == 1

    def test_a_persons_own_hours_stand_before_those_of_the_registry(
        self, device, secretary, service
    ):
        choose(secretary, quiet_from=time(12), quiet_to=time(13))
        tell(secretary)
        assert services.push_notices(NOON + timedelta(minutes=1), service.way) == 0
        assert services.push_notices(NOON + timedelta(hours=1), service.way) == 1

    def test_two_equal_hours_are_none(self, device, secretary, service):
        choose(secretary, quiet_from=time(0), quiet_to=time(0))
        tell(secretary, at=EVENING)
        assert services.push_notices(EVENING + timedelta(hours=2), service.way) == 1

    def test_push_may_be_off_while_the_page_keeps_all(self, device, secretary, service):
        choose(secretary, push=False)
        tell(secretary)
        assert services.push_notices(NOON + timedelta(minutes=1), service.way) == 0
        (kept,) = every_notice(user=secretary.user)
        assert kept.read_at is None
        choose(secretary)  # what was let pass is not sent later
        assert services.push_notices(NOON + timedelta(minutes=6), service.way) == 0

    def test_a_muted_sort_does_not_leave_the_house(self, device, secretary, service, mailoutbox):
        choose(secretary, muted=["reminders"])
        tell(secretary, kind="overdue")
        assert services.push_notices(NOON + timedelta(minutes=1), service.way) == 0
        assert services.mail_notices(NOON + timedelta(minutes=1)) == 0
        tell(secretary, kind="returned")
        assert services.push_notices(NOON + timedelta(minutes=2), service.way) == 1
        assert services.mail_notices(NOON + timedelta(minutes=2)) == 1
        assert mailoutbox[0].subject == "Sổ tay: đồng chí có 1 việc cần xem"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"quiet_from": time(21)}, "thiếu một đầu"),
            ({"quiet_to": time(6)}, "thiếu một đầu"),
            ({"muted": ["weather"]}, "Không có loại tin"),
            ({"quiet_from": time(21, tzinfo=UTC), "quiet_to": time(6)}, "múi giờ"),
        ],
    )
    def test_say_what_is_wrong(self, secretary, changes, words):
        with pytest.raises(BadInput, match=words):
            choose(secretary, **changes)


class TestSubscribe:
    def test_names_the_device_and_writes_the_act_without_the_endpoint(self, device, secretary):
        assert device.device == "Chrome, Android"
        entry = AuditEntry.objects.get(act="notices.add_push")
        assert (entry.user_id, entry.subject_id) == (secretary.user.pk, device.pk)
        assert "mailbox" not in json.dumps(entry.details)

    def test_again_renews_the_keys_of_the_same_device(self, device, secretary, service):
        fresh = Browser()
        again = subscribe(secretary, fresh, device.endpoint, service.way)
        assert (again.pk, again.p256dh) == (device.pk, fresh.p256dh)
        assert len(devices(secretary)) == 1

    def test_a_machine_that_changes_hands_belongs_to_the_last(
        self, device, secretary, officer, browser, service
    ):
        subscribe(officer, browser, device.endpoint, service.way)
        assert devices(secretary) == []
        assert len(devices(officer)) == 1

    def test_ten_devices_and_not_one_more(self, secretary, browser, service):
        for number in range(rules.MOST_DEVICES):
            subscribe(secretary, browser, f"{service.address}{number}", service.way)
        with pytest.raises(RuleBroken, match="Đã có 10 máy"):
            subscribe(secretary, browser, service.address + "more", service.way)
        subscribe(secretary, browser, service.address + "0", service.way)

    def test_a_local_address_is_refused(self, secretary, browser, service):
        with pytest.raises(BadInput):
            subscribe(secretary, browser, service.address, Way())

    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("p256dh", "x"),
            ("p256dh", encoded(b"\x04" + bytes(64))),
            ("p256dh", encoded(bytes(16))),
            ("auth", encoded(bytes(15))),
            ("auth", "not base64 at all"),
            ("auth", ""),
        ],
    )
    def test_keys_that_are_none_are_refused(self, secretary, browser, service, name, key):
        setattr(browser, name, key)
        with pytest.raises(BadInput, match="Khóa nhận tin"):
            subscribe(secretary, browser, service.address, service.way)


class TestSecondLock:
    def test_another_persons_devices_and_choices_do_not_exist(self, device, secretary, officer):
        choose(secretary, push=False)
        with services.as_person(officer.user):
            assert not PushSubscription.objects.exists()
            assert not Choice.objects.exists()
        assert not PushSubscription.objects.exists()
        assert not Choice.objects.exists()

    def test_nobody_subscribes_for_another(self, secretary, officer, browser):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            services.as_person(officer.user),
        ):
            PushSubscription.objects.create(
                user=secretary.user, endpoint="x", p256dh="x", auth="x", created_at=NOON
            )

    def test_the_sight_before_is_given_back(self, secretary, officer):
        def user():
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('app.user', true)")
                return cursor.fetchone()[0]

        with services.as_person(officer.user):
            with services.as_person(secretary.user):
                assert user() == str(secretary.user.pk)
            assert user() == str(officer.user.pk)
            with pytest.raises(ZeroDivisionError), services.as_person(secretary.user):
                raise ZeroDivisionError
            assert user() == str(officer.user.pk)


class TestTheWayOut:
    """No network is asked here: names are answered by the test."""

    @pytest.fixture
    def answers(self, monkeypatch):
        def say(*addresses):
            found = [(2, 1, 6, "", (address, 443)) for address in addresses]
            monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: found)

        return say

    def test_one_inner_address_among_several_is_enough_to_refuse(self, answers):
        answers("142.250.204.10", "10.0.0.8")
        with pytest.raises(posting.NotPublic):
            posting.public_address("fcm.googleapis.com", 443)
        answers()
        with pytest.raises(posting.NotPublic):
            posting.public_address("fcm.googleapis.com", 443)

    def test_the_connection_goes_to_the_address_that_was_judged(self, answers, monkeypatch):
        asked = []

        def connect(address, *args, **kwargs):
            asked.append(address)
            raise ConnectionRefusedError

        answers("142.250.204.10")
        monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
        browser = Browser()
        endpoint = "https://fcm.googleapis.com/fcm/send/x"
        assert Way().send(endpoint, browser.p256dh, browser.auth, b"x", NOON) == "failed"
        assert asked == [("142.250.204.10", 443)]

    def test_a_service_whose_name_leads_inside_is_not_connected_to(self, answers, monkeypatch):
        def connect(*args, **kwargs):
            raise AssertionError("connected")

        answers("127.0.0.1")
        monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
        browser = Browser()
        endpoint = "https://fcm.googleapis.com/fcm/send/x"
        assert Way().send(endpoint, browser.p256dh, browser.auth, b"x", NOON) == "failed"


class TestKey:
    def test_is_made_once_and_readable_by_its_owner_alone(self, settings):
        first = vapid.public_key()
        assert vapid.public_key() == first
        assert settings.PUSH_KEY_FILE.stat().st_mode & 0o777 == 0o600
        assert len(base64.urlsafe_b64decode(first + "=")) == 65
        assert list(settings.PUSH_KEY_FILE.parent.iterdir()) == [settings.PUSH_KEY_FILE]

    def test_a_file_that_holds_something_else_stops_it(self, settings):
        settings.PUSH_KEY_FILE.write_text("x")
        with pytest.raises(ImproperlyConfigured, match="P-256"):
            vapid.public_key()
