"""An agency to try the handlers on: its people, its channels, what they say and press; and what came of it."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from handlers import dispatch
from handlers.arrivals import AnyArrival, CardRef, Command, Deletion, Edit, Message, Place, Press, Submission
from handlers.ports import ChannelFacts, PersonFacts
from handlers.preparing import Prepared
from handlers.replies import Reply
from prompts.reading.schema import NOISE, Due, Reading, Signal
from storage.agencies import ensure_agency, remember_workspace
from storage.store import Store

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai
WORKSPACE, CORP = "T01", "ww01"
R = TypeVar("R", bound=SQLModel)

AMY = PersonFacts(name="Amy", is_outsider=False, lang="en", email="amy@studio.example")
WANG = PersonFacts(name="王小雨", is_outsider=False, lang="zh")
CAROL = PersonFacts(name="Carol", is_outsider=True, org="T99")
PEOPLE = {"UAMY": AMY, "UWANG": WANG, "UCAROL": CAROL, "zhaoyu": PersonFacts(name="赵宇", is_outsider=False)}

TEAM = Place(platform="slack", workspace=WORKSPACE, channel="CTEAM")
SHARED = Place(platform="slack", workspace=WORKSPACE, channel="CSHARED")
AMY_DM = Place(platform="slack", workspace=WORKSPACE, channel="DAMY", is_direct=True)
WANG_DM = Place(platform="slack", workspace=WORKSPACE, channel="DWANG", is_direct=True)
CAROL_DM = Place(platform="slack", workspace=WORKSPACE, channel="DCAROL", is_direct=True)
ZHAO = Place(platform="wecom", workspace=CORP, channel="zhaoyu", is_direct=True)
CHANNELS = {
    "CTEAM": ChannelFacts(name="team", audience="internal"),
    "CSHARED": ChannelFacts(name="acme-shared", audience="shared"),
    "DAMY": ChannelFacts(name="", audience="internal", is_direct=True),
    "DWANG": ChannelFacts(name="", audience="internal", is_direct=True),
    "DCAROL": ChannelFacts(name="", audience="shared", is_direct=True),
    "zhaoyu": ChannelFacts(name="zhaoyu", audience="internal", is_direct=True),
}

FRIDAY = Due(on=date(2026, 11, 27))
CHANGE = Reading(kinds=("change_request",), title="Logo larger", due_words="by Friday", due=FRIDAY)
TASK = Reading(kinds=("task",), title="Three poster drafts", due=FRIDAY, assignees=("王小雨",), priority="high")
INFO = Reading(kinds=("interaction",), interaction_kind="info", title="Numbers of last week")
FEEDBACK = Reading(
    kinds=("interaction", "change_request"), interaction_kind="feedback", title="Logo larger", due=FRIDAY
)
COMPLAINT = Reading(
    kinds=("interaction",),
    interaction_kind="complaint",
    sentiment="negative",
    title="Nobody answers",
    signals=(Signal(kind="complaint", words="nobody answers"),),
)


@dataclass
class House:
    """One agency on a real database."""

    store: Store
    now: datetime = NOW
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def open(self, *, lang: str = "zh", tz: str = "Asia/Shanghai") -> "House":
        """With its workspaces noted, as when the program starts."""

        def unit(session: Any) -> None:
            agency = ensure_agency(session, lang=lang, tz=tz, now=self.now)
            url = "https://studio.slack.com/"
            remember_workspace(session, agency, "slack", WORKSPACE, url=url, bot_user_id="UBOT", now=self.now)
            remember_workspace(session, agency, "wecom", CORP, now=self.now)

        self.store.write(unit)
        return self

    def serve(self, arrival: AnyArrival, reading: Reading = NOISE, **found: Any) -> list[Reply]:
        """What dispatch answers; who and where are looked up as the platform would tell."""
        who = {"person": PEOPLE.get(arrival.user), "channel": CHANNELS.get(arrival.place.channel)}
        prepared = Prepared(reading=reading, **{**who, **found})
        return self.store.write(lambda session: dispatch.serve(session, arrival, prepared, now=self.now))

    def ts(self) -> str:
        """A Slack timestamp that nothing had yet."""
        return f"1795399200.{next(self.numbers):06d}"

    def say(self, user: str, place: Place, text: str, reading: Reading = NOISE, **more: Any) -> list[Reply]:
        """Somebody says something."""
        return self.serve(self.message(user, place, text, **more), reading)

    def message(self, user: str, place: Place, text: str, **more: Any) -> Message:
        """Something said."""
        ts = more.pop("message_id", None) or self.ts()
        more.setdefault("is_to_bot", place.is_direct)
        return Message(
            key=f"msg:{place.channel}:{ts}", place=place, user=user, at=self.now, message_id=ts, text=text, **more
        )

    def crm(self, user: str, place: Place, text: str, reading: Reading = NOISE) -> list[Reply]:
        """Somebody types /crm …"""
        return self.serve(self.command(user, place, text), reading)

    def command(self, user: str, place: Place, text: str) -> Command:
        """What somebody types behind /crm."""
        return Command(
            key=f"slack:cmd:x{next(self.numbers)}",
            place=place,
            user=user,
            at=self.now,
            text=text,
            response_url="https://hooks.slack.com/commands/1",
            trigger_id="1.2",
        )

    def press(self, user: str, place: Place, action: str, value: str, card: CardRef | None = None) -> list[Reply]:
        """Somebody presses a button."""
        return self.serve(
            Press(
                key=f"press:{next(self.numbers)}",
                place=place,
                user=user,
                at=self.now,
                action=action,
                value=value,
                card=card or CardRef(message_id="1795399999.000001", response_url="https://hooks.slack.com/actions/1"),
                trigger_id="9.9",
            )
        )

    def press_button(
        self, user: str, place: Place, reply: Reply, label: str, card: CardRef | None = None
    ) -> list[Reply]:
        """Somebody presses the button of this label on a card that was said."""
        assert reply.card is not None
        button = next(button for button in reply.card.buttons if button.label == label)
        return self.press(user, place, button.action, button.value, card)

    def send_form(self, user: str, place: Place, reply: Reply, **values: str) -> list[Reply]:
        """Somebody sends the form that was opened, with these fields changed."""
        assert reply.form is not None
        form = reply.form
        kept = {field.name: field.value for field in form.fields}
        return self.serve(
            Submission(
                key=f"view:{next(self.numbers)}",
                place=place,
                user=user,
                at=self.now,
                form=form.name,
                about=form.about,
                values={**kept, **values},
                card=CardRef(message_id="1795399999.000001"),
            )
        )

    def edit(
        self, said: Message, text: str, reading: Reading = NOISE, *, after_s: int = 60, before: str | None = None
    ) -> list[Reply]:
        """The words of a message change."""
        return self.serve(
            Edit(
                key=f"edit:{next(self.numbers)}",
                place=said.place,
                user=said.user,
                message_id=said.message_id,
                at=said.at + timedelta(seconds=after_s),
                text=text,
                previous_text=before,
                said_at=said.at,
            ),
            reading,
        )

    def delete(self, said: Message, *, after_s: int = 90, before: str | None = None) -> list[Reply]:
        """A message is taken away."""
        return self.serve(
            Deletion(
                key=f"deletion:{next(self.numbers)}",
                place=said.place,
                user="",
                author=said.user,
                message_id=said.message_id,
                at=said.at + timedelta(seconds=after_s),
                said_at=said.at,
                previous_text=before,
            )
        )

    def rows(self, table: type[R], **where: Any) -> list[R]:
        """All rows of a table, oldest first."""
        query = select(table).filter_by(**where).order_by(*table.__table__.primary_key)  # type: ignore[attr-defined]
        return self.store.read(lambda session: list(session.exec(query)))

    def row(self, table: type[R], **where: Any) -> R:
        """The only row."""
        rows = self.rows(table, **where)
        assert len(rows) == 1, rows
        return rows[0]

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """All records as they are, without the audit trail and the counters."""
        left_out = {"audit", "counter"}
        classes = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
        return {
            table.__tablename__: [row.model_dump() for row in self.rows(table)]
            for table in classes
            if table.__tablename__ not in left_out
        }


def texts(replies: list[Reply]) -> str:
    """All that is said, in plain text."""
    return "\n".join(reply.card.as_text for reply in replies if reply.card is not None)
