import pytest
from django import forms
from django.db import connection
from django.db.models import Prefetch
from django.template import engines
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString

from forum.enums import MayAct
from forum.models import Post, Topic, TrendNote
from ratsite.lib.paging import fragments
from ratsite.network.models import Agency
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic, make_trend_note


@pytest.fixture
def drawn(monkeypatch):
    """The names of the templates that were rendered and not taken from the cache, without components inside them."""
    names, real, depth = [], fragments.render_to_string, [0]

    def draw(name, values):
        if not depth[0]:
            names.append(name)
        depth[0] += 1
        html = real(name, values)
        depth[0] -= 1
        return html

    monkeypatch.setattr(fragments, "render_to_string", draw)
    fragments._drawer.cache_clear()
    return names


def fetched(pk: int) -> Post:
    post = Post.objects.with_authors().get(pk=pk)
    post.body, post.shows_limits = post.html, True  # as a page sets them: with the quotes that its reader may see
    return post


@pytest.mark.django_db
def test_the_same_row_fetched_twice_is_rendered_once(drawn):
    post = make_topic().posts.get()
    first = fragments.draw("forum/_post.html", {"post": fetched(post.pk)})
    assert fragments.draw("forum/_post.html", {"post": fetched(post.pk)}) == first
    assert drawn == ["forum/_post.html"]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["post", "author", "agency", "argument", "attribute"])
def test_a_template_with_any_difference_is_rendered_again(drawn, change):
    post = fetched(make_topic().posts.get().pk)
    before = fragments.draw("forum/_post.html", {"post": post, "may": ""})
    if change == "post":
        Post.objects.filter(pk=post.pk).update(html="<p>Changed</p>")
    elif change == "author":
        type(post.author).objects.filter(pk=post.author_id).update(first_name="Changed")
    elif change == "agency":
        type(post.profile).objects.filter(pk=post.profile_id).update(what_we_cannot_do="Changed")
    again = fetched(post.pk)
    if change == "attribute":
        again.is_new = True
    now = fragments.draw("forum/_post.html", {"post": again, "may": "reply" if change == "argument" else ""})
    assert len(drawn) == 2
    assert (now == before) == (change == "attribute")  # which this template does not print


@pytest.mark.django_db
def test_a_template_with_incomparable_values_is_rendered_every_time(drawn):
    topic = make_topic(author=MemberFactory())
    topic = Topic.objects.with_reading(topic.author).get()
    for _ in range(2):
        fragments.draw("forum/_topic_row.html", {"topic": topic, "unused": ["a"]})
    assert len(drawn) == 2


@pytest.mark.django_db
def test_the_tag_prints_what_include_prints():
    values = {"post": fetched(make_topic(body="**Bold** & <b>plain</b>").posts.get().pk), "reply_url": "/a/?b&c"}
    included = '{% include "forum/_post.html" with post=post may="reply" reply_url=reply_url only %}'
    tag = '{% fragment "forum/_post.html" post=post may="reply" reply_url=reply_url %}'
    django = engines["django"]
    assert django.from_string(tag).render(values) == django.from_string(included).render(values)


@pytest.mark.django_db
def test_rows_that_refer_to_each_other_are_rendered_and_distinguished_from_others(drawn, monkeypatch):
    """The two ends of a one-to-one relation: a trend note and its topic."""
    # The template asks for the areas, which the page fetches first: here only the key counts.
    monkeypatch.setattr(fragments, "render_to_string", lambda name, values: drawn.append(name) or name)
    note = make_trend_note(BoardFactory(), MemberFactory())
    for _ in range(2):
        topic = Topic.objects.select_related("trend").get(pk=note.pk)
        assert topic.trend.topic is topic
        fragments.draw("forum/_trend.html", {"trend": topic.trend})
    assert drawn == ["forum/_trend.html"]
    TrendNote.objects.update(confidence="guess")
    fragments.draw("forum/_trend.html", {"trend": Topic.objects.select_related("trend").get(pk=note.pk).trend})
    assert drawn == ["forum/_trend.html"] * 2


class Words(forms.Form):
    title = forms.CharField(help_text="Short.", max_length=40)
    tone = forms.ChoiceField(choices=[("plain", "Plain")], widget=forms.RadioSelect)


@pytest.mark.parametrize("name", ["title", "tone"])
def test_a_field_of_an_empty_form_is_rendered_once(drawn, name):
    first = Words()[name].as_field_group()
    assert Words()[name].as_field_group() == first
    assert drawn == ["components/field.html"]


def changed_field(change: str) -> forms.BoundField:
    form = Words(auto_id="other_%s") if change == "id" else Words(prefix="other") if change == "prefix" else Words()
    field = form.fields["tone"]
    if change == "choice":
        field.choices = [("plain", "Plain"), ("warm", "Warm")]
    elif change == "attribute":
        field.widget.attrs["form"] = "other"
    elif change in ("label", "help_text", "initial"):
        setattr(field, change, "plain")
    elif change == "optional":
        field.required = False
    elif change == "disabled":
        field.disabled = True
    return form["tone"]


@pytest.mark.parametrize(
    "change", ["id", "prefix", "choice", "attribute", "label", "help_text", "initial", "optional", "disabled"]
)
def test_a_field_with_any_difference_is_rendered_again(drawn, change):
    before = Words()["tone"].as_field_group()
    now = changed_field(change).as_field_group()
    assert now == render_to_string("components/field.html", {"field": changed_field(change)}).strip()
    assert now != before


class Optional(forms.Form):
    note = forms.CharField(required=False, initial="Ours")
    agreed = forms.BooleanField(required=False)
    title = forms.CharField()


@pytest.mark.parametrize("name", ["note", "agreed"])
def test_a_field_that_was_sent_empty_and_is_right_is_rendered_once(drawn, name):
    sent = [Optional({"title": title})[name].as_field_group() for title in ("Mine", "Other")]
    assert drawn == ["components/field.html"]
    assert sent[0] == sent[1]
    assert "Ours" not in sent[0]
    assert ("Ours" in Optional()[name].as_field_group()) == (name == "note")
    filled = Optional({"note": "Mine", "agreed": "on"})[name].as_field_group()
    assert ("Mine" if name == "note" else "checked") in filled


def test_a_field_that_needs_another_look_says_so_each_time(drawn):
    form = Optional({"note": "Mine"})
    assert ["Fill in" in form["title"].as_field_group() for _ in range(2)] == [True, True]
    assert "Fill in" not in Optional()["title"].as_field_group()
    assert len(drawn) == 3


@pytest.mark.parametrize("form", [Words({"title": "Mine"}), Words(initial={"title": "Mine"})])
def test_a_fragment_with_typed_text_is_not_cached(drawn, form):
    html = [form["title"].as_field_group() for _ in range(2)]
    assert "Mine" in html[0]
    assert html[0] == html[1]
    assert len(drawn) == 2
    assert fragments._drawer("components/field.html").cache_info().currsize == 0


class Narrowing(forms.Form):
    agency = forms.ModelChoiceField(Agency.objects.all(), to_field_name="slug", required=False)
    tone = forms.ChoiceField(choices=[("plain", "Plain"), ("More", [("warm", "Warm")])], required=False)


@pytest.mark.django_db
def test_a_list_to_choose_from_is_asked_for_each_time_and_rendered_once_for_the_same_choices(drawn):
    AgencyFactory(name="First agency")
    html, queries = [], []
    for number in range(4):
        if number == 2:
            AgencyFactory(name="Second agency")
        with CaptureQueriesContext(connection) as asked:
            html.append(Narrowing({})["agency"].as_field_group())
        queries.append(len(asked))
    assert queries == [1, 1, 1, 1]
    assert drawn == ["components/field.html"] * 2
    assert ["Second agency" in one for one in html] == [False, False, True, True]


@pytest.mark.django_db
def test_a_list_of_groups_is_rendered_once_and_anew_where_something_is_chosen(drawn):
    fields = [Narrowing(sent)["tone"] for sent in ({}, {}, {"tone": "warm"}, {"tone": "warm"}, {"tone": "cold"})]
    html = [field.as_field_group() for field in fields]
    assert ["selected" in one for one in html] == [False, False, True, True, False]
    assert html[0] == render_to_string("components/field.html", {"field": Narrowing({})["tone"]}).strip()
    assert len(drawn) == 4


def test_long_lists_are_not_cached(drawn):
    for _ in range(2):
        form = Narrowing({})
        form.fields["tone"].choices = [(str(number), f"Tone {number}") for number in range(fragments.MOST_CHOICES + 1)]
        assert "Tone 20" in form["tone"].as_field_group()
    assert len(drawn) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("a", SafeString("<b>Plain</b>")), ("a", "<b>Plain</b>")),
        ((1, "Plain"), (True, "Plain")),
        (("a", [("b", SafeString("<b>"))]), ("a", [("b", "<b>")])),
    ],
)
def test_choices_that_are_equal_and_print_otherwise_are_rendered_anew(drawn, first, second):
    for choice in (first, second):
        form = Narrowing({})
        form.fields["tone"].choices = [choice]
        plain = render_to_string("components/field.html", {"field": form["tone"]}).strip()
        assert form["tone"].as_field_group() == plain
    assert len(drawn) == 2


class Answered(forms.Form):
    wanted = forms.NullBooleanField(required=False)


def test_no_is_not_rendered_as_nothing_said(drawn):
    html = [Answered(sent)["wanted"].as_field_group() for sent in ({}, {"wanted": "false"})]
    assert html[0] != html[1]


def test_parts_of_one_template_push_no_other_out(drawn):
    Words()["title"].as_field_group()
    for number in range(fragments.MOST_FRAGMENTS + 1):
        fragments.draw("components/empty_state.html", {"title": number})
    Words()["title"].as_field_group()
    assert drawn.count("components/field.html") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("to_attr", "times"), [("read", 1), (None, 2)])
def test_an_instance_s_prefetched_rows_are_part_of_its_key_or_it_is_not_cached(drawn, to_attr, times):
    make_topic()
    for _ in range(2):
        topic = Topic.objects.prefetch_related(Prefetch("posts", Post.objects.all(), to_attr=to_attr)).get()
        fragments.draw("components/remit.html", {"slug": "x", "glyph": "", "name": "x", "topic": topic})
    assert len(drawn) == times


@pytest.mark.django_db
def test_a_dictionary_is_known_by_its_values(drawn):
    circle = CircleFactory(name="Night shift")
    numbers = {"people": 3, "agencies": 2}

    def facts(**changes):
        return {"circle": circle, "readers": {**numbers, **changes}, "marking": "", "may_act": MayAct.FREE}

    first = fragments.draw("forum/_facts.html", facts())
    assert fragments.draw("forum/_facts.html", facts()) == first
    assert "4 people" in fragments.draw("forum/_facts.html", facts(people=4))
    circle.name = "Day shift"
    assert "Day shift" in fragments.draw("forum/_facts.html", facts())
    assert drawn == ["forum/_facts.html"] * 3
