"""Fill the site's library for the bench: resources, each with a version, a file and the text of its pages."""

from django.db import connection

from library.models import RemitUse, Resource, ResourceFile, ResourceVersion
from ratsite.files.models import FileText, StoredFile
from tests.bench import bulk
from tests.bench.words import RARE_POSTS, RARE_SENTENCE, paragraphs

RESOURCES, PAGES_A_FILE = 20_000, 10
PUBLISHERS, YEARS = 40, 12


def fill_library(resources: int = RESOURCES) -> None:
    """Create the resources; one in ten is open to the public.

    Needs bench_member and bench_paragraph (tests.bench.site_data).
    """
    every = f"FROM generate_series(1, {resources}) AS r(n)"
    member = f"JOIN bench_member member ON member.n = {bulk.chance('r.n', 3, 400)}"
    text = f"JOIN bench_paragraph p ON p.n = {bulk.chance('r.n', 4, len(paragraphs()))}"
    known = {
        "id": "r.n",
        "slug": "'resource-' || r.n",
        "title": "'Guidance on rooms let again, number ' || r.n",
        "summary": "left(p.source, 900)",
        "kind": _one_of("r.n", 5, "guidance", "briefing", "form", "template", "training", "research"),
        "publisher": f"'Publisher ' || {bulk.chance('r.n', 6, PUBLISHERS)}",
        "audience": "CASE WHEN mod(r.n, 10) = 0 THEN 'public' ELSE 'members' END",
        "marking": "CASE WHEN mod(r.n, 10) = 0 THEN 'clear' ELSE 'green' END",
        "search_words": "'Guidance' || chr(10) || 'English' || chr(10) || 'Housing'",
        "posted_by_id": "member.id",
        "agency_id": "member.agency",
        "posted_at": f"now() - ({resources} - r.n) * interval '3000 days' / {resources}",
        "review_due_on": f"current_date + {bulk.chance('r.n', 8, 700)} - 100",
    }
    bulk.insert(Resource, known, f"{every} {member} {text}")
    version = {
        "id": "r.n",
        "resource_id": "r.n",
        "number": "1",
        "state": "'published'",
        "issued_on": f"current_date - {bulk.chance('r.n', 9, YEARS * 365)}",
        "created_by_id": "member.id",
        "created_at": "now()",
        "published_at": "now()",
    }
    bulk.insert(ResourceVersion, version, f"{every} {member}")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE library_resource SET current_id = id, state = 'published'")
        cursor.execute("CREATE TEMPORARY TABLE bench_file AS SELECT n, gen_random_uuid() AS id " + every)
    _files()
    _tags()


def _files() -> None:
    files = "FROM bench_file f"
    stored = {
        "id": "f.id",
        "name": "'guide.pdf'",
        "content": "'none'",
        "size": "40000",
        "media_type": "'application/pdf'",
        "sha256": "md5(f.n::text)",
        "state": "'clean'",
        "uploaded_by_id": "(SELECT min(id) FROM accounts_user)",
        "created_at": "now()",
        "checked_at": "now()",
        "text_read_at": "now()",
    }
    bulk.insert(StoredFile, stored, files)
    bulk.insert(ResourceFile, {"id": "f.id", "version_id": "f.n", "stored_file_id": "f.id"}, files)
    page = f"f.n * {PAGES_A_FILE} + page"
    rare = f"CASE WHEN mod({page}, {RESOURCES * PAGES_A_FILE // RARE_POSTS}) = 7 THEN '{RARE_SENTENCE}' ELSE '' END"
    text = {"stored_file_id": "f.id", "page": "page", "text": f"p.source || ' ' || q.source || {rare}"}
    count = len(paragraphs())
    joins = (
        f"CROSS JOIN generate_series(1, {PAGES_A_FILE}) AS page "
        f"JOIN bench_paragraph p ON p.n = {bulk.chance(f'({page})', 11, count)} "
        f"JOIN bench_paragraph q ON q.n = {bulk.chance(f'({page})', 12, count)}"
    )
    bulk.insert(FileText, text, f"{files} {joins}")


def _tags() -> None:
    """Give each resource one or two remits, a form of exploitation and an affected group."""
    for model, table, resource in (
        (RemitUse, "remit", "resource_id"),
        (Resource.forms.through, "exploitationform", "resource_id"),
        (Resource.affected.through, "affectedgroup", "resource_id"),
    ):
        source = (
            f"FROM library_resource r JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM network_{table}) tag "
            f"ON tag.n = 1 + {bulk.chance('r.id', 13, 3)} OR (tag.n = 4 AND mod(r.id, 2) = 0)"
        )
        bulk.insert(model, {resource: "r.id", f"{table}_id": "tag.id"}, source)


def _one_of(number: str, salt: int, *values: str) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[1 + {bulk.chance(number, salt, len(values))}]"
