"""Plain words to the bot: what a member asks for without a command."""
