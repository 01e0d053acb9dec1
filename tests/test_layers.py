"""Every module of an app is in a layer of the import contracts, or is named here with the reason why it is in none.

import-linter does not look at a module that its contracts do not name: a new one at the top of an app would be free to
import whatever it likes. A failure names the module. Move it to a layer (`actions/`, `queries/`, `integrations/` …); if
it belongs to none, say here why.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS_INSIDE = "Inside every app"

BY_SETTING = "a setting or a library names it, and calls it"
BEFORE_DJANGO = "runs before Django is set up, from the command line"
PROTOCOL = "the contract between apps: what others offer to this one, or ask of it"
PURE = "fetches and stores nothing: it works with what it is given"
OUTSIDE = "talks to something outside: files on the disk, a program or another server"
MIXED = "a mechanism with its own reads and writes, which several layers use"

# App → module → why it is in no layer.
IN_NO_LAYER = {
    "forum": {"posting_limits": "counts for a rule, with the queries of the counts beside it"},
    "library": {
        "identifier_check": MIXED,
        "link_requests": OUTSIDE,
        "row_import": MIXED,
        "system_checks": BY_SETTING,
    },
    "ratsite.accounts": {
        "access": "views of all apps call it first: it raises PermissionDenied or leads to a page",
        "adapters": BY_SETTING,
        "backends": BY_SETTING,
        "hooks": PROTOCOL,
        "password_links": PURE,
        "passwords": BY_SETTING,
        "private_addresses": PURE,
        "sessions": BY_SETTING,
        "signals": BY_SETTING,
        "tokens": BY_SETTING,
    },
    "ratsite.audit": {"kinds": PROTOCOL, "reasons": PURE, "seals": MIXED, "verification": MIXED},
    "ratsite.catchup": {"band_tags": BY_SETTING},
    "ratsite.feeds": {"private": BY_SETTING, "sitemap": BY_SETTING},
    "ratsite.files": {
        "clean_copies": MIXED,
        "download_reasons": "a form, its view and its template, which forum and library share",
        "fields": BY_SETTING,
        "fixity": MIXED,
        "holders": PROTOCOL,
        "saved_uploads": MIXED,
        "local_copies": OUTSIDE,
        "other_files": MIXED,
        "quarantine": MIXED,
        "recognition": OUTSIDE,
        "responses": OUTSIDE,
        "s3": BY_SETTING,
        "sandbox": OUTSIDE,
        "thumbnails": MIXED,
        "uploads": BY_SETTING,
        "virus_scan": OUTSIDE,
        "whole_files": BY_SETTING,
    },
    "ratsite.jobs": {
        "background": MIXED,
        "heartbeats": MIXED,
        "registry": PROTOCOL,
        "runner": MIXED,
        "upkeep": MIXED,
    },
    "ratsite.moderation": {
        "clock": PURE,
        "decorators": "wraps views of the apps above, which cannot share a view of this one",
        "items": PROTOCOL,
    },
    "ratsite.network": {"contacts": PURE, "figures": PURE, "panels": BY_SETTING, "slugs": MIXED},
    "ratsite.notifications": {
        "inbox": "what the notifications page shows; it asks an action how many emails went out this week",
        "notification_email": "composes an email; actions and the inbox both ask it",
        "registry": PROTOCOL,
        "unsubscribe": PURE,
    },
    "ratsite.operations": {
        "answers": BEFORE_DJANGO,
        "backup_folder": OUTSIDE,
        "certificate": OUTSIDE,
        "checks": BY_SETTING,
        "databases": OUTSIDE,
        "erasure_register": MIXED,
        "releases": BEFORE_DJANGO,
        "restoration": OUTSIDE,
        "rollback": BEFORE_DJANGO,
        "run": BEFORE_DJANGO,
        "setup": BEFORE_DJANGO,
        "setup_flags": BEFORE_DJANGO,
        "stored_files": OUTSIDE,
        "supervisor": BEFORE_DJANGO,
        "upgrade": BEFORE_DJANGO,
    },
    "ratsite.pages": {
        "blocks": "Wagtail's parts of a page type: models name them",
        "bodies": PURE,
        "calendars": PURE,
        "contacts": MIXED,
        "drafts": MIXED,
        "feeds": BY_SETTING,
        "fields": "Wagtail's parts of a page type: models name them",
        "file_check": MIXED,
        "hooks": PROTOCOL,
        "identifier_check": MIXED,
        "pictures": PURE,
        "series": MIXED,
        "site_tree": MIXED,
        "structured_data": PURE,
    },
    "ratsite.privacy": {
        "copy_file": OUTSIDE,
        "copy_page": PURE,
        "copy_task": MIXED,
        "erasure": MIXED,
        "holds": "an abstract model alone, which the models of the forum import without the rest of this app",
    },
    "ratsite.sanctions": {"appeal_links": MIXED},
    "ratsite.search": {
        "filtered_query": "a search with its filters, which forms, queries and sources pass on",
        "few_results": PURE,
        "highlights": PURE,
        "identifier_scan": MIXED,
        "library_urls": "URLs of the library's pages in the apps above it",
        "sources": "integrations of the search: one module for each thing it finds",
        "site_query": PURE,
    },
}
NO_APPS = {
    "ratsite.lib": "the ground; it has no layers, and the contract between apps keeps it at the bottom",
    "ratsite.demo": "invented rows; nothing imports it",
    "ratsite.settings": "Django reads it",
    "ratsite.web": "what is around all requests: middleware, error pages, contexts; settings name it",
}


def contract() -> dict:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return next(one for one in settings["contracts"] if one["name"].startswith(LAYERS_INSIDE))


def layers() -> set[str]:
    return {module.strip(" ()") for row in contract()["layers"] for module in row.split(":")}


def modules(folder: Path) -> set[str]:
    """Return the modules and packages directly in this folder, without migrations, which Django writes."""
    names = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return names - {"__init__", "__main__", "migrations"}


def test_every_module_of_an_app_is_in_a_layer_or_named_with_a_reason():
    free = {}
    for app in contract()["containers"]:
        if rest := modules(ROOT / app.replace(".", "/")) - layers():
            free[app] = rest
    assert free == {app: set(reasons) for app, reasons in IN_NO_LAYER.items()}


def test_every_package_is_an_app_with_layers_or_named_with_a_reason():
    packages = {f"ratsite.{path.parent.name}" for path in (ROOT / "ratsite").glob("*/__init__.py")}
    inside = {app for app in contract()["containers"] if app.startswith("ratsite.")}
    assert packages - inside == set(NO_APPS)
