"""Checks of every template as text: none works around the content security policy."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.suffix in {".html", ".txt"})
# Mails are no pages: no policy of ours reaches a mail program, and it knows no style sheet.
PAGES = [name for name in TEMPLATES if name.endswith(".html") and not name.startswith("email/")]
CSS = sorted((Path(settings.BASE_DIR) / "ratsite" / "static" / "ratsite" / "css").glob("*.css"))

STATIC = re.compile(r"""{%\s*static\s+['"]([^'"]+)['"]""")
WRITTEN_OUT = re.compile(r"""(?:href|src)="/static/([^"]+)\"""")
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
FILE_OR_DATA = re.compile(r"""src=|type="application/(ld\+)?json\"""")
INLINE = re.compile(r"<style\b|\sstyle\s*=|<[^>]*\son[a-z]+\s*=|javascript:", re.IGNORECASE)
# Other hosts may be linked to, never fetched from.
FETCHED = re.compile(
    r"""["'(]data:|<(?:link|script|img|iframe|source|video|audio|object|embed)\b[^>]*(?:href|src)="(?:https?:)?//"""
)

LINE_LENGTH = 120
# A tag of Django's, an attribute, or a variable in a block of its own.
UNBREAKABLE = re.compile(r"""{%[^%]*%}|[\w-]+="[^"]*"|{% block \w+ %}{{[^}]*}}{% endblock %}|<p class="diff">.*</p>""")


def source(name: str) -> str:
    return (ROOT / name).read_text()


def offenders(names: list[str], found_in: Callable[[str], Iterable[object]]) -> list[str]:
    """Return one line for each finding, so that one run names them all."""
    return [f"{name}: {finding}" for name in names for finding in found_in(source(name))]


def test_all_compile():
    broken = []
    for name in TEMPLATES:
        try:
            get_template(name)
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            broken.append(f"{name}: {error}")
    assert (bool(TEMPLATES), broken) == (True, [])


def test_static_files_that_they_name_exist():
    def missing(text: str) -> list[str]:
        return [path for path in STATIC.findall(text) + WRITTEN_OUT.findall(text) if not finders.find(path)]

    assert offenders(PAGES, missing) == []


def test_no_template_has_an_inline_style_or_handler():
    assert offenders(PAGES, INLINE.findall) == []


def test_their_scripts_are_files_or_data():
    def inline(text: str) -> list[str]:
        return [attributes for attributes in SCRIPT.findall(text) if not FILE_OR_DATA.search(attributes)]

    assert offenders(PAGES, inline) == []


def test_no_template_has_a_data_address_or_loads_from_another_host():
    assert offenders(PAGES, FETCHED.findall) == []


def test_style_sheets_fetch_only_their_own_fonts():
    elsewhere = [
        f"{path.name}: {address}"
        for path in CSS
        for address in re.findall(r"url\(([^)]*)\)", path.read_text()) + re.findall("@import.*", path.read_text())
        if not (path.parent / address.strip("\"'")).is_file()
    ]
    assert (bool(CSS), elsewhere) == (True, [])


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [
        (INLINE, "<style>"),
        (INLINE, '<p style = "a">'),
        (INLINE, '<a\n  ONCLICK="a()">'),
        (INLINE, '<a href="javascript:a()">'),
        (FETCHED, '<img src="data:a">'),
        (FETCHED, "<p class='data:a'>"),
        (FETCHED, "url(data:a)"),
        (FETCHED, '<script defer src="//host/a.js">'),
        (FETCHED, '<link rel="icon" href="https://host/a">'),
    ],
)
def test_each_pattern_finds_what_it_is_for(pattern, bad):
    assert pattern.search(bad)


@pytest.mark.parametrize("attributes", ["", ' type="module"', ' type="text/json"'])
def test_a_script_of_its_own_is_found(attributes):
    assert not FILE_OR_DATA.search(attributes)


def test_a_title_within_the_sentence_of_a_page_s_title_is_quoted():
    titles, unquoted = (
        re.compile(r"{% block title %}(.*?){% endblock(?: title)? %}", re.DOTALL),
        re.compile(r"[a-z] {{ (topic|title) }}"),
    )
    found = [name for name in PAGES for title in titles.findall(source(name)) if unquoted.search(title)]
    assert found == ["pages/news_index_page.html"]  # News about housing: a word and not a title


def test_links_name_their_pages():
    """Templates use {% url %}, except those shown when something is broken."""
    fixed = re.compile(r"""\b(?:href|action|src|to)=["']/""")
    assert [name for name in PAGES if fixed.search(source(name))] == ["components/standalone.html"]


WIDE_FIGURES = {"accounts/joining.html"}  # figures of several columns, which one compares


def test_a_wide_list_is_stacked_on_a_phone():
    wide = {
        name: re.findall(r'<div class="scroll([^"]*)"[^>]*>\s*<table class="table table--wide([^"]*)"', source(name))
        for name in PAGES
    }
    scrolled = {name for name, tables in wide.items() for both in tables if both != (" room", " table--stacked")}
    assert scrolled == WIDE_FIGURES


# On paper, stacked on a phone, and for developers only
NOT_SCROLLED = {"trends/briefing.html", "forum/following_list.html", "styleguide_charts.html"}


def test_every_other_table_scrolls_in_its_own_region():
    """With large text a table is wider than a phone, and would widen the page."""
    table = re.compile(r'(<div[^>]*>)?\s*<table class="table\b')
    free = {name for name in PAGES if any("scroll" not in place for place in table.findall(source(name)))}
    assert free == NOT_SCROLLED


def test_lines_are_short_where_they_can_be_broken():
    """djangofmt breaks every line except a single tag, variable or attribute, and what it is told to leave alone."""
    long = [line.strip() for name in PAGES for line in source(name).splitlines() if len(line) > LINE_LENGTH]
    assert [line for line in long if not UNBREAKABLE.fullmatch(line)] == []
    assert len(long) <= 20
