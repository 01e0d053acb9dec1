import pytest

from ratsite.lib.documents.file_types import clean_name, disagreement

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 300
EXE = b"MZ\x90\x00\x03" + b"\x00" * 300
ZIP = b"PK\x03\x04" + b"\x00" * 60


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("card.pdf", PDF),
        ("CARD.PDF", PDF),
        ("letter.docx", ZIP),
        ("notes.txt", b"Ask first."),
        ("wide.txt", "Ask".encode("utf-16")),
        ("page.html", b"<p>Ask"),
        ("a.eml", b"From: a"),
        ("a.rtf", rb"{\rtf1 Ask}"),
        ("a.ods", ZIP),
        ("a.odp", ZIP),
        ("plan.png", PNG),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name, head):
    assert disagreement(name, head) == ""


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("card.pdf", EXE, "does not match the file’s name (PDF). Choose another file."),
        ("card.pdf", PNG, "does not match the file’s name (PDF)"),
        ("letter.docx", PDF, "does not match the file’s name (Word document)"),
        ("notes.txt", EXE, "does not match the file’s name (Plain text)"),
        ("plan.svg", b"<svg onload=alert(1)>", "Choose one of these kinds"),
        ("page.mht", b"<html>", "Choose one of these kinds"),
        ("card.pdf.exe", EXE, "Choose one of these kinds"),
        ("card", PDF, "Choose one of these kinds"),
        (".pdf", PDF, "Choose one of these kinds"),
        ("card.pdf", b"", "is empty"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(name, head, words):
    assert words in disagreement(name, head)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("card\u202efdp.exe", "cardfdp.exe"),
        ("  spaced   out .pdf", "spaced out .pdf"),
        ("...pdf", "pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("<script>.pdf", "script.pdf"),
        ("Ołówek żółty.pdf", "Ołówek żółty.pdf"),
    ],
)
def test_names_are_made_fit_to_store_and_show(given, kept):
    assert clean_name(given) == kept


@pytest.mark.parametrize("name", ["..pdf", "?.pdf", "...", "/.pdf"])
def test_a_name_that_is_nothing_but_its_ending_is_refused_in_words(name):
    from django.core.exceptions import ValidationError
    from django.core.files.uploadedfile import SimpleUploadedFile

    from ratsite.files.fields import PrivateFileField

    upload = SimpleUploadedFile("x", PDF)
    upload._name = name
    with pytest.raises(ValidationError, match="Choose one of these kinds"):
        PrivateFileField().clean(upload)
