"""An erasure leaves the audit log's seals as they are: they contain only digests and IDs."""

from ratsite.lib.personal_data import PersonalData, Table

SEALS = "digests and numbers, over a log that names people by number"

PERSONAL_DATA = PersonalData(tables=[Table("audit.LogSeal", kept={"number log entry_id content digest": SEALS})])
