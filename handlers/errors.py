"""Expected errors: each becomes a card that says what to do. `code` names its words in prompts/cards/errors.*.j2.

AgencyError
├── UnknownCommand
├── BadCommand
├── UnknownClient
├── AmbiguousClient
├── UnknownRecord
├── UnknownMember
├── NoClientHere
├── NotAllowed
├── NothingToUndo
├── AlreadyDecided
└── BadDate
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


class AmbiguousClient(AgencyError):
    """Several clients could be meant."""

    code = "ambiguous_client"


class UnknownRecord(AgencyError):
    """No record of this number in the agency."""

    code = "unknown_record"


class UnknownMember(AgencyError):
    """Nobody of this name in the agency."""

    code = "unknown_member"


class NoClientHere(AgencyError):
    """The command needs a client, and this channel is tied to none."""

    code = "no_client_here"


class NotAllowed(AgencyError):
    """This member may not do this."""

    code = "not_allowed"


class NothingToUndo(AgencyError):
    """The member has written nothing that could be taken back."""

    code = "nothing_to_undo"


class AlreadyDecided(AgencyError):
    """Somebody else decided first."""

    code = "already_decided"


class BadDate(AgencyError):
    """These words name no date."""

    code = "bad_date"
