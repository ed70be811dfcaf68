"""Expected errors: each becomes a card that says what to do. `code` names its words in prompts/cards/errors.*.j2.

AgencyError
├── UnknownCommand
├── BadCommand
├── UnknownClient
├── UnknownRecord
├── NoClientHere
├── NothingToUndo
├── NotAllowed
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
