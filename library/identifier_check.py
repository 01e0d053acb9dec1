"""Find identifiers in resources and their files. A second review may allow some of them; others are never allowed."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.enums import Audience
from library.models import Resource, ResourceFile, ResourceSecondReview
from ratsite.files.passages import MOST_SHOWN, passages_in
from ratsite.lib.identifiers import Finding, Strength, find
from ratsite.lib.identifiers.passages import Passage, scan
from ratsite.pages.contacts import published_contacts

# A resource's free-text fields, with the labels that the curator sees.
READ_BY_OTHERS = {
    "title": gettext_lazy("the title"),
    "summary": gettext_lazy("the summary"),
    "creators": gettext_lazy("who made it"),
    "publisher": gettext_lazy("the publisher"),
    "jurisdiction": gettext_lazy("where it applies"),
    "licence": gettext_lazy("the licence"),
    "origin": gettext_lazy("where it came from"),
}


def gains_readers(before: tuple[str, int | None], after: tuple[str, int | None]) -> bool:
    """True if the change of audience adds readers. before and after: (audience, circle id)."""
    if before[0] == Audience.CIRCLE:
        return before != after
    return before[0] == Audience.MEMBERS and after[0] == Audience.PUBLIC


def must_wait(fields: Mapping, spoken_for: str) -> bool:
    """True if these texts of a resource need a second review before readers find them.

    Raises PermissionDenied if the texts are not allowed at all; the forms have shown the reason.
    """
    found = _to_settle(fields.get(name, "") for name in READ_BY_OTHERS)
    if found and (not spoken_for or any(one.strength is Strength.BLOCK for one in found)):
        raise PermissionDenied
    return bool(found)


def needs_no_second_review(resource: Resource) -> bool:
    return not _to_settle(getattr(resource, name) for name in READ_BY_OTHERS)


def passages_for(second_review: ResourceSecondReview) -> list[Passage]:
    """Return the findings that a second review is about, each with the text around it."""
    if second_review.file is not None:
        return passages_in(second_review.file.stored_file, published_contacts)
    said = [(name, where, getattr(second_review.resource, name)) for name, where in READ_BY_OTHERS.items()]
    return scan(said, published_contacts).to_settle[:MOST_SHOWN]


def why_refused(file_id: str, texts: Iterable[str], is_read: bool) -> str:
    """Return the message for the curator why the file is refused; empty if it passes or belongs to no resource.

    Identifiers that the curator says are public pass, unless their strength is block. Findings are not stored. A file
    that could not be read to its end is refused in any case.
    """
    spoken_for = ResourceFile.objects.filter(stored_file=file_id).values_list("spoken_for", flat=True).first()
    if spoken_for is None:
        return ""
    if not is_read:
        return _(
            "We could not read the whole file, so we cannot tell whether it identifies someone. Save a shorter or "
            "simpler copy, without films, sounds or other files inside it, and add that copy."
        )
    least = Strength.BLOCK if spoken_for else Strength.ASK
    findings = [one for one in _to_settle(texts) if one.strength >= least]
    names = ", ".join(dict.fromkeys(one.name for one in findings))
    if not names:
        return ""
    if any(one.strength is Strength.BLOCK for one in findings):
        return _("The file may contain this: %(names)s. Remove it, and add the file again.") % {"names": names}
    return _(
        "The file may contain this: %(names)s. Remove it, or say why it is public when you add the file again."
    ) % {"names": names}


def _to_settle(texts: Iterable[str]) -> list[Finding]:
    allowed = published_contacts()
    return [one for text in texts if text for one in find(text, allowed) if one.strength >= Strength.ASK]
