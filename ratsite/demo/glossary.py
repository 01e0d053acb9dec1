"""Let the demo's people write in the glossary what their remits mean by a word."""

from ratsite.accounts.models import User
from ratsite.demo.content_files import load
from ratsite.network.models import Remit
from ratsite.search.actions.edit_synonyms import explain_entry, save_synonyms
from ratsite.search.models import SynonymSet


def load_glossary(people: dict[str, User], curator: User) -> None:
    for row in load("glossary")["entry"]:
        entry = SynonymSet.objects.filter(words=row["words"]).first()
        entry = entry or save_synonyms(actor=curator, words=row["words"])
        if entry.meanings.exists():
            continue
        for slug, line in row["lines"].items():
            texts = {Remit.objects.get(slug=slug): line["text"]}
            explain_entry(actor=people[line["by"]], entry_id=entry.pk, texts=texts)
