"""The search words of a resource: the names of its type, language, remits, forms and so on, from other tables."""

from library.models import Resource


def search_words_of(resource: Resource) -> str:
    """Return the search words of a resource for the full-text index, as a text with one name a line. Four queries."""
    names = [resource.get_kind_display(), resource.get_language_display()]
    for use in resource.uses.select_related("remit"):
        names += [use.remit.name, use.use]
    for rows in (resource.forms, resource.affected, resource.instruments):
        names += [row.name for row in rows.all()]
    return "\n".join(name for name in names if name)
