"""Every template of the site, read as text: the content policy holds only if none of them works around it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.suffix in {".html", ".txt"})
# Mails are no pages: no policy of ours reaches a mail program, and it knows no style sheet.
PAGES = [name for name in TEMPLATES if name.endswith(".html") and not name.startswith("email/")]
CSS = sorted((Path(settings.BASE_DIR) / "ratsite" / "static" / "ratsite" / "css").glob("*.css"))

STATIC = re.compile(r"""{%\s*static\s+['"]([^'"]+)['"]""")
WRITTEN_OUT = re.compile(r"""(?:href|src)="/static/([^"]+)\"""")
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
# Other hosts may be linked to, never fetched from.
FETCHED = re.compile(
    r"""<(?:link|script|img|iframe|source|video|audio|object|embed)\b[^>]*(?:href|src)="(?:https?:)?//"""
)


def source(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_its_static_files_exist(name):
    for path in STATIC.findall(source(name)) + WRITTEN_OUT.findall(source(name)):
        assert finders.find(path), path


@pytest.mark.parametrize("name", PAGES)
def test_it_holds_no_inline_style_and_no_handler(name):
    assert not re.search(r"<style\b|\sstyle\s*=", source(name), re.IGNORECASE)
    assert not HANDLER.search(source(name))
    assert "javascript:" not in source(name)


@pytest.mark.parametrize("name", PAGES)
def test_its_scripts_are_files_or_data(name):
    for attributes in SCRIPT.findall(source(name)):
        assert "src=" in attributes or re.search(r'type="application/(ld\+)?json"', attributes), attributes


@pytest.mark.parametrize("name", PAGES)
def test_it_holds_no_data_address_and_fetches_from_no_other_host(name):
    assert not re.search(r"""["'(]data:""", source(name))
    assert not FETCHED.search(source(name))


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_a_style_sheet_fetches_only_its_own_fonts(path):
    for address in re.findall(r"url\(([^)]*)\)", path.read_text()):
        assert (path.parent / address.strip("\"'")).is_file(), address
    assert "@import" not in path.read_text()
