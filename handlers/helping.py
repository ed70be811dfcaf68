"""Help: the commonest commands in full and the others by their names; or one command with all that there is to know."""

from handlers.allowing import role_of
from handlers.desk import Desk
from handlers.errors import UnknownCommand
from handlers.replies import Reply
from handlers.rules.access import OURS, judge, list_roles
from handlers.rules.suggesting import nearest_command
from prompts.command_groups import list_commonest, list_groups
from prompts.commands import BY_VERB
from prompts.grammar import parse_command
from prompts.reading.schema import Reading
from prompts.render import one_line


def on_help(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """All commands: /crm help; one of them: /crm help change. Raises UnknownCommand."""
    if words.strip():
        return [_help_with(desk, words.strip())]
    card = desk.card(
        "help",
        commonest=list_commonest(),
        groups=list_groups(),
        may={verb for verb in BY_VERB if judge("command", verb, role_of(desk), "direct") != "forbidden"},
        tied=desk.here.client_id is not None,
    )
    return [desk.answer(card)]


def _help_with(desk: Desk, words: str) -> Reply:
    parsed = parse_command(words)
    if parsed is None:
        raise UnknownCommand(typed=one_line(words, 40), command=nearest_command(words))
    roles = [role for role in list_roles("command", parsed.verb) if role != "outsider"]
    everybody = set(roles) >= set(OURS)
    return desk.answer(desk.card("help_with", command=BY_VERB[parsed.verb], roles=[] if everybody else roles))
