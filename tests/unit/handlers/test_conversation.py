"""To which record a message belongs, and which delivery an approval means."""

import pytest

from handlers.rules.conversation import Shown, choose_belonging, choose_delivery, is_interrupted, join_titles

POSTER = Shown(1, "海报初稿好了", frozenset({7}))
POSTER_2 = Shown(2, "海报v2", frozenset({7}))
VIDEO = Shown(3, "视频样片好了", frozenset({8}))
BARE = Shown(4, "改好了", frozenset())


@pytest.mark.parametrize(
    ("candidates", "to", "perhaps"),
    [
        ([], None, None),
        ([("b", "same"), ("a", "same")], "b", None),
        ([("b", "other"), ("a", "same")], "a", None),
        ([("b", "unsure"), ("a", "same")], "a", None),
        ([("b", "unsure"), ("a", "unsure")], None, "b"),
        ([("b", "other")], None, None),
    ],
)
def test_the_latest_that_is_surely_the_same_else_the_latest_of_which_nobody_can_tell(candidates, to, perhaps):
    found = choose_belonging(candidates)

    assert (found.to, found.perhaps) == (to, perhaps)


def test_another_deliverable_in_between_interrupts():
    assert is_interrupted("海报logo放大", ["视频什么时候好"])
    assert not is_interrupted("海报logo放大", ["海报不错", "好的", "周五前给您"])


@pytest.mark.parametrize(
    ("title", "addition", "joined"),
    [
        ("logo 放大", "改成蓝色", "logo 放大；改成蓝色"),
        ("Logo larger", "Make it blue", "Logo larger; Make it blue"),
        ("Logo larger", "Logo larger", "Logo larger"),
        ("Logo larger", "", "Logo larger"),
        ("L" * 78, "Make it blue", "L" * 78),
    ],
)
def test_titles_grow_as_long_as_there_is_room(title: str, addition: str, joined: str):
    assert join_titles(title, addition) == joined


@pytest.mark.parametrize(
    ("approval", "shown", "is_right_after", "surely", "perhaps"),
    [
        ("确认", [], True, None, ()),
        ("确认", [POSTER], True, 1, ()),
        ("确认", [POSTER], False, None, (1,)),
        ("确认", [POSTER_2, POSTER], True, 2, ()),
        ("确认", [VIDEO, POSTER], True, None, (3, 1)),
        ("海报可以", [VIDEO, POSTER], True, 1, ()),
        ("海报可以", [BARE], True, 4, ()),
        ("海报可以", [BARE], False, None, (4,)),
        ("合同没问题", [POSTER], True, None, ()),
    ],
)
def test_what_an_approval_means(approval, shown, is_right_after, surely, perhaps):
    meant = choose_delivery(approval, shown, is_right_after=is_right_after)

    assert (meant.surely.number if meant.surely else None) == surely
    assert tuple(one.number for one in meant.perhaps) == perhaps
