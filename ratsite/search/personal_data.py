from ratsite.lib.personal_data import Part, Table, register
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


def register_all() -> None:
    register(*TABLES, *PARTS)
