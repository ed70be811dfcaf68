"""Names: when two are the same, when they are alike, and whom a text speaks of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.names import core_name, find_named, fold_name, list_similar
from handlers.rules.people import find_person


@pytest.mark.parametrize("other", ["acme", "ACME", "Ａｃｍｅ", " a-c.m e "])
def test_width_case_spaces_and_marks_make_no_other_name(other: str):
    assert fold_name(other) == fold_name("ACME")


@settings(deadline=None)  # the first name that is spelt loads the tables
@given(st.text())
def test_folding_twice_is_folding_once_and_nothing_breaks_it(text: str):
    assert fold_name(fold_name(text)) == fold_name(text)
    find_named(text, {"ACME": 1, text: 2})
    find_person(text, {1: "Tom Baker", 2: "陈小雨"})
    list_similar(text, ["ACME", text])


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("青柠酸奶（上海）有限公司", "青柠酸奶"),
        ("ACME Inc.", "acme"),
        ("The Lime Company", "thelime"),
        ("集团", "集团"),
    ],
)
def test_legal_forms_and_brackets_say_nothing_about_who_is_meant(name: str, core: str):
    assert core_name(name) == core


@pytest.mark.parametrize(
    ("name", "others", "similar"),
    [
        ("青柠酸奶", ["青柠酸奶（上海）有限公司", "红柚果汁"], ["青柠酸奶（上海）有限公司"]),
        ("ACMEE", ["ACME", "Lime"], ["ACME"]),
        ("Lime Yogurt", ["Lime Yoghurt", "ACME"], ["Lime Yoghurt"]),
        ("ACME", ["acme"], []),
        ("小米", ["小牛", "美团"], []),
        ("青柠", ["青柠酸奶", "青柠文旅", "青柠汽车", "青柠地产"], ["青柠地产", "青柠文旅", "青柠汽车"]),
    ],
)
def test_alike_names_are_found_and_the_same_name_is_not_alike(name: str, others: list[str], similar: list[str]):
    assert list_similar(name, others) == similar


OWNERS = {"ACME": 1, "青柠": 2, "青柠酸奶": 3, "Lime Yogurt": 4, "KV": 5}


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("ACME wants the logo larger", 1),
        ("acme's logo", 1),
        ("客户ACME说要改", 1),
        ("the pacmen ad", None),
        ("ACMEs", None),
        ("青柠酸奶那边要改logo", 3),
        ("青柠那边要改logo", 2),
        ("ACME and Lime Yogurt", 4),
        ("nothing of the kind", None),
    ],
)
def test_whose_name_is_said_is_meant_the_longest_first(text: str, owner: int | None):
    assert find_named(text, OWNERS) == owner


def test_two_names_as_long_leave_it_open():
    assert find_named("ACME or Lime?", {"ACME": 1, "Lime": 2}) is None


PEOPLE = {1: "Tom Baker", 2: "陈小雨", 3: "Tommy Lee", 4: "王磊", 5: "王芳", 6: "Amy"}


@pytest.mark.parametrize(
    ("said", "person"),
    [("@Amy", 6), ("amy", 6), ("Tom", 1), ("tom baker", 1), ("Baker", 1), ("Tomm", None), ("小雨", 2), ("陈小雨", 2),
     ("@小雨", 2), ("王", None), ("雨", None), ("", None), ("@", None), ("Bob", None)],
)  # fmt: skip
def test_a_person_is_known_by_the_whole_name_or_the_only_part_that_fits(said: str, person: int | None):
    assert find_person(said, PEOPLE) == person


def test_a_part_that_fits_two_people_means_neither():
    assert find_person("Tom", {1: "Tom Baker", 2: "Tom Lee"}) is None


CLIENTS = {"青柠酸奶（上海）有限公司": 1, "Northwind Coffee Inc.": 2, "ACME": 3, "青宁湖度假村": 4, "固邦轮胎": 5}


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("青柠酸奶 logo 放大", 1),
        ("青宁酸奶的海报", 1),  # another character of the same sound
        ("qingning suannai 的报价", 1),
        ("固帮轮胎样册第7页", 5),
        ("Northwnd coffee logo", 2),
        ("northwind coffee banner", 2),
        ("we like acme", 3),
        ("acne cream banner", None),  # short names must be written as they are
        ("northern lights coffee", None),
        ("大家好，今天下午开会", None),
    ],
)
def test_a_client_whose_name_is_nearly_right_is_meant(text: str, client: int | None):
    assert find_named(text, CLIENTS) == client


def test_of_two_names_as_near_none_is_guessed():
    assert find_named("northwind coffee", {"Northwind Coffea": 1, "Northwind Coffeo": 2}) is None
