"""README, CHANGELOG and docs/ are true: every link leads somewhere, every path they name exists."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.urls import Resolver404, ResolverMatch, resolve

from ratsite.review.queries.all_queues import get_queue
from ratsite.wiring import JOBS

ROOT = Path(__file__).resolve().parent.parent
README, CHANGELOG, DOCS = ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "docs"
MOST_README_LINES = 150
NOT_OURS = {".git", ".venv", ".data", "__pycache__", "node_modules"}
SUFFIXES = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".svg", ".png", ".cfg", ".yml", ".ini"}
EVERY = {
    dt.timedelta(minutes=1): "minute",
    dt.timedelta(hours=1): "hour",
    dt.timedelta(days=1): "day",
    **{dt.timedelta(minutes=count): f"{count} minutes" for count in range(2, 60)},
    **{dt.timedelta(hours=count): f"{count} hours" for count in range(2, 24)},
}
APPS = ("ratsite", "forum", "library")

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
MODULE = re.compile(r"[a-z_]+(?:\.\w+)+")


def documents() -> list[Path]:
    return [README, CHANGELOG, *sorted(DOCS.rglob("*.md"))]


def prose(document: Path) -> str:
    """Return the text without fenced blocks, which show commands and plans."""
    return FENCE.sub("", document.read_text(encoding="utf-8"))


def spans() -> Iterator[tuple[Path, str]]:
    """Yield (document, text between two backticks)."""
    for document in documents():
        for found in SPAN.finditer(prose(document)):
            yield document, found[1].strip()


def named(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


def is_path(span: str) -> bool:
    """True if it is written like a path in this repository, not like an address, a setting or a command."""
    if not PATH.fullmatch(span) or span.startswith(("-", ".data", ".venv", "*.")):
        return False
    first, slash, _ = span.partition("/")
    if slash and (ROOT / first).is_dir() and first not in NOT_OURS:
        return True
    return Path(span).suffix in SUFFIXES or (bool(slash) and span.endswith("/"))


def exists(path: str) -> bool:
    """True if the path exists: a bare name such as `rules.py` or `actions/` anywhere, others from the root."""
    if "*" in path:
        return any(ROOT.glob(path.rstrip("/")))
    return (ROOT / path).exists() or path.rstrip("/") in names()


@cache
def names() -> set[str]:
    """Return the names of all files and folders of the repository."""
    tops = [top for top in ROOT.iterdir() if top.is_dir() and top.name not in NOT_OURS]
    return {path.name for top in tops for path in top.rglob("*")}


def is_module(dotted: str) -> bool:
    """True if it is one of our modules or packages, or a name in one."""
    parts = dotted.split(".")
    for length in (len(parts), len(parts) - 1):
        path = ROOT.joinpath(*parts[:length])
        if path.is_dir() or path.with_suffix(".py").is_file():
            return True
    return False


def anchors(document: Path) -> set[str]:
    """Return the anchors that GitHub and others make of the headings."""
    headings = (found[1].replace("`", "").strip().lower() for found in HEADING.finditer(prose(document)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}


def is_broken(document: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    there = (document.parent / path).resolve() if path else document
    if not there.exists() or ROOT not in [there, *there.parents]:
        return True
    return bool(anchor) and there.suffix == ".md" and anchor not in anchors(there)


def test_every_relative_link_leads_somewhere():
    broken = [
        f"{named(document)}: {target}"
        for document in documents()
        for target in LINK.findall(prose(document))
        if not re.match(r"[a-z]+:", target) and is_broken(document, target)
    ]
    assert broken == [], "\n".join(broken)


def test_every_path_named_in_the_documents_exists():
    missing = [f"{named(document)}: {span}" for document, span in spans() if is_path(span) and not exists(span)]
    assert missing == [], "\n".join(missing)


def test_every_module_named_in_the_documents_exists():
    missing = [
        f"{named(document)}: {span}"
        for document, span in spans()
        if MODULE.fullmatch(span)
        and span.split(".")[0] in (*APPS, "tests")
        and not is_path(span)
        and not is_module(span)
    ]
    assert missing == [], "\n".join(missing)


def glossary_cells(column: int) -> list[str]:
    """Return the texts between backticks in this column of the glossary; columns count from 0."""
    rows = [line.split("|")[1:-1] for line in prose(DOCS / "glossary.md").splitlines() if line.startswith("|")]
    return [span for row in rows if len(row) == 5 for span in SPAN.findall(row[column])]


def test_every_model_named_in_the_glossary_exists():
    theirs = {"Session", "UserSession", "WorkflowState"}  # of Django, allauth and Wagtail
    code = "\n".join(path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).rglob("*.py"))
    ours = set(re.findall(r"^ *(?:class |def )?(\w+)\b(?:\(|:| =)", code, re.MULTILINE))
    assert [span for span in glossary_cells(2) if not theirs | ours >= {*span.split(".")}] == []


def page_at(address: str) -> ResolverMatch | None:
    """Return the page of an address such as "/review/posts/<id>/", with a number or a UUID for what is in brackets."""
    path = address.partition("#")[0].partition("?")[0]
    for value in ("1", str(uuid.UUID(int=1))):
        with suppress(Resolver404):
            found = resolve(re.sub(r"<[^>]*>|…", value, path))
            is_no_queue = found.view_name == "review:item" and get_queue(found.kwargs["queue_name"]) is None
            return None if is_no_queue else found
    return None


def test_every_address_named_in_the_glossary_leads_to_a_page():
    assert [address for address in glossary_cells(4) if page_at(address) is None] == []


def test_every_document_is_linked_from_another():
    linked = {
        (document.parent / target.partition("#")[0]).resolve()
        for document in documents()
        for target in LINK.findall(prose(document))
    }
    linked |= {path for folder in list(linked) if folder.is_dir() for path in folder.glob("*.md")}
    unlinked = [named(document) for document in documents() if document != README and document not in linked]
    assert unlinked == [], "\n".join(unlinked)


def test_a_first_version_that_is_not_released_has_no_faults_behind_it():
    """Nobody has met its faults: what it does is under Added or Security."""
    releases = re.split(r"^## ", CHANGELOG.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    headings = [set(re.findall(r"^### (\w+)$", text, re.MULTILINE)) for text in releases if "unreleased" in text[:40]]
    assert len(releases) > 1 or headings in ([], [{"Added", "Security"}])


def test_the_readme_is_short():
    assert len(README.read_text(encoding="utf-8").splitlines()) <= MOST_README_LINES


def test_every_setting_from_the_environment_is_explained():
    settings = (ROOT / "ratsite" / "settings").glob("*.py")
    read = {name for path in settings for name in re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", path.read_text())}
    explained = (DOCS / "operating" / "settings.md").read_text(encoding="utf-8")
    assert read
    assert sorted(name for name in read if f"`{name}`" not in explained) == []


def test_every_command_is_explained():
    """Each of our management commands, and each target of the Makefile that people type."""
    paths = [path for top in APPS for path in (ROOT / top).rglob("management/commands/*.py")]
    commands = {path.stem for path in paths if not path.stem.startswith("_")}
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    explained = (DOCS / "operating" / "commands.md").read_text(encoding="utf-8")
    assert commands
    assert targets
    wanted = [*sorted(commands), *(f"make {target}" for target in targets)]
    assert [name for name in wanted if name not in explained] == []


def test_the_table_of_jobs_has_each_job_with_its_time():
    table = (DOCS / "operating" / "processes.md").read_text().partition("| job | every |")[2].partition("\n\n")[0]
    rows = [line.split(" | ") for line in table.splitlines()[2:]]
    told = sorted((name, every) for names, every, _ in rows for name in names.strip("| ").split(", "))
    assert told == sorted((job.name, EVERY[job.every]) for job in JOBS)


def test_every_decision_is_in_the_index_and_says_when_why_and_what_follows():
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    problems = []
    for record in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        text = record.read_text(encoding="utf-8")
        wanted = ("Date: 20", "## Context", "## Decision", "## Consequence")
        problems += [f"{record.name} lacks “{part}”" for part in wanted if part not in text]
        if f"({record.name})" not in index:
            problems.append(f"{record.name} is not in the index")
    assert problems == [], "\n".join(problems)
