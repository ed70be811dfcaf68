"""What the token may do, and why. docs/slack-manifest.yaml asks for just these (a test holds them together)."""

SCOPES = frozenset(
    {
        "app_mentions:read",
        # To hear, and to look up whether an unsure post arrived.
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
        # To know who reads a channel.
        "channels:read",
        "groups:read",
        "im:read",
        "mpim:read",
        # To see what an emoji orders.
        "reactions:read",
        # To speak.
        "chat:write",
        "im:write",
        "commands",
        # To know who speaks; the address joins one person's accounts on both platforms.
        "users:read",
        "users:read.email",
    }
)
