"""What a file of the library may not hold. Nobody decides about it after its curator, so it is refused in words."""

from collections.abc import Iterable

from library.models import ResourceFile
from ratsite.lib.identifiers import Strength, find
from ratsite.pages.contacts import published_contacts


def why_refused(file_id: str, texts: Iterable[str]) -> str:
    """A sentence for its curator; empty where the file is no resource's, or nobody can be known by it.

    What its curator has spoken for passes, unless it is always a person's. Nothing found is kept.
    """
    spoken_for = ResourceFile.objects.filter(stored_file=file_id).values_list("spoken_for", flat=True).first()
    if spoken_for is None:
        return ""
    least, allowed = Strength.BLOCK if spoken_for else Strength.ASK, published_contacts()
    findings = [one for text in texts if text for one in find(text, allowed) if one.strength >= least]
    names = ", ".join(dict.fromkeys(one.name for one in findings))
    if not names:
        return ""
    if any(one.strength is Strength.BLOCK for one in findings):
        return f"It may hold this: {names}. Take it out, and add the file again."
    return f"It may hold this: {names}. Take it out, or say when you add it again why that is no private person’s."
