"""Template tags that show topics on pages of the library, and resources on pages of the forum."""

from django import template

from forum.models import GroundCheck, Topic
from library.models import Resource, ResourceFollow
from ratsite.related.queries import answer_to, latest_draft, resources_of, topics_of
from ratsite.related.rules import can_make_library_draft

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


@register.inclusion_tag("related/_followed_resources.html", takes_context=True)
def followed_resources(context) -> dict:
    """Show the resources that the reader follows, each with a button to stop."""
    follows = ResourceFollow.objects.visible_to(context["user"]).select_related("resource")
    return {"follows": follows, "csrf_token": context["csrf_token"]}


@register.inclusion_tag("related/_library_draft.html", takes_context=True)
def library_draft_of_ground(context, check: GroundCheck) -> dict:
    """Show the state of the library draft that was made from a ground check, or offer to make one."""
    reader, latest = context["user"], latest_draft(check)
    return {
        "check": check,
        "suggestion": latest and latest.suggestion,
        "answer": answer_to(latest, reader) if latest else "",
        "can_draft": can_make_library_draft(reader, check, latest),
    }
