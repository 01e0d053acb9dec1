from library.models import Resource
from ratsite.pages.hooks import OpenResource


def open_resources() -> list[OpenResource]:
    """Return the resources that public pages may link to: those that the public can read now."""
    resources = Resource.objects.public().only("slug", "title", "kind").order_by("title", "pk")
    return [
        OpenResource(
            slug=resource.slug,
            title=resource.title,
            kind=resource.get_kind_display(),
            url=resource.get_absolute_url(),
        )
        for resource in resources
    ]
