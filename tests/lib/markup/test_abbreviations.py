"""The first use of an abbreviation in a post links to the glossary, and nothing else of the post changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratsite.lib.markup.abbreviations import is_abbreviation, with_abbreviations
from ratsite.lib.markup.markdown import plain_text_of, render

MEANINGS = {"NRM": "National Referral Mechanism", "DtN": "duty to notify", "FRO": "first & only"}
NRM = '<a class="abbr" href="/g/#nrm"><abbr title="National Referral Mechanism">NRM</abbr></a>'
FRO = '<a class="abbr" href="/g/#fro"><abbr title="first &amp; only">FRO</abbr></a>'


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        ("<p>The NRM, then the NRM.</p>", f"<p>The {NRM}, then the NRM.</p>"),
        ("<p>FROs and an NRM-referral</p>", f"<p>{FRO}s and an {NRM}-referral</p>"),
        ("<p>nrm, NRMX, XNRM, Nrm, dtn</p>", None),
        ("<p>ABC of HTML &amp; NR</p>", None),
        ('<p><a href="/NRM/">NRM</a> <code>NRM</code></p><pre>NRM</pre><h3>NRM</h3>', None),
        ("<h3>NRM</h3><p><em>NRM</em></p>", f"<h3>NRM</h3><p><em>{NRM}</em></p>"),
    ],
)
def test_the_first_use_outside_links_code_and_headings_is_linked(html, linked):
    assert with_abbreviations(html, MEANINGS, "/g/") == (linked or html)


@given(st.text("NRMDt <>&\"'*`[]()#sF.O\n", max_size=80))
def test_no_post_can_break_out_and_its_words_stay(source):
    html = render(source)
    linked = with_abbreviations(html, MEANINGS, "/g/")
    assert plain_text_of(linked) == plain_text_of(html)
    assert linked.count("<abbr ") == linked.count("</abbr></a>") <= len(MEANINGS)


@pytest.mark.parametrize(
    ("name", "answer"), [("NRM", True), ("DtN", True), ("eVisa", False), ("VTS leave", False), ("A", False)]
)
def test_an_abbreviation_begins_and_ends_with_a_capital(name, answer):
    assert is_abbreviation(name) is answer
