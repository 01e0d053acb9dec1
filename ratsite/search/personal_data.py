from ratsite.lib.personal_data import PersonalData, Section, Table
from ratsite.search.models import SavedSearch

TABLES = [
    Table("search.SavedSearch", copied="name query created_at", gone={"id owner": "of a row that is deleted"}),
]
SECTIONS = [
    Section(
        "saved_searches", "Searches that you keep", "So that you need not type them again", "Until you delete them",
        "search.SavedSearch",
        rows=lambda person: SavedSearch.objects.filter(owner=person), is_deleted=True,
    )
]  # fmt: skip


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
)
