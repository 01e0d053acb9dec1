"""The words of a resource that are in no text of its own: the names of its type, language, remits, forms and so on."""

from library.models import Resource


def search_words_of(resource: Resource) -> str:
    """Return these words as one text for the full-text index, each on a line of its own. Costs four queries."""
    names = [resource.get_kind_display(), resource.get_language_display()]
    for use in resource.uses.select_related("remit"):
        names += [use.remit.name, use.use]
    for rows in (resource.forms, resource.affected, resource.instruments):
        names += [row.name for row in rows.all()]
    return "\n".join(name for name in names if name)
