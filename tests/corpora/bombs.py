"""Small files that claim a huge size, or unpack to more than any computer's memory."""

import io
import struct
import zipfile
import zlib

MEBIBYTE = 1024**2


def office(parts: dict[str, bytes], main: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(main, b"<w:document/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def huge_png(side: int) -> bytes:
    """Return a PNG of a few kilobytes whose header claims side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00" * 50_000)) + chunk(b"IEND", b"")


def pdf_of_size(side: int) -> bytes:
    """Return a PDF with one page of side × side points."""
    return _pdf(side, b"", b"")


def pdf_that_unpacks(size: int, layers: int = 1, window: int = 15, begins: bytes = b"") -> bytes:
    """Return a PDF with one page, whose content stream is `begins` and then `size` spaces.

    layers: how often the stream is compressed.
    """
    packed = _packed_spaces(size, window, begins)
    for _ in range(layers - 1):
        packed = zlib.compress(packed)
    return _pdf(600, b"/Filter[" + b"/FlateDecode" * layers + b"]", packed)


def _packed_spaces(size: int, window: int, begins: bytes) -> bytes:
    """Return spaces as zlib writes them, made from one repeated mebibyte: packing all of it would take too long."""
    packer = zlib.compressobj(9, wbits=window)
    head = packer.compress(begins) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * MEBIBYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * (size // MEBIBYTE) + packer.flush()


def _pdf(side: int, filters: bytes, stream: bytes) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R>>" % (side, side),
        b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(stream), filters, stream),
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + table + b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def with_spoiled_bytes(archive: bytes, name: str) -> bytes:
    """Return the same zip file with invalid compressed data in one entry."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        offset = opened.getinfo(name).header_offset
    lengths = archive[offset + 26 : offset + 30]  # of the name and of the extra field, in the entry's local header
    start = offset + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    return archive[:start] + b"\xff" * 4 + archive[start + 4 :]
