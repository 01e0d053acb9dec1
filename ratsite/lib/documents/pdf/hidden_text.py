"""Find out whether a reader sees a letter of a PDF page: draw the page and compare the letter with its background.

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import ctypes

from ratsite.lib.documents.hidden_parts import HiddenPartKind

SCALE = 2  # pixels for each point: with fewer, small letters blur into their background
SCALE_OF_A_SCAN = 1
SPREAD_OF_A_SCAN = 8  # like SPREAD in objects.py, for recognised letters of a scan, which may be faint
ASTRAY = 2.0  # multiple of their height by which recognised letters may be away from the letters in the picture
DARK = 128  # of 255: paper is lighter than this


class DrawnPage:
    """A page drawn as a picture, to find out whether a letter differs enough from its background to be seen."""

    def __init__(self, page, text, objects, overlaps) -> None:
        self.page, self.text, self.objects, self.overlaps = page, text, objects, overlaps
        self.scale = SCALE_OF_A_SCAN if objects.is_scan else SCALE
        # Drawn in colour, because red text on green may have a single grey value.
        self.picture = page.render(scale=self.scale, may_draw_forms=True).to_pil().convert("RGB")
        self.width, self.height = self.picture.size
        self.edges = [ctypes.c_double() for _ in range(4)]
        self.origin = self._device(0, 0)
        self.across, self.up = self._device(1000, 0), self._device(0, 1000)
        # {address of a text object: (its Drawn or None, whether it is tiny, whether it is invisible)}
        self.known: dict[int, tuple] = {}

    def record(self, handle, index: int) -> int:
        """Store in `known` how the text object of a letter is drawn, and return the object's key there.

        handle: PDFium's pointer to the text object; its address is the key. index: the number of the letter on the
        page.
        """
        from pypdfium2 import raw

        from ratsite.lib.documents.pdf.objects import INVISIBLE, TINY, address_of, is_tiny

        address = address_of(handle)
        if address not in self.known:
            drawn = self.objects.texts.get(address)  # None if the text is inside a drawing that several pages use
            is_small = is_tiny(drawn) if drawn else self._height(index) < TINY
            self.known[address] = drawn, is_small, raw.FPDFTextObj_GetTextRenderMode(handle) in INVISIBLE
        return address

    def is_recognised(self, address: int) -> bool:
        """True if the text object with this address is the invisible text that a program recognised in a scan."""
        return self.objects.is_scan and address in self.known and self.known[address][2]

    def _device(self, x: float, y: float) -> tuple[int, int]:
        from pypdfium2 import raw

        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(self.page, 0, 0, self.width, self.height, 0, x, y, across, down)
        return across.value, down.value

    def _pixel(self, x: float, y: float) -> tuple[float, float]:
        (ox, oy), (ax, ay), (ux, uy) = self.origin, self.across, self.up
        return (
            ox + (ax - ox) * x / 1000 + (ux - ox) * y / 1000,
            oy + (ay - oy) * x / 1000 + (uy - oy) * y / 1000,
        )

    def kind_of(self, group: list[int]) -> str:
        """Return the HiddenPartKind of these letters, TEXT or COVERED; "" if readers see them.

        group: the numbers of the letters on the page. All of them belong to one text object.
        """
        from pypdfium2 import raw

        from ratsite.lib.documents.pdf.objects import SPREAD, address_of

        boxes = [box for index in group if (box := self._box(index)) is not None]
        if not boxes:
            return ""
        drawn, is_small, is_invisible = self.known[address_of(raw.FPDFText_GetTextObject(self.text, group[0]))]
        if is_small or (is_invisible and not self.objects.is_scan):
            return HiddenPartKind.TEXT
        left, bottom, right, top = zip(*boxes, strict=True)
        box = (min(left), min(bottom), max(right), max(top))
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        if drawn is not None and any(_is_over(cover, drawn, middle) for cover in self.objects.covers):
            return HiddenPartKind.COVERED
        if drawn is not None and not is_invisible and self.overlaps.is_over_text(drawn, middle):
            return HiddenPartKind.COVERED
        contrast = self._contrast(box, 0)
        if contrast is None:
            return HiddenPartKind.TEXT
        if contrast[0] >= (SPREAD_OF_A_SCAN if is_invisible else SPREAD):
            return ""
        if is_invisible:
            return HiddenPartKind.COVERED if contrast[1] < DARK or self._is_blank_around(box) else ""
        if drawn is None:
            return HiddenPartKind.COVERED
        others = (drawn for drawn in self.objects.objects if drawn.kind != raw.FPDF_PAGEOBJ_TEXT)
        is_covered = any(_is_over(other, drawn, middle) for other in (*others, *self.objects.annotations))
        return HiddenPartKind.COVERED if is_covered else HiddenPartKind.TEXT

    def _box(self, index: int) -> tuple[float, float, float, float] | None:
        from pypdfium2 import raw

        left, right, bottom, top = self.edges
        if not raw.FPDFText_GetCharBox(self.text, index, left, right, bottom, top):
            return None
        return left.value, bottom.value, right.value, top.value

    def _height(self, index: int) -> float:
        from pypdfium2 import raw

        box = raw.FS_RECTF()
        return box.top - box.bottom if raw.FPDFText_GetLooseCharBox(self.text, index, box) else float("inf")

    def _is_blank_around(self, box) -> bool:
        """True if the picture is blank in a box and around it, up to ASTRAY times the height of the box.

        If it is, the invisible letters of a scan have no picture of their words here: something is drawn over the scan.
        """
        contrast = self._contrast(box, ASTRAY)
        return contrast is not None and contrast[0] < SPREAD_OF_A_SCAN

    def _contrast(self, box, around: float) -> tuple[int, int] | None:
        """Return (contrast, brightness) in a box of the drawn page, from 0 to 255; None if the box is outside the page.

        contrast: the largest difference between two pixels in one colour channel. brightness: the highest value of a
        pixel in any channel. around: the margin by which the box is enlarged on each side, as a multiple of its height.
        """
        (x0, y0), (x1, y1) = self._pixel(box[0], box[1]), self._pixel(box[2], box[3])
        around = min(abs(x1 - x0), abs(y1 - y0)) * around + 1
        left, right = min(x0, x1) - around, max(x0, x1) + around
        over, under = min(y0, y1) - around, max(y0, y1) + around
        if not (0 <= (x0 + x1) / 2 <= self.width and 0 <= (y0 + y1) / 2 <= self.height):
            return None
        crop = self.picture.crop(
            (max(0, int(left)), max(0, int(over)), min(self.width, int(right) + 1), min(self.height, int(under) + 1))
        )
        colours = crop.getextrema()
        return max(high - low for low, high in colours), max(high for _, high in colours)


def _is_over(other, drawn, middle: tuple[float, float]) -> bool:
    """True if the object `other` was drawn after the text object `drawn` and covers the point `middle`."""
    left, bottom, right, top = other.box
    return other.order > drawn.order and left <= middle[0] <= right and bottom <= middle[1] <= top
