"""From a name as written to the person: nicknames, titles, pinyin; and nobody where several fit."""

import pytest

from handlers.rules.people import find_person, list_meant
from handlers.rules.pinyin import spell_name

PEOPLE = {1: ("王磊",), 2: ("陈小雨", "Rain Chen"), 3: ("Tom Baker",), 4: ("李强",), 5: ("Zhang Wei",), 6: ("单晓",)}


@pytest.mark.parametrize(
    ("said", "person"),
    [("小王", 1), ("老王", 1), ("王总", 1), ("王哥", 1), ("@小王", 1), ("wang lei", 1), ("Wang Lei", 1),
     ("lei wang", 1),
     ("WangLei", 1), ("xiaowang", 1), ("磊磊", 1), ("xiaoyu", 2), ("小雨", 2), ("Rain", 2), ("Tom", 3), ("阿强", 4),
     ("强哥", 4), ("张伟", 5), ("shan xiao", 6)],
)  # fmt: skip
def test_a_nickname_a_title_or_pinyin_means_the_only_one_whom_it_fits(said: str, person: int):
    assert list_meant(said, PEOPLE) == [person]


@pytest.mark.parametrize(
    "said", ["设计", "design", "老板", "大家", "王", "lei", "客户", "印厂", "", "@", "小张三", "Tomm"]
)
def test_roles_and_strangers_are_nobody(said: str):
    assert list_meant(said, PEOPLE) == []


def test_where_two_fit_both_are_named_and_none_is_chosen():
    assert list_meant("小王", {1: ("王磊",), 2: ("王芳",)}) == [1, 2]
    assert find_person("小王", {1: "王磊", 2: "王芳"}) is None


def test_a_surer_way_goes_before_a_looser_one():
    assert list_meant("小王", {1: ("王磊",), 2: ("小王",)}) == [2]


def test_a_surname_is_read_as_one():
    assert spell_name("曾小贤") == ("zeng", "xiao", "xian")
