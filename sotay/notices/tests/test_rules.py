from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.core.errors import BadInput
from sotay.notices import rules

SERVICES = ("fcm.googleapis.com", "push.services.mozilla.com")
FIREFOX = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk"


class TestQuietHours:
    @pytest.mark.parametrize(
        ("now", "quiet"),
        [((20, 59), False), ((21, 0), True), ((23, 59), True), ((0, 0), True),
         ((6, 29), True), ((6, 30), False), ((12, 0), False)],
    )  # fmt: skip
    def test_cross_midnight_and_end_with_the_named_minute(self, now, quiet):
        assert rules.is_quiet(time(*now), time(21), time(6, 30)) is quiet

    @pytest.mark.parametrize(
        ("now", "quiet"), [((11, 59), False), ((12, 0), True), ((13, 29), True), ((13, 30), False)]
    )
    def test_may_lie_within_a_day(self, now, quiet):
        assert rules.is_quiet(time(*now), time(12), time(13, 30)) is quiet

    @given(st.times(), st.times())
    def test_two_equal_ends_are_no_quiet_hours(self, now, end):
        assert not rules.is_quiet(now, end, end)

    @given(st.times(), st.times(), st.times())
    def test_each_minute_is_quiet_one_way_round_or_the_other(self, now, since, until):
        if since != until:
            assert rules.is_quiet(now, since, until) != rules.is_quiet(now, until, since)


class TestReadClock:
    @pytest.mark.parametrize("text", ["6.30", "06.30", "6:30", "6h30", " 6.30 "])
    def test_takes_the_ways_an_hour_is_written(self, text):
        assert rules.read_clock(text) == time(6, 30)

    @pytest.mark.parametrize("text", ["", "24.00", "6.60", "6", "6.3", "sáng", "-6.30"])
    def test_says_what_is_no_hour(self, text):
        with pytest.raises(BadInput, match="không phải là giờ"):
            rules.read_clock(text)

    @given(st.times())
    def test_what_is_written_is_read_back(self, at):
        assert rules.read_clock(rules.written_clock(at)) == time(at.hour, at.minute)


class TestCheckedEndpoint:
    @pytest.mark.parametrize(
        "endpoint", [FIREFOX, "https://fcm.googleapis.com/fcm/send/dx1:APA91b-_x?y=1"]
    )
    def test_takes_a_mailbox_of_a_named_service(self, endpoint):
        assert rules.checked_endpoint(endpoint, SERVICES) == endpoint

    @pytest.mark.parametrize(
        "endpoint",
        [
            "http://fcm.googleapis.com/x",
            "ftp://fcm.googleapis.com/x",
            "//fcm.googleapis.com/x",
            "https://fcm.googleapis.com:443/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com:/x",
            "https://fcm.googleapis.com:x/x",
            "https://an@fcm.googleapis.com/x",
            "https://fcm.googleapis.com@192.168.1.1/x",
            "https://fcm.googleapis.com.example.org/x",
            "https://evilfcm.googleapis.com.vn/x",
            "https://xfcm.googleapis.com/x",
            "https://fcm.googleapis.com./x",
            "https://.fcm.googleapis.com/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://[::1]/x",
            "https://localhost/x",
            "https://router.lan/x",
            "https://fcm.googleapis.com/x#fragment",
            "https://fcm.googleapis.com\\@10.0.0.1/x",
            "https://fcm.googleapis.com/\r\nHost: x",
            "https://fcm.googleapis.com /x",
            "https://fcm。googleapis。com/x",
            "https:///x",
            "",
            "https://fcm.googleapis.com/" + "x" * 600,
        ],
    )
    def test_refuses_every_other_way_in(self, endpoint):
        with pytest.raises(BadInput):
            rules.checked_endpoint(endpoint, SERVICES)

    def test_with_no_service_named_nothing_may_leave(self):
        with pytest.raises(BadInput):
            rules.checked_endpoint(FIREFOX, ())

    @given(st.text(max_size=80))
    def test_no_text_breaks_it(self, text):
        with pytest.raises(BadInput):
            rules.checked_endpoint("https://" + text, SERVICES)


class TestIsPublic:
    @pytest.mark.parametrize("address", ["142.250.204.10", "2404:6800:4005:80b::200a"])
    def test_the_open_internet_is(self, address):
        assert rules.is_public(address)

    @pytest.mark.parametrize(
        "address",
        ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
         "0.0.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
         "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "x", ""],
    )  # fmt: skip
    def test_houses_and_the_machine_itself_are_not(self, address):
        assert not rules.is_public(address)


class TestDeviceWords:
    @pytest.mark.parametrize(
        ("agent", "words"),
        [
            ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131 Mobile Safari/537.36",
             "Chrome, Android"),
            ("Mozilla/5.0 (Windows NT 10.0; rv:133.0) Gecko/20100101 Firefox/133.0",
             "Firefox, Windows"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1",
             "Safari, iPhone"),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/131 Safari/537.36 Edg/131.0", "Edge, Windows"),
            ("", "Máy không rõ tên"),
        ],
    )  # fmt: skip
    def test_name_browser_and_system(self, agent, words):
        assert rules.device_words(agent) == words


class TestPushLink:
    @pytest.mark.parametrize(
        ("links", "opens"),
        [
            (["/tasks/12/"], "/tasks/12/"),
            (["/tasks/12/", "/tasks/12/"], "/tasks/12/"),
            (["/tasks/12/", "/tasks/13/"], "/notices/"),
            ([""], "/notices/"),
            (["//evil.example/"], "/notices/"),
            (["https://evil.example/"], "/notices/"),
            (["/\\evil.example"], "/notices/"),
        ],
    )
    def test_is_a_path_of_this_site(self, links, opens):
        assert rules.push_link(links) == opens
