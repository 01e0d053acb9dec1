"""Find identifiers in resources and their files. Some kinds can pass with a publication review, others never."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.enums import Audience
from library.models import Resource, ResourceFile, ResourceVersion
from ratsite.files.queries.passages import MOST_SHOWN, passages_in
from ratsite.lib.identifiers import Strength, unresolved, unresolved_names
from ratsite.lib.identifiers.passages import Passage, scan
from ratsite.lib.identifiers.refusal import NOT_READ
from ratsite.pages.contacts import published_contacts

# A resource's free-text fields, with the labels that the curator sees.
READ_BY_OTHERS = {
    "title": gettext_lazy("the title"),
    "summary": gettext_lazy("the summary"),
    "limits": gettext_lazy("its limits"),
    "creators": gettext_lazy("who made it"),
    "publisher": gettext_lazy("the publisher"),
    "jurisdiction": gettext_lazy("where it applies"),
    "licence": gettext_lazy("the licence"),
    "origin": gettext_lazy("where it came from"),
    "permission": gettext_lazy("who gave permission"),
}


def gains_readers(before: tuple[str, int | None], after: tuple[str, int | None]) -> bool:
    """True if a change of audience adds readers. before, after: pairs (audience, circle id)."""
    if before[0] == Audience.CIRCLE:
        return before != after
    return before[0] == Audience.MEMBERS and after[0] == Audience.PUBLIC


def must_wait(fields: Mapping, justification: str) -> bool:
    """True if these texts of a resource need a publication review before readers get them.

    justification: the curator's reason why identifiers in them identify no private person. Raises PermissionDenied if
    the texts are not allowed at all; the form has shown the curator why.
    """
    findings = unresolved((fields.get(name, "") for name in READ_BY_OTHERS), published_contacts)
    if findings and (not justification or any(finding.strength is Strength.BLOCK for finding in findings)):
        raise PermissionDenied
    return bool(findings)


def identifiers_in_texts(resource: Resource) -> str:
    """Return the kinds of identifiers in a resource's description as text, such as "phone number"; empty if none."""
    return ", ".join(unresolved_names((getattr(resource, name) for name in READ_BY_OTHERS), published_contacts))


def passages_for(version: ResourceVersion) -> list[Passage]:
    """Return the identifiers that the reviewer of this version must judge, each with the text around it."""
    texts = [(name, where, getattr(version.resource, name)) for name, where in READ_BY_OTHERS.items()]
    texts.append(("note", gettext_lazy("what changed"), version.note))
    passages = scan(texts, published_contacts).unresolved
    for file in version.files.clean().exclude(identifiers="").select_related("stored_file"):
        passages += passages_in(file.stored_file, published_contacts)
    return passages[:MOST_SHOWN]


def why_refused(file_id: str, texts: Iterable[str], is_read: bool) -> str:
    """Return the message that tells the curator why a file is refused; empty if it passes or is no resource's file.

    A file with identifiers that the curator may explain is not refused: its version waits for the explanation. A file
    that could not be read to its end (is_read is False) is always refused. A clean copy must pass the same check before
    it replaces a file.
    """
    if not ResourceFile.objects.filter(Q(stored_file=file_id) | Q(stored_file__clean_copies=file_id)).exists():
        return ""
    if not is_read:
        return str(NOT_READ)
    findings = unresolved(texts, published_contacts)
    blocked = ", ".join(dict.fromkeys(finding.name for finding in findings if finding.strength is Strength.BLOCK))
    if not blocked:
        return ""
    return _("The file may contain this: %(names)s. Remove it, and add the file again.") % {"names": blocked}


def identifiers_in_file(file_id: str, texts: Iterable[str], is_read: bool) -> list[str]:
    """Return the names of the kinds of identifiers in a resource's file; empty if it is no resource's file."""
    if not ResourceFile.objects.filter(stored_file=file_id).exists():
        return []
    return [finding.name for finding in unresolved(texts, published_contacts)]
