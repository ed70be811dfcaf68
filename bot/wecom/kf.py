"""Customer service (微信客服): fetching what clients wrote. Fulfils handlers.ports.Mailbox. Blocking."""

from typing import Any

import structlog

from bot.doors import DoorError
from bot.wecom.client import Refused, WeComClient
from bot.wecom.kf_inbound import read_item
from handlers.arrivals import AnyArrival
from handlers.ports import LookupFailed, Post

Json = dict[str, Any]

PAGE = 1000  # items; WeCom's most
MOST_PAGES = 10  # in one go; what is left is fetched by the next
_BAD_TOKEN = 95007  # the event's token is older than 10 minutes: without one WeCom rations the calls
# Asking again can't help before somebody acts: no permission for the account, or no such account.
_HOPELESS = {40058, 48002, 60011, 60020, 95000, 95004, 95012, 95017}

log = structlog.get_logger(__name__)


class KfMailbox:
    """One company's customer service."""

    def __init__(self, client: WeComClient) -> None:
        self._client = client

    def fetch(self, workspace: str, account: str, *, cursor: str | None, token: str) -> Post:
        """What came after the cursor; without one, what WeCom still has: three days. Raises LookupFailed."""
        if workspace != self._client.corp_id:
            raise LookupFailed("another company", may_retry=False)
        arrivals: list[AnyArrival] = []
        at, has_more = cursor, True
        for _ in range(MOST_PAGES):
            page = self._ask(account, at, token)
            arrivals += self._read(page.get("msg_list"), account)
            following = page.get("next_cursor")
            at = following if isinstance(following, str) and following else at
            has_more = page.get("has_more") == 1
            if not has_more:
                break
        return Post(arrivals=tuple(arrivals), began_at=cursor, cursor=at, has_more=has_more)

    def _ask(self, account: str, cursor: str | None, token: str) -> Json:
        asked: Json = {"open_kfid": account, "limit": PAGE, "voice_format": 0}
        if cursor:
            asked["cursor"] = cursor
        if token:
            asked["token"] = token
        try:
            answer: Json = self._client.post("kf/sync_msg", data=asked)
        except Refused as refused:
            if refused.errcode == _BAD_TOKEN and token:
                return self._ask(account, cursor, "")
            raise LookupFailed(f"kf/sync_msg {refused}", may_retry=refused.errcode not in _HOPELESS) from None
        except DoorError as failed:
            raise LookupFailed(f"kf/sync_msg {failed}", may_retry=True) from None
        return answer

    def _read(self, items: object, account: str) -> list[AnyArrival]:
        found = []
        for item in items if isinstance(items, list) else []:
            translated = (
                read_item(item, corp_id=self._client.corp_id, account=account) if isinstance(item, dict) else None
            )
            if translated is not None and translated.arrival is not None:
                found.append(translated.arrival)
            else:
                remark = translated.remark if translated is not None else "item that is no object"
                log.info("wecom_kf_item_left", account=account, remark=remark)
        return found
