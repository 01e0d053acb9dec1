import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratsite.lib.markup.markdown import MAX_SOURCE, _cleaner, mentioned_names, render
from tests.corpora.long import HEAD, SHAPES, long_text
from tests.corpora.xss import MARKS, PARTS, PAYLOADS, WHOLE

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "span", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


class Tags(HTMLParser):
    """The elements, attributes and schemes that a browser would find in a piece of HTML."""

    def __init__(self):
        super().__init__()
        self.names, self.attributes, self.schemes = set(), set(), set()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.schemes |= {value.partition(":")[0] for name, value in attrs if name == "href" and ":" in value}


def test_plain_markdown_becomes_html():
    assert render("**Two** rooms") == "<p><strong>Two</strong> rooms</p>\n"


def test_headings_start_below_the_page_s_own():
    assert render("# One\n\n###### Six") == "<h3>One</h3>\n<h4>Six</h4>\n"


def test_an_external_picture_is_not_loaded():
    assert "<img" not in render("![map](https://elsewhere.example/a.png)")


def test_links_send_the_other_site_no_referrer():
    assert 'rel="nofollow noopener noreferrer"' in render("[guidance](https://www.gov.uk/x)")


def test_raw_html_is_shown_as_text():
    assert render("<b>bold</b>") == "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_leaves_anything_that_runs(payload):
    html = render(payload)
    found = Tags()
    found.feed(html)
    assert found.names <= TAGS
    assert found.attributes <= {"href", "rel", "start", "title"}
    assert found.schemes <= {"http", "https", "mailto", "tel"}
    assert render(payload) == html
    assert _cleaner().clean(html) == html  # what is safe stays as it is, however often it is looked at


def test_in_one_text_each_payload_takes_effect_as_it_does_alone():
    """So a test with the whole text tests every payload: none is swallowed by another's code block."""
    drawn = [render(part) for part in PARTS]
    assert [html for html, mark in zip(drawn, MARKS, strict=True) if not html.endswith(f">\n<h3>{mark}</h3>\n")] == []
    assert len(WHOLE) < MAX_SOURCE
    assert render(WHOLE) == "".join(drawn)


@pytest.mark.parametrize("payload", [*PAYLOADS[::5], "<img src=x onerror=alert(1)>", "](javascript:alert(1))"])
def test_a_hostile_name_is_marked_as_text_or_not_at_all(payload):
    html = render(f"Ask @{payload} and {payload}", [payload, "ask"])
    found = Tags()
    found.feed(html)
    assert found.names <= TAGS
    assert found.attributes <= {"class", "href", "rel", "start", "title"}
    assert found.schemes <= {"http", "https", "mailto", "tel"}
    assert render(f"Ask @{payload} and {payload}", ["ask", payload]) == html


@pytest.mark.parametrize("before", ["", "- ", "> ", "# "])
def test_a_block_that_would_freeze_a_browser_is_set_without_kerning(before):
    assert '<span class="unkerned">WWW' in render(f"{before}{'W' * 2_001}")
    assert "unkerned" not in render(f"{before}{'W' * 2_000}\n\n{'We saw it. ' * 90}")


def test_only_a_mention_has_a_class():
    assert render('<span class="mention">x</span> <span class="vh">y</span>').count("<span") == 0
    assert render("**@Ann Lee**", ["Ann Lee"]) == '<p><strong><span class="mention">@Ann Lee</span></strong></p>\n'


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("@Ann Lee, can you?", {"ann lee"}),
        ("(@ann LEE)", {"ann lee"}),
        ("- *@Ann Lee*\n- @Ann", {"ann lee", "ann"}),
        ("@Ann Leeds", {"ann"}),
        ("@Annabel", set()),
        ("mail@Ann Lee", set()),
        ("Ann Lee", set()),
        ("> @Ann Lee\n\nno", set()),
        ("`@Ann Lee` and\n\n    @Ann Lee", set()),
        ("[@Ann Lee](https://a.example)", set()),
        ("@Ann\nLee", {"ann"}),
        ("@" * 500 + " @Ann Lee", set()),
    ],
)
def test_a_mention_is_an_at_and_a_name_outside_quotes(source, called):
    assert mentioned_names(source, ["Ann Lee", "Ann"]) == called
    assert ('class="mention"' in render(source, ["Ann Lee", "Ann"])) is bool(called)


@given(st.text(max_size=400))
def test_any_text_renders_the_same_twice_and_never_fails(source):
    assert render(source) == render(source)


def seconds(source: str) -> float:
    """Return the fastest of three times, in this process's own CPU seconds."""
    times = []
    for _ in range(3):
        began = time.process_time()
        render(source)
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.parametrize("shape", SHAPES)
def test_long_hostile_text_takes_well_under_a_page_s_time_and_a_quarter_of_it_about_a_quarter(shape):
    quarter, whole = (seconds(long_text(shape, size)) for size in (MAX_SOURCE // 4, MAX_SOURCE))
    assert whole < 1  # it takes a tenth of that
    assert whole < 10 * quarter + 0.03  # sixteen times as much would be the square; a busy machine may double a time


def test_a_table_is_drawn_and_one_of_more_cells_than_anybody_writes_stays_text():
    """Each short row is filled up to the width of the head, so a few characters could become a huge page."""
    head = "|a|b|\n|-|-|\n"
    assert render(head + "|1|2|\n" * 900).count("<td>") == 1_800
    assert len(render(long_text((HEAD, "|\n"), MAX_SOURCE))) < 2 * MAX_SOURCE
    assert "<table>" not in render(head + "|1|\n" * 3_000)


def test_slots_between_tables_do_not_raise_the_limits():
    """The limits are for the whole text, not for each piece between two slots."""
    table = "|".join("a" * 40) + "\n" + "|".join("-" for _ in range(40)) + "\n" + "|\n" * 140
    assert "<table>" in render(table)
    assert "<table>" not in render("\n[>00000000]\n".join([table] * 30))


def test_words_that_are_struck_out_look_struck_out():
    assert render("~~do not act~~") == "<p><s>do not act</s></p>\n"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("![a map](https://elsewhere.example/a.png)", '<a href="https://elsewhere.example/a.png"'),
        ("![](https://elsewhere.example/a.png)", ">https://elsewhere.example/a.png</a>"),
        ('![a "b" <c>](https://elsewhere.example/a.png?b=1&c=2)', ">a “b” &lt;c&gt;</a>".replace("“b”", '"b"')),
    ],
)
def test_a_picture_of_another_site_is_a_link_with_its_words_and_no_mark(source, html):
    assert html in render(source)
    assert "!" not in render(source)


def test_a_picture_with_a_harmful_address_stays_text():
    assert "<a" not in render("![x](javascript:alert(1))")
