"""Read the colours of an Office theme (ECMA-376 part 1, 20.1.6.2). Imports no framework."""

from collections.abc import Iterator

from ratsite.lib.documents.office.xml_walk import Step

USUAL = {"lt1": "FFFFFF", "dk1": "000000"}  # of every theme that Office has


def theme_colours(steps: Iterator[Step]) -> dict[str, str]:
    """Return {name: RRGGBB} of the colours of a theme, such as "lt1". steps: those of its part; none if it has none."""
    colours = dict(USUAL)
    for step in steps:
        if step.is_start and step.name in ("srgbClr", "sysClr") and step.around[-2:-1] == ("clrScheme",):
            colours[step.parent] = (step.get("lastClr") or step.get("val")).upper()
    return colours
