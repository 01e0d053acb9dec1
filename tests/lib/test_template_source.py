"""The template loader that removes the indentation of the site's own pages."""

import re

from django.template.loader import get_template, render_to_string

from ratsite.lib.template_source import _unindented


def test_no_line_of_a_page_begins_with_blanks():
    html = render_to_string("500.html")
    assert "<main" in html
    assert re.findall(r"\n[ \t]+\S", html) == []


def test_lines_of_tags_that_print_nothing_are_gone_and_other_lines_stay():
    source = "a\n  {% if x %}\n    b\n  {% else %}\n    {% icon 'c' %}\n    d\n  {% endif %}\n  {# e #}\n  f\n"
    assert _unindented(source) == "a\n{% if x %}b\n{% else %}{% icon 'c' %}\nd\n{% endif %}{# e #}f\n"


def test_line_ends_inside_a_block_are_gone_and_those_between_words_stay():
    source = '<div class="a">\n  <p>\n    One\n    <a href="/"\n    >two</a>\n    three\n  </p>\n</div>\n'
    assert _unindented(source) == '<div class="a"><p>One\n<a href="/">two</a>\nthree</p></div>\n'
    assert _unindented("<pre>\na\n</pre>\n<span>\nb\n</span>\n") == "<pre>\na\n</pre>\n<span>\nb\n</span>\n"


def test_two_tags_in_one_line_keep_what_is_between_them():
    assert _unindented("a\n{% if x %} b {% endif %}\nc\n") == "a\n{% if x %} b {% endif %}\nc\n"


def test_a_page_has_no_blank_line_after_an_included_template():
    assert _unindented('<p>a</p>\n{% include "b.html" %}\nc\n') == '<p>a</p>\n{% include "b.html" %}c\n'


def test_typed_text_keeps_its_blanks():
    html = render_to_string("forum/_post_body.html", {"post": {"body": "<pre>one\n    two</pre>"}, "abbreviations": ()})
    assert "<pre>one\n    two</pre>" in html


def test_a_text_email_keeps_its_blanks():
    assert "\n  " in get_template("email/application_asked.txt").template.source


def test_line_ends_are_gone_after_a_tag_with_values_too():
    link, heading = '<a href="{% url "x" y %}"{% if a > b %} rel="next"{% endif %}>', '<h2 id="{{ z }}">'
    source = f"{link}\n  {{{{ z }}}}\n</a>\n{heading}\n  a\n</h2>\nb\n"
    assert _unindented(source) == f"{link}{{{{ z }}}}</a>\n{heading}a</h2>\nb\n"
