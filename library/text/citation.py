"""Write a reference to a resource: as plain text, and for reference managers as RIS, BibTeX or CSL-JSON.

Names of makers are copied as they are, because the library does not know which of them are people.

RIS: https://refdb.sourceforge.net/manual-0.9.6/sect1-ris-format.html. CSL-JSON: the schema of citation-style-language.
BibTeX: "BibTeXing", Oren Patashnik, 1988.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from library.enums import ResourceKind
from library.models import Resource, ResourceVersion
from ratsite.lib.own_network import own_network

# The type of each kind of resource: (in RIS, in BibTeX, in CSL).
REPORT, OTHER = ("RPRT", "techreport", "report"), ("GEN", "misc", "document")
KINDS = {ResourceKind.FORM: OTHER, ResourceKind.TEMPLATE: OTHER}
# The characters that have a meaning in TeX, each with its escaped form.
TEX = {
    **{character: f"\\{character}" for character in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True)
class Citation:
    """The data of a reference to a resource. `number` is empty unless the reference is to one version.

    summary: empty for a closely marked resource, because many reference managers store it on other people's machines.
    """

    key: str
    kind: ResourceKind
    title: str
    authors: tuple[str, ...]
    publisher: str
    issued: dt.date | None
    language: str
    url: str
    number: str
    summary: str


def citation_of(resource: Resource, version: ResourceVersion, *, is_of_version: bool) -> Citation:
    """Return the citation of a resource. Its address is the resource's, or this version's if `is_of_version`."""
    published = timezone.localdate(version.published_at) if version.published_at else None
    return Citation(
        key=f"{resource.slug}-v{version.number}" if is_of_version else resource.slug,
        kind=ResourceKind(resource.kind),
        title=_one_line(resource.title),
        authors=tuple(filter(None, map(_one_line, resource.creators.split(",")))),
        publisher=_one_line(resource.publisher) or own_network().short_name,
        issued=version.issued_on or published,
        language=resource.language,
        url=settings.SITE_URL + (version if is_of_version else resource).get_absolute_url(),
        number=str(version.number) if is_of_version else "",
        summary=_one_line(resource.summary) if resource.is_printable else "",
    )


def as_text(cited: Citation) -> str:
    who, year = ", ".join(cited.authors) or cited.publisher, cited.issued.year if cited.issued else _("no date")
    fields = {"who": who, "year": year, "title": cited.title, "number": cited.number}
    fields |= {"publisher": cited.publisher, "url": cited.url}
    if cited.number:
        return _("%(who)s (%(year)s) %(title)s, version %(number)s. %(publisher)s. %(url)s") % fields
    return _("%(who)s (%(year)s) %(title)s. %(publisher)s. %(url)s") % fields


def as_ris(cited: Citation) -> str:
    lines = [("TY", _types(cited)[0]), ("ID", cited.key), ("TI", cited.title)]
    lines += [("AU", author) for author in cited.authors]
    lines.append(("PB", cited.publisher))
    if cited.issued:
        lines += [("PY", str(cited.issued.year)), ("DA", f"{cited.issued:%Y/%m/%d}")]
    lines += [("ET", cited.number)] if cited.number else []
    lines += [("LA", cited.language), ("UR", cited.url)]
    lines += [("AB", cited.summary)] if cited.summary else []
    lines.append(("ER", ""))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def as_bibtex(cited: Citation) -> str:
    entry_type = _types(cited)[1]
    fields = {"title": f"{{{_tex(cited.title)}}}"}
    if cited.authors:
        fields["author"] = " and ".join(f"{{{_tex(author)}}}" for author in cited.authors)
    fields["institution" if entry_type == "techreport" else "howpublished"] = _tex(cited.publisher)
    if cited.issued:
        fields |= {"year": str(cited.issued.year), "month": str(cited.issued.month)}
    if cited.number:
        fields["edition" if entry_type == "misc" else "number"] = cited.number
    fields |= {"language": cited.language, "url": cited.url}
    if cited.summary:
        fields["abstract"] = _tex(cited.summary)
    written = "".join(f"  {field} = {{{value}}},\n" for field, value in fields.items())
    return f"@{entry_type}{{{cited.key},\n{written}}}\n"


def as_csl(cited: Citation) -> str:
    entry: dict[str, object] = {"id": cited.key, "type": _types(cited)[2], "title": cited.title}
    if cited.authors:
        entry["author"] = [{"literal": author} for author in cited.authors]
    entry["publisher"] = cited.publisher
    if cited.issued:
        entry["issued"] = {"date-parts": [[cited.issued.year, cited.issued.month, cited.issued.day]]}
    if cited.number:
        entry["version"] = cited.number
    entry |= {"language": cited.language, "URL": cited.url}
    if cited.summary:
        entry["abstract"] = cited.summary
    return json.dumps([entry], ensure_ascii=False, indent=2) + "\n"


# {end of the file's name, which is also in the address: (media type, function that writes the reference)}.
STYLES: dict[str, tuple[str, Callable[[Citation], str]]] = {
    "txt": ("text/plain; charset=utf-8", as_text),
    "ris": ("application/x-research-info-systems; charset=utf-8", as_ris),
    "bib": ("application/x-bibtex; charset=utf-8", as_bibtex),
    "json": ("application/vnd.citationstyles.csl+json; charset=utf-8", as_csl),
}


def _types(cited: Citation) -> tuple[str, str, str]:
    """Return the resource's type as three names: in RIS, in BibTeX and in CSL."""
    return KINDS.get(cited.kind, REPORT)


def _one_line(text: str) -> str:
    """Return the text without line breaks, because a line break would begin another field of RIS."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _tex(text: str) -> str:
    return "".join(TEX.get(letter, letter) for letter in text)
