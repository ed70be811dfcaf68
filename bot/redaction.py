"""Takes secrets, and words of clients that a library quotes, out of what is about to be written down."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

REDACTED = "[redacted]"

SHORTEST_SECRET = 4  # shorter "secrets" would black out ordinary words

# What secrets look like, for those that are not in the settings: tokens fetched at run time, other people's.
_SHAPES = re.compile(
    r"""
    \b(?:xox[a-z]|xapp|xoxe\.xox[a-z]|xwfp)-[\w.%-]+                  # Slack tokens
  | \bsk-[\w-]{8,}                                                    # model providers' keys
  | \b(?:Bearer|Basic)\s+[\w.~+/=-]{6,}
  | (?<=hooks\.slack\.com/services/)[\w/]+                            # an incoming webhook's address is its key
  | (?<=/forms/)[\w.-]{20,}                                          # so is a form's link
  | (?<=[?&]key)=[^\s"'&<>)]+                                         # so is a WeCom webhook's; our own keys stay
  | (?:(?<=access_token)|(?<=corpsecret)|(?<=client_secret)|(?<=refresh_token)|(?<=api_key)
      |(?<=signing_secret)|(?<=suite_ticket)|(?<=password)|(?<=[?&]ticket))
    (?:["']?\s*[=:]\s*|%3[Dd])["']?(?!\[redacted\])[^\s"'&,;<>)\]}]+
  | (?<=://)[^\s/@:"']*:[^\s/@"']+(?=@)                                   # user:password@ of a URL
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Values that libraries put into their error texts; on our tables these are words that clients wrote.
_QUOTED = re.compile(
    r"(?P<pydantic>input_value=).*?(?=, input_type=)"
    r"|(?P<alchemy>\[parameters: )[^\n]*"
    # A failing row stands there as it is, line ends and all, up to PostgreSQL's or SQLAlchemy's next heading.
    r"|(?P<psycopg>DETAIL:  )(?s:.*?)(?=\n(?:HINT|CONTEXT|LINE|QUERY|\[SQL|\(Background|\nThe above|\nDuring)|\Z)",
)

# Names under which a message's words would stand: logs are no place for them.
WORDS = frozenset({"text", "previous_text", "payload", "body", "words", "quote", "values", "arrival", "reply", "card"})

SECRET_NAMES = frozenset(
    {"password", "token", "access_token", "refresh_token", "bot_token", "app_token", "secret", "corpsecret", "api_key",
     "client_secret", "signing_secret", "aes_key", "authorization", "cookie"}
)  # fmt: skip


class Redactor:
    """Knows the configured secrets. Pure and thread-safe."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in _forms(secret)}
        # Longest first: a secret that begins with another one must go as a whole.
        alternatives = "|".join(re.escape(form) for form in sorted(known, key=len, reverse=True))
        self._known = re.compile(alternatives) if alternatives else None

    def known(self, text: str) -> str:
        """The same text without the configured secrets: safe on rendered JSON, whose form it keeps."""
        return self._known.sub(REDACTED, text) if self._known else text

    def text(self, text: str) -> str:
        """The same text without configured secrets, what looks like one, and words that libraries quote."""
        text = _SHAPES.sub(_keep_separator, self.known(text))
        return _QUOTED.sub(lambda found: found[found.lastgroup or 0] + REDACTED, text)

    def value(self, value: Any) -> Any:
        """The same value, nested or not, in plain types and without secrets."""
        match value:
            case None | bool() | int() | float():
                return value
            case str():
                return self.text(value)
            case datetime() | date():
                return value.isoformat()
            case Mapping():
                return {self._name(str(key)): self._field(str(key), inner) for key, inner in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(inner) for inner in value]
            case _:
                return self.text(_shown(value))

    def _name(self, name: str) -> str:
        # Every line has a dozen names; what is an identifier has none of the shapes, which need - or = or /.
        return self.known(name) if name.isidentifier() else self.text(name)

    def _field(self, name: str, value: Any) -> Any:
        if name in WORDS:
            return f"[{len(value)} characters]" if isinstance(value, str) else "[left out]"
        if name.lower() in SECRET_NAMES and value is not None:
            return REDACTED
        return self.value(value)


def _forms(secret: str) -> set[str]:
    """How a secret may be written: as it is, and as JSON or repr escape it."""
    escaped = secret.replace("\\", "\\\\")
    return {secret, escaped, escaped.replace('"', '\\"'), escaped.replace("'", "\\'")}


def _keep_separator(found: re.Match[str]) -> str:
    """`=abc` becomes `=[redacted]`, so that the line stays readable."""
    separator = re.match(r"""(?:["']?\s*[=:]\s*|%3[Dd])["']?""", found[0])
    return (separator[0] if separator else "") + REDACTED


def _shown(value: object) -> str:
    try:
        return str(value) if isinstance(value, BaseException) else repr(value)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the object, the event must be logged
        return f"<{type(value).__name__}: its repr raised {type(error).__name__}>"
