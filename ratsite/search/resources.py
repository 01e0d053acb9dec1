"""Resources, open ones for the public and more for members: the library answers for itself through visible_to."""

from library.models import Resource
from ratsite.search.registry import Hit


class ResourceSource:
    label = "Resources"

    def find(self, query: str, user, limit: int) -> list[Hit]:
        """Newest first: a title and a summary hold too few words to rank by."""
        found = Resource.objects.visible_to(user).matching(query)[:limit]
        return [
            Hit(
                title=resource.title,
                url=resource.get_absolute_url(),
                summary=resource.summary,
                kind=resource.get_kind_display(),
                date=resource.issued_on,
            )
            for resource in found
        ]
