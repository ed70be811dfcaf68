"""Plays a story: each beat goes through the real doors, and what the bot does about it is collected."""

import http.client
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.cast import PERSON, ROOM
from bot.demo.ledger import Heard, Ledger
from bot.demo.script import (
    WECOM,
    Beat,
    Day,
    Deed,
    Deletes,
    Edits,
    Fills,
    Follows,
    Person,
    Presses,
    Says,
    Types,
)
from bot.demo.stage import AGENCY_TZ, Stage, StageError, channel_id, slack_id
from bot.demo.watching import Seen, Watcher, draw_instant
from bot.fakes.slack import Ephemeral, OpenView, Post, Sent
from bot.fakes.wecom import Callback, Delivery
from bot.fakes.wecom.aibot_state import Pushed

_MENTION = re.compile(r"<@(\w+)>")
_DATE = re.compile(r"\{(zh|en|iso):(\d+)\}")
_NUMBERS = re.compile(r"\{of:(\w+)\}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


Told = Sent | Callback | Pushed  # how the program was told; over the long connection, nothing is answered


@dataclass(frozen=True)
class Scene:
    """One beat, and what came of it."""

    beat: Beat
    at: datetime
    who: Person | None = None
    text: str = ""  # as people see it
    before: str = ""  # an edit's or a deletion's earlier words
    button: str = ""  # the label that was pressed
    quote: str = ""
    heard: Heard | None = None
    answers: tuple[Seen, ...] = ()


@dataclass(frozen=True)
class Spoken:
    """A message that was said: what the end is checked against."""

    says: Says
    message_id: str
    text: str
    sent: Told
    at: datetime


@dataclass
class Record:
    """What the platforms did, for the summary and the checks."""

    spoken: list[Spoken] = field(default_factory=list)
    pasted: list[Spoken] = field(default_factory=list)  # kept as the messages that they hold
    requests: int = 0  # HTTP requests to the doors, repeats included
    redelivered: int = 0
    edited: dict[str, list[str]] = field(default_factory=dict)  # message id → earlier words
    deleted: set[str] = field(default_factory=set)
    commands: int = 0
    presses: int = 0


class Player:
    """Plays beats in order, each to its end."""

    def __init__(self, stage: Stage, ledger: Ledger, monday: date) -> None:
        self.record = Record()
        self._stage = stage
        self._ledger = ledger
        self._watcher = Watcher(stage)
        self._monday = monday
        self._day = 0
        self._named: dict[str, Spoken] = {}

    def play(self, beats: Iterable[Beat]) -> Iterator[Scene]:
        """Each scene when it is over. Raises StageError when a door refuses, or a card isn't where it must be."""
        for beat in beats:
            try:
                scene = self._play(beat)
            except (OSError, http.client.HTTPException) as error:
                words = (
                    f"a door gave no answer ({type(error).__name__}); the log ends with:\n{self._stage.last_words()}"
                )
                raise StageError(words) from error
            yield scene

    def _play(self, beat: Beat) -> Scene:
        match beat:
            case Day():
                self._day = beat.number
                return Scene(beat, self._instant("08:59"))
            case Says():
                return self._say(beat)
            case Edits() | Deletes():
                return self._take_back(beat)
            case Follows():
                followed = self._stage.wecom_sender.event(beat.who, "subscribe", at=self._instant(beat.at).timestamp())
                return self._end(beat, PERSON[beat.who], followed)
            case Types():
                self.record.commands += 1
                return self._type(beat)
            case Presses():
                return self._press(beat)
            case Fills():
                return self._fill(beat)

    # -- what people do

    def _type(self, beat: Types) -> Scene:
        text = self._filled_in(beat.text)
        words = _MENTION.sub(self._mention, text)
        typed = self._stage.slack_sender.slash("/crm", words, slack_id(beat.who), channel_id(beat.where))
        return self._end(beat, PERSON[beat.who], typed, text=f"/crm {_MENTION.sub(_say_name, text)}")

    def _say(self, says: Says) -> Scene:
        at = self._instant(says.at)
        text = self._filled_in(says.text)
        answer: Told
        if says.where == WECOM:
            answer = self._stage.wecom_sender.text(says.who, text, at=at.timestamp())
            message_id = str(answer.fields["MsgId"])
        elif ROOM[says.where].platform == "wecom":
            answer = self._say_in_group(says, text, at)
            message_id = str(answer.body["msgid"])
        else:
            answer = self._say_in_slack(says, text, at)
            message_id = answer.ts
        spoken = Spoken(says, message_id, _MENTION.sub(_say_name, text), answer, at)
        (self.record.pasted if says.holds else self.record.spoken).append(spoken)
        if says.id:
            self._named[says.id] = spoken
        for number in range(says.redelivered):
            self._deliver_again(answer, number + 1)
        return self._end(says, PERSON[says.who], answer, text=spoken.text, quote=says.quote, message_id=message_id)

    def _say_in_group(self, says: Says, text: str, at: datetime) -> Pushed:
        aibot = self._stage.aibot
        words = text.replace("<@bot>", "").strip()  # the mention is WeCom's own to write
        said = aibot.message(
            says.who, words, chat=says.where, quote=says.quote or None, create_time=int(at.timestamp())
        )
        pushed = aibot.push(said)
        self._ledger.wait_for(str(said["msgid"]))
        return pushed

    def _say_in_slack(self, says: Says, text: str, at: datetime) -> Sent:
        sender, where, user = self._stage.slack_sender, channel_id(says.where), slack_id(says.who)
        words = _MENTION.sub(self._mention, text)
        thread = self._named[says.thread].message_id if says.thread else None
        if says.to_bot:
            first, second = sender.mention(where, user, words, thread=thread, at=at.timestamp())
            self._count(first)
            self.record.redelivered += 1
            return second
        return sender.message(where, user, words, thread=thread, at=at.timestamp())

    def _deliver_again(self, answer: Told, number: int) -> None:
        self.record.redelivered += 1
        match answer:
            case Callback():
                self._count(self._stage.wecom_sender.again(answer))
            case Pushed():
                self._count(self._stage.aibot.push(answer.body))
            case Sent():
                self._count(self._stage.slack_sender.but(retry_num=number).again(answer))

    def _take_back(self, beat: Edits | Deletes) -> Scene:
        spoken = self._named[beat.id]
        assert isinstance(spoken.sent, Sent)
        at = self._instant(beat.at).timestamp()
        if isinstance(beat, Edits):
            self.record.edited.setdefault(spoken.message_id, []).append(spoken.text)
            done = self._stage.slack_sender.edit(spoken.sent, beat.text, at=at)
            text = beat.text
        else:
            self.record.deleted.add(spoken.message_id)
            done = self._stage.slack_sender.delete(spoken.sent, at=at)
            text = ""
        who = PERSON[spoken.says.who]
        return self._end(beat, who, done, text=text, before=spoken.text, message_id=spoken.message_id)

    def _press(self, beat: Presses) -> Scene:
        pressed, label = self._press_button(beat.who, beat.button, beat.id)
        return self._end(beat, PERSON[beat.who], pressed, button=label, about=beat.id)

    def _fill(self, beat: Fills) -> Scene:
        _, label = self._press_button(beat.who, beat.button, beat.id)
        self._ledger.wait_until_settled()
        opened = self._watcher.look()
        view = next((seen.source for seen in opened if isinstance(seen.source, OpenView)), None)
        if view is None:
            raise StageError(f"no form opened for {beat.id}")
        values = {name: self._filled_in(value) for name, value in beat.values}
        sent = self._stage.slack_sender.submit(view, slack_id(beat.who), values)
        scene = self._end(beat, PERSON[beat.who], sent, button=label, about=beat.id)
        return replace(scene, text=" · ".join(values.values()), answers=(*opened, *scene.answers))

    def _press_button(self, who: str, action: str, about: str) -> tuple[Sent | Callback, str]:
        self.record.presses += 1
        subjects = self._get_heard(about).subjects if about else ()
        for card in self._watcher.cards():
            if isinstance(card, Delivery):
                for button in card.card.get("button_list", []):
                    if card.userid == who and _is_key(button["key"], action, subjects):
                        at = self._instant("12:00").timestamp()
                        return self._stage.wecom_sender.click(card, button["key"], at=at), button["text"]
            elif self._can_see(who, card) and (button := _find_button(card, action, subjects)):
                pressed = self._stage.slack_sender.press(
                    card, button["action_id"], slack_id(who), value=button.get("value")
                )
                return pressed, button["text"]["text"]
        raise StageError(f"{PERSON[who].name} sees no card to {action} {about}".rstrip())

    # -- how it went

    def _end(
        self,
        beat: Deed,
        who: Person,
        answer: Told,
        *,
        text: str = "",
        before: str = "",
        button: str = "",
        quote: str = "",
        message_id: str = "",
        about: str = "",
    ) -> Scene:
        self._count(answer)
        self._ledger.wait_until_settled()
        answers = self._watcher.look()
        if isinstance(answer, Callback) and answer.reply:
            answers.insert(0, draw_instant(who.key, str(answer.reply.get("Content", ""))))
        heard = self._ledger.find_heard(message_id) if message_id else self._get_heard(about) if about else None
        return Scene(beat, self._instant(beat.at), who, text, before, button, quote, heard, tuple(answers))

    def _count(self, answer: Told) -> None:
        """Raises StageError when a door did not take it."""
        self.record.requests += 1
        if not isinstance(answer, Pushed) and answer.status != 200:
            raise StageError(f"a door answered with {answer.status}")

    def _get_heard(self, name: str) -> Heard:
        heard = self._ledger.find_heard(self._named[name].message_id)
        if heard is None:
            raise StageError(f"the message {name!r} was not written down")
        return heard

    def _can_see(self, who: str, card: Post | Ephemeral) -> bool:
        if isinstance(card, Ephemeral):
            return card.user == slack_id(who)
        return slack_id(who) in self._stage.slack.state.channels[card.channel].members

    def _instant(self, clock: str) -> datetime:
        day = self._monday + timedelta(days=self._day)
        return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(AGENCY_TZ))

    def _filled_in(self, text: str) -> str:
        """A slash command has no time of its own, so its dates are written out; nor do numbers stand in the story."""
        dated = _DATE.sub(self._say_date, text)
        return _NUMBERS.sub(lambda found: " ".join(self._get_heard(found[1]).labels), dated)

    def _say_date(self, found: re.Match[str]) -> str:
        day = self._monday + timedelta(days=int(found[2]))
        if found[1] == "iso":
            return day.isoformat()
        return f"{day.month}月{day.day}日" if found[1] == "zh" else f"{_MONTHS[day.month - 1]} {day.day}"

    def _mention(self, found: re.Match[str]) -> str:
        return f"<@{self._stage.slack.bot_user if found[1] == 'bot' else slack_id(found[1])}>"


def _say_name(found: re.Match[str]) -> str:
    return "@Liaison" if found[1] == "bot" else f"@{PERSON[found[1]].name}"


def _find_button(card: Post | Ephemeral, action: str, subjects: tuple[str, ...]) -> dict[str, Any] | None:
    for block in card.blocks:
        for element in block.get("elements", []) if block["type"] == "actions" else []:
            if _is_key(f"{element['action_id'].partition('.')[0]}|{element.get('value', '')}", action, subjects):
                found: dict[str, Any] = element
                return found
    return None


def _is_key(key: str, action: str, subjects: tuple[str, ...]) -> bool:
    """Whether a button does this, about one of these subjects; without subjects, about anything."""
    named, _, carried = key.partition("|")
    return named == action and (not subjects or any(f"{carried}:".startswith(f"{one}:") for one in subjects))
