"""The page on which a curator says what a resource is used for, and relates it to other resources."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from library.actions.relate_resource import change_uses, relate, unrelate
from library.forms.relations import RelationForm
from library.forms.remit_uses import UsesForm
from library.queries.relations import related_resources
from library.views.page import find_editable_resource

SAVED = gettext_lazy("Your changes are saved.")
RELATED = gettext_lazy("The two resources are related. Each has a link to the other for people who can read both.")
UNRELATED = gettext_lazy("The relation has been removed.")


def resource_uses(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """Change what the resource is used for, or relate it to another one: the pressed button says which form is sent."""
    resource = find_editable_resource(request, resource_slug)
    sends_relation = "relate" in request.POST
    data = request.POST or None
    uses = UsesForm(None if sends_relation else data, uses=list(resource.uses.all()))
    relation = RelationForm(data if sends_relation else None, curator=request.user, resource=resource)
    if request.method == "POST" and sends_relation and relation.is_valid():
        relate(resource_id=resource.pk, curator=request.user, **relation.cleaned_data)
        messages.success(request, RELATED)
        return redirect(request.path)
    if request.method == "POST" and not sends_relation and uses.is_valid():
        change_uses(resource_id=resource.pk, curator=request.user, uses=uses.lines())
        messages.success(request, SAVED)
        return redirect(resource)
    context = {
        "resource": resource,
        "form": relation if sends_relation else uses,
        "uses": uses,
        "relation": relation,
        "related": related_resources(resource, request.user),
    }
    return render(request, "library/resource_uses.html", context)


@require_POST
def relation_remove(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_editable_resource(request, resource_slug)
    for related in related_resources(resource, request.user):
        if related.is_removable and str(related.relation_id) == request.POST.get("relation"):
            unrelate(relation_id=related.relation_id, curator=request.user)
            messages.success(request, UNRELATED)
    return redirect("library:resource_uses", resource.slug)
