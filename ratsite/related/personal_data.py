from ratsite.lib.personal_data import PersonalData, Table

PERSONAL_DATA = PersonalData(
    tables=[Table("related.MadeFrom", kept={"id resource topic": "which resource was made from which topic"})],
    sections=[],
)
