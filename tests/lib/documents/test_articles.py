"""Read articles from files: no text is lost or added, and hostile files do no harm."""

import io
import re
import time
import zipfile
from pathlib import Path

import docx
import pytest
from PIL import Image

from ratsite.lib.documents.articles import MAX_BYTES, ArticleError, read_article
from tests.corpora.bombs import office, with_spoiled_bytes

CORPUS = Path(__file__).parents[2] / "corpora" / "articles"
REAL = Path(__file__).parents[4] / "shared" / "data" / "history" / "part-two.txt"
TEXT = (CORPUS / "part-four.txt").read_bytes()
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_XML = f'<?xml version="1.0"?>{{doctype}}<w:document xmlns:w="{NAMESPACE}"><w:body>{{body}}</w:body></w:document>'


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def word_file(body: str = "", doctype: str = "", **more: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", WORD_XML.format(body=body, doctype=doctype))
        for name, content in more.items():
            archive.writestr(name, content)
    return output.getvalue()


def p(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_title_part_author_and_source_are_recognised_in_the_text():
    article = read_article(TEXT, "part-four.txt")
    assert (article.title, article.part) == ("The Wednesday Table", 4)
    assert article.byline == "Ottilie Marsh-Grey"
    assert article.source_site == "www.wednesdaytable.example"
    assert [block.kind for block in article.blocks] == ["paragraph"] * 3


def test_no_word_is_lost_and_none_is_added():
    article = read_article(TEXT, "part-four.txt")
    lines = TEXT.decode().splitlines()
    assert [block.text for block in article.blocks] == lines[1:4]


def test_sentences_that_only_begin_like_a_byline_or_a_source_stay():
    article = read_article(TEXT, "part-four.txt")
    assert article.blocks[1].text.startswith("By the second spring")
    assert article.blocks[2].text.startswith("First published in a newsletter")


@pytest.mark.skipif(not REAL.exists(), reason="the shared folder with the real article is not beside this checkout")
def test_the_real_article_comes_in_whole():
    article = read_article(REAL.read_bytes(), REAL.name)
    assert (article.title, article.part) == ("Development of the RAT Network", 2)
    assert (article.byline, article.source_site) == ("Kerry Scarlett", "www.humantraffickingfoundation.org")
    assert [block.text for block in article.blocks] == [
        " ".join(line.split()) for line in REAL.read_text(encoding="utf-8").splitlines()[1:7]
    ]


@pytest.mark.parametrize(
    ("line", "title", "part"),
    [
        ("Our History: Part Two - Development", "Development", 2),
        ("Our history, part 3: What changed", "What changed", 3),
        ("Part Twelve – The end", "The end", 12),
        ("PART 1. Beginnings", "Beginnings", 1),
        ("Apart from that: a story", "Apart from that: a story", None),
        ("Part of the story - again", "Part of the story - again", None),
        ("The Wednesday Table", "The Wednesday Table", None),
    ],
)
def test_the_number_of_a_part_is_understood(line, title, part):
    article = read_article(f"{line}\n{'Words. ' * 30}".encode(), "a.txt")
    assert (article.title, article.part) == (title, part)


@pytest.mark.parametrize("line", ["By Monday", "By 2010 the table had moved.", "By the river, nobody spoke"])
def test_a_line_that_begins_with_by_is_not_always_an_author(line):
    article = read_article(f"Title\n\n{line}\n\nWords.".encode(), "a.txt")
    assert (article.byline, [block.text for block in article.blocks]) == ("", [line, "Words."])


def test_wrapped_lines_are_joined_to_paragraphs():
    article = read_article(b"Title\n\nOne line\nand its end.\n\nAnother.\n", "a.txt")
    assert [block.text for block in article.blocks] == ["One line and its end.", "Another."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_read_in_the_encodings_that_word_processors_write(encoding):
    article = read_article("Title\n\nIt’s a café – “open”.".encode(encoding), "a.txt")
    assert article.blocks[0].text == "It’s a café – “open”."


def test_markdown_keeps_headings_lists_emphasis_and_links():
    text = b"# Title\n\nBy Ottilie Marsh\n\n## Why\n\nA *good* [reason](https://www.example.org/x).\n\n1. One\n2. Two\n"
    article = read_article(text, "a.md")
    assert (article.title, article.byline) == ("Title", "Ottilie Marsh")
    heading, paragraph, rows = article.blocks
    assert (heading.kind, heading.text) == ("heading", "Why")
    assert paragraph.html == 'A <i>good</i> <a href="https://www.example.org/x">reason</a>.'
    assert (rows.kind, rows.items, rows.is_ordered) == ("list", ["One", "Two"], True)


def test_html_is_read_as_a_reader_would():
    html = b"""<html><head><title>no</title><style>p{}</style></head><body><nav>Menu</nav><h1>Title</h1>
    <script>alert(1)</script><p>One<br>two <b>three <i>four</b> five</p><blockquote><p>Said.</p></blockquote>
    <p>First published on <a href="https://www.example.org/it">www.example.org</a>, view the original article.</p>
    <p onclick="x()">Last <a href="javascript:alert(1)">word</a> &lt;b&gt;</p></body></html>"""
    article = read_article(html, "a.html")
    assert article.title == "Title"
    assert article.source_url == "https://www.example.org/it"
    assert [(block.kind, block.html) for block in article.blocks] == [
        ("paragraph", "One two <b>three <i>four</i></b> five"),
        ("quote", "Said."),
        ("paragraph", "Last word &lt;b&gt;"),
    ]


def test_a_word_file_is_read_with_its_headings():
    document = docx.Document()
    document.add_heading("Our Story: Part Four - Title", 0)
    document.add_paragraph("Opening words.")
    document.add_heading("Why", 2)
    document.add_paragraph("Written by Ottilie Marsh")
    output = io.BytesIO()
    document.save(output)
    article = read_article(output.getvalue(), "a.docx")
    assert (article.title, article.part, article.byline) == ("Title", 4, "Ottilie Marsh")
    assert [(block.kind, block.text) for block in article.blocks] == [
        ("paragraph", "Opening words."),
        ("heading", "Why"),
    ]


def test_insertions_count_and_deletions_do_not():
    body = p("Title") + (
        "<w:p><w:r><w:t>Kept </w:t></w:r><w:ins><w:r><w:t>added</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> gone</w:delText></w:r></w:del></w:p>"
    )
    assert read_article(word_file(body), "a.docx").blocks[0].text == "Kept added"


@pytest.mark.parametrize("mark", ["del", "moveFrom"])
def test_words_inside_a_deletion_are_left_out_however_they_are_written(mark):
    gone = f"<w:{mark}><w:r><w:t>Maria</w:t></w:r></w:{mark}>"
    body = f"{p('Title')}<w:p><w:r><w:t>Kept</w:t></w:r>{gone}</w:p><w:{mark}>{p('Maria')}</w:{mark}>"
    body += "<w:p><w:moveTo><w:r><w:t>Moved here</w:t></w:r></w:moveTo></w:p>"
    assert [block.text for block in read_article(word_file(body), "a.docx").blocks] == ["Kept", "Moved here"]


def test_text_in_a_box_is_read_once():
    box = f"<w:p><w:r><w:t>Around</w:t></w:r><w:r><w:txbxContent>{p('Inside')}</w:txbxContent></w:r></w:p>"
    blocks = read_article(word_file(p("Title") + box), "a.docx").blocks
    assert [block.text for block in blocks] == ["Around", "Inside"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (p("Title") + f"<w:tbl><w:tr><w:tc>{p('Cell')}</w:tc></w:tr></w:tbl>", "a table"),
        (p("Title") + '<w:p><w:r><w:t>x</w:t><w:footnoteReference w:id="1"/></w:r></w:p>', "a footnote"),
    ],
)
def test_a_word_file_that_would_lose_text_is_refused(body, reason):
    with pytest.raises(ArticleError, match=reason):
        read_article(word_file(body), "a.docx")


def test_an_external_entity_is_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
    with pytest.raises(ArticleError) as refusal:
        read_article(word_file(p("Title") + p("&e;"), doctype), "a.docx")
    assert "CANARY" not in str(refusal.value)


def test_entities_that_multiply_are_refused_at_once():
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    started = time.process_time()
    with pytest.raises(ArticleError):
        read_article(word_file(p("&j;"), doctype + "]>"), "a.docx")
    assert time.process_time() - started < 1


def test_an_archive_that_unpacks_to_a_flood_is_refused_at_once():
    content = word_file("<w:p/>" * 1_000_000)
    started = time.process_time()
    with pytest.raises(ArticleError, match="unpacks to far more"):
        read_article(content, "a.docx")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b"   \n\n  ", "a.txt", "empty"),
        (b"\xef\xbb\xbf", "a.txt", "No text"),
        (b"Title only", "a.txt", "nothing to read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.txt", "not a text file"),
        (b"PK\x03\x04 rubbish", "a.docx", "not a Word file"),
        (b"Plain text", "a.docx", "not a Word file"),
        (with_spoiled_bytes(office({}), "word/document.xml"), "a.docx", "not a Word file"),
        (b"Title\n\n\x81\x8d\xff", "a.txt", "could not be read"),
        (b"\xff\xfeT", "a.txt", "could not be read"),
        (b"Title\n\nWords\x07", "a.txt", "not a text file"),
        (b"%PDF-1.4", "a.pdf", "ends in"),
        (b"<html></html>", "a.html", "No text"),
        (b"x" * (MAX_BYTES + 1), "a.txt", "larger than 5 MB"),
    ],
)
def test_a_file_that_is_not_an_article_is_refused_in_plain_words(content, name, reason):
    with pytest.raises(ArticleError, match=reason):
        read_article(content, name)


@pytest.mark.parametrize("wrapping", ["{}.txt", "<p>{}.html"])
@pytest.mark.parametrize("hostile", ["By " + "A " * 50_000, "<b>" * 20_000, "part " * 20_000, "https://" * 10_000])
def test_hostile_text_takes_no_time(wrapping, hostile):
    text, _, suffix = wrapping.partition("{}")
    content = "\n\n".join(text + line for line in ("Title", hostile, "part one: " + hostile, "End."))
    started = time.process_time()
    read_article(content.encode(), f"a{suffix}")
    assert time.process_time() - started < 2


def test_links_of_a_word_file_stay_and_its_pictures_are_listed():
    document = docx.Document()
    document.add_paragraph("Title")
    paragraph = document.add_paragraph("Read ")
    link = docx.oxml.OxmlElement("w:hyperlink")
    address = "https://www.example.org/a?b=1&c=2"
    kind = docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK
    link.set(docx.oxml.ns.qn("r:id"), document.part.relate_to(address, kind, is_external=True))
    run = docx.oxml.OxmlElement("w:r")
    run.text = "the <report>"
    link.append(run)
    paragraph._p.append(link)
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    document.add_picture(io.BytesIO(picture.getvalue()))
    output = io.BytesIO()
    document.save(output)
    article = read_article(output.getvalue(), "a.docx")
    assert article.blocks[0].html == ('Read <a href="https://www.example.org/a?b=1&amp;c=2">the &lt;report&gt;</a>')
    assert article.left_out == ["a picture"]


def test_a_link_of_a_word_file_that_is_no_web_address_is_plain_words():
    body = p("Title") + '<w:p><w:hyperlink xmlns:r="urn:r" r:id="rId9"><w:r><w:t>Words</w:t></w:r></w:hyperlink></w:p>'
    assert read_article(word_file(body), "a.docx").blocks[0].html == "Words"


def test_parts_of_html_that_cannot_be_imported_are_listed_once_in_words():
    html = b"""<h1>Title</h1><p>Text <img src="/a.png" alt="A ring of chairs">
    <a href="mailto:a@b.example">write</a></p>
    <h2>A <a href="https://www.example.org/">link</a></h2><table><tr><td>Cell</td></tr></table>
    <iframe src="https://film.example/"></iframe><noscript><img src="/counter.gif"></noscript>"""
    article = read_article(html, "a.html")
    assert article.left_out == [
        "a picture: A ring of chairs",
        "a link to mailto:a@b.example; its words came in",
        "the rows and columns of a table; its words came in as paragraphs",
        "a film, a sound or something from elsewhere: https://film.example/",
        "a link in a heading: A link",
    ]
    assert read_article(b"Title\n\nWords.", "a.txt").left_out == []


@pytest.mark.parametrize(
    "hidden", ["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'], ids=["hidden", "white", "tiny"]
)
def test_words_that_word_does_not_show_stop_the_article(hidden):
    secret = f"<w:p><w:r><w:rPr>{hidden}</w:rPr><w:t>Ask for Maria</w:t></w:r></w:p>"
    with pytest.raises(ArticleError, match="hidden text"):
        read_article(word_file(p("Title") + secret), "part-four.docx")
    article = read_article(word_file(p("Title") + secret.replace(hidden, "")), "part-four.docx")
    assert "Maria" in article.blocks[-1].html
