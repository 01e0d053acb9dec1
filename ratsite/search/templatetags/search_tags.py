from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def without(context, name: str) -> str:
    """The query string of the search that is shown, less one of its filters."""
    return context["address"].without(name)


@register.simple_tag(takes_context=True)
def on_tab(context, name: str) -> str:
    """The query string of the search that is shown, on another tab."""
    return context["address"].having(tab=name)
