"""`liaison doctor`: looks at everything that has to be right before the first message, and says what to do."""

from bot.doctor.examination import examine
from bot.doctor.findings import Finding, has_failed
from bot.doctor.table import draw_findings

__all__ = ["Finding", "draw_findings", "examine", "has_failed"]
