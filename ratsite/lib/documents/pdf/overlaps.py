"""Find pictures and text on a PDF page that are hidden under a picture, and pictures hidden under a box or mark.

Anyone can extract from the file what is hidden in this way, such as the words under a black box. A picture is opaque
where it looks the same on a white and on a black background. Runs in the limited process of
ratsite.lib.documents.extraction; imports no framework.
"""

import ctypes
from collections.abc import Collection, Iterator
from functools import cached_property

from PIL import Image, ImageChops
from pypdfium2 import raw

from ratsite.lib.documents.pdf.objects import SPREAD, Box, Drawn, PageObjects, overlap

SMALLEST = (
    6.0  # points: a smaller piece of a picture shows no letter and no face; strips of one picture overlap by one or two
)
# Least opaque share of a cover (something drawn over something else); the letters over a scan hide less.
SOLID = 0.5
MOST_DRAWN = 150  # drawings for one file, each some 30 ms; after these, every overlap counts as hiding something
DEEPEST = 8  # levels of drawings inside drawings
MARKS = (
    *(raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON, raw.FPDF_ANNOT_INK, raw.FPDF_ANNOT_STAMP),
    *(raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_LINE, raw.FPDF_ANNOT_POLYLINE),
)
WHITE, BLACK = (255, 255, 255, 255), (0, 0, 0, 255)


class Overlaps:
    """The pictures of one page, and the covers: objects that are drawn over them and may hide them.

    left: a list with one number: how many drawings of pages may still be made. All pages of a file share this list.
    """

    def __init__(self, page, objects: PageObjects, left: list[int]) -> None:
        self.page, self.objects, self.left = page, objects, left
        # The last drawing: (orders of the pictures, the page with only these).
        self.last: tuple[frozenset[int], Image.Image] | None = None
        self.pictures = [drawn for drawn in objects.objects if _is_picture(drawn.handle, drawn.kind, DEEPEST)]
        self.masks: dict[int, Image.Image | None] = {}  # {order of a picture: mask of where it is opaque}

    def has_hidden_picture(self) -> bool:
        """True if something opaque is drawn over a part of a picture that has more than one colour.

        Something drawn over a picture counts as opaque if no drawings are left to find out.
        """
        return any(self._hides(cover, below) for cover in self._covers() if (below := self._below(cover)))

    def is_over_text(self, drawn: Drawn, point: tuple[float, float]) -> bool:
        """True if an opaque picture covers this point and was drawn after the text object `drawn`."""
        x, y = point
        return any(
            picture.order > drawn.order
            and picture.box[0] <= x <= picture.box[2]
            and picture.box[1] <= y <= picture.box[3]
            and self._is_opaque_at(picture, x, y)
            for picture in self.pictures
        )

    def _covers(self) -> Iterator[Drawn]:
        if not self.pictures:
            return
        yield from self.pictures
        yield from (box for box in self.objects.covers if not self._carries_words(box))
        yield from self._marks

    def _carries_words(self, box: Drawn) -> bool:
        """True if text is drawn on a box: the box is a panel, as in a leaflet, and does not serve to hide a picture."""
        return any(text.order > box.order and overlap(text.box, box.box) for text in self.objects.texts.values())

    @cached_property
    def _marks(self) -> list[Drawn]:
        """Return the annotations of the page that are shapes or stamps."""
        marks = []
        for index in range(raw.FPDFPage_GetAnnotCount(self.page)):
            note, box = raw.FPDFPage_GetAnnot(self.page, index), raw.FS_RECTF()
            if raw.FPDFAnnot_GetSubtype(note) in MARKS and raw.FPDFAnnot_GetRect(note, box):
                place = (box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))
                marks.append(Drawn(None, 0, len(self.objects.objects), place, None))
            raw.FPDFPage_CloseAnnot(note)
        return marks

    def _below(self, cover: Drawn) -> list[Drawn]:
        """Return the pictures that lie below this cover, if it hides a large enough part of them."""
        return [picture for picture in self.pictures if picture.order < cover.order and _common(picture.box, cover.box)]

    def _hides(self, cover: Drawn, below: list[Drawn]) -> bool:
        if self.left[0] <= 0:
            return True
        under = self._under(frozenset(one.order for one in below))
        places = [self._pixels(_common(one.box, cover.box) or one.box) for one in below]
        places = [place for place in places if _spread(under.crop(place)) >= SPREAD]
        if not places:
            return False
        over, opaque = self._alone(cover, WHITE), self._mask(cover)
        return any(_is_hidden(under.crop(place), over.crop(place), opaque.crop(place)) for place in places)

    def _is_opaque_at(self, picture: Drawn, x: float, y: float) -> bool:
        if picture.order not in self.masks:
            self.masks[picture.order] = self._mask(picture) if self.left[0] > 0 else None
        mask = self.masks[picture.order]
        if mask is None:
            return True
        left, top, *_ = self._pixels((x, y, x, y))
        return mask.getpixel((min(left, mask.width - 1), min(top, mask.height - 1))) == 255

    def _mask(self, picture: Drawn) -> Image.Image:
        return _same(self._alone(picture, WHITE), self._alone(picture, BLACK))

    def _under(self, orders: frozenset[int]) -> Image.Image:
        """Return a drawing of the page with only these pictures (orders).

        The last drawing is cached, because several covers may be over the same pictures.
        """
        if self.last is None or self.last[0] != orders:
            self.last = orders, self._drawn(orders)
        return self.last[1]

    def _alone(self, cover: Drawn, background: tuple) -> Image.Image:
        is_mark = cover.handle is None
        return self._drawn(set() if is_mark else {cover.order}, background, with_marks=is_mark)

    def _drawn(self, orders: Collection[int], background: tuple = WHITE, *, with_marks: bool = False) -> Image.Image:
        """Return a drawing of the page with only some of its objects. orders: their positions in the drawing order."""
        self.left[0] -= 1
        others = [drawn.handle for drawn in self.objects.objects if drawn.order not in orders]
        for handle in others:
            raw.FPDFPageObj_SetIsActive(handle, False)
        try:
            drawn = self.page.render(scale=1, fill_color=background, draw_annots=with_marks, may_draw_forms=False)
        finally:
            for handle in others:
                raw.FPDFPageObj_SetIsActive(handle, True)
        return drawn.to_pil().convert("RGB")

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Return the pixels (left, top, right, bottom) of a box in points. The page may be rotated."""
        width, height = (int(side) for side in self.page.get_size())
        corners = [self._pixel(width, height, x, y) for x, y in ((box[0], box[1]), (box[2], box[3]))]
        across, down = zip(*corners, strict=True)
        left, top = max(0, min(across)), max(0, min(down))
        return left, top, max(left + 1, min(width, max(across))), max(top + 1, min(height, max(down)))

    def _pixel(self, width: int, height: int, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(self.page, 0, 0, width, height, 0, x, y, across, down)
        return across.value, down.value


def _is_picture(handle, kind: int, deep: int) -> bool:
    """True if an object is a picture, or a drawing that contains a picture."""
    if kind != raw.FPDF_PAGEOBJ_FORM or not deep:
        return kind == raw.FPDF_PAGEOBJ_IMAGE
    parts = (raw.FPDFFormObj_GetObject(handle, index) for index in range(raw.FPDFFormObj_CountObjects(handle)))
    return any(_is_picture(part, raw.FPDFPageObj_GetType(part), deep - 1) for part in parts)


def _common(box: Box, other: Box) -> Box | None:
    """Return the box that two boxes share; None if it is too small to hide anything."""
    left, bottom = max(box[0], other[0]), max(box[1], other[1])
    right, top = min(box[2], other[2]), min(box[3], other[3])
    return (left, bottom, right, top) if right - left >= SMALLEST and top - bottom >= SMALLEST else None


def _same(image: Image.Image, other: Image.Image) -> Image.Image:
    """Return a mask of the pixels in which two pictures hardly differ."""
    bands = ImageChops.difference(image, other).split()
    largest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return largest.point([255 if value < SPREAD else 0 for value in range(256)])


def _is_hidden(under: Image.Image, over: Image.Image, opaque: Image.Image) -> bool:
    """True if a cover hides a part of a picture: it is mostly opaque there, and looks different from what is under it.

    False if what is under it has only one colour. under: the drawing of the picture's part. over: the drawing of the
    cover. opaque: the mask of where the cover is opaque.
    """
    if opaque.histogram()[255] < SOLID * opaque.width * opaque.height or _spread(under, opaque) < SPREAD:
        return False
    bands = ImageChops.difference(under, over).split()
    return any(value >= SPREAD for band in bands for value, count in enumerate(band.histogram(opaque)) if count)


def _spread(picture: Image.Image, mask: Image.Image | None = None) -> int:
    """Return the largest difference between two pixels of a picture in any colour channel. mask: the pixels to use."""
    return max(_range(band.histogram(mask)) for band in picture.split())


def _range(counts: list[int]) -> int:
    values = [value for value, count in enumerate(counts) if count]
    return max(values) - min(values) if values else 0
