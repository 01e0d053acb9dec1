from ratsite.lib.personal_data import Part, PersonalData, Table
from ratsite.search.models import SavedSearch

TABLES = [
    Table("search.SavedSearch", copied="name query created_at", gone={"id owner": "of a row that is deleted"}),
]
PARTS = [
    Part(
        "saved_searches", "Searches that you keep", "So that you need not type them again", "Until you delete them",
        "search.SavedSearch",
        rows=lambda person: SavedSearch.objects.filter(owner=person), is_deleted=True,
    )
]  # fmt: skip


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    parts=PARTS,
)
