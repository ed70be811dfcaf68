"""Expected errors: each becomes a card that says what to do. `code` names its words in prompts/cards/errors.*.j2.

AgencyError
├── UnknownCommand
├── BadCommand
├── UnknownClient
├── NameTaken
├── UnknownRecord
├── UnreadableMessage
├── NoClientHere
├── NothingToUndo
├── NotAllowed
├── MayNotApprove
├── UnknownMember
├── WrongCode
├── TooManyTries
├── LastAdmin
├── AlreadyDecided
├── WrongState
├── AlreadyOrdered
├── NoSharedChannel
├── NoQuote
├── TooLateToUndo
└── ChangedSince
"""


class AgencyError(Exception):
    """Something a person can put right. `facts` fill the words of the card."""

    code = "agency_error"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class UnknownCommand(AgencyError):
    """No command of this name."""

    code = "unknown_command"


class BadCommand(AgencyError):
    """The command is known, its words are not in the right form."""

    code = "bad_command"


class UnknownClient(AgencyError):
    """No client of this name in the agency."""

    code = "unknown_client"


class UnknownRecord(AgencyError):
    """No record of this number in the agency."""

    code = "unknown_record"


class NoClientHere(AgencyError):
    """The command needs a client, and this channel is tied to none."""

    code = "no_client_here"


class NothingToUndo(AgencyError):
    """The member has written nothing that could be taken back."""

    code = "nothing_to_undo"


class NotAllowed(AgencyError):
    """Only a manager or an admin may do that."""

    code = "not_allowed"


class ChangedSince(AgencyError):
    """The record was changed after the act that is to be taken back: that change would be lost too."""

    code = "changed_since"


class MayNotApprove(AgencyError):
    """Not who submitted it decides, nor anybody: `who` may."""

    code = "may_not_approve"


class UnknownMember(AgencyError):
    """No colleague of this name, or more than one."""

    code = "unknown_member"


class AlreadyDecided(AgencyError):
    """Somebody was first: `who` decided, and when."""

    code = "already_decided"


class WrongState(AgencyError):
    """The record stands where this act can't be done."""

    code = "wrong_state"


class AlreadyOrdered(AgencyError):
    """There is a supplementary order for this change request."""

    code = "already_ordered"


class NoSharedChannel(AgencyError):
    """The client reads along in no channel of ours."""

    code = "no_shared_channel"


class TooLateToUndo(AgencyError):
    """What is a day old stays; it can still be corrected."""

    code = "too_late_to_undo"


class NameTaken(AgencyError):
    """Another client (`client`) goes by this name."""

    code = "name_taken"


class UnreadableMessage(AgencyError):
    """The message was said before the bot came, and the platform doesn't show it."""

    code = "unreadable_message"


class NoServiceChat(AgencyError):
    """Nobody of this name (`name`) has written over customer service."""

    code = "no_service_chat"


class ReplyTooLong(AgencyError):
    """More bytes (`size`) than WeCom takes in one message to a client (`most`)."""

    code = "reply_too_long"


class ReplyWindowClosed(AgencyError):
    """WeCom takes no message to this client now: `why` is time (48 hours are over) or count (five were sent)."""

    code = "reply_window_closed"


class NoQuote(AgencyError):
    """An order about quoted words, and nothing is quoted."""

    code = "no_quote"


class WrongCode(AgencyError):
    """Nobody made this code within the last ten minutes, or it was used."""

    code = "wrong_code"


class TooManyTries(AgencyError):
    """Too many wrong codes from one member: nobody tries them all out."""

    code = "too_many_tries"


class LastAdmin(AgencyError):
    """Without this admin (`name`) there would be none; `is_joining`: by becoming one with a member who is none."""

    code = "last_admin"
