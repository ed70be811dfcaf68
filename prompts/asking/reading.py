"""What a member asks of the bot in plain words, without a model. What isn't surely for the bot is None: it is heard."""

from prompts.asking.intent import Intent
from prompts.asking.orders import read_order
from prompts.asking.questions import read_question
from prompts.asking.words import LONGEST, is_relayed, plain_order


def read_plain(text: str) -> Intent | None:
    """The order or question of a message to the bot; None for what a client said, small talk, and all else."""
    if len(text) > LONGEST or "\n" in text.strip() or is_relayed(text):
        return None
    even = plain_order(text)
    return (read_order(even) or read_question(even)) if even else None
