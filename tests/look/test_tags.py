"""The look's template tags: what they draw. A wrong name fails while rendering, before a reader sees it."""

import re
from pathlib import Path
from types import SimpleNamespace

import django
import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import NoReverseMatch
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from ratsite.lib.templatetags import look
from ratsite.network.enums import Marking
from tests.markup import flat


def render(source: str, **context) -> str:
    return engines["django"].from_string(source).render(context)


def test_an_unknown_icon_raises():
    with pytest.raises(KeyError):
        render('{% icon "unicorn" %}')


def test_an_icon_is_inline_sized_and_hidden_from_screen_readers():
    html = render('{% icon "search" %}')
    assert html.startswith('<svg class="icon" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true"><circle')
    assert "<use" not in html


@pytest.mark.parametrize("width", look.MARK_SIZES)
def test_the_mark_comes_in_three_sizes(width):
    height, stroke = look.MARK_SIZES[width]
    html = render("{% mark width %}", width=width)
    assert f'width="{width}" height="{height}"' in html
    assert f'stroke-width="{stroke}"' in html


def test_the_mark_has_no_other_size():
    with pytest.raises(KeyError):
        render("{% mark 100 %}")


@pytest.mark.parametrize("slug", look.REMITS)
def test_every_remit_has_a_glyph_of_its_own_and_a_name(slug):
    html = render("{% remit slug %}", slug=slug)
    assert f"remit--{slug}" in html
    assert look.PLAIN_GLYPH[1] not in html
    assert render("{{ name }}", name=look.REMITS[slug]) in html


def test_a_remit_of_a_later_day_gets_a_dot_and_its_own_name():
    html = render("{% remit value %}", value=SimpleNamespace(slug="fire", name="Fire & rescue"))
    assert look.PLAIN_GLYPH[1] in html
    assert "Fire &amp; rescue" in html


def test_a_remit_not_heard_yet_is_dashed():
    assert "remit--missing" in render('{% remit "health" missing=True %}')


@pytest.mark.parametrize("value", Marking)
def test_a_marking_has_its_standard_label(value):
    assert render("{% marking value %}", value=value) == f'<span class="tlp tlp--{value.tone}">{value.tlp}</span>'


def test_an_unknown_marking_raises():
    with pytest.raises(KeyError):
        render('{% marking "mauve" %}')


def test_an_avatar_is_ringed_by_the_agency_that_the_post_was_written_for():
    then, now = (SimpleNamespace(main_remit=SimpleNamespace(slug=slug)) for slug in ("health", "housing"))
    person = SimpleNamespace(initials="<b", agency=now)
    assert render("{% avatar person %}", person=person) == (
        '<span class="avatar remit--housing" aria-hidden="true">&lt;b</span>'
    )
    assert "remit--health" in render("{% avatar person then %}", person=person, then=then)
    assert "<svg" in render("{% avatar person by_role=True %}", person=person)


@pytest.mark.parametrize(("path", "is_current"), [("/news/", True), ("/news/a-card/", True), ("/history/", False)])
def test_a_link_of_the_navigation_knows_where_the_reader_is(path, is_current):
    html = render('{% nav_link "pages:news" "News" "is-later" %}', request=RequestFactory().get(path))
    assert ('aria-current="page"' in html) is is_current
    assert '<li class="is-later">' in html


def test_a_link_of_the_navigation_needs_no_request():
    assert render('{% nav_link "pages:news" "News" %}') == '<li><a href="/news/">News</a></li>'


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("curl/8.0", "A browser"),
    ],
)
def test_a_device_is_named_so_that_its_owner_knows_it(user_agent, name):
    assert look.device(user_agent) == name


def test_an_inline_svg_loses_its_xml_declaration():
    assert look.inline_svg("<?xml version='1.0' encoding='UTF-8'?>\n<svg></svg>") == "<svg></svg>"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"class": "input", "required": True, "placeholder": False, "maxlength": 1000, "step": 0.5},
        {"value": '"><b>it’s', "title": mark_safe("a &amp; b"), "data-x": gettext_lazy("Yes"), "aria-label": None},
    ],
)
def test_attributes_are_printed_as_django_prints_them(values):
    path = Path(django.__file__).parent / "forms/templates/django/forms/widgets/attrs.html"
    assert render("{% attributes values %}", values=values) == render(path.read_text(), widget={"attrs": values})


def test_breadcrumbs_lead_to_named_pages_to_objects_and_to_addresses():
    board = SimpleNamespace(get_absolute_url=lambda: "/forum/lettings/", name="Lettings & rooms")
    html = render(
        '{% breadcrumbs %}{% breadcrumb "Boards" "forum:board_list" %}{% breadcrumb board.name board %}'
        '{% breadcrumb "Settings" "staff_boards:board" "lettings" %}'
        '{% breadcrumb "News" "/news/" %}{% endbreadcrumbs %}',
        board=board,
    )
    assert html.count("<li>") == 4
    assert '<nav class="crumbs" aria-label="Breadcrumb">' in html
    assert '<a href="/forum/">Boards</a>' in html
    assert '<a href="/forum/lettings/">Lettings &amp; rooms</a>' in html
    assert '<a href="/review/boards/lettings/">Settings</a>' in html
    assert '<a href="/news/">News</a>' in html


def test_a_breadcrumb_to_no_known_place_is_an_error():
    with pytest.raises(NoReverseMatch):
        render('{% breadcrumb "Nowhere" "nowhere:page" %}')


def test_a_page_header_escapes_its_title_and_needs_no_lede():
    html = render("{% page_header title %}Some <b>words</b>.{% endpage_header %}", title="A & B")
    lede = '<p class="lede">Some <b>words</b>.</p>'
    assert flat(html) == f'<header class="inside__head"><h1>A &amp; B</h1>{lede}</header>'
    bare = render("{% page_header title where='page' %}\n{{ lede }}\n{% endpage_header %}", title="A", lede="")
    assert flat(bare) == '<header class="page__head"><h1>A</h1></header>'


def test_an_empty_state_offers_a_step_where_there_is_one():
    html = render('{% empty_state "No drafts." %}Write one.{% endempty_state %}')
    assert "<strong>No drafts.</strong>" in html
    assert '<p class="soft">Write one.</p>' in html
    assert "<a" not in html
    html = render('{% empty_state "No drafts." to="forum:board_list" button="Boards" %}Write one.{% endempty_state %}')
    assert 'href="/forum/">Boards</a>' in html


def test_filter_chips_keep_the_rest_of_the_query_and_show_which_is_chosen():
    chips = [
        {"key": "posts", "label": "Posts", "count": 2, "is_here": True},
        {"key": "flags", "label": "Flags", "count": 0, "is_here": False},
    ]
    values = {"label": "Which kind", "parameter": "kind", "chips": chips, "chosen": "posts", "all": "All kinds"}
    html = flat(render_to_string("components/filter_chips.html", {**values, "keep": "show=mine"}))
    assert re.findall(r'href="([^"]*)"( aria-current="page")?>', html) == [
        ("?show=mine", ""),
        ("?show=mine&amp;kind=posts", ' aria-current="page"'),
        ("?show=mine&amp;kind=flags", ""),
    ]
    assert ">Posts <" in html
