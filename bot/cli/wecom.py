"""liaison wecom menu."""

from typing import TYPE_CHECKING

import click

from bot.cli.shell import load_settings, readable_errors

if TYPE_CHECKING:
    from bot.config import WeComSettings
    from prompts.words import Lang


@click.group()
def wecom() -> None:
    """The WeCom app itself."""


@wecom.command()
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the entries; the agency's unless given.")
def menu(lang: "Lang | None") -> None:
    """Put the six commonest commands into the app's menu. Changes nothing when they stand there."""
    settings = load_settings(level="warning")
    if settings.wecom is None:
        raise click.ClickException("WeCom is not set up: fill in WECOM_… (see .env.example)")
    with readable_errors():
        is_new = _put_menu(settings.wecom, lang or settings.lang)
    click.echo("The menu is set; members see it within a few minutes." if is_new else "The menu is set already.")


def _put_menu(settings: "WeComSettings", lang: "Lang") -> bool:
    """Whether it had to be changed. Raises click.ClickException with WeCom's own reason."""
    from bot.app import now_utc
    from bot.doors import DoorError
    from bot.wecom.client import Refused, WeComClient
    from bot.wecom.menu import NO_MENU, is_menu, make_menu

    secret = settings.secret.get_secret_value()
    client = WeComClient(settings.corp_id, secret, now=now_utc, base_url=settings.api_url)
    app = {"agentid": settings.agent_id}
    try:
        try:
            if is_menu(client.get("menu/get", params=app), lang):
                return False
        except Refused as refused:
            if refused.errcode != NO_MENU:
                raise
        client.post("menu/create", params=app, data=make_menu(lang))
        return True
    except (Refused, DoorError) as error:
        raise click.ClickException(f"WeCom refused ({error}); try `liaison doctor`") from None
    finally:
        client.close()
