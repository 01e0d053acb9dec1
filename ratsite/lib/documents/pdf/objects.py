"""Find the text of a PDF page that a reader certainly sees, from the objects that are drawn on the page.

This saves time: drawing a dense page and comparing every letter with its background takes 80 ms. Most text needs no
drawing: it is dark and large enough, and nothing else is drawn near it. Runs in the limited process of
ratsite.lib.documents.extraction; imports no framework.
"""

import ctypes
from dataclasses import dataclass
from functools import cached_property

from pypdfium2 import raw

TINY = 2.5  # points: smaller text cannot be read; legal small print has 4 or more
OPAQUE = 250  # of 255: an alpha of at least this counts as opaque
DARKER_BY = 60  # of 255: text that differs at least this much from what is drawn under it can be seen
SPREAD = 24  # of 255 values of a colour: what differs less from its background cannot be seen
WHITE = 255
SCAN = 0.5  # a page counts as a scan if its pictures cover more than this share of it
# Annotations that are not drawn over the page; a note is only a small icon.
UNDRAWN = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT)
VISIBLE, INVISIBLE = (raw.FPDF_TEXTRENDERMODE_FILL,), (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
Box = tuple[float, float, float, float]  # left, bottom, right, top in points


@dataclass(frozen=True)
class Drawn:
    """An object that is drawn on a page.

    order: its position in the order of drawing. shade: the grey value of its fill; None unless it is one opaque colour.
    """

    handle: object
    kind: int
    order: int
    box: Box
    shade: float | None
    is_filled: bool = True


def address_of(handle) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def overlap(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def holds(outer: Box, inner: Box, slack: float = 0.5) -> bool:
    return (
        outer[0] - slack <= inner[0]
        and outer[1] - slack <= inner[1]
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


class PageObjects:
    """The objects of one page in the order in which they are drawn."""

    def __init__(self, page) -> None:
        self.page = page
        self.box: Box = page.get_bbox()
        self.objects = [self._drawn(order) for order in range(raw.FPDFPage_CountObjects(page))]

    def _drawn(self, order: int) -> Drawn:
        handle = raw.FPDFPage_GetObject(self.page, order)
        kind = raw.FPDFPageObj_GetType(handle)
        is_filled = True
        if kind == raw.FPDF_PAGEOBJ_PATH:
            mode, stroke = ctypes.c_int(), ctypes.c_int()
            raw.FPDFPath_GetDrawMode(handle, mode, stroke)
            is_filled = mode.value != raw.FPDF_FILLMODE_NONE
        shade = _shade(handle) if is_filled and kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_TEXT) else None
        return Drawn(handle, kind, order, bounds(handle), shade, is_filled)

    @cached_property
    def texts(self) -> dict[int, Drawn]:
        """Return {key: object} of the text objects of the page.

        The key is the address of PDFium's pointer to the object.
        """
        return {address_of(drawn.handle): drawn for drawn in self.objects if drawn.kind == raw.FPDF_PAGEOBJ_TEXT}

    @cached_property
    def is_scan(self) -> bool:
        """True if the pictures on the page together have more than the share SCAN of its area."""
        left, bottom, right, top = self.box
        size = (right - left) * (top - bottom) or 1
        pictures = (drawn.box for drawn in self.objects if drawn.kind == raw.FPDF_PAGEOBJ_IMAGE)
        within = ((min(b[2], right) - max(b[0], left), min(b[3], top) - max(b[1], bottom)) for b in pictures)
        return sum(max(0, wide) * max(0, high) for wide, high in within) > SCAN * size

    @cached_property
    def sure(self) -> set[int]:
        """Return the keys in `texts` of the text objects that a reader certainly sees."""
        others = [drawn for drawn in self.objects if drawn.kind != raw.FPDF_PAGEOBJ_TEXT and drawn.is_filled]
        others += self.annotations
        return {address for address, text in self.texts.items() if self._is_sure(text, others)}

    def _is_sure(self, text: Drawn, others: list[Drawn]) -> bool:
        if text.shade is None or raw.FPDFTextObj_GetTextRenderMode(text.handle) not in VISIBLE:
            return False
        if not holds(self.box, text.box) or is_tiny(text) or not _is_within_clip(text) or _is_in_layer(text.handle):
            return False
        background: float = WHITE
        for other in others:
            if overlap(text.box, other.box):
                if other.order > text.order or other.shade is None or not holds(other.box, text.box):
                    return False
                background = other.shade
        return abs(background - text.shade) > DARKER_BY

    @cached_property
    def annotations(self) -> list[Drawn]:
        annotations = []
        for index in range(raw.FPDFPage_GetAnnotCount(self.page)):
            note, box = raw.FPDFPage_GetAnnot(self.page, index), raw.FS_RECTF()
            if raw.FPDFAnnot_GetSubtype(note) not in UNDRAWN and raw.FPDFAnnot_GetRect(note, box):
                place = (box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))
                annotations.append(Drawn(None, 0, len(self.objects), place, None))
            raw.FPDFPage_CloseAnnot(note)
        return annotations

    @cached_property
    def covers(self) -> list[Drawn]:
        """Return the opaque rectangles of the page, each reduced to the part that is visible within its clipping."""
        covers = []
        for drawn in self.objects:
            if drawn.kind == raw.FPDF_PAGEOBJ_PATH and drawn.shade is not None and _is_rectangle(drawn.handle):
                clip = clip_box(drawn.handle)
                if clip is not None:
                    corner = max(drawn.box[0], clip[0]), max(drawn.box[1], clip[1])
                    cut = (*corner, min(drawn.box[2], clip[2]), min(drawn.box[3], clip[3]))
                    covers.append(Drawn(drawn.handle, drawn.kind, drawn.order, cut, drawn.shade))
        return covers


def bounds(handle) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def is_tiny(text: Drawn) -> bool:
    if text.box[3] - text.box[1] > TINY:
        return False
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    raw.FPDFTextObj_GetFontSize(text.handle, size)
    raw.FPDFPageObj_GetMatrix(text.handle, matrix)
    return size.value * abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5 < TINY


def _shade(handle) -> float | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    is_plain = raw.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    if not is_plain or alpha.value < OPAQUE or raw.FPDFPageObj_HasTransparency(handle):
        return None
    return 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value


OPTIONAL = "OC\0".encode("utf-16-le")  # the name of the mark for optional content
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)


def clip_box(handle) -> Box | None:
    """Return the rectangle to which an object is clipped; None if its clipping is not a rectangle."""
    clip = raw.FPDFPageObj_GetClipPath(handle)
    box = EVERYWHERE
    for path in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip else 0):
        count = raw.FPDFClipPath_CountPathSegments(clip, path)
        points = _points(raw.FPDFClipPath_GetPathSegment(clip, path, index) for index in range(min(count, 7)))
        if count > 6 or points is None:
            return None
        across, up = zip(*points, strict=True)
        box = (max(box[0], min(across)), max(box[1], min(up)), min(box[2], max(across)), min(box[3], max(up)))
    return box


def _is_in_layer(handle) -> bool:
    """True if an object belongs to optional content, which may be switched off (ISO 32000-1, 8.11)."""
    size, name = ctypes.c_ulong(), (ctypes.c_ushort * 16)()
    for index in range(max(0, raw.FPDFPageObj_CountMarks(handle))):
        mark = raw.FPDFPageObj_GetMark(handle, index)
        if raw.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), size) and bytes(name)[:6] == OPTIONAL:
            return True
    return False


def _is_within_clip(text: Drawn) -> bool:
    box = clip_box(text.handle)
    return box is not None and holds(box, text.box)


def _is_rectangle(handle) -> bool:
    count = raw.FPDFPath_CountSegments(handle)
    return 4 <= count <= 6 and _points(raw.FPDFPath_GetPathSegment(handle, index) for index in range(count)) is not None


def _points(segments) -> list[tuple[float, float]] | None:
    """Return the corners of a path that is an upright rectangle; None if its segments form another shape."""
    points = []
    for segment in segments:
        across, up = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, across, up)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO:
            return None
        points.append((across.value, up.value))
    is_upright = all(len({round(point[axis], 1) for point in points}) == 2 for axis in (0, 1))
    return points if points and is_upright else None
