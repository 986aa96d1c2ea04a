"""Acts in words, for the history of an organisation and the page of an act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.core.periods import end_of_day
from sotay.organisations.models import Act, Organisation


@dataclass(frozen=True)
class Told:
    """An act as it is listed. ``is_taken_back`` when a later correction undid it."""

    act: Act
    sentence: str
    document: str
    is_taken_back: bool
    correction_id: int | None


def history(organisation: Organisation, known_on: date | None = None) -> list[Told]:
    """Every act recorded on ``organisation``, latest first, corrections and corrected included."""
    acts = organisation.acts.select_related("corrected_by", "corrects").order_by(
        "-effective_on", "-id"
    )
    if known_on is not None:
        acts = acts.filter(recorded_at__lt=end_of_day(known_on))
    return [tell(act, known_on, organisation.pk) for act in acts]


def tell(act: Act, known_on: date | None = None, about: int | None = None) -> Told:
    correction = getattr(act, "corrected_by", None)
    return Told(
        act=act,
        sentence=sentence(act, about),
        document=document(act),
        is_taken_back=taken_back(act, known_on),
        correction_id=correction.pk if correction else None,
    )


def taken_back(act: Act, known_on: date | None = None) -> bool:
    """Whether a correction recorded by the end of ``known_on`` undid the act."""
    correction = getattr(act, "corrected_by", None)
    if correction is None:
        return False
    return known_on is None or correction.recorded_at < end_of_day(known_on)


def document(act: Act) -> str:
    """The deciding document as it is cited: number, issuer, day."""
    parts = [act.decision_number]
    if act.decision_issuer:
        parts.append(act.decision_issuer)
    if act.decided_on:
        parts.append(_("ngày %(day)s") % {"day": written(act.decided_on)})
    return ", ".join(parts)


def sentence(act: Act, about: int | None = None) -> str:
    """What the act did, in one sentence, by the names of its own days.

    On the page of the organisation ``about``, that one is named first among many.
    """
    told: Mapping[str, Any] = act.details
    names = told.get("names", {})

    def name(key: int | None) -> str:
        return f"“{names.get(str(key), key)}”" if key else "…"

    def several(keys: list[int]) -> str:
        if len(keys) <= 6:
            return ", ".join(name(key) for key in keys)
        first = [about] if about in keys else keys[:6]
        return _("%(shown)s và %(count)s tổ chức khác") % {
            "shown": ", ".join(name(key) for key in first),
            "count": len(keys) - len(first),
        }

    day = written(act.effective_on)
    match act.what:
        case Act.What.FOUND if told.get("parent"):
            text = _("thành lập %(what)s trực thuộc %(parent)s") % {
                "what": several(told.get("founded", [])),
                "parent": name(told["parent"]),
            }
        case Act.What.FOUND:
            text = _("thành lập %(what)s") % {"what": several(told.get("founded", []))}
        case Act.What.MERGE:
            joined = several(told.get("sources", []))
            into = name(told.get("target"))
            if told.get("is_new"):
                text = _("sáp nhập %(what)s thành %(into)s") % {"what": joined, "into": into}
            else:
                text = _("sáp nhập %(what)s vào %(into)s") % {"what": joined, "into": into}
        case Act.What.SPLIT if "moves" in told:
            text = _("%(source)s chuyển %(count)s tổ chức về %(parents)s") % {
                "source": name(told.get("source")),
                "count": len(told["moves"]),
                "parents": several(list(dict.fromkeys(parent for _one, parent in told["moves"]))),
            }
            if told.get("ends"):
                text = _("%(text)s và kết thúc hoạt động") % {"text": text}
        case Act.What.SPLIT:
            parts = [part["organisation"] for part in told.get("parts", [])]
            filling = {"source": name(told.get("source")), "parts": several(parts)}
            if told.get("ends"):
                text = _("chia %(source)s thành %(parts)s") % filling
            else:
                text = _("tách %(parts)s khỏi %(source)s") % filling
        case Act.What.RENAME:
            was, now = told.get("was", {}), told.get("now", {})
            if "name" in now:
                text = _("đổi tên “%(was)s” thành “%(now)s”") % {
                    "was": was["name"],
                    "now": now["name"],
                }
            else:
                text = _("đổi loại hình hoặc ký hiệu của %(what)s") % {
                    "what": name(told.get("organisation"))
                }
        case Act.What.REPARENT:
            text = _("%(what)s chuyển từ %(old)s về trực thuộc %(new)s") % {
                "what": name(told.get("organisation")),
                "old": name(told.get("from")),
                "new": name(told.get("to")),
            }
        case Act.What.DISSOLVE if told.get("members_to"):
            text = _("giải thể %(what)s, đảng viên về %(to)s") % {
                "what": name(told.get("organisation")),
                "to": name(told["members_to"]),
            }
        case Act.What.DISSOLVE:
            text = _("giải thể %(what)s") % {"what": name(told.get("organisation"))}
        case _other:
            text = _("đính chính, coi như chưa có: %(what)s") % {
                "what": sentence(act.corrects) if act.corrects else "…"
            }
            return text if act.corrects else text + "."
    return _("Ngày %(day)s: %(text)s.") % {"day": day, "text": text}
