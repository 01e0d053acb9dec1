"""Markdown that makes a careless parser slow. Each shape is (its beginning, the part that is repeated)."""

HEAD = "|a" * 200 + "|\n" + "|-" * 200 + "|\n"
SHAPES = [
    ("", "["), ("", "]"), ("", "[a]("), ("", "![a]("), ("", "[a]: /b\n"), ("", "[a]["), ("", "[[]]("), ("", "> "),
    ("", "> a\n"), ("", "- "), ("", "  - a\n"), ("", "1. "), ("", "*a_"), ("", "**a*b_c"), ("", "~~a"), ("", "`"),
    ("", "`a``"), ("", "```\n"), ("", "<"), ("", "<!--"), ("", "&"), ("", "&#"), ("", "\\"), ("", "@"), ("", "@a "),
    ("", "# a\n"), ("", "a\n===\n"), ("", "1"), ("", "07700 900123 "), ("", "a.b@x.org "), ("", " "), ("", "\n"),
    ("", "http://a.b/("), ("", "https://a.b "), ("", "a\\\n"), ("", "é"), ("", "\u202e"), ("", "|a|\n|-|\n"),
    (HEAD, "|\n"),
]  # fmt: skip


def long_text(shape: tuple[str, str], size: int) -> str:
    head, unit = shape
    return (head + unit * (size // len(unit) + 1))[:size]
