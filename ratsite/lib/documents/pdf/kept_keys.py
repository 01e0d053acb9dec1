"""Names of the dictionary keys that a clean copy of a PDF keeps or removes (ISO 32000-1, 7.7).

The check for hidden data and the clean copy both use these tables, so that they cannot differ. Imports no framework.
"""

ROOT = ("/Type", "/Pages", "/Lang", "/ViewerPreferences", "/PageLabels", "/PageLayout", "/Outlines", "/Dests", "/Names")
PAGE = (
    *("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources", "/Annots", "/Group"),
    "/UserUnit",
)
RESOURCES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet")
# Keys that a clean copy removes from every dictionary: metadata, private data of programs, scripts, attached files,
# other versions of a picture, layers.
EVERYWHERE = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/AF", "/Thumb", "/OPI", "/Alternates", "/StructParent"),
    *("/StructParents", "/OC", "/SpiderInfo", "/B", "/Tabs", "/PZ", "/TemplateInstantiated"),
)
# Keys that a clean copy removes and that another part of the check reports: forms, scripts, layers, XMP, comments. The
# texts for screen readers are checked. The last two only describe colours and the program that wrote the file.
REPORTED = (
    *("/AcroForm", "/OpenAction", "/AA", "/AF", "/OCProperties", "/Metadata", "/StructTreeRoot", "/Annots", "/OC"),
    *("/OutputIntents", "/Extensions"),
)
# Keys that are reported even if they contain no words: private data of programs, a small picture, a portfolio.
WITHOUT_WORDS = ("/PieceInfo", "/Thumb", "/Collection")
