"""A quote in a draft is hidden wherever it is, the writer's own text stays, and saving brings the quote back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.text.draft_quotes import (
    TypedQuote,
    hidden_keys,
    typed_quotes,
    with_hidden_quotes_restored,
    with_quotes_hidden,
)
from forum.text.quotes import HIDDEN

QUOTE = "> [a](/forum/posts/7/) wrote:\n>\n> hidden"
LINE = re.compile(rf"\[{HIDDEN}: [0-9a-f]{{8}}\]")


def is_hidden(quote: TypedQuote, above: int | None) -> bool:
    """Hide post 7, which says “hidden” and “hidden too”."""
    return 7 in quote.linked or (above == 7 and quote.text.startswith("hidden"))


def gone(source: str) -> str:
    return LINE.sub("*gone*", with_quotes_hidden(source, is_hidden))


@pytest.mark.parametrize(
    ("source", "rest"),
    [
        (f"{QUOTE}\n\nMine.", "*gone*\n\nMine."),
        (f"Mine.\n\n{QUOTE}\nlazily on\n\nMine.", "Mine.\n\n*gone*\nlazily on\n\nMine."),
        (f"{QUOTE}\n\nMine.\n\n> hidden too", "*gone*\n\nMine.\n\n*gone*"),
        (f"{QUOTE}\n\nFrom the Act:\n\n> own\n\n> hidden too", "*gone*\n\nFrom the Act:\n\n> own\n\n*gone*"),
        ("> own\n\nMine.\n\n> hidden", "> own\n\nMine.\n\n> hidden"),
        (f"{QUOTE}\n\n> [b](/forum/posts/8/)\n> open", "*gone*\n\n> [b](/forum/posts/8/)\n> open"),
        (
            f"{QUOTE}\n\n> [b](/forum/posts/8/)\n> open\n\n> hidden",
            "*gone*\n\n> [b](/forum/posts/8/)\n> open\n\n> hidden",
        ),
        (f"- {QUOTE.replace(chr(10), chr(10) + '  ')}\n- mine", "- *gone*\n- mine"),
        ("> [b](/forum/posts/8/):\n> > [a](/forum/posts/7/)\n> > hidden\n\nMine.", "*gone*\n\nMine."),
        ("> [a][1]\n> hidden\n\n[1]: /forum/posts/7/", "*gone*\n\n[1]: /forum/posts/7/"),
        (f"{QUOTE}\n# Mine", "*gone*\n# Mine"),
        (f"```\n{QUOTE}\n```", "```\n*gone*\n```"),
        (f"{'[' * 500}\n\n{QUOTE}", f"{'[' * 500}\n\n*gone*"),
        ("[a](/forum/posts/7/)\n\n> open", "[a](/forum/posts/7/)\n\n> open"),
        (QUOTE.replace("\n", "\r\n") + "\r\n\r\nMine.", "*gone*\n\nMine."),
    ],
)
def test_a_hidden_quote_leaves_the_text_around_it(source, rest):
    assert gone(source) == rest
    shown = with_quotes_hidden(source, is_hidden)
    back = with_hidden_quotes_restored(shown.replace("\n", "\r\n"), [source])  # as a browser sends it
    assert back.replace("\r\n", "\n") == source.replace("\r\n", "\n")


@given(st.text(alphabet="> \n-ab#`\t1.", max_size=60))
def test_a_quote_is_hidden_and_restored_whatever_is_around_it(around):
    for source in (f"{around}\n\n{QUOTE}", f"{QUOTE}\n{around}", f"{around}\n{QUOTE}{around}"):
        shown = with_quotes_hidden(source, is_hidden)
        assert "hidden" not in LINE.sub("", shown)
        assert with_hidden_quotes_restored(shown, [source]) == source


def test_a_line_that_replaces_no_quote_of_the_draft_stays_as_it_is():
    line = f"[{HIDDEN}: 00000000]"
    assert with_hidden_quotes_restored(f"Mine.\n\n{line}", [QUOTE]) == f"Mine.\n\n{line}"
    assert hidden_keys(f"Mine.\n\n- {line}\n\nthe {line} inside") == {"00000000"}


def test_the_head_of_a_quote_is_not_part_of_its_text():
    (quote,) = typed_quotes(QUOTE)
    assert (quote.post_id, quote.linked, quote.text) == (7, (7,), "hidden")
