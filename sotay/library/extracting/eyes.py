"""Letters recognised from a picture, by the program ``tesseract`` where it is installed.

The program is not part of Sổ tay: whoever keeps the server installs it with its Vietnamese data
(``tesseract-ocr`` and ``tesseract-ocr-vie`` in Debian). Without it the page says so.
"""

import os
import shutil
import subprocess
from functools import lru_cache

LANGUAGE = "vie"
SECONDS = 90  # for one page
PACKAGES = "tesseract-ocr, tesseract-ocr-vie"


@lru_cache(maxsize=1)
def _languages(program: str) -> frozenset[str]:
    try:
        told = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(line.strip() for line in told.stdout.splitlines())


def can_read() -> bool:
    """Whether the program is there, and knows Vietnamese."""
    program = shutil.which("tesseract")
    return program is not None and LANGUAGE in _languages(program)


def read(png: bytes, dots: int = 300) -> str:
    """The words of a picture of so many dots to the inch; none where the program fails.

    It fails too where it takes too long. One processor is enough for it: others wait for theirs.
    """
    program = shutil.which("tesseract")
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(dots)],
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            input=png,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
