"""Types of document and the code each carries in a symbol, as the reader knows them.

The codes come from regulations 399-QĐ/TW (09-01-2026) and the practice seen before it; dated values
stand in the rule pack (``documents.types``), this list only orders them for a form.
"""

TYPES = {
    "Nghị quyết": "NQ",
    "Quyết định": "QĐ",
    "Quy định": "QĐ",
    "Chỉ thị": "CT",
    "Kết luận": "KL",
    "Quy chế": "QC",
    "Thông tri": "TT",
    "Hướng dẫn": "HD",
    "Thông báo": "TB",
    "Báo cáo": "BC",
    "Kế hoạch": "KH",
    "Chương trình": "CTr",
    "Đề án": "ĐA",
    "Phương án": "PA",
    "Tờ trình": "TTr",
    "Công văn": "CV",
    "Biên bản": "BB",
    "Dự án": "DA",
}


def code_of(type_name: str, written: str = "") -> str:
    """The code of a type; what the paper itself wrote (QĐi for Quy định) is kept."""
    return written or TYPES.get(type_name, "")


def split_symbol(symbol: str) -> tuple[str, str, str]:
    """``27-KH/ĐU`` into number, type code and organ; parts that are missing are empty."""
    number, _dash, rest = symbol.partition("-")
    code, _slash, organ = rest.partition("/")
    return number, code, organ
