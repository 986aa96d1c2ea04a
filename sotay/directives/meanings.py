"""Set phrases of directive papers that say the same: the meter reads each group as one word.

Our own list, made from the wording of such papers; it grows by adding a phrase to its group. Pure.
"""

from collections.abc import Sequence
from functools import lru_cache

GROUPS: tuple[tuple[str, ...], ...] = (
    ("tăng cường", "đẩy mạnh", "chú trọng", "quan tâm", "tập trung"),
    ("đổi mới", "cải tiến", "làm mới", "đổi thay"),
    ("xây dựng", "ban hành", "soạn thảo", "lập"),
    ("triển khai", "tổ chức thực hiện", "thực hiện", "thi hành", "tiến hành"),
    ("nâng cao", "nâng lên", "cải thiện"),
    ("kịp thời", "đúng hạn", "đúng thời hạn", "không để chậm"),
    ("báo cáo", "gửi kết quả", "gửi báo cáo"),
    ("kiểm tra", "rà soát", "xem xét lại"),
    ("hoàn thành", "làm xong", "kết thúc"),
    ("định kỳ", "thường xuyên", "thường kỳ"),
    ("hằng năm", "hàng năm", "mỗi năm"),
    ("hằng tháng", "hàng tháng", "mỗi tháng"),
    ("cấp ủy", "ban chấp hành", "chi ủy", "đảng ủy"),
    ("người đứng đầu", "bí thư"),
    ("nêu gương", "gương mẫu", "làm gương"),
    ("học tập", "nghiên cứu", "quán triệt"),
    ("tuyên truyền", "phổ biến"),
    ("bồi dưỡng", "tập huấn", "đào tạo"),
    ("phân công", "giao việc", "giao nhiệm vụ"),
    ("chủ trì", "chịu trách nhiệm chính"),
    ("ít nhất", "không dưới", "tối thiểu"),
    ("không quá", "tối đa", "nhiều nhất"),
    ("đảng viên", "cán bộ đảng viên"),
    ("đơn vị", "cơ quan"),
)

_MEANING = {
    tuple(phrase.split()): f"≈{group[0].replace(' ', '_')}" for group in GROUPS for phrase in group
}
_LONGEST = max(map(len, _MEANING))


@lru_cache(maxsize=4096)
def _concepts(parts: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    found = []
    at = 0
    while at < len(parts):
        for length in range(min(_LONGEST, len(parts) - at), 0, -1):
            meaning = _MEANING.get(parts[at : at + length])
            if meaning is not None:
                found.append((meaning, length))
                at += length
                break
        else:
            found.append((parts[at], 1))
            at += 1
    return tuple(found)


def concepts(parts: Sequence[str]) -> list[str]:
    """The syllables, with every phrase of a group read as the group: longest phrases first."""
    return [meaning for meaning, _length in _concepts(tuple(parts))]


def spread(parts: Sequence[str]) -> list[str]:
    """As :func:`concepts`, but each meaning stands once for every syllable it covers."""
    return [meaning for meaning, length in _concepts(tuple(parts)) for _each in range(length)]
