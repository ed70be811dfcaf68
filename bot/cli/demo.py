"""liaison demo."""

import re
import sys
from pathlib import Path
from typing import TextIO, cast

import click

PIPED_COLUMNS = 100


class _Trimmed:
    """A stream whose lines end where their words do: columns are filled up with blanks, which a file has no use for."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(re.sub(r" +$", "", text, flags=re.MULTILINE))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()


@click.command()
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    envvar="LIAISON_LANG",
    default="zh",
    show_default=True,
    help="The agency's language, and the narrator's; people in it speak both. LIAISON_LANG sets it too.",
)
@click.option("--fast", is_flag=True, help="Without pauses for reading.")
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also save a picture of it at work, as docs/images shows.",
)
def demo(lang: str, fast: bool, svg: Path | None) -> None:
    """Play a bilingual week of an agency through the real doors, on a throw-away database, and show what came of it.

    Needs no account, key or server; nothing leaves this machine. Exit 1 if anything is not as it should be.
    """
    from rich.console import Console

    from bot.app import now_utc
    from bot.demo import StageError, perform
    from bot.logs import configure_logs

    configure_logs(form="console", level="error", secrets=frozenset())
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        trimmed = cast(TextIO, _Trimmed(sys.stdout))
        console = Console(markup=False, highlight=False, emoji=False, file=trimmed, width=PIPED_COLUMNS)
    try:
        is_good, picture = perform(console, "en" if lang == "en" else "zh", now=now_utc(), is_fast=fast)
    except StageError as error:
        raise click.ClickException(str(error)) from None
    if svg is not None:
        svg.write_text(picture, encoding="utf-8")
    if not is_good:
        raise click.ClickException("the demo did not end as it should; see above")
