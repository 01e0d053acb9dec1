"""Tests of the test suite: what makes the template database again, and what runs on both databases."""

import re

from tests.databases import ROOT, sources

FOR_ONE_DATABASE = re.compile(r"\.vendor\b|\bWHERE_TWO_WRITE\b")
ON_BOTH = re.compile(r"mark\.sqlite\b|django_db\(transaction=True\)")


def test_the_template_is_made_of_migrations_of_what_they_import_and_of_seeds():
    names = {path.relative_to(ROOT).as_posix() for path in sources()}
    assert {
        "forum/migrations/0001_initial.py",
        "ratsite/lib/search/fulltext.py",  # which migrations import
        "forum/apps.py",  # which puts triggers back after each migration
        "ratsite/pages/site_tree.py",
        "ratsite/pages/content/home.toml",
        "tests/requirements.txt",
    } <= names


def test_what_expects_another_thing_of_each_database_runs_on_both():
    modules = [path for path in (ROOT / "tests").rglob("test_*.py") if path.name != "test_suite.py"]
    once = [path for path in modules if FOR_ONE_DATABASE.search(path.read_text())]
    both = [path for path in modules if ON_BOTH.search(path.read_text())]
    assert once
    assert set(once) - set(both) == set()
