"""What WeCom knows about members: the self-built app's view of the address book. Fulfils handlers.ports.Directory."""

import re
from typing import Any

from bot.doors import DoorError
from bot.wecom.client import Refused, WeComClient
from bot.wecom.inbound import member_id
from bot.wecom.kf_inbound import split_channel
from handlers.ports import ChannelFacts, LookupFailed, PersonFacts

# No such member: asking again can't help. (40003 invalid userid, 46004 and 60111 no such user)
_UNKNOWN = {40003, 46004, 60111}
# The app may not read this entry; that the member can write to the app still makes them one of the agency's.
_CUSTOMER = re.compile(r"w[mo][A-Za-z0-9_-]{16,62}")  # external_userid: wm… from WeChat, wo… from another company
_UNREADABLE = {48002, 48006, 50002, 60011}


class WeComDirectory:
    """Names of one company's members. Blocking."""

    def __init__(self, client: WeComClient) -> None:
        self._client = client

    def person(self, workspace: str, user: str) -> PersonFacts:
        """A member's facts. Raises LookupFailed.

        Nobody from outside can write to a self-built app. WeCom tells neither zone nor language.
        """
        self._check_workspace(workspace)
        if _CUSTOMER.fullmatch(user):
            return PersonFacts(name=self._nickname(user), is_outsider=True)
        user = member_id(user)
        try:
            entry: dict[str, Any] = self._client.user.get(user)
        except Refused as refused:
            if refused.errcode in _UNREADABLE:
                return PersonFacts(name=user, is_outsider=False)
            raise LookupFailed(str(refused), may_retry=refused.errcode not in _UNKNOWN) from None
        except DoorError as failed:
            raise LookupFailed(str(failed), may_retry=True) from None
        # Apps made since June 2022 get no e-mail address.
        email = entry.get("email") or entry.get("biz_mail") or None
        return PersonFacts(name=str(entry.get("name") or user), is_outsider=False, email=email)

    def channel(self, workspace: str, channel: str) -> ChannelFacts:
        """A conversation with the app is one member's, and nobody else reads it. Raises LookupFailed."""
        self._check_workspace(workspace)
        chat = split_channel(channel)
        if chat is not None:  # a client's, over customer service
            return ChannelFacts(name=self._nickname(chat[1]), audience="shared")
        return ChannelFacts(name=member_id(channel), audience="internal", is_direct=True)

    def _nickname(self, customer: str) -> str:
        """What a client calls themselves in WeChat; their id where WeCom doesn't tell. Raises LookupFailed."""
        asked = {"external_userid_list": [customer], "need_enter_session_context": 0}
        try:
            answer: dict[str, Any] = self._client.post("kf/customer/batchget", data=asked)
        except Refused as refused:
            if refused.errcode in _UNREADABLE:
                return customer
            raise LookupFailed(str(refused), may_retry=refused.errcode not in _UNKNOWN) from None
        except DoorError as failed:
            raise LookupFailed(str(failed), may_retry=True) from None
        listed = answer.get("customer_list") or []
        return next((str(one["nickname"]) for one in listed if isinstance(one, dict) and one.get("nickname")), customer)

    def _check_workspace(self, workspace: str) -> None:
        if workspace != self._client.corp_id:
            raise LookupFailed("another company", may_retry=False)
