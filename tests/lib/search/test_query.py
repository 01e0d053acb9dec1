"""A typed search as words to look for, and those words in a text."""

import time

import pytest

from ratsite.lib.search.query import LONGEST, MOST_TERMS, SearchQuery, Term, fold, pattern_of, read


def wanted(typed: str) -> list[tuple[str, ...]]:
    return [term.words for term in read(typed).wanted]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("car wash", [("car",), ("wash",)]),
        ('"car wash" visit', [("car", "wash"), ("visit",)]),
        ("“car wash”", [("car", "wash")]),
        ('"car wash', [("car", "wash")]),
        ("multi-agency", [("multi", "agency")]),
        ("CAR car Car", [("car",)]),
        ("the car and the van", [("car",), ("van",)]),
        ("to be or not", [("not",)]),
        ("the", [("the",)]),
        ('"the van"', [("the", "van")]),
        ("Ołówek ZAŻÓŁĆ", [("ołówek",), ("zażółć",)]),
        ("o\u0302ui", [("ôui",)]),
        ("0800 121-700", [("0800",), ("121", "700")]),
        ("a_b", [("a", "b")]),
        ("عمل", [("عمل",)]),
    ],
)
def test_words_and_phrases_are_read(typed, terms):
    assert wanted(typed) == terms


@pytest.mark.parametrize("typed", ["", " ", '"', '""', "\x00", "*()", "🐀", "- -", "-\x00", "\u202e", "'", "<->", "…"])
def test_a_search_without_a_word_looks_for_nothing(typed):
    assert not read(typed)


def test_a_minus_excludes_a_word_and_searches_for_nothing_by_itself():
    words = read('van -car -"hand wash" well-known')
    assert [term.words for term in words.unwanted] == [("car",), ("hand", "wash")]
    assert [term.words for term in words.wanted] == [("van",), ("well", "known")]
    assert not read("-van")


def test_a_star_stands_for_any_ending_of_a_word_of_three_letters_or_more():
    assert read("exploit*").wanted == (Term(("exploit",), is_prefix=True),)
    assert read("a*").wanted == (Term(("a",)),)
    assert read('"exploit*"').wanted == (Term(("exploit",)),)


def test_has_file_is_a_filter_and_no_word():
    assert read("has:file card") == SearchQuery((Term(("card",)),), (), True)
    assert read("has:nothing").wanted == (Term(("has", "nothing")),)


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("car", {"car", "cars"}),
        ("cars", {"cars", "car"}),
        ("agency", {"agency", "agencies"}),
        ("agencies", {"agencies", "agency"}),
        ("wash", {"wash", "washes"}),
        ("houses", {"houses", "house", "hous"}),
        ("boy", {"boy", "boys"}),
        ("police", {"police", "polices"}),
        ("status", {"status", "statuses"}),
        ("nrm", {"nrm", "nrms"}),
        ("12", {"12"}),
        ("łódź", {"łódź"}),
    ],
)
def test_the_singular_finds_the_plural_and_the_other_way_round(word, forms):
    assert set(Term((word,)).forms()) == forms


@pytest.mark.parametrize("text", ["Zażółć GĘŚLĄ", "İstanbul", "ﬁ", "e\u0301", "한국", "🐀 Ǆ ẞ", "ά"])
def test_folding_keeps_every_letter_in_its_place(text):
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("car", "Cars, care, scar, car_wash", ["cars", "car"]),
        ("zolty", "żółty żółtych", []),  # ł is a letter of its own, not an l with an accent
        ("resume", "Résumé", ["resume"]),
        ('"car wash"', "car – wash, car\nwash, carwash", ["car – wash", "car\nwash"]),
        ("exploit*", "exploitation, exploited", ["exploitation", "exploited"]),
        ("", "anything", []),
    ],
)
def test_words_are_seen_in_a_text(typed, text, found):
    assert pattern_of(read(typed).wanted).findall(fold(text)) == found


@pytest.mark.parametrize(
    "typed", ["a " * 50_000, '"' * 100_000, "-" * 100_000, '"a' * 50_000, "*" * 100_000, "x" * 100_000, "é" * 100_000]
)
def test_a_hundred_kilobytes_cost_next_to_nothing_and_end_in_few_words(typed):
    began = time.perf_counter()
    words = read(typed)
    assert time.perf_counter() - began < 0.05  # seconds
    assert len(words.wanted) <= MOST_TERMS
    assert all(len(word) <= LONGEST for term in words.wanted for word in term.words)


@pytest.mark.parametrize("typed", ["bed", '"tied accommodation" bed -hotel has:file', 'exploit* -"car wash" -cari*'])
def test_a_query_is_written_as_it_is_read(typed):
    assert (read(typed).as_typed, read(read(typed).as_typed)) == (typed, read(typed))


@pytest.mark.parametrize("text", ["a " * 50_000, "!" * 100_000, "ab" * 50_000, "a!" * 50_000])
def test_looking_through_a_hundred_kilobytes_stays_quick(text):
    began = time.perf_counter()
    pattern_of(read('"a a a b" "a b" ab* a').wanted).search(fold(text))
    assert time.perf_counter() - began < 0.25  # seconds
