"""Who may be meant to do it: everybody whom a message names, and whom of them it tells."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.reading.people.assignees import Candidate, candidates_in
from prompts.reading.people.told import told_to
from prompts.reading.plain import blanked, evened
from prompts.reading.schema import Said, Utterance

AT = datetime(2027, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def utterance(text: str, *, role: str = "ae", before: tuple[tuple[str, str], ...] = ()) -> Utterance:
    earlier = tuple(Said(speaker=who, role=side, text="好的", said_at=AT) for who, side in before)
    return Utterance(text=text, speaker="Amy", role=role, said_at=AT, earlier=earlier)


def candidates(text: str, **more: object) -> list[Candidate]:
    heard = utterance(text, **more)  # type: ignore[arg-type]
    return candidates_in(heard, blanked(evened(text)))


def told(text: str, **more: object) -> tuple[str, ...]:
    heard = utterance(text, **more)  # type: ignore[arg-type]
    return told_to(heard, blanked(evened(text)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("@阿川 第三章单位改成m", "阿川"),
        ("@Rohan D marigolds + lighter exposure", "Rohan D"),
        ("@Yuki LinkedIn creative today", "Yuki"),
        ("没问题，文案组阿篱来出", "阿篱"),
        ("好的，我让设计猫崽做", "猫崽"),
        ("大圣，强哥那条剪到40秒内", "大圣"),
        ("OK 我請設計調兩個色票", "設計"),
        ("渠道运营组，增员海报全部下架", "渠道运营组"),
        ("财务小曾明天做好发您", "财务小曾"),
        ("Bo's re-exporting now, you'll have it in 45 min", "Bo"),
        ("Jun Hao will correct it within the hour", "Jun Hao"),
        ("Can, will get Faris to try a few", "Faris"),
        ("need the UTM sheet, anita can u send", "anita"),
        ("Accounts will reissue it tomorrow", "Accounts"),
        ("June owns resizing", "June"),
    ],
)
def test_whoever_is_named_is_a_candidate_as_written(text: str, name: str):
    found = [each for each in candidates(text) if not each.is_speaker]

    assert name in [each.name for each in found]
    one = next(each for each in found if each.name == name)
    assert name in text[one.start : one.end]


def test_the_speaker_is_always_a_candidate_and_comes_first():
    assert [(each.name, each.is_speaker) for each in candidates("I'll send the deck tomorrow")] == [("Amy", True)]


def test_a_name_from_earlier_is_found_in_small_letters_and_in_traditional_characters():
    assert "lena" in [each.name for each in candidates("lena, badge list please", before=(("Lena", "ae"),))]
    assert "樂樂" in [each.name for each in candidates("樂樂 改一下", before=(("乐乐", "designer"),))]


@pytest.mark.parametrize(
    "text",
    ["小程序的小标题改一下", "老板说大图放大，大家看看",
     "The Monday banner needs a new CTA", "Swap the hero image please",
     "`@Tom` in a quotation", "麻烦明天下午把报价发我"],
)  # fmt: skip
def test_words_that_only_look_like_names_are_no_candidates(text: str):
    assert all(each.is_speaker or each.name == "Tom" for each in candidates(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@小王 @小李 今晚前把海报改完", ("小王", "小李")),
        ("让阿强跟印厂确认一下纸张", ("阿强",)),
        ("Tess, can you draft the radio script by Thursday?", ("Tess",)),
        ("June owns resizing, Bill owns vendor specs.", ("June", "Bill")),
        ("Wren will send AA-safe versions within 48 hours", ("Wren",)),
        ("马总说logo要放大", ()),
        ("Sorry Carol, the printer was closed", ()),
        ("Thanks Ananya!", ()),
    ],
)
def test_those_are_told_who_are_given_something_to_do(text: str, names: tuple[str, ...]):
    assert told(text, before=(("马总", "client"), ("Carol", "client"))) == names


def test_the_same_message_always_has_the_same_cues():
    text = "@小鹿 明天中午前把三个尺寸导出来，Tom to check"
    assert candidates(text) == candidates(text)
