"""What every answer has in common: status, reasons and a proof record."""

from talentmap.results.explanation import Conflict, Explanation
from talentmap.results.proof import Proof, relative_gap
from talentmap.results.reasons import Reason
from talentmap.results.status import Status

__all__ = ["Conflict", "Explanation", "Proof", "Reason", "Status", "relative_gap"]
