"""Read and write an Office file (ECMA-376 part 2) with only the parts that its pages need.

A part is kept if relations of a kind in KEPT lead to it. Everything else is removed: properties, comments, notes,
embedded files, macros, custom data, earlier data behind tables. Imports no framework.
"""

import copy
import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from lxml import etree

from ratsite.lib.documents.clean_copy.picture_data import without_data
from ratsite.lib.documents.clean_copy.xml_edits import (
    cut_each,
    elements_named,
    name_of,
    parse_part,
    remove_attributes,
    remove_element,
    replace_element,
    unwrap_element,
    value_of,
    write_part,
)
from ratsite.lib.documents.inspection import entries_refusal, is_program
from ratsite.lib.documents.office.kept_parts import FOLLOWED, KEPT, NAMED
from ratsite.lib.documents.office.shapes import SHAPES, hides_shape, is_hidden_itself
from ratsite.lib.documents.office.xml_walk import Event, events

TYPES, MEDIA = "[Content_Types].xml", re.compile(r".*/media/.*")
RELATIONS = ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "purl.oclc.org")
MACROS = {
    "application/vnd.ms-word.document.macroEnabled.main+xml": "wordprocessingml.document",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "spreadsheetml.sheet",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": "presentationml.presentation",
}
PLAIN = "application/vnd.openxmlformats-officedocument.%s.main+xml"
# The date of every part of the copy: the earliest that a zip can have, so that it does not tell when it was made.
DAY = (1980, 1, 1, 0, 0, 0)


class OfficePackage:
    """The parts of an Office file. `root` returns a part as XML to change; `written` returns the changed file."""

    def __init__(self, path: Path, main: str) -> None:
        """Read the file. main: the name of the part that begins the document."""
        self.main = main
        with zipfile.ZipFile(path) as archive:
            names = [entry for entry in archive.infolist() if not is_program(entry.filename)]
            if entries_refusal([entry for entry in names if "embeddings/" not in entry.filename]):
                raise ValueError("the archive is not one that programs write")
            self.parts = {entry.filename: archive.read(entry) for entry in names if not entry.is_dir()}
        self.roots: dict[str, etree._Element] = {}

    def root(self, name: str) -> etree._Element:
        if name not in self.roots:
            self.roots[name] = parse_part(self.parts[name])
        return self.roots[name]

    def events(self, name: str) -> Iterator[Event]:
        """Return the parsing events of a part as it was in the original file; none if there is no such part."""
        return events(io.BytesIO(self.parts[name])) if name in self.parts else iter(())

    def has(self, name: str) -> bool:
        return name in self.parts

    def named(self, pattern: str) -> list[str]:
        return sorted(name for name in self.parts if re.fullmatch(pattern, name))

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return {ID: (kind, target)} of the relations of a part. A target outside the file begins with ">"."""
        relations = {}
        if self.has(_rels(part)):
            for element in elements_named(self.root(_rels(part)), "Relationship"):
                target = value_of(element, "Target")
                if value_of(element, "TargetMode") == "External":
                    target = f">{target}"
                else:
                    target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
                relations[value_of(element, "Id")] = value_of(element, "Type").rpartition("/")[2], target
        return relations

    def keep_needed(self, without: Collection[str] = ()) -> None:
        """Remove all parts to which no kept relation leads, and all references to removed parts.

        without: names of parts to remove in any case.
        """
        needed, ahead = {TYPES, self.main}, ["", self.main]
        while ahead:
            part = ahead.pop()
            removed, named = set(), self._named_relations(part)
            for number, (kind, target) in self.relations(part).items():
                is_outside = target.startswith(">")
                if kind not in KEPT or target in without or (kind in NAMED and number not in named):
                    removed.add(number)
                elif is_outside:
                    if kind != "hyperlink" or not FOLLOWED.match(target[1:]):
                        removed.add(number)
                elif target not in self.parts:
                    removed.add(number)
                elif target not in needed:
                    needed.add(target)
                    ahead.append(target)
            if self.has(_rels(part)):
                needed.add(_rels(part))
                self._drop_relations(part, removed)
        self.parts = {name: content for name, content in self.parts.items() if name in needed}
        self.roots = {name: root for name, root in self.roots.items() if name in needed}
        self._fix_types()

    def add_picture(self, part: str, like: str, content: bytes) -> str:
        """Add a picture to the file, and return the ID of a new relation from `part` to it.

        The new part and relation are copies of those of the picture `like`, with another name and content.
        """
        links, stem = self.root(_rels(part)), like.rpartition(".")
        number = next(number for number in count(1) if f"{stem[0]}-{number}.{stem[2]}" not in self.parts)
        name = f"{stem[0]}-{number}.{stem[2]}"
        self.parts[name] = content
        known = self.relations(part)
        old = next(one for one in elements_named(links, "Relationship") if known[value_of(one, "Id")][1] == like)
        new = copy.deepcopy(old)
        new.set("Id", next(f"cropped{place}" for place in count(1) if f"cropped{place}" not in known))
        new.set("Target", f"/{name}")
        links.append(new)
        return value_of(new, "Id")

    def _named_relations(self, part: str) -> set[str]:
        """Return the IDs of the relations that the attributes of a part name.

        The relation to a diagram's drawing is named in another part, the one with the diagram's data. Its ID is
        included.
        """
        if not self.has(_rels(part)) or not part:
            return set()
        named = _values(self.root(part))
        for number, (kind, target) in self.relations(part).items():
            if kind == "diagramData" and number in named and target in self.parts:
                named |= {value_of(node, "relId") for node in elements_named(self.root(target), "dataModelExt")}
        return named

    def _drop_relations(self, part: str, removed: set[str]) -> None:
        for element in elements_named(self.root(_rels(part)), "Relationship"):
            if value_of(element, "Id") in removed:
                remove_element(element)
        if not part or not removed:
            return
        for node in list(self.root(part).iter(etree.Element)):
            keys = [
                key for key, value in node.attrib.items() if value in removed and str(key)[1:].startswith(RELATIONS)
            ]
            if "relid" in [name_of_key(key) for key in node.attrib] and value_of(node, "relid") in removed:
                keys.append("relid")
            if keys:
                _remove_relation(node, [name_of_key(key) for key in keys])

    def _fix_types(self) -> None:
        for element in elements_named(self.root(TYPES), "Override") if self.has(TYPES) else ():
            kind = value_of(element, "ContentType")
            if value_of(element, "PartName").lstrip("/") not in self.parts:
                remove_element(element)
            elif kind in MACROS:
                element.set("ContentType", PLAIN % MACROS[kind])

    def written(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self.parts, key=lambda name: (name != TYPES, name)):
                content = write_part(self.roots[name]) if name in self.roots else self.parts[name]
                content = without_data(content) if MEDIA.fullmatch(name) else content
                archive.writestr(zipfile.ZipInfo(name, DAY), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def clean_drawings(root: etree._Element) -> None:
    """Remove from a drawing what readers do not see, such as hidden shapes, fallbacks with text and picture names.

    Also removes links that run a program or a macro.
    """
    for node in list(root.iter(etree.Element)):
        name, get = name_of(node), partial(value_of, node)
        if hides_shape(name, get):
            shape = next((ancestor for ancestor in node.iterancestors() if name_of(ancestor) in SHAPES), None)
            if shape is not None:
                remove_shape(shape)
        elif is_hidden_itself(name, get):
            remove_shape(node)
    for node in elements_named(root, "cNvPr"):
        if name_of(node.getparent()) == "nvPicPr":  # type: ignore[arg-type]
            node.set("name", "")
            if "/picture" in str(node.tag):
                remove_attributes(node, ("descr",))
    for node in elements_named(root, "Fallback"):
        if any(name_of(inner) in ("t", "textpath") for inner in node.iter(etree.Element)):
            remove_element(node)
    cut_each(root, "hlinkMouseOver", "hlinkHover")
    for node in elements_named(root, "hlinkClick"):
        if "program" in value_of(node, "action") or "macro" in value_of(node, "action"):
            remove_element(node)


def remove_shape(shape: etree._Element) -> None:
    """Remove a shape with its anchor in a sheet and with its copies for other programs."""
    while (parent := shape.getparent()) is not None:
        is_only = name_of(parent) in ("Choice", "AlternateContent") and name_of(parent[0]) in (name_of(shape), "Choice")
        if not is_only and not name_of(parent).endswith("Anchor"):
            break
        shape = parent
    remove_element(shape)


def _values(root: etree._Element) -> set[str]:
    return {str(value) for node in root.iter(etree.Element) for value in node.attrib.values()}


def name_of_key(key: object) -> str:
    return str(key).rpartition("}")[2]


def _rels(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _remove_relation(node: etree._Element, keys: list[str]) -> None:
    """Remove an element that names a removed relation. What readers see of it, such as a link's words, stays.

    keys: the attributes that name the relation.
    """
    name = name_of(node)
    if name in ("blip", "imagedata", "fill", "stroke", "relIds", "shape", "rect", "textbox"):
        remove_attributes(node, keys)
    elif name == "hyperlink" and len(node):
        unwrap_element(node)
    elif name == "oleObj":
        frame = next((ancestor for ancestor in node.iterancestors() if name_of(ancestor) == "graphicFrame"), node)
        picture = next(elements_named(node, "pic"), None)
        alternative = next(
            (ancestor for ancestor in node.iterancestors() if name_of(ancestor) == "AlternateContent"), None
        )
        if picture is None and alternative is not None:
            picture = next(elements_named(alternative, "pic"), None)
        if picture is None:
            remove_element(frame)
        else:
            replace_element(frame, picture)
    else:
        remove_element(node)
