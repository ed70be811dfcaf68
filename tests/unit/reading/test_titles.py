"""Titles: the thing and what becomes of it, in a few words of the message's language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.reading.schema import InteractionKind, Kind
from prompts.reading.titles.title import make_title

CHANGE: tuple[Kind, ...] = ("change_request",)
TASK: tuple[Kind, ...] = ("task",)
SAID: tuple[Kind, ...] = ("interaction",)


@pytest.mark.parametrize(
    ("text", "due_words", "title"),
    [
        ("麻烦把首页轮播第三张换掉，谢谢", None, "首页轮播第三张换掉"),
        ("王总好，KV的logo放大20%，副标题换掉，周五前给我，谢谢", "周五前", "KV logo放大20%、副标题换掉"),
        ("客户要求海报标题改大，周五前给", "周五前", "海报标题改大"),
        ("海报整体不错，不过标题要改短", None, "标题要改短"),
        ("can we have the logo bigger please", None, "Logo bigger"),
        ("Hi Tom, could you shorten the headline? Thanks!", None, "Shorten headline"),
        ("The client wants the headline larger by Friday", "by Friday", "Headline larger"),
        ("The deck is fine but the hero image should be replaced because legal asked", None, "Replace hero image"),
    ],
)
def test_a_change_is_titled_by_its_object_and_what_becomes_of_it(text: str, due_words: str | None, title: str):
    assert make_title(text, CHANGE, None, due_words, ("Tom Baker",)) == title


@pytest.mark.parametrize(
    ("text", "due_words", "title"),
    [
        ("@小王 出三张海报初稿 周四前", "周四前", "出三张海报初稿"),
        ("名单今天下班前一定给你", "今天下班前", "提供名单"),
        ("Wren will send AA-safe versions within 48 hours", "within 48 hours", "Send AA-safe versions"),
        ("I'll send you two reduced packages by Thursday", "by Thursday", "Send two reduced packages"),
        ("sending the files tonight", "tonight", "Send files"),
    ],
)
def test_a_task_is_titled_by_what_is_to_be_done_and_not_by_whom_or_when(text: str, due_words: str | None, title: str):
    assert make_title(text, TASK, None, due_words, ("小王", "Wren")) == title


@pytest.mark.parametrize(
    ("text", "kind", "due_words", "title"),
    [
        ("618的满赠券什么时候上线？", "question", None, "询问618的满赠券什么时候上线"),
        ("Can we do a call Fri 2pm?", "call", "Fri 2pm", "Do call Fri 2pm"),
    ],
)
def test_a_question_says_that_it_asks_and_a_meeting_keeps_its_time(
    text: str, kind: InteractionKind, due_words: str | None, title: str
):
    assert make_title(text, SAID, kind, due_words) == title


def test_words_that_name_nothing_are_completed_by_what_was_spoken_of():
    assert make_title("再大一点", CHANGE, "feedback", None, about="海报") == "海报再大一点"
    assert make_title("包装上的字改小", CHANGE, "feedback", None, about="海报") == "包装上字改小"


@pytest.mark.parametrize(
    "text",
    ["生日蛋糕那轮朋友圈广告花了八千来了十一单说实话老板心都凉了觉得不值", "改" * 400, "Antidisestablishment" * 20],
)
def test_a_long_title_is_cut_and_never_within_a_latin_word(text: str):
    title = make_title(text, SAID, "complaint", None)

    assert title is not None
    assert len(title) <= 25 or title.isascii()
    assert not (title[-1].isascii() and title[-1].isalpha()) or title.casefold() in text.casefold()


@given(st.text(max_size=300))
def test_any_text_has_a_title_unless_it_is_blank(text: str):
    title = make_title(text, CHANGE, "feedback", None, ("Tom",))

    assert (title is None) == (not text.strip()) or title
