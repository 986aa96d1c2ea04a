"""A process that asks the server as many devices would; started by ``serving.drive``.

    python asking.py ASKED.json

Plain sockets kept alive, so that the asking takes little of the machine that answers. An answer is
read to its end. With a rate, openings begin at even moments whether or not earlier ones have been
answered, and waiting for a free connection counts as waiting; the figures say what was reached.
An opening may name what it asks (``asks``: kind, method, path, form); else it is the handbook's.
"""

import asyncio
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

WELL = (200, 204, 302, 304)


class Asking:
    """One run: what is asked, and how long each answer took, by kind."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.taken: dict[str, list[float]] = {}
        self.statuses: dict[str, int] = {}
        self.errors = 0
        self.received = 0
        self.draw = random.Random(11)
        self.end = 0.0

    async def run(self) -> dict[str, Any]:
        """Ask for so many seconds, then tell."""
        openings = iter(self.told["openings"])
        queue: asyncio.Queue[tuple[float, dict[str, Any]] | None] = asyncio.Queue()
        began = time.perf_counter()
        self.end = began + self.told["seconds"]
        askers = [
            asyncio.create_task(self._asker(queue)) for _each in range(self.told["connections"])
        ]
        if self.told["rate"]:
            await self._pace(queue, openings)
        else:
            for opening in openings:
                queue.put_nowait((0.0, opening))
        for _each in askers:
            queue.put_nowait(None)
        await asyncio.gather(*askers)
        return self._figures(time.perf_counter() - began)

    async def _pace(self, queue: Any, openings: Any) -> None:
        """Begin openings so that requests come at the rate: an opening is a little over one."""
        mix = self.told["mix"]
        each = 1 + mix["page"] / 100 + mix["shell_files"] / 100
        step = each / self.told["rate"]
        due = time.perf_counter()
        for opening in openings:
            if due > self.end:
                return
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            queue.put_nowait((due, opening))
            due += step

    async def _asker(self, queue: Any) -> None:
        reader = writer = None
        while (one := await queue.get()) is not None:
            due, opening = one
            if not due and time.perf_counter() > self.end:
                continue
            for kind, head in self._requests(opening):
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", self.told["port"])
                began = due or time.perf_counter()
                due = 0.0  # what follows in the same opening waits for nobody
                try:
                    writer.write(head)
                    status = await self._answer(reader)
                except (OSError, asyncio.IncompleteReadError, ValueError):
                    self.errors += 1
                    writer.close()
                    reader = writer = None
                    continue
                self.taken.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
                key = f"{kind} {status}"
                self.statuses[key] = self.statuses.get(key, 0) + 1
                if status not in WELL:
                    self.errors += 1
        if writer is not None:
            writer.close()

    def _requests(self, opening: dict[str, Any]) -> list[tuple[str, bytes]]:
        if "asks" in opening:
            return [
                (kind, self._head(path, opening, method=method, form=form))
                for kind, method, path, form in opening["asks"]
            ]
        mix, found = self.told["mix"], []
        changed = self.draw.random() * 100 < mix["pack_changed"]
        etag = '"changed"' if changed else opening["etag"]
        found.append(("pack", self._head("/api/v1/handbook/pack", opening, etag)))
        if self.draw.random() * 100 < mix["page"]:
            found.append(("page", self._head("/handbook/", opening)))
        if self.draw.random() * 100 < mix["shell_files"]:
            path = self.draw.choice(self.told["shell"])
            found.append(("shell", self._head(path, opening)))
        return found

    def _head(
        self,
        path: str,
        opening: dict[str, Any],
        etag: str = "",
        method: str = "GET",
        form: str = "",
    ) -> bytes:
        length = [f"Content-Length: {len(form)}"] if method == "POST" else []
        kind = ["Content-Type: application/x-www-form-urlencoded"] if length else []
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.told['port']}",
            f"User-Agent: {self.told['agent']}", "Accept-Language: vi",
            f"Cookie: {opening['cookie']}", *([f"If-None-Match: {etag}"] if etag else []),
            *kind, *length,
        ]  # fmt: skip
        return ("\r\n".join(lines) + "\r\n\r\n" + form).encode()

    async def _answer(self, reader: Any) -> int:
        """The status of an answer read to its end.

        :raises ValueError: the answer says no length
        """
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        fields = dict(
            line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line
        )
        if "content-length" in fields:
            length = int(fields["content-length"])
            await reader.readexactly(length)
            self.received += length
        elif fields.get("transfer-encoding") == "chunked":
            while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
                await reader.readexactly(size + 2)
                self.received += size
            await reader.readexactly(2)
        elif status != 304:
            raise ValueError("an answer without length")
        return status

    def _figures(self, seconds: float) -> dict[str, Any]:
        everything = sorted(one for kind in self.taken.values() for one in kind)
        return {
            "requests": len(everything),
            "seconds": round(seconds, 1),
            "requests_a_second": round(len(everything) / seconds, 1),
            "openings_a_second": round(len(self.taken.get("pack", ())) / seconds, 1),
            "errors": self.errors,
            "statuses": dict(sorted(self.statuses.items())),
            "megabytes": round(self.received / 2**20, 1),
            "all": _spread(everything),
            **{kind: _spread(sorted(taken)) for kind, taken in sorted(self.taken.items())},
        }


def _spread(taken: list[float]) -> dict[str, float]:
    """Milliseconds: so many in a hundred were at most as long."""
    if not taken:
        return {}
    return {
        f"p{share}": round(taken[min(len(taken) - 1, len(taken) * share // 100)], 1)
        for share in (50, 95, 99)
    }


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(asyncio.run(Asking(asked).run())))
