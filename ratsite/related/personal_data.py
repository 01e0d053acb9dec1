from ratsite.lib.personal_data import PersonalData, Table

PERSONAL_DATA = PersonalData(
    tables=[
        Table("related.MadeFrom", kept={"id resource topic": "which resource was made from which topic"}),
        Table("related.GroundDraft", kept={"id ground_check suggestion": "what a suggestion was made from"}),
    ],
    sections=[],
)
