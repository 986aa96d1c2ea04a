"""What may leave the house, to where and when: pure judgements, and the numbers they use."""

import base64
import binascii
import re
from datetime import time, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _

from sotay.core.errors import BadInput
from sotay.core.text import tidy

HOLD_SECONDS = 10  # a message leaves the house only once the act can no longer be undone
WORDS_LENGTH = 400
PUSH_LIFE = timedelta(days=1)  # what could not be pushed within a day is no longer news
MOST_DEVICES = 10  # of one person
MOST_FAILURES = 20  # in a row; then the device is taken for gone
ENDPOINT_LENGTH = 600

_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:h]([0-5]\d)")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


# --- Quiet hours ----------------------------------------------------------------------------------


def read_clock(text: str) -> time:
    """``21.00``, ``6.30`` or ``6:30``.

    :raises BadInput: it is no hour of the day
    """
    found = _CLOCK.fullmatch(tidy(text))
    if found is None:
        raise BadInput(
            _("“%s” không phải là giờ. Đồng chí viết như 21.00 hoặc 6.30.") % tidy(text)[:20]
        )
    return time(int(found[1]), int(found[2]))


def written_clock(at: time) -> str:
    return f"{at.hour}.{at.minute:02}"


def is_quiet(now: time, since: time, until: time) -> bool:
    """Whether ``now`` is within the quiet hours, which may cross midnight.

    The first minute is quiet, the last named one is not: what waits goes then. Two equal ends mean
    no quiet hours at all.
    """
    if since <= until:
        return since <= now < until
    return now >= since or now < until


# --- Where a push may go --------------------------------------------------------------------------


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet: no house network, no machine itself.

    An IPv4 address in an IPv6 coat is judged as the IPv4 address it is.
    """
    try:
        given: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(given, IPv6Address):
        if given.ipv4_mapped is not None:
            given = given.ipv4_mapped
        elif given.sixtofour is not None or given.teredo is not None:
            return False
    return given.is_global and not given.is_multicast


def checked_endpoint(given: str, services: tuple[str, ...]) -> str:
    """The address of a push service's mailbox, as it was given.

    ``services`` are the host names of push services; a name beneath one of them counts as well.

    :raises BadInput: not https, not such a service, or an address with a port, name or fragment
    """
    refused = BadInput(
        _(
            "Địa chỉ nhận tin không phải của một dịch vụ đẩy tin được phép. "
            "Đồng chí bật lại tin đẩy trên máy này."
        )
    )
    if len(given) > ENDPOINT_LENGTH or not given.isascii() or re.search(r"[\s\\\x00-\x1f#]", given):
        raise refused
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise refused from None
    host = parts.hostname or ""
    if parts.scheme != "https" or port is not None or parts.netloc.lower() != host:
        raise refused  # the last: a name and password, or an empty port
    labels = host.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise refused
    if not any(host == name or host.endswith(f".{name}") for name in services):
        raise refused
    return given


def checked_key(given: str, *, point: bool) -> str:
    """A key of a browser's subscription, base64url: its public point, or its 16 secret bytes.

    :raises BadInput: not of that form, or a point that is not on the curve
    """
    refused = BadInput(_("Khóa nhận tin không đúng dạng. Đồng chí bật lại tin đẩy trên máy này."))
    plain = given.rstrip("=")
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
        if point:
            if len(raw) != 65:
                raise refused
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
        elif len(raw) != 16:
            raise refused
    except (ValueError, binascii.Error):
        raise refused from None
    return plain


# --- Words ----------------------------------------------------------------------------------------

_BROWSERS = {
    "coc_coc": "Cốc Cốc",
    "Edg": "Edge",
    "SamsungBrowser": "Samsung Internet",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}  # fmt: skip - the first that is named: a browser also names those it is like
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows",
    "Macintosh": "macOS", "Linux": "Linux",
}  # fmt: skip


def device_words(agent: str) -> str:
    """A browser and its system in two words, so that a person tells the own devices apart."""
    named = (
        next((words for mark, words in _BROWSERS.items() if mark in agent), ""),
        next((words for mark, words in _SYSTEMS.items() if mark in agent), ""),
    )
    return ", ".join(filter(None, named)) or _("Máy không rõ tên")


def push_link(links: list[str]) -> str:
    """The path that a push opens: the page of the one message, else the list of all."""
    only = links[0] if len(set(links)) == 1 else ""
    return only if re.fullmatch(r"/([^/\\\s][^\\\s]*)?", only) else "/notices/"
