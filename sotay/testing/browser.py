"""A Chromium for the browser tests: the system's, or one that this module installs as root.

``python -m sotay.testing.browser`` makes sure of it; only this step may need root.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """Where the browser is: ``SOTAY_BROWSER``, else the first of the usual names."""
    given = os.environ.get("SOTAY_BROWSER")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    if executable():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(
                command,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
        return 0
    print(
        "The browser tests need Chromium. Install it once, as root:\n"
        "    sudo apt-get install chromium\n"
        "or name one that is there: SOTAY_BROWSER=/path/to/chromium make test\n"
        "The tests without a browser run now: make test-quick",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
