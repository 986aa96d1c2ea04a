"""Reference lists that production needs. Loading them twice changes nothing."""

import tomllib
from pathlib import Path

from sotay.organisations.models import Kind, Office

HERE = Path(__file__).parent


def load() -> None:
    """Write the kinds of organisation and the offices as the lists beside this file give them."""
    for row in tomllib.loads((HERE / "kinds.toml").read_text())["kind"]:
        Kind.objects.update_or_create(code=row.pop("code"), defaults=row)
    for row in tomllib.loads((HERE / "offices.toml").read_text())["office"]:
        Office.objects.update_or_create(code=row.pop("code"), defaults=row)
