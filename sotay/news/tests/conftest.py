from datetime import UTC, datetime

import pytest

from sotay.news import services
from sotay.news.services import NewNews

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # of the worlds' day, in local time noon
WORDS = "Chi bộ Sông đã giúp 12 hộ.\n\nCách làm: mỗi đảng viên nhận một hộ."


@pytest.fixture(autouse=True)
def files_folder(tmp_path, settings):
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def write(world, officer):
    """A draft of the bloc, unless told otherwise."""

    def keep(actor=officer, committee=None, **changes):
        given = {"title": "Một cách làm hay", "words": WORDS, "column": "model", **changes}
        return services.write_news(
            committee=committee or world.bloc, given=NewNews(**given), actor=actor
        )

    return keep


@pytest.fixture
def publish(write, officer):
    def keep(actor=officer, **changes):
        news = write(actor=actor, **changes)
        return services.publish_news(news=news, actor=actor, moment=NOON)

    return keep
