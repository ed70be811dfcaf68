"""Why a callback is turned away.

CallbackRefused
├── BadSignature   401: not signed with our token, or not at all
├── Stale          401: signed too long ago, or for the future
├── WrongReceiver  401: meant for another company
└── Malformed      400: signed, but not what WeCom writes
"""


class CallbackRefused(Exception):
    """A callback that is not served. The message is safe to log: it quotes nothing of the request."""

    status = 400
    code = "callback_refused"


class BadSignature(CallbackRefused):
    """The request is not signed with the callback's token."""

    status = 401
    code = "bad_signature"


class Stale(CallbackRefused):
    """The request's timestamp is too far from now: an old callback sent again."""

    status = 401
    code = "stale_timestamp"


class WrongReceiver(CallbackRefused):
    """The message inside is addressed to another company."""

    status = 401
    code = "wrong_receiver"


class Malformed(CallbackRefused):
    """The request is not in the form that WeCom writes."""

    status = 400
    code = "malformed"
