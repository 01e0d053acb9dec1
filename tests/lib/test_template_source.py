"""The loader that leaves out the indentation of our own pages."""

import re

from django.template.loader import get_template, render_to_string


def test_no_line_of_a_page_begins_with_blanks():
    html = render_to_string("500.html")
    assert "<main" in html
    assert re.findall(r"\n[ \t]+\S", html) == []


def test_the_lines_of_a_template_stay_so_that_errors_name_the_right_one():
    template = get_template("forum/topic.html").template
    with open(template.origin.name) as file:
        assert template.source.count("\n") == file.read().count("\n")


def test_what_a_member_typed_keeps_its_blanks():
    html = render_to_string("forum/_post_body.html", {"post": {"body": "<pre>one\n    two</pre>"}})
    assert "<pre>one\n    two</pre>" in html


def test_a_text_email_keeps_its_blanks():
    assert "\n  " in get_template("email/application_asked.txt").template.source
