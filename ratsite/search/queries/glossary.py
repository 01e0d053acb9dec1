"""The glossary: each set of synonyms is an entry, with a line for each remit to which it means something special."""

from dataclasses import dataclass

from ratsite.accounts.models import User
from ratsite.lib.markup.abbreviations import anchor_of, is_abbreviation
from ratsite.network.models import Remit
from ratsite.search.models import Meaning, SynonymSet
from ratsite.search.rules import can_edit_synonyms, can_explain_for


@dataclass(frozen=True)
class Entry:
    """An entry of the glossary.

    - stands_for: the full name, if `name` is an abbreviation; otherwise "".
    - others: the other synonyms. A search for the name finds them too, but they need not mean the same.
    - anchors: the HTML ids to which abbreviations in posts link. If two entries have the same abbreviation, the first
      one has the id.
    """

    pk: int
    name: str
    stands_for: str
    others: tuple[str, ...]
    anchors: tuple[str, ...]
    meanings: tuple[Meaning, ...]

    @property
    def letter(self) -> str:
        """Return the capital letter under which the entry is listed."""
        return self.name[:1].upper()


def entries() -> list[Entry]:
    """Return all entries in alphabetical order. Two queries."""
    entries, taken = [], set()
    sets = SynonymSet.objects.prefetch_related("meanings__remit")
    for synonym_set in sorted(sets, key=lambda synonym_set: synonym_set.words.casefold()):
        name, *others = synonym_set.names
        stands_for = (
            next((other for other in others if not is_abbreviation(other)), "") if is_abbreviation(name) else ""
        )
        others = [other for other in others if other != stands_for]
        anchors = dict.fromkeys(anchor_of(name) for name in synonym_set.names if is_abbreviation(name))
        anchors = tuple(anchor for anchor in anchors if anchor not in taken)
        taken.update(anchors)
        meanings = tuple(synonym_set.meanings.all())
        entries.append(Entry(synonym_set.pk, name, stands_for, tuple(others), anchors, meanings))
    return entries


def remits_explained_by(user: User) -> list[Remit]:
    """Return the remits for which this user may write what a word of the glossary means."""
    if user.agency is None and not can_edit_synonyms(user):
        return []
    remits = Remit.objects.all() if can_edit_synonyms(user) else user.agency.remits.all()
    return [remit for remit in remits if can_explain_for(user, remit)]
