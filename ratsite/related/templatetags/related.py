"""Template tags that show the topics of a resource, and the resources of a topic."""

from django import template

from forum.models import Topic
from library.models import Resource
from ratsite.related.queries import resources_of, topics_of

register = template.Library()


@register.inclusion_tag("related/_topics.html", takes_context=True)
def topics_of_resource(context, resource: Resource) -> dict:
    """Show the topics that a resource was made from or that link to it. Only members see them."""
    reader = context["user"]
    if not (reader.is_authenticated and reader.is_member):
        return {}
    return {"resource": resource, "related": topics_of(resource, reader)}


@register.inclusion_tag("related/_resources.html", takes_context=True)
def resources_of_topic(context, topic: Topic) -> dict:
    """Show the resources that were made from a topic or that its posts link to."""
    return {"related": resources_of(topic, context["user"])}
