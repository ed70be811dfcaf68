"""What commands have in common: settings or one line of complaint, logs that show no secret, a database."""

import contextlib
from collections.abc import Iterator

import click
from sqlalchemy.exc import SQLAlchemyError

from bot.config import BadSettings, Settings, read_settings
from bot.logs import catch_strays, configure_logs


def load_settings(*, level: str | None = None) -> Settings:
    """The settings, with logging set up for them. Raises click.ClickException."""
    try:
        settings = read_settings()
    except BadSettings as error:
        raise click.ClickException(str(error)) from None
    configure_logs(form=settings.log, level=level or settings.log_level, secrets=settings.secrets())
    catch_strays()
    return settings


@contextlib.contextmanager
def readable_errors() -> Iterator[None]:
    """What operators can put right, in one line instead of a traceback."""
    from bot.database import NotMigrated
    from storage.urls import DatabaseError

    try:
        yield
    except (BadSettings, NotMigrated, DatabaseError) as error:
        raise click.ClickException(str(error)) from None
    except SQLAlchemyError as error:
        # Its text would quote rows: clients' words.
        raise click.ClickException(f"the database refused ({type(error).__name__}); try `liaison doctor`") from None
