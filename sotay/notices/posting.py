"""The one way out of the house: a short encrypted message to a push service, and nowhere else.

Rules of the way, against a subscription that would have this server knock at a neighbour's door:
https to the services named in ``SOTAY_PUSH_HOSTS``, no port, no address in figures
(``rules.checked_endpoint``, when it is kept and again when it is used); the name is looked up once,
*every* address found must be of the open internet, and the connection goes to exactly that address,
so a second look-up cannot lead elsewhere. The certificate must be the name's. No redirect is
followed, no proxy of the environment is asked, the answer's body is not read.
"""

import socket
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from django.conf import settings
from pywebpush import WebPusher
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from sotay.notices import rules, vapid

TIMEOUT_SECONDS = (5, 10)  # to connect, to be answered
KEPT_SECONDS = 24 * 60 * 60  # how long the service keeps it for a device that is off
SENT, GONE, FAILED = "sent", "gone", "failed"


class NotPublic(OSError):
    """The name leads to an address inside a house."""


def public_address(host: str, port: int) -> str:
    """The address to connect to.

    :raises NotPublic: one of the addresses of that name is not of the open internet
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(rules.is_public(address) for address in addresses):
        raise NotPublic(f"{host} is not on the open internet")
    return addresses[0]


class _PublicConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        """Connect to the address that was judged; the certificate is still asked for the name."""
        name = self._dns_host
        self._dns_host = public_address(name, self.port or 443)
        try:
            return super()._new_conn()
        finally:
            self._dns_host = name


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}


@dataclass(frozen=True)
class Way:
    """How messages leave. ``stand_in`` is for tests alone: the beginning of a local address that
    plays the push service and is asked as it is."""

    stand_in: str = ""

    def checked(self, endpoint: str) -> str:
        """The endpoint as it was given.

        :raises BadInput: no message may go there
        """
        if self.stand_in and endpoint.startswith(self.stand_in):
            return endpoint
        return rules.checked_endpoint(endpoint, tuple(settings.PUSH_HOSTS))

    def send(self, endpoint: str, p256dh: str, auth: str, message: bytes, moment: datetime) -> str:
        """Send one message; say whether it was taken, the device is gone, or neither."""
        self.checked(endpoint)
        keys = {"p256dh": p256dh, "auth": auth}
        body = WebPusher({"endpoint": endpoint, "keys": keys}).encode(message)["body"]
        headers = {
            "Authorization": vapid.authorization(endpoint, moment),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_SECONDS),
            "Topic": "so-tay",  # a later one takes the place of one still waiting
            "Urgency": "normal",
        }
        with requests.Session() as session:
            session.trust_env = False
            if not (self.stand_in and endpoint.startswith(self.stand_in)):
                session.mount("https://", _PublicAdapter())
                session.adapters.pop("http://")
            try:
                with session.post(
                    endpoint,
                    data=body,
                    headers=headers,
                    timeout=TIMEOUT_SECONDS,
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    status = answer.status_code
            except (OSError, requests.RequestException):
                return FAILED
        if status in (404, 410):
            return GONE
        return SENT if 200 <= status < 300 else FAILED


OPEN_INTERNET = Way()
