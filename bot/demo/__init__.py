"""The demo: a week of an agency, played through the real doors against a fake Slack and a fake WeCom.

`story.py` and `cast.py` are the script, `stage.py` what runs, `player.py` plays, `drawing.py` and `summary.py` show.
"""

from bot.demo.performance import perform
from bot.demo.stage import StageError

__all__ = ["StageError", "perform"]
