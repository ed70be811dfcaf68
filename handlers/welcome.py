"""What is answered at the door itself, before anything is worked off: it needs no record and no decision."""

from datetime import datetime

from handlers.arrivals import AnyArrival, Message, PersonNews
from prompts.render import Readership, render_card
from prompts.words import Lang


def answer_at_once(arrival: AnyArrival, *, lang: Lang, tz: str, now: datetime) -> str | None:
    """A hello to who follows the app, and a word about what can't be read (voice, pictures, files). None: nothing."""
    name = _card_for(arrival)
    if name is None:
        return None
    card = render_card(name, Readership(lang=lang, tz=tz, now=now), platform=arrival.place.platform)
    return card.as_text


def _card_for(arrival: AnyArrival) -> str | None:
    if isinstance(arrival, PersonNews) and arrival.news == "followed":
        return "welcome"
    if isinstance(arrival, Message) and arrival.attachments and not arrival.text.strip():
        return "media_kept"
    return None
