from django.utils.translation import gettext_lazy as _

from ratsite.lib.personal_data import PersonalData, Section, Table
from ratsite.search.models import SavedSearch

VOCABULARY, NUMBER = "the network's: words that anybody searches for", "a number without a name"
TABLES = [
    Table(
        "search.SavedSearch",
        copied="name query created_at is_alert told_until",
        gone={"id owner": "of a row that is deleted"},
    ),
    Table("search.SynonymSet", kept={"id words changed_at": VOCABULARY, "changed_by": NUMBER}),
    Table("search.Meaning", kept={"id entry remit text changed_at": VOCABULARY, "changed_by": NUMBER}),
    Table("search.ChosenResult", kept={"id words resource page changed_at": VOCABULARY, "changed_by": NUMBER}),
]
SECTIONS = [
    Section(
        "saved_searches", _("Your saved searches"), _("So that you need not type them again"),
        _("Until you delete them"), "search.SavedSearch",
        rows=lambda person: SavedSearch.objects.filter(owner=person), is_deleted=True,
    )
]  # fmt: skip


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
)
