"""python -m bot: the same as the command `liaison`."""

from bot.cli import main

main()
