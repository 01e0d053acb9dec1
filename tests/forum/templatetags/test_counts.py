from forum.templatetags.counts import agencies, people, posts, replies, topics


def test_a_count_has_its_noun_in_the_right_number():
    assert [people(count) for count in (0, 1, 2)] == ["0 people", "1 person", "2 people"]
    assert (agencies(1), topics(1), posts(1), replies(1)) == ("1 agency", "1 topic", "1 post", "1 reply")
    assert (agencies(2), topics(2), posts(2), replies(2)) == ("2 agencies", "2 topics", "2 posts", "2 replies")
