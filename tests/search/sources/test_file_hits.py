"""Text in files of posts: found only by people who may open the file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.actions.edit import edit_post
from forum.actions.withdraw import withdraw_post
from forum.models import Attachment, Board, Post
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from tests.factories import CircleFactory, MemberFactory, make_topic
from tests.files.test_text import pdf
from tests.markup import flat
from tests.search.factories import found, make_enclosed, page, titles

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def reader(client, member):
    client.force_login(member)
    return client


def text_file(words: str, name: str = "card.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


def test_a_hit_names_the_file_and_its_page_quotes_it_and_leads_to_the_post(reader):
    topic = make_enclosed(SimpleUploadedFile("list.pdf", pdf("Toast", "More marmalade")), title="Breakfast", body="-")
    answer = page(reader, "marmalade")
    assert f'<h3><a href="{topic.get_absolute_url()}">Breakfast</a></h3>' in answer
    assert f'<a href="{topic.get_absolute_url()}#post-1">Post 1</a>' in answer
    assert "<span>found on page 2 of list.pdf</span>" in answer
    assert "<p>More <mark>marmalade</mark></p>" in answer
    assert "One result for “marmalade”" in answer


def test_a_file_that_asks_for_a_reason_is_found_and_not_quoted(reader):
    make_enclosed(text_file("marmalade on toast"), title="Breakfast", body="-", marking="amber_strict")
    answer = page(reader, "marmalade")
    assert found(reader, "marmalade") == ["Breakfast"]
    assert "toast" not in answer


def test_a_file_without_pages_is_named_alone(reader):
    make_enclosed(text_file("marmalade"))
    StoredFile.objects.update(name="<b>.txt")
    assert "<span>found in &lt;b&gt;.txt</span>" in page(reader, "marmalade")


def test_searched_words_may_be_spread_over_file_post_and_title(reader):
    make_enclosed(text_file("marmalade"), text_file("butter", "other.txt"), title="Breakfast", body="Toast")
    make_topic(title="Breakfast", body="Toast and butter")
    for query in ("marmalade toast breakfast", "butter marmalade", "marmalade -jam", '"marmalade" toast'):
        assert found(reader, query) == ["Breakfast"]
    for query in ("marmalade jam", "breakfast toast -butter", "marmalade -butter", "-butter -toast"):
        assert found(reader, query) == []


def test_a_word_in_the_post_counts_more_than_one_in_its_file(reader):
    make_topic(title="Post", body="Marmalade")
    make_enclosed(text_file("marmalade"), title="File", body="-")
    assert found(reader, "marmalade") == ["Post", "File"]
    assert found(reader, "marmalade", order="newest") == ["File", "Post"]


def test_the_filters_narrow_what_is_found_in_files_too(reader):
    topic = make_enclosed(text_file("marmalade"), title="Mine")
    make_enclosed(text_file("marmalade"), title="Other")
    assert found(reader, "marmalade", board=topic.board.slug, has_file="on") == ["Mine"]
    assert found(reader, "marmalade", author=topic.author) == ["Mine"]


def test_a_content_note_is_shown_instead_of_the_excerpt(reader):
    topic = make_enclosed(text_file("marmalade and violence"), title="Breakfast")
    Post.objects.filter(topic=topic).update(content_note="what was done")
    answer = page(reader, "marmalade")
    assert titles(answer) == ["Breakfast"]
    assert "Content note: what was done" in answer
    assert "violence" not in answer


@pytest.mark.parametrize("change", ["circle", "withdrawn", "removed", "held", "quarantined", "refused", "waits"])
def test_a_post_that_is_closed_is_no_longer_found_or_counted(reader, change):
    """Not even its author finds it, as for all held posts; in a circle its people still do."""
    topic = make_enclosed(text_file("marmalade"), title="Breakfast")
    post, author = topic.posts.get(), topic.author
    assert found(reader, "marmalade") == ["Breakfast"]
    if change == "circle":
        Board.objects.update(circle=CircleFactory())
    elif change == "withdrawn":
        withdraw_post(post_id=post.pk, author=author)
    elif change == "removed":
        edit_post(post_id=post.pk, editor=author, body=post.source, remove=[post.attachments.get().pk])
    elif change == "held":
        Post.objects.update(state="held", number=None, published_at=None, hold_reasons=["newcomer"])
    elif change == "waits":
        Attachment.objects.update(waits=True)
    else:
        StoredFile.objects.update(state=change, refusal="No")
    for person in (MemberFactory(), author):
        reader.force_login(person)
        answer = page(reader, "marmalade")
        assert titles(answer) == []
        assert "No results in anything that you can read." in answer
        assert "card.txt" not in answer


def test_a_file_that_nobody_may_read_takes_no_hit_away(reader):
    """A search with -word must not tell what is in a file that is still being checked."""
    topic = make_enclosed(text_file("marmalade"), title="Breakfast", body="Toast")
    assert found(reader, "toast -marmalade") == []
    Attachment.objects.filter(post__topic=topic).update(waits=True)
    assert found(reader, "toast -marmalade") == ["Breakfast"]


def test_a_file_that_came_with_a_change_is_found_once_a_moderator_approved_it(reader):
    post = make_topic(title="Breakfast").posts.get()
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=post.author, body=post.source, files=[text_file("marmalade")])
    end_quarantine(file_id=str(post.attachments.get().stored_file_id))
    assert found(reader, "marmalade") == []
    Attachment.objects.update(waits=False)
    assert found(reader, "marmalade") == ["Breakfast"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("enclosed", "queries"), [(False, 4), (True, 6)])
def test_three_files_cost_as_many_queries_as_one(reader, count, enclosed, queries, monkeypatch):
    monkeypatch.setattr("ratsite.search.views.search._if_nothing", lambda *_: {})
    for _ in range(count):
        if enclosed:
            make_enclosed(text_file("marmalade"), text_file("marmalade toast"))
        else:
            make_topic(body="Marmalade")
    ask = {"q": "marmalade", "tab": "forum"}
    with CaptureQueriesContext(connection) as without_any:
        reader.get("/search/", {"q": "marmalade", "tab": "pages", "kind": "question"})
    with CaptureQueriesContext(connection) as captured:
        assert len(titles(flat(reader.get("/search/", ask).content))) == count
    own_ranks = 0 if connection.vendor == "postgresql" else 2 + enclosed  # which SQLite knows in its indexes alone
    assert len(captured) - len(without_any) == queries + own_ranks
