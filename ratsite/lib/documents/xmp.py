"""Read XMP metadata (ISO 16684-1), which programs write into PDF files and pictures. Imports no framework."""

import re

# Elements that name a person or describe the document (ISO 16684-1, 8.3). The others name dates and programs.
PERSONAL = re.compile(
    r"<(?:\w+:)?(creator|title|description|subject|rights|contributor|publisher|Author|AuthorsPosition|CaptionWriter"
    r"|Credit|Source|Keywords|City|State|Country|Location|GPSLatitude|GPSLongitude|Manager|Company)\b[^>]{0,300}>(.{0,5000}?)</(?:\w+:)?\1>",
    re.DOTALL,
)
IN_ATTRIBUTES = re.compile(
    r"""\b(?:\w+:)(Author|AuthorsPosition|Keywords|Credit|City|State|Country|Location|Company|Manager|CaptionWriter"""
    r"""|GPSLatitude|GPSLongitude|OwnerName|SerialNumber)=["']([^"']+)["']"""
)
TAG = re.compile(r"<[^>]*>")


def xmp_lines(content: bytes) -> list[str]:
    """Return the XMP properties that name a person or a place, or describe the document, as lines "name: value"."""
    text = content.decode("utf-8", "replace")
    properties = [(match[1], " ".join(TAG.sub(" ", match[2]).split())) for match in PERSONAL.finditer(text)]
    properties += IN_ATTRIBUTES.findall(text)
    return [f"{name}: {text}" for name, text in properties if text]
