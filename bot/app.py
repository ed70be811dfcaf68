"""The only wiring: settings in, a program out. Everything else is handed what it needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from sqlmodel import Session
from starlette.types import ASGIApp

from bot.bursts import Settling
from bot.clock import Clock
from bot.config import Settings
from bot.database import open_database
from bot.delivery import Delivery
from bot.intake import Intake
from bot.metrics import Metrics, queues_of
from bot.model_budget import local_day, read_day
from bot.pages.routes import FormPages
from bot.platforms import Attendant, Platform, mailboxes_of
from bot.reader_file import choose_reader
from bot.readers import make_reader
from bot.seats import DatabaseSeat, list_remarks, seat_name
from bot.serving import ObservedReader, Serving, may_send
from bot.shelf import DatabaseShelf
from bot.signing import FormLinks, make_links
from bot.web import make_web
from bot.worker import Worker
from handlers.arrivals import AnyArrival
from handlers.desk import row_id
from handlers.forms import check_submission, opens_form
from handlers.lessons import list_shown
from handlers.preparing import Preparation
from handlers.welcome import answer_at_once
from prompts.reading.model.examples import Example
from storage.agencies import ensure_agency
from storage.migrate import is_current
from storage.presence import Presence
from storage.rates import PACING
from storage.store import Store
from storage.tables import Agency

Now = Callable[[], datetime]

FEW_READERS = 2  # one may wait for a platform to say who somebody is
MANY_READERS = 16
FEW_LANES = 16
MANY_LANES = 64  # most of them only wait: for a conversation to be quiet, or for a model


def now_utc() -> datetime:
    """The one place where the wall clock is read."""
    return datetime.now(UTC)


@dataclass
class Program:
    """All parts of the program, none of them running."""

    settings: Settings
    store: Store
    agency_id: int
    tz: str
    metrics: Metrics
    intake: Intake
    platforms: list[Platform]
    now: Now
    links: FormLinks | None = None  # None: no public address, so no web pages
    attendants: list[Attendant] = field(default_factory=list)

    @property
    def held_back(self) -> frozenset[str]:
        """What this process can't send now, since the connection for it is down or another's."""
        return frozenset().union(*(attendant.held_back for attendant in self.attendants))

    def make_web(self) -> ASGIApp:
        """The doors over HTTP, and what operators look at."""
        routes = [route for platform in self.platforms for route in platform.routes(self.intake.put)]
        if self.links is not None:
            lang = self.settings.lang
            pages = FormPages(
                self.links, self.store, put=self.intake.put, check=check_submission, now=self.now, lang=lang
            )
            routes += pages.routes()
        return make_web(
            routes,
            is_ready=lambda: is_current(self.store),
            metrics=self.metrics,
            remarks=lambda: list_remarks(self.settings, self.store, now=self.now()),
        )

    def make_worker(self, presence: Presence) -> Worker:
        """Works off the inbox."""
        reader = make_reader(
            self.settings.model,
            self.store,
            agency_id=self.agency_id,
            tz=self.tz,
            now=self.now,
            metrics=self.metrics,
            theirs=partial(self.store.read, self._list_shown),
            embedded=choose_reader(self.settings).make(),
        )
        preparation = Preparation(
            read=self.store.read,
            directories={platform.name: platform.directory for platform in self.platforms},
            reader=ObservedReader(reader, self.metrics),
            tz=self.tz,
            mailboxes=mailboxes_of(self.platforms),
        )
        model = self.settings.model
        serving = Serving(preparation, self.now, reads_by_rules=model is None)
        return Worker(
            self.store,
            serving,
            presence=presence,
            clock=self.now,
            observe=self.metrics,
            # Rules compute: threads beside each other only take the interpreter from the writer. A model is waited for.
            readers=FEW_READERS if model is None else MANY_READERS,
            concurrency=FEW_LANES if model is None else MANY_LANES,
            settling=None if model is None else Settling(serving, model.quiet_s, self.now),
        )

    def _list_shown(self, session: Session) -> list[Example]:
        """What a model may be shown of the agency's own corrections."""
        agency = session.get(Agency, self.agency_id)
        return list_shown(session, agency) if agency is not None else []

    def make_delivery(self, presence: Presence) -> Delivery:
        """Works off the outbox."""
        return Delivery(
            self.store,
            {platform.name: platform.door for platform in self.platforms},
            presence=presence,
            clock=self.now,
            pacing=PACING.scaled(self.settings.pace),
            may_send=may_send,
            held_back=lambda: self.held_back,
            observe=self.metrics,
        )

    def make_clock(self) -> Clock:
        """Puts ticks into the inbox."""
        return Clock(self.intake.put, now=self.now, tz=self.tz)


def build(settings: Settings, *, now: Now = now_utc) -> Program:
    """Open the database and put the program together. Raises BadDatabaseUrl, DatabaseUnreachable, NotMigrated."""
    store = open_database(settings)
    agency = store.write(lambda session: ensure_agency(session, lang=settings.lang, tz=settings.tz, now=now()))
    metrics = Metrics(queues=queues_of(store, now=now))
    model = settings.model
    if model is not None:
        agency_id = row_id(agency.id)
        metrics.watch_model(
            lambda: store.read(
                lambda session: read_day(session, model, agency_id=agency_id, day=local_day(now(), agency.tz))
            )
        )
    links = make_links(settings.url, settings.secret, store)
    platforms, attendants = _make_platforms(settings, store, metrics, now, links)
    return Program(
        settings=settings,
        store=store,
        agency_id=row_id(agency.id),
        tz=agency.tz,
        metrics=metrics,
        intake=Intake(store, metrics=metrics, now=now),
        platforms=platforms,
        attendants=attendants,
        now=now,
        links=links,
    )


def _make_platforms(
    settings: Settings, store: Store, metrics: Metrics, now: Now, links: FormLinks | None
) -> tuple[list[Platform], list[Attendant]]:
    """The platforms that are on, and their connections. A platform's library is loaded only when it is."""
    link = links.url_for if links is not None else None
    platforms: list[Platform] = []
    attendants: list[Attendant] = []
    if settings.slack is not None:
        from bot.slack.platform import SlackPlatform

        platforms.append(
            SlackPlatform(
                settings.slack,
                check=check_submission,
                opens=opens_form,
                now=now,
                count=partial(metrics.arrived, "slack"),
                link=link,
            )
        )
    if settings.wecom is None and settings.wecom_bot is None:
        return platforms, attendants

    def answer(arrival: AnyArrival) -> str | None:
        return answer_at_once(arrival, lang=settings.lang, tz=settings.tz, now=now())

    from bot.wecom.platform import WeComPlatform

    app: WeComPlatform | None = None
    if settings.wecom is not None:
        app = WeComPlatform(settings.wecom, answer=answer, now=now, shelf=DatabaseShelf(store), link=link)
    if settings.wecom_bot is None:
        return [*platforms, *([app] if app is not None else [])], attendants
    from bot.wecom.bot.platform import WeComWithBot

    seat = DatabaseSeat(store, seat_name(settings.wecom_bot), now=now)
    tell = partial(metrics.connection_stands, "wecom-bot")
    bot = WeComWithBot(settings.wecom_bot, app, answer=answer, now=now, seat=seat, tell=tell, link=link)
    attendants += [bot.connection] if bot.connection is not None else []
    return [*platforms, bot], attendants
