from sotay.core.remembering import remembered, remembering


class Asked:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_a_question_is_asked_once_inside_and_anew_afterwards() -> None:
    ask = Asked()
    with remembering():
        assert [remembered("one", ask), remembered("one", ask), remembered("two", ask)] == [1, 1, 2]
    with remembering():
        assert remembered("one", ask) == 3


def test_outside_nothing_is_kept() -> None:
    ask = Asked()
    assert [remembered("one", ask), remembered("one", ask)] == [1, 2]


def test_an_answer_of_nothing_is_an_answer() -> None:
    asked = []
    with remembering():
        for _each in range(2):
            assert remembered("none", lambda: asked.append(1)) is None
    assert len(asked) == 1
