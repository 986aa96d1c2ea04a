"""Who sends a push: this server's key, by which a push service knows that it is the same sender."""

import base64
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from py_vapid import Vapid02

LIFE = timedelta(hours=12)  # RFC 8292 allows a day


def private_key(path: Path | None = None) -> ec.EllipticCurvePrivateKey:
    """The key that signs; made once, readable by its owner alone, where there is none.

    :raises ImproperlyConfigured: the file holds something else
    """
    path = path or settings.PUSH_KEY_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_bytes(
            ec.generate_private_key(ec.SECP256R1()).private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        with suppress(FileExistsError):  # several start at once: the first one's is everybody's
            os.link(mine, path)
        mine.unlink()
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError:
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ImproperlyConfigured(f"{path.name} does not hold a P-256 key")
    return key


def public_key() -> str:
    """The public side, base64url without padding: what a browser subscribes with."""
    point = (
        private_key()
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def authorization(endpoint: str, moment: datetime) -> str:
    """The header by which one message to one push service is signed (RFC 8292)."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((moment + LIFE).timestamp()),
        "sub": settings.PUSH_CONTACT,
    }
    return str(Vapid02(private_key()).sign(claims)["Authorization"])
