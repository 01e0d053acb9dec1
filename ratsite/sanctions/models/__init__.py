from ratsite.sanctions.models.note import Note
from ratsite.sanctions.models.sanction import Sanction

__all__ = ["Note", "Sanction"]
