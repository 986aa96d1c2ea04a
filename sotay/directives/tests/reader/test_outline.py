"""The outline: paths, nesting and places of numbered parts."""

from sotay.directives.reader import clauses

PLAN = (
    "I. Mục tiêu\nMở đầu.\nII. Nhiệm vụ\n1. Việc một\na) Ý một;\nb) Ý hai.\n2. Việc hai\n2.1. Nhỏ\n"
)
REGULATION = (
    "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n1. Khoản một;\na) Điểm a;\n"
    "Chương II\nNỘI DUNG\nĐiều 2. Nguyên tắc\n1. Khoản một.\n"
)


def test_paths_of_a_plan() -> None:
    assert [clause.path for clause in clauses(PLAN)] == [
        "I",
        "II",
        "II.1",
        "II.1.a",
        "II.1.b",
        "II.2",
        "II.2.1",
    ]


def test_articles_count_through_the_chapters() -> None:
    assert [clause.path for clause in clauses(REGULATION)] == [
        "Chương I",
        "Điều 1",
        "Điều 1.1",
        "Điều 1.1.a",
        "Chương II",
        "Điều 2",
        "Điều 2.1",
    ]


def test_a_clause_holds_its_sub_clauses_and_its_own_words_end_before_them() -> None:
    found = {clause.path: clause for clause in clauses(PLAN)}
    task = found["II.1"]

    assert PLAN[task.start : task.end] == "1. Việc một\na) Ý một;\nb) Ý hai.\n"
    assert PLAN[task.start : task.own_end] == "1. Việc một\n"
    assert (task.heading, task.line, task.level, task.parent) == ("Việc một", 4, 2, "II")
    assert found["II"].end == len(PLAN)


def test_initials_at_the_head_of_a_line_are_no_clause() -> None:
    assert clauses("V. I. Lênin dạy rằng phải học.\nC. Mác viết.\nD") == []


def test_days_and_amounts_at_the_head_of_a_line_are_no_clause() -> None:
    assert clauses("07/01/2019 | 217\n1.250 đảng viên\n15-11-2026\n5 năm qua\n") == []


def test_an_article_named_in_running_text_is_no_clause() -> None:
    assert clauses("theo\nĐiều 5 của Quy định này thì cấp ủy\n") == []
