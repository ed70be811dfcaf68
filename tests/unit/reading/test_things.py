"""What a message is about, and whether two messages are about the same."""

import pytest

from prompts.reading.things import compare, is_alike, read_things


@pytest.mark.parametrize(
    "text",
    [
        "再大一点",
        "颜色也调一下",
        "改成蓝色吧",
        "还是太暗了",
        "字体再粗一些",
        "往左边挪一点",
        "also make it blue",
        "a bit bigger please",
        "can you make it bolder?",
        "and move it up",
        "darker",
        "這個再亮一點",
    ],
)
def test_what_says_how_and_never_of_what_is_bare(text: str):
    assert read_things(text).is_bare


@pytest.mark.parametrize("text", ["杯子改成红色", "logo再大一点", "make the mascot bigger", "海报再亮一点", "b"])
def test_what_names_something_is_not(text: str):
    assert not read_things(text).is_bare


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("再大一点", "海报的logo放大"),
        ("颜色也调一下", "logo放大20%"),
        ("also make it blue", "Make the logo bigger"),
        ("字体粗一点", "海报标题放大"),
        ("logo颜色换成金色", "KV的logo放大"),
        ("海报上的电话也写错了", "海报的标题短一点"),
        ("标题也短一点", "logo放大"),
        ("the tagline too", "make the logo bigger"),
        ("背景再干净些", "海报再改一版"),
        ("吉祥物的耳朵也大一点", "吉祥物的耳朵改圆"),
    ],
)
def test_of_the_same(text: str, earlier: str):
    assert compare(text, earlier) == "same"


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("海报上的电话也错了", "视频配乐换一下"),
        ("菜单上的价格错了", "海报标题放大"),
        ("the banner needs a new photo", "make the video shorter"),
        ("官网的标题也改一下", "海报标题放大"),
    ],
)
def test_of_something_else(text: str, earlier: str):
    assert compare(text, earlier) == "other"


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("标题再短一点", "logo放大"),
        ("banner的logo也换", "logo放大"),
        ("把吉祥物换成熊猫", "logo放大"),
        ("另外还有件事，logo下面加一行字", "logo放大"),
        ("please swap the photo", "make the logo bigger"),
    ],
)
def test_where_nobody_can_tell(text: str, earlier: str):
    assert compare(text, earlier) == "unsure"


def test_the_words_of_the_date_say_nothing_about_the_thing():
    assert read_things("海报发布会前再大一点", without="海报发布会前").is_bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("海报的logo要放大20%", "客户说海报上的logo麻烦放大20%，周五前"),
        ("Please make the poster headline shorter", "Can the headline on the poster be shorter?"),
        ("视频配乐换一首轻快的", "视频的配乐能不能换一首轻快点的"),
    ],
)
def test_the_same_wish_in_other_words_is_alike(one: str, other: str):
    assert is_alike(one, other)
    assert is_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("海报的logo要放大20%", "视频的logo要放大20%"),
        ("海报的logo要放大20%", "海报的电话写错了"),
        ("Make the headline shorter", "Please swap the hero photo"),
        ("再大一点", "再大一点"),  # nobody knows of what
    ],
)
def test_other_wishes_are_not(one: str, other: str):
    assert not is_alike(one, other)
