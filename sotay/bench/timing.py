"""Repeated calls timed one by one, and the machine they ran on."""

import os
import platform
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection


def timed(calls: Iterable[Callable[[], Any]]) -> list[float]:
    """Milliseconds that each call took, by the wall clock."""
    taken = []
    for call in calls:
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def spread(taken: list[float]) -> dict[str, float]:
    """Half were faster than ``p50``, nineteen in twenty faster than ``p95``; milliseconds."""
    return {
        "p50": round(float(np.percentile(taken, 50)), 2),
        "p95": round(float(np.percentile(taken, 95)), 2),
    }


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was otherwise."""
    memory = Path("/proc/meminfo")
    kilobytes = int(memory.read_text().split()[1]) if memory.exists() else 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('shared_buffers'),"
            " current_setting('fsync'), current_setting('synchronous_commit')"
        )
        version, buffers, fsync, commit = cursor.fetchone()
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(kilobytes / 2**20, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": version.split(" ")[0],
        "shared_buffers": buffers,
        "fsync": fsync,
        "synchronous_commit": commit,
        "load_before": round(os.getloadavg()[0], 1),
    }
