from django.utils.translation import gettext_lazy as _

from ratsite.lib.personal_data import Erasing, PersonalData, Section, Table, erase_in_fields
from ratsite.search.models import Meaning, SavedSearch

VOCABULARY, NUMBER = "the network's: words that anyone searches for", "a number without a name"
TABLES = [
    Table(
        "search.SavedSearch",
        copied="name query created_at is_alert notified_until",
        gone={"id owner": "of a row that is deleted"},
    ),
    Table("search.SynonymSet", kept={"id words changed_at": VOCABULARY, "changed_by": NUMBER}),
    Table(
        "search.Meaning",
        stays={"entry remit text changed_at": "what the word means to a remit, whoever wrote it"},
        kept={"id": VOCABULARY, "changed_by": NUMBER},
    ),
    Table("search.ChosenResult", kept={"id words resource page changed_at": VOCABULARY, "changed_by": NUMBER}),
]
SECTIONS = [
    Section(
        "saved_searches", _("Your saved searches"), _("So that you do not have to type them again"),
        _("Until you delete them"), "search.SavedSearch",
        rows=lambda person: SavedSearch.objects.filter(owner=person), is_deleted=True,
    ),
    Section(
        "meanings", _("Lines of the glossary that you were the last to change"),
        _("So that remits understand one another"),
        _("As long as the words are in the glossary"), "search.Meaning",
        rows=lambda person: Meaning.objects.filter(changed_by=person),
    ),
]  # fmt: skip


def erase_names(erasing: Erasing) -> None:
    erase_in_fields(Meaning.objects.all(), "text", erasing=erasing)


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    erasers={"names in the glossary": erase_names},
)
