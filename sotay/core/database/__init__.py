"""Where the records live: an embedded PostgreSQL for a laptop and for tests, or any server.

``DATABASE_URL`` names a server; without it a private cluster under ``var/`` is made and started.
"""

from sotay.core.database.embedded import Cluster, serving
from sotay.core.database.urls import Address, parse_url

__all__ = ["Address", "Cluster", "parse_url", "serving"]
