"""``sotay read``: what a careful reader finds in one document."""

import argparse
from pathlib import Path
from typing import Any

LABELS = {"citations": "Viện dẫn", "targets": "Chỉ tiêu", "tasks": "Nhiệm vụ"}


def add_commands(commands: Any) -> None:
    read = commands.add_parser(
        "read",
        help="read a document: its identity, citations, targets, draft tasks",
        description="Read a txt, html, docx or pdf file and print what it is, what it cites, and "
        "the tasks and targets it sets. Nothing is stored. Lines count from 1; start and end are "
        "offsets in characters of the text.",
    )
    read.add_argument("file", type=Path, metavar="FILE")
    read.add_argument("--json", action="store_true", help="print one JSON object")
    read.set_defaults(act=_read)


def _read(given: argparse.Namespace) -> int:
    from sotay.directives.reader import UnreadableFile, read_file, to_json

    try:
        reading = read_file(given.file.read_bytes(), given.file.name)
    except FileNotFoundError:
        print(f"Không có tệp {given.file}. Đồng chí kiểm tra lại đường dẫn.")
        return 1
    except IsADirectoryError:
        print(f"{given.file} là thư mục. Đồng chí chọn một tệp.")
        return 1
    except OSError as refused:
        print(f"Không mở được tệp {given.file}: {refused.strerror}.")
        return 1
    except UnreadableFile as refused:
        print(refused)
        return 1
    if given.json:
        print(to_json(reading))
        return 0
    found = reading.as_dict()
    document = found["document"]
    print(" · ".join(str(v) for v in document.values() if v) or "Không rõ là văn bản nào")
    for kind, label in LABELS.items():
        print(f"\n{label}: {len(found[kind])}")
        for finding in found[kind]:
            words = " ".join(finding["text"].split())
            print(f"  dòng {finding['line']}: {words}")
    return 0
