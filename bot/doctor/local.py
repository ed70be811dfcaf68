"""What can be checked without asking anybody: settings, time zone, calendar, database, clock."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.config import Settings
from bot.doctor.findings import Found, Words
from storage.engine import open_store
from storage.store import Store
from storage.urls import DatabaseError

SETTINGS = Words("配置", "Settings")
ZONE = Words("时区", "Time zone")
CALENDAR = Words("节假日历", "Holidays")
DATABASE = Words("数据库", "Database")
DISK = Words("磁盘空间", "Disk space")
CLOCK = Words("时钟", "Clock")

LEAST_FREE_BYTES = 500 * 1024**2
WARN_SKEW_S = 60
REFUSE_SKEW_S = 300  # beyond this both doors refuse every request as too old

IsMigrated = Callable[[Store], bool]


def check_settings(settings: Settings) -> list[Found]:
    """Which platforms are on, and what is set but probably not meant."""
    on = [
        name
        for name, is_on in (
            (f"Slack ({settings.slack.mode if settings.slack else ''})", settings.slack is not None),
            ("WeCom", settings.wecom is not None),
            ("WeCom AI bot", settings.wecom_bot is not None),
        )
        if is_on
    ]
    found = []
    if on:
        found.append(Found(SETTINGS, "ok", Words(f"已启用：{'、'.join(on)}", f"on: {', '.join(on)}")))
    else:
        found.append(
            Found(
                SETTINGS,
                "warn",
                Words("没有启用任何平台", "no platform is on"),
                Words("按 .env.example 填写 SLACK_… 或 WECOM_…", "set SLACK_… or WECOM_… as .env.example shows"),
            )
        )
    return found + [Found(SETTINGS, "warn", Words(remark, remark)) for remark in settings.remarks]


def check_zone(settings: Settings, now: datetime) -> Found:
    """The agency's wall clock, as this machine's time zone data has it."""
    local = now.astimezone(ZoneInfo(settings.tz))
    shown = f"{settings.tz}: {local:%Y-%m-%d %H:%M %z}"
    return Found(ZONE, "ok", Words(shown, shown))


def check_calendar(now: datetime) -> Found:
    """Whether this year's official make-up working days are known."""
    import chinese_calendar

    try:
        chinese_calendar.is_workday(now.date())
    except NotImplementedError:
        return Found(
            CALENDAR,
            "warn",
            Words(f"没有 {now.year} 年的调休安排", f"the make-up working days of {now.year} are not known"),
            Words("升级 chinesecalendar 包", "upgrade the chinesecalendar package"),
        )
    return Found(CALENDAR, "ok", Words(f"{now.year} 年调休安排已收录", f"make-up working days of {now.year} are known"))


async def check_database(settings: Settings, is_migrated: IsMigrated, *, timeout_s: float) -> list[Found]:
    """Reachable, migrated, writable; for SQLite also room on the disk."""
    path = sqlite_path(settings)
    if path is not None and not path.exists():
        return [_check_folder(path), *_check_disk(path)]
    try:
        found = await asyncio.wait_for(_in_thread(lambda: _ask_database(settings, is_migrated)), timeout_s)
    except TimeoutError:
        seen = Words(f"{timeout_s:g} 秒内没有回答", f"no answer within {timeout_s:g} s")
        found = Found(DATABASE, "fail", seen, _REACH)
    return [found, *_check_disk(path)]


def check_clock(skews_s: Mapping[str, float]) -> Found:
    """Our clock against those of the platforms that answered."""
    if not skews_s:
        seen = Words("没有平台应答，无法比对", "no platform answered, nothing to compare with")
        return Found(CLOCK, "ok", seen)
    host, skew = max(skews_s.items(), key=lambda one: abs(one[1]))
    seconds = round(abs(skew))
    seen = Words(f"与 {host} 相差 {seconds} 秒", f"{seconds} s {'ahead of' if skew > 0 else 'behind'} {host}")
    if seconds <= WARN_SKEW_S:
        return Found(CLOCK, "ok", seen)
    todo = Words(
        "开启 NTP 校时；相差超过 300 秒时所有请求都会被拒绝",
        "switch NTP on; from 300 s on every request is refused as too old",
    )
    return Found(CLOCK, "fail" if seconds > REFUSE_SKEW_S else "warn", seen, todo)


def sqlite_path(settings: Settings) -> Path | None:
    """The file of the SQLite database, or None for PostgreSQL."""
    if not settings.is_sqlite:
        return None
    return Path(unquote(urlsplit(settings.database_url).path.removeprefix("/")))


_REACH = Words("检查 DATABASE_URL、网络和数据库是否在运行", "check DATABASE_URL, the network, and whether it runs")
_UPGRADE = Words("运行 liaison db upgrade", "run liaison db upgrade")


def _in_thread(ask: Callable[[], Found]) -> asyncio.Future[Found]:
    """Run it in a daemon thread: a database that never answers must not hold the program's end up."""
    answer: Future[Found] = Future()
    answer.set_running_or_notify_cancel()

    def run() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
            answer.set_exception(error)

    threading.Thread(target=run, name="doctor-database", daemon=True).start()
    return asyncio.wrap_future(answer)


def _ask_database(settings: Settings, is_migrated: IsMigrated) -> Found:
    try:
        store = open_store(settings.database_url)
    except DatabaseError as error:
        return Found(DATABASE, "fail", Words(str(error), str(error)), _REACH)
    try:
        if not is_migrated(store):
            return Found(DATABASE, "fail", Words("表结构不是最新", "not migrated to this version"), _UPGRADE)
        reason = store.write(_why_read_only)
    except SQLAlchemyError as error:
        seen = str(getattr(error, "orig", None) or error).splitlines()[0]
        return Found(DATABASE, "fail", Words(seen, seen), _REACH)
    finally:
        store.close()
    if reason:
        return Found(DATABASE, "fail", Words(f"只读：{reason}", f"read-only: {reason}"), _REACH)
    return Found(DATABASE, "ok", Words(f"{store.dialect} 可读写，表结构最新", f"{store.dialect}, writable, migrated"))


def _why_read_only(session: Session) -> str | None:
    """Runs inside a writing transaction, which SQLite refuses by itself on a file that can't be written."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().execute(text("PRAGMA user_version"))
        return None
    is_read_only = session.connection().execute(text("SHOW transaction_read_only")).scalar_one() == "on"
    return "transaction_read_only" if is_read_only else None


def _check_folder(path: Path) -> Found:
    folder = path.absolute().parent
    if folder.is_dir():
        seen = Words(f"还没有 {path}", f"{path} does not exist yet")
        return Found(DATABASE, "warn", seen, Words("liaison run 会自动建立", "liaison run makes it"))
    seen = Words(f"文件夹 {folder} 不存在", f"the folder {folder} does not exist")
    return Found(DATABASE, "fail", seen, Words("建立文件夹或修改 DATABASE_URL", "make it, or change DATABASE_URL"))


def _check_disk(path: Path | None) -> list[Found]:
    if path is None or not path.absolute().parent.is_dir():
        return []
    free = shutil.disk_usage(path.absolute().parent).free
    megabytes = f"{free // 1024**2:,} MB"
    seen = Words(f"剩余 {megabytes}", f"{megabytes} free")
    if free >= LEAST_FREE_BYTES:
        return [Found(DISK, "ok", seen)]
    return [
        Found(DISK, "warn", seen, Words("清理磁盘：写满后无法保存消息", "make room: a full disk stores no message"))
    ]
