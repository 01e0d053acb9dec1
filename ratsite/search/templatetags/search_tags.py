from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def query_without(context, name: str) -> str:
    """Return the query string of the current search without the filter `name`."""
    return context["site_query"].without(name)


@register.simple_tag(takes_context=True)
def on_tab(context, name: str) -> str:
    """Return the query string of the current search on the tab `name`."""
    return context["site_query"].having(tab=name)
