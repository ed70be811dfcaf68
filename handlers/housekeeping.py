"""Housekeeping: what keeps the database small. Ticks once a night."""

from datetime import timedelta

from handlers.desk import Desk
from handlers.replies import Reply
from storage import inbox, outbox

KEPT_FOR = timedelta(days=30)  # finished queue rows: long enough that any redelivery is recognised


def on_tick(desk: Desk) -> list[Reply]:
    """Forget finished queue rows; records and messages stay."""
    before = desk.now - KEPT_FOR
    inbox.forget_done(desk.session, before=before)
    outbox.forget_sent(desk.session, before=before)
    return []
