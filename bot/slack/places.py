"""Where something happens that Slack gives no channel for: the app's home, shortcuts out of nowhere."""

from handlers.arrivals import Place


def one_to_one(workspace: str, user: str) -> Place:
    """Between a person and us: named by the person, as nobody says which conversation that is."""
    return Place(platform="slack", workspace=workspace, channel=user, is_direct=True)
