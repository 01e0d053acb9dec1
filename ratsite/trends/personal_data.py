"""Personal data in the tables of trends: official figures hold none."""

from ratsite.lib.personal_data import PersonalData, Table

PUBLISHED = "published figures, which are about no one person"

PERSONAL_DATA = PersonalData(
    tables=[
        Table(
            "trends.OfficialRelease",
            kept={"id series published_on date_basis source licence file_name sha256 imported_at": PUBLISHED},
        ),
        Table(
            "trends.OfficialFigure",
            kept={
                "id release series year quarter force form age sex location decision value is_latest revises": PUBLISHED
            },
        ),
    ],
    sections=[],
    erasers={},
)
