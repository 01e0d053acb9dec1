"""Clean a PDF (ISO 32000-1): keep what its pages show, its outline and its links between pages.

A page with hidden text, such as words under a black box, is replaced by a picture of the page, in which nothing is
under the box. So is a page with layers, if the document has a layer that is off. Tags for screen readers are removed,
because they repeat the text of a page in a place that nobody sees. Imports no framework.
"""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf

from ratsite.lib.documents.clean_copy.pdf_pictures import draw_pages, replace_page
from ratsite.lib.documents.clean_copy.picture_data import without_data
from ratsite.lib.documents.hidden_parts import HiddenPart
from ratsite.lib.documents.pdf.kept_keys import EVERYWHERE, PAGE, RESOURCES, ROOT
from ratsite.lib.documents.pdf.visible_text import pdf_pages

# The keys that each kind of dictionary keeps.
TREE = ("/Type", "/Parent", "/Kids", "/Count", "/Resources", "/MediaBox", "/CropBox", "/Rotate")
OUTLINE = ("/Title", "/Parent", "/Prev", "/Next", "/First", "/Last", "/Count", "/Dest", "/A", "/C", "/F")
STREAM = ("/Type", "/Subtype", "/Filter", "/DecodeParms", "/Length")
DRAWING = (*STREAM, "/FormType", "/BBox", "/Matrix", "/Resources", "/Group")
IMAGE = (
    *STREAM,
    *("/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask", "/Decode"),
    *("/Interpolate", "/SMask", "/SMaskInData", "/Matte"),
)
MARKS = ("BMC", "BDC", "EMC", "MP", "DP", "BX", "EX")  # operators that draw nothing, but may contain text
# Finds text in a content stream that is not drawn: a comment, or a mark with more than a number.
UNDRAWN = re.compile(rb"%|/\w+\s*<<(?!\s*/MCID\s+\d+\s*>>)|/\w+\s*/\w+\s*(?:BDC|DP)\b")
LINK = ("/Type", "/Subtype", "/Rect", "/Border", "/QuadPoints", "/Dest", "/A", "/BS", "/C", "/F", "/H")
# Comments and their like; the other annotations are drawn into the page.
NOT_DRAWN = (
    *("/Text", "/Popup", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/3D", "/RichMedia", "/Redact", "/Caret"),
    *("/Link", "/TrapNet"),
)
MOST_DEEP = 200  # levels of nested dictionaries, outlines and forms


def clean_pdf(path: Path) -> tuple[bytes, list[int]]:
    """Return (the clean copy, the numbers of the pages that were replaced by pictures)."""
    pictured = _pages_with_hidden_text(path)
    with pikepdf.open(path) as document:
        pictured |= set(_pages_with_layers(document))
        is_marked = any("/Annots" in page.obj for page in document.pages)
    content = _copy(path, pictured)
    # A mark that was drawn into its page may have brought text that is too small to read.
    if is_marked and (more := _pages_with_hidden_text(content)):
        pictured |= more
        content = _copy(path, pictured)
    return content, sorted(pictured)


def _pages_with_hidden_text(source: Path | bytes) -> set[int]:
    places = (part.about for part in pdf_pages(source) if isinstance(part, HiddenPart))  # type: ignore[arg-type]
    return {int(about["number"]) for about in places if "number" in about}


def _copy(path: Path, pictured: set[int]) -> bytes:
    with pikepdf.open(path) as document:
        drawn = dict(draw_pages(path, sorted(pictured)))
        _draw_annotations(document)
        for number, page in enumerate(document.pages, 1):
            if number in drawn:
                replace_page(document, page, drawn[number])
            _keep_keys(page.obj, PAGE)
            _clean_page(document, page)
        _clean_tree(document.Root.Pages, MOST_DEEP)
        _clean_root(document)
        document.remove_unreferenced_resources()
        for item in document.objects:
            _strip(item, MOST_DEEP)
            if isinstance(item, pikepdf.Stream):
                _clean_stream(document, item)
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _keep_keys(item: pikepdf.Object, names: tuple[str, ...]) -> None:
    for key in list(item.keys()):
        if key not in names:
            del item[key]


def _strip(item: pikepdf.Object, deep: int) -> None:
    """Remove the keys in EVERYWHERE from this dictionary and from those inside it, down to `deep` levels."""
    if deep and isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        for key in EVERYWHERE:
            if key in item and not (key == "/B" and "/S" in item):
                del item[key]
        for key in list(item.keys()):
            child = item[key]
            if not getattr(child, "is_indirect", False):
                _strip(child, deep - 1)
    elif deep and isinstance(item, pikepdf.Array):
        for child in list(item):  # type: ignore[attr-defined]
            if isinstance(child, pikepdf.Object) and not child.is_indirect:
                _strip(child, deep - 1)


def _clean_page(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Remove unused resources and text that is not drawn from a page."""
    _keep_keys(page.resources, RESOURCES)
    if "/Contents" not in page.obj:
        return
    page.contents_coalesce()
    if UNDRAWN.search(page.obj.Contents.read_bytes()):
        page.obj.Contents = document.make_stream(_drawn(page))


def _drawn(source: pikepdf.Page | pikepdf.Object) -> bytes:
    """Return a content stream without the operators that draw nothing (MARKS)."""
    instructions = pikepdf.parse_content_stream(source)
    return pikepdf.unparse_content_stream(
        [instruction for instruction in instructions if str(instruction.operator) not in MARKS]
    )


def _clean_stream(document: pikepdf.Pdf, item: pikepdf.Stream) -> None:
    kind = item.get("/Subtype")
    if kind == pikepdf.Name.Form:
        _keep_keys(item, DRAWING)
        if "/Resources" in item:
            _keep_keys(item.Resources, RESOURCES)
        try:
            if UNDRAWN.search(item.read_bytes()):
                item.write(_drawn(item))
        except pikepdf.PdfError:
            item.write(b"")  # a stream that cannot be read is not drawn either
    elif kind == pikepdf.Name.Image:
        _keep_keys(item, IMAGE)
        _strip_photo(document, item)


def _strip_photo(document: pikepdf.Pdf, item: pikepdf.Stream) -> None:
    """Remove camera data from a JPEG stream. The stream may also be compressed by other filters."""
    filters = item.get("/Filter")
    if isinstance(filters, pikepdf.Name):
        filters = pikepdf.Array([filters])
    if filters is None or not len(filters) or filters[-1] != pikepdf.Name.DCTDecode:  # type: ignore[arg-type]
        return
    content, outer = item.read_raw_bytes(), list(filters)[:-1]  # type: ignore[call-overload]
    if outer:
        packed = document.make_stream(content)
        packed.stream_dict["/Filter"] = pikepdf.Array(outer)
        content = packed.read_bytes()
    item.write(
        without_data(content),
        filter=pikepdf.Name.DCTDecode,
        decode_parms=None if outer else item.get("/DecodeParms"),  # type: ignore[arg-type]
    )


def _clean_root(document: pikepdf.Pdf) -> None:
    root = document.Root
    _keep_keys(root, ROOT)
    if "/Names" in root:
        _keep_keys(root.Names, ("/Dests",))
        if "/Dests" in root.Names:
            _clean_names(root.Names.Dests, MOST_DEEP)
    if "/Outlines" in root:
        for item in _outlines(root.Outlines):
            _keep_keys(item, OUTLINE)
            if "/A" in item and item.A.get("/S") != pikepdf.Name.GoTo:
                del item["/A"]
            elif "/A" in item:
                _keep_keys(item.A, ("/S", "/D"))
    for key in ("/Info", "/ID"):
        if key in document.trailer:
            del document.trailer[key]


def _clean_names(node: pikepdf.Object, deep: int) -> None:
    """Remove everything but the names and the destinations from a tree of named destinations."""
    _keep_keys(node, ("/Kids", "/Names", "/Limits"))
    for place in list(node.get("/Names", ()))[1::2]:  # type: ignore[call-overload]
        if isinstance(place, pikepdf.Dictionary):
            _keep_keys(place, ("/D",))
    for kid in node.get("/Kids", ()) if deep else ():  # type: ignore[attr-defined]
        _clean_names(kid, deep - 1)


def _outlines(top: pikepdf.Object) -> Iterator[pikepdf.Object]:
    seen, ahead = set(), [top]
    while ahead:
        item = ahead.pop()
        if item.objgen != (0, 0) and item.objgen in seen:
            continue
        seen.add(item.objgen)
        yield item
        ahead += [item[key] for key in ("/First", "/Next") if key in item]


def _clean_tree(node: pikepdf.Object, deep: int) -> None:
    """Remove the keys that do not belong to a page tree from this node and those below it, but not from the pages."""
    if deep and "/Kids" in node:
        _keep_keys(node, TREE)
        for kid in node.Kids:  # type: ignore[attr-defined]
            _clean_tree(kid, deep - 1)


def _draw_annotations(document: pikepdf.Pdf) -> None:
    """Draw form fields and marks into their pages, and remove all annotations except links to pages and addresses."""
    links = []
    for page in document.pages:
        annotations = list(page.obj.get("/Annots", []))  # type: ignore[call-overload]
        links.append([link for link in annotations if link.get("/Subtype") == "/Link" and _clean_link(link)])
        drawn = [annotation for annotation in annotations if annotation.get("/Subtype") not in NOT_DRAWN]
        page.obj["/Annots"] = pikepdf.Array(drawn)
    if "/AcroForm" in document.Root:
        with suppress(pikepdf.PdfError, RuntimeError):
            document.generate_appearance_streams()
    document.flatten_annotations("screen")
    for page, links_kept in zip(document.pages, links, strict=True):
        for link in links_kept:
            _keep_keys(link, LINK)
        if links_kept:
            page.obj["/Annots"] = pikepdf.Array(links_kept)
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]


def _clean_link(link: pikepdf.Object) -> bool:
    """Remove from a link's action all but its target. Return False if the link itself must be removed."""
    if "/A" not in link:
        return "/Dest" in link
    action = link.A
    if action.get("/S") == pikepdf.Name.URI:
        _keep_keys(action, ("/S", "/URI"))
        return True
    if action.get("/S") == pikepdf.Name.GoTo:
        _keep_keys(action, ("/S", "/D"))
        return True
    return False


def _pages_with_layers(document: pikepdf.Pdf) -> Iterator[int]:
    """Yield the numbers of the pages that use layers, if any layer of the document is off."""
    layers = document.Root.get("/OCProperties")
    if layers is None:
        return
    usual = layers.get("/D", pikepdf.Dictionary())
    if not len(usual.get("/OFF", [])) and usual.get("/BaseState", "/ON") == "/ON" and "/AS" not in usual:  # type: ignore[arg-type]
        return
    for number, page in enumerate(document.pages, 1):
        if _uses_layers(page.resources, MOST_DEEP):
            yield number


def _uses_layers(resources: pikepdf.Object, deep: int) -> bool:
    for mark in dict(resources.get("/Properties", {})).values():  # type: ignore[call-overload]
        if mark.get("/Type") in ("/OCG", "/OCMD"):
            return True
    for drawing in dict(resources.get("/XObject", {})).values():  # type: ignore[call-overload]
        if "/OC" in drawing or (deep and "/Resources" in drawing and _uses_layers(drawing.Resources, deep - 1)):
            return True
    return False
