"""Parse, change and write XML parts.

Names are compared without their namespace, because Office writes the same elements in two namespaces.

Imports no framework.
"""

from collections.abc import Collection, Iterable, Iterator

from lxml import etree

OFF = ("0", "false", "off", "none")


def parse_part(content: bytes) -> etree._Element:
    """Return the root of parsed XML, without entities, comments and processing instructions. No network is used.

    Raises ValueError for a DTD.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("the part declares a DTD")
    return root


def write_part(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def name_of(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]


def value_of(node: etree._Element, name: str, default: str = "") -> str:
    """Return the value of an attribute, by its local name. An attribute without namespace takes precedence."""
    if name in node.attrib:
        return str(node.attrib[name])
    for key, value in node.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return default


def remove_attributes(node: etree._Element, names: Collection[str]) -> None:
    """Remove attributes by their names without namespace."""
    for key in list(node.attrib):
        if str(key).rpartition("}")[2] in names:
            del node.attrib[key]


def find_child(node: etree._Element, *path: str) -> etree._Element | None:
    """Return the first descendant along a path of names, such as "pPr", "sectPr"; None if there is none."""
    current: etree._Element | None = node
    for name in path:
        current = next((child for child in current if name_of(child) == name), None) if current is not None else None
    return current


def elements_named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the descendants with these names, except those that the caller removes while this runs."""
    for node in [node for node in root.iter(etree.Element) if name_of(node) in names]:
        if node is root or any(ancestor is root for ancestor in node.iterancestors()):
            yield node


def remove_element(node: etree._Element) -> None:
    """Remove an element with its content. The text after the element stays."""
    parent = node.getparent()
    if parent is not None:
        _keep_tail(node, parent)
        parent.remove(node)


def cut_each(root: etree._Element, *names: str) -> None:
    for node in elements_named(root, *names):
        remove_element(node)


def unwrap_element(node: etree._Element) -> None:
    """Replace an element by its content."""
    parent = node.getparent()
    if parent is None:
        return
    place = parent.index(node)
    _add_text(parent, place, node.text)
    for child in list(node):
        parent.insert(parent.index(node), child)
    remove_element(node)


def unwrap_each(root: etree._Element, *names: str) -> None:
    for node in elements_named(root, *names):
        unwrap_element(node)


def replace_element(node: etree._Element, other: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        other.tail = node.tail
        parent.replace(node, other)


def clear_elements(nodes: Iterable[etree._Element]) -> None:
    """Remove the content of these elements, but not the elements themselves."""
    for node in nodes:
        for child in list(node):
            node.remove(child)
        node.text = None


def _keep_tail(node: etree._Element, parent: etree._Element) -> None:
    if node.tail:
        _add_text(parent, parent.index(node), node.tail)
        node.tail = None


def _add_text(parent: etree._Element, place: int, text: str | None) -> None:
    """Insert text before the child number `place`."""
    if not text:
        return
    if place == 0:
        parent.text = (parent.text or "") + text
    else:
        parent[place - 1].tail = (parent[place - 1].tail or "") + text
