"""The description of the API that programs are made from."""

from collections import defaultdict

from ninja import Schema

from sotay.api import api


def _shapes(above: type[Schema]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for shape in above.__subclasses__():
        if shape.__module__.startswith("sotay."):
            found[shape.__name__].add(shape.__module__)
        for name, modules in _shapes(shape).items():
            found[name] |= modules
    return found


def test_no_two_shapes_share_a_name() -> None:
    """One name stands for one shape in the document; a second would overwrite the first."""
    assert api.get_openapi_schema()["paths"]
    shared = {name: modules for name, modules in _shapes(Schema).items() if len(modules) > 1}
    assert shared == {}


def test_every_route_says_what_it_does() -> None:
    silent = [
        f"{method} {path}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, told in methods.items()
        if not told.get("description")
    ]
    assert silent == []
