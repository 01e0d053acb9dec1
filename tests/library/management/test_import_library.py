"""Export and import of the library: a spreadsheet with files becomes drafts; a whole export is restored exactly."""

import csv
import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse

from library.actions.clear_hidden_part import clear_hidden_part
from library.actions.publish_version import publish
from library.actions.record_check import record_check
from library.enums import OWNERS, Audience, CheckOutcome, RelationKind
from library.models import (
    CASE_ANSWERS,
    ImportedRow,
    LegalInstrument,
    RemitUse,
    Resource,
    ResourceChange,
    ResourceCheck,
    ResourceRelation,
    ResourceVersion,
)
from library.queries.export import as_json, library_data
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Circle, Remit
from ratsite.notifications.models import Notification
from tests.crawl import body_of
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_resource, make_version
from tests.library.actions.test_clear_hidden_part import annotated_pdf
from tests.markup import flat

pytestmark = pytest.mark.django_db
ROW = {"id": "r1", "file": "card.txt", "title": "First card", "summary": "What to ask.", "type": "guidance"}


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"], email="curator@agency.example")


def bring(source: Path, *arguments: str) -> tuple[str, str, bool]:
    """Run the import; return (its output, its errors, True if it succeeded)."""
    out, errors, is_well = io.StringIO(), io.StringIO(), True
    try:
        call_command(
            "import_library", source, "--curator=curator@agency.example", *arguments, stdout=out, stderr=errors
        )
    except CommandError as error:
        errors.write(str(error))
        is_well = False
    return out.getvalue(), errors.getvalue(), is_well


def a_folder(path: Path, *rows: dict, files: tuple[str, ...] = ("card.txt",)) -> Path:
    path.mkdir(exist_ok=True)
    with (path / "list.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    for name in files:
        (path / name).write_bytes(b"Ask first.")
    return path


def test_without_apply_it_only_says_what_would_happen(tmp_path, curator):
    folder = a_folder(tmp_path / "in", ROW)
    out, errors, is_well = bring(folder, "--csv=list.csv")
    assert (errors, is_well) == ("", True)
    assert "1 rows: 1 right, 0 with errors, 0 imported before" in out
    assert "Nothing has changed" in out
    assert not Resource.objects.exists()


def test_rows_become_drafts_with_everything_that_they_say(tmp_path, curator):
    instrument = LegalInstrument.objects.get(slug="modern-slavery-act-2015")
    row = ROW | {
        "language": "cy", "issued_on": "2024-03-01", "remits": "housing|Policing",
        "instruments": "Modern Slavery Act 2015",
        "link": "https://www.gov.uk/card", "link_title": "The page", "link_type": "public_body",
    }  # fmt: skip
    said, _errors, _is_well = bring(a_folder(tmp_path / "in", row), "--csv=list.csv", "--apply")
    assert "Made 1 draft." in said
    found = Resource.objects.get()
    assert (found.title, found.language, found.state, found.posted_by) == ("First card", "cy", "draft", curator)
    assert {one.slug for one in found.remits.all()} == {"housing", "policing"}
    assert list(found.instruments.all()) == [instrument]
    version = found.versions.get()
    assert (version.issued_on.isoformat(), version.files.get().stored_file.name) == ("2024-03-01", "card.txt")
    assert version.links.get().url == "https://www.gov.uk/card"


def test_each_error_names_its_line_and_column_and_the_right_rows_are_made(tmp_path, curator):
    folder = a_folder(
        tmp_path / "in",
        ROW,
        ROW | {"id": "r2", "type": "poem"},
        ROW | {"id": "r3", "file": "none.txt"},
        ROW | {"id": "r4", "summary": "Ask 07700 900123"},
        ROW | {"id": "r1"},
        ROW | {"id": "", "remits": "nothing"},
        ROW | {"id": "r7", "file": "../list.csv"},
        ROW | {"id": "r8", "law_as_at": "yesterday", "remits": "fishing"},
    )
    out, errors, is_well = bring(folder, "--csv=list.csv", "--apply")
    assert is_well is False
    said = errors.splitlines()
    assert [line.partition(":")[0] for line in said[:-1]] == [
        "line 3, column type", "line 4, column file", "line 5, column summary", "line 6, column id",
        "line 7, column id", "line 8, column file", "line 9, column remits",
    ]  # fmt: skip
    assert "07700 900123”. It may identify someone" in errors or "say below why it is public" in errors
    assert "1 right, 7 with errors" in out
    assert Resource.objects.get().title == "First card"


@pytest.mark.parametrize("error", [PermissionDenied, Stale])
def test_a_row_that_an_action_refuses_is_reported_and_the_others_are_made(tmp_path, curator, monkeypatch, error):
    """As when an owner’s last curator leaves after the row was checked."""

    def refuse(**handing):
        raise error

    monkeypatch.setattr("library.row_import.hand_over", refuse)
    owner = MemberFactory(roles=["Curators"]).agency
    rows = [ROW | {"owner": owner.name}, ROW | {"id": "r2", "title": "Second card"}]
    out, errors, is_well = bring(a_folder(tmp_path / "in", *rows), "--csv=list.csv", "--apply")
    assert ("1 right, 1 with errors" in out, "Made 1 draft." in out, is_well) == (True, True, False)
    assert errors.startswith("line 2, column id: ")
    assert [resource.title for resource in Resource.objects.all()] == ["Second card"]
    assert [row.key for row in ImportedRow.objects.all()] == ["r2"]


def test_an_import_notifies_each_owner_once_and_nobody_at_the_importing_agency(
    tmp_path, curator, django_capture_on_commit_callbacks
):
    owner = MemberFactory(roles=["Curators"])
    MemberFactory(roles=["Curators"], agency=curator.agency)
    rows = [ROW | {"id": f"r{number}", "owner": owner.agency.name} for number in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        bring(a_folder(tmp_path / "in", *rows), "--csv=list.csv", "--apply")
    assert Resource.objects.filter(agency=owner.agency).count() == 3
    assert list(Notification.objects.filter(source=OWNERS).values_list("person", "verb")) == [(owner.pk, "received")]


def test_a_row_names_its_owner_its_deputy_and_what_each_remit_uses_it_for(
    tmp_path, curator, django_capture_on_commit_callbacks
):
    owner_curator, deputy = MemberFactory(roles=["Curators"]), AgencyFactory()
    owner = owner_curator.agency
    row = ROW | {
        "owner": owner.name, "deputy": deputy.slug, "remits": "housing",
        "use_for": "Housing: what to ask first | policing: whom to call: the duty desk",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        bring(a_folder(tmp_path / "in", row), "--csv=list.csv", "--apply")
    told = Notification.objects.filter(source=OWNERS).values_list("person", "verb")
    assert list(told) == [(owner_curator.pk, "received")]
    found = Resource.objects.get()
    assert (found.agency, found.deputy, found.handed_over_by) == (owner, deputy, curator.agency)
    assert {use.remit.slug: use.use for use in found.uses.all()} == {
        "housing": "what to ask first",
        "policing": "whom to call: the duty desk",
    }


def test_owners_and_uses_that_cannot_be_are_errors_of_their_columns(tmp_path, curator):
    circle = CircleFactory(slug="inner")
    circle.people.add(curator)
    outsider, empty = MemberFactory().agency, AgencyFactory()
    wrong = (
        {"owner": "nobody"},
        {"owner": empty.slug},
        {"owner": outsider.slug, "type": "case"},
        {"owner": outsider.slug, "audience": "circle", "circle": "inner", "marking": "amber"},
        {"deputy": "nobody"},
        {"use_for": "Housing"},
        {"use_for": "fishing: boats"},
        {"use_for": "Housing: once|housing: twice"},
        {"use_for": f"Housing: {'long ' * 50}"},
        {"use_for": "Housing: ask 07700 900123"},
    )
    rows = [ROW | {"id": f"r{number}", **cells} for number, cells in enumerate(wrong)]
    _, errors, is_well = bring(a_folder(tmp_path / "in", *rows), "--csv=list.csv", "--apply")
    assert [line.partition(":")[0] for line in errors.splitlines()[:-1]] == [
        f"line {number}, column {next(iter(cells))}" for number, cells in enumerate(wrong, 2)
    ]
    assert (is_well, Resource.objects.exists()) == (False, False)


def test_an_import_continues_where_it_was_stopped(tmp_path, curator):
    folder = a_folder(tmp_path / "in", ROW, ROW | {"id": "r2", "type": "poem"})
    bring(folder, "--csv=list.csv", "--apply")
    a_folder(tmp_path / "in", ROW, ROW | {"id": "r2", "title": "Second"})
    out, _, is_well = bring(folder, "--csv=list.csv", "--apply")
    assert is_well
    assert "2 rows: 1 right, 0 with errors, 1 imported before" in out
    assert set(Resource.objects.values_list("title", flat=True)) == {"First card", "Second"}
    assert set(ImportedRow.objects.values_list("key", flat=True)) == {"r1", "r2"}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("id;title;summary;type\n1;Café;So;form\n".encode("latin-1"), "not in utf-8"),
        (b"id,title,summary\n", "missing: type"),
        (b"id,title,summary,type,colour\n", "unknown: colour"),
        (b"id,id,title,summary,type\n", "there twice"),
        (b'id,title,summary,type\n1,"a"b,c,form\n', "is not csv"),
        (b"", "missing: id, title"),
    ],
)
def test_a_spreadsheet_that_cannot_be_read_says_why(tmp_path, curator, content, error):
    (tmp_path / "list.csv").write_bytes(content)
    _, errors, is_well = bring(tmp_path, "--csv=list.csv", "--apply")
    assert (error in errors.lower(), is_well, Resource.objects.exists()) == (True, False, False)


def test_an_import_needs_the_address_of_a_curator(tmp_path, member):
    MemberFactory(email="curator@agency.example")
    _, errors, is_well = bring(a_folder(tmp_path / "in", ROW), "--csv=list.csv", "--apply")
    assert ("is not the address of a curator" in errors, is_well) == (True, False)


def test_an_export_cannot_be_sent_to_checks(tmp_path, curator):
    _, errors, is_well = bring(a_folder(tmp_path / "in", ROW), "--apply", "--send")
    assert ("--send works only with --csv" in errors, is_well) == (True, False)


def fill_library(curator) -> None:
    """Create a library with one thing of every kind."""
    circle = CircleFactory(name="Housing circle")
    law = LegalInstrument.objects.create(slug="msa", name="Test Act 2099", url="https://www.gov.uk/msa")
    public = make_resource(
        curator,
        title="Public card",
        audience=Audience.PUBLIC,
        marking=Marking.CLEAR,
        limits="Not for Wales.",
        licence="OGL",
        remits=Remit.objects.all()[:2],
        instruments=[law],
        links=[{"url": "https://www.gov.uk/a", "title": "A page", "kind": "public_body"}],
        upload=SimpleUploadedFile("carte é.txt", b"Ask first."),
    )
    StoredFile.objects.filter(resource_file__version__resource=public).update(thumbnail_page=3)
    RemitUse.objects.filter(resource=public).update(use="At the first visit.")
    publish(make_version(public, curator, content=b"Ask now."))
    seen_by_two = make_resource(title="Circle card", audience=Audience.CIRCLE, circle=circle)
    withdrawn = make_resource(curator, title="Old card", upload=SimpleUploadedFile("same.txt", b"Ask first."))
    Resource.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    ResourceRelation.objects.create(resource=public, kind=RelationKind.SUPERSEDES, other=withdrawn)
    record_check(
        seen_by_two, CheckOutcome.STILL_RIGHT, checked_by=curator, reason="Read it", decided_by=MemberFactory()
    )
    ResourceChange.objects.create(
        resource=public, changed_by=curator, changed_at=public.posted_at, fields={"title": ["Card", "Public card"]}
    )


def empty() -> None:
    Resource.objects.update(current=None, state="draft", trashed_at=None)
    Resource.objects.all().delete()
    StoredFile.objects.all().delete()
    LegalInstrument.objects.all().delete()
    Circle.objects.all().delete()


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_an_export_comes_into_an_empty_site_just_as_it_was(tmp_path, curator, client, name):
    fill_library(curator)
    before, pages = as_json(library_data()), public_pages(client)
    call_command("export_library", tmp_path / name, stdout=io.StringIO())
    empty()
    out, errors, is_well = bring(tmp_path / name, "--apply")
    assert (errors, is_well) == ("", True)
    assert "3 resources: 3 new" in out
    confirmed = ResourceCheck.objects.get(outcome=CheckOutcome.STILL_RIGHT)
    assert (confirmed.checked_by, confirmed.decided_by, confirmed.decided_at is None) == (None, None, False)
    assert as_json(library_data()) == before
    assert public_pages(client) == pages
    assert {stored.state for stored in StoredFile.objects.all()} == {"clean"}


def test_imported_checks_name_both_agencies_and_nobody_of_this_site(tmp_path, curator, member, sign_in):
    maker, second = (MemberFactory(agency=AgencyFactory(name=f"{name} agency")) for name in ("First", "Second"))
    resource = make_resource(title="Checked card")
    record_check(resource, CheckOutcome.STILL_RIGHT, checked_by=maker, reason="Rang them", decided_by=second)
    call_command("export_library", tmp_path / "out", stdout=io.StringIO())
    empty()
    renamed = {name: Concat(name, Value("-2")) for name in ("slug", "name")}
    Agency.objects.filter(pk__in=[maker.agency_id, second.agency_id]).update(**renamed)
    _, errors, is_well = bring(tmp_path / "out", "--apply")
    assert (errors, is_well) == ("", True)
    check = ResourceCheck.objects.get(outcome=CheckOutcome.STILL_RIGHT)
    assert (check.agency.name, check.decided_agency.name) == ("First agency", "Second agency")
    client = sign_in(curator, with_second_step=True)
    for name in ("library:resource", "library:resource_check"):
        html = flat(client.get(reverse(name, args=[resource.slug])).content)
        assert ("A curator, First agency" in html, "Second person: Second agency" in html) == (True, True)
        assert f"{curator}, First agency" not in html


def test_an_export_without_second_agencies_is_imported(tmp_path, curator):
    fill_library(curator)
    call_command("export_library", tmp_path / "out", stdout=io.StringIO())
    empty()
    data = json.loads((tmp_path / "out/library.json").read_text())
    for check in (check for resource in data["resources"] for check in resource["checks"]):
        del check["decided_agency"]
    (tmp_path / "out/library.json").write_text(json.dumps(data))
    assert bring(tmp_path / "out", "--apply")[2]
    assert set(ResourceCheck.objects.values_list("decided_agency", flat=True)) == {None}


def test_checks_that_cannot_come_in_are_named_and_the_resources_are_there(tmp_path, curator):
    fill_library(curator)
    out = tmp_path / "out"
    call_command("export_library", out, stdout=io.StringIO())
    empty()
    data = json.loads((out / "library.json").read_text())
    data["resources"][0]["checks"][0]["agency"] = "gone"
    (out / "library.json").write_text(json.dumps(data))
    said, errors, is_well = bring(out, "--apply")
    assert ("relations and checks: this site has no agency “gone”" in errors, is_well) == (True, False)
    assert "Imported 3 resources." in said
    assert ResourceCheck.objects.count() == 0


def test_reasons_and_answers_that_reviewers_read_come_along(tmp_path, curator):
    resource = make_resource(curator, upload=SimpleUploadedFile("card.pdf", annotated_pdf()))
    version = resource.versions.get()
    ResourceVersion.objects.update(**dict.fromkeys(CASE_ANSWERS, "Nobody could."))
    comment = HiddenPart.objects.filter(kind="comment").order_by("pk")[1]
    clear_hidden_part(part_id=comment.pk, version_id=version.pk, curator=curator, reason="Trainers need it")
    before = as_json(library_data())
    call_command("export_library", tmp_path / "out", stdout=io.StringIO())
    empty()
    bring(tmp_path / "out", "--apply")
    assert as_json(library_data()) == before
    assert list(ResourceVersion.objects.values_list(*CASE_ANSWERS)) == [("Nobody could.",) * 3]
    parts = HiddenPart.objects.exclude(reason="").values_list("text", "reason", "cleared_by")
    assert list(parts) == [(comment.text, "Trainers need it", curator.pk)]
    assert HiddenPart.objects.to_clear().count() == 4

    empty()
    data = json.loads(before)
    for name in CASE_ANSWERS:
        del data["resources"][0]["versions"][0][name]
    del data["resources"][0]["versions"][0]["files"][0]["cleared"]
    (tmp_path / "out/library.json").write_text(json.dumps(data))
    assert bring(tmp_path / "out", "--apply")[2]  # an export of an earlier version of the site
    assert not HiddenPart.objects.exclude(reason="").exists()


def public_pages(client) -> dict[str, bytes]:
    """Return every public page of the library and every public file by address, without parts that differ each time."""
    found = {}
    for one in Resource.objects.visible_to(AnonymousUser()):
        for version in one.versions.filter(state="published"):
            for file in version.files.all():
                found[file.get_absolute_url()] = b"".join(client.get(file.get_absolute_url()).streaming_content)
            found[version.get_absolute_url()] = client.get(version.get_absolute_url()).content
        for address in (one.get_absolute_url(), reverse("library:citation", args=[one.slug, "ris"])):
            found[address] = client.get(address).content
    assert found
    return found


def test_a_second_import_changes_nothing(tmp_path, curator):
    fill_library(curator)
    call_command("export_library", tmp_path / "out", stdout=io.StringIO())
    before = as_json(library_data())
    out, _, is_well = bring(tmp_path / "out", "--apply")
    assert ("0 new, 3 are already here" in out, is_well, as_json(library_data())) == (True, True, before)


def test_the_export_names_nobody(tmp_path, curator):
    fill_library(curator)
    call_command("export_library", tmp_path / "out.zip", stdout=io.StringIO())
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        written = archive.read("library.json").decode()
        names = archive.namelist()
    assert [word for word in (curator.email, curator.first_name, curator.last_name) if word in written] == []
    assert len(names) == len(set(names))
    assert json.loads(written)["resources"][0]["posted_by"] == "curator"
    with pytest.raises(CommandError, match="already exists"):
        call_command("export_library", tmp_path / "out.zip")


def test_new_agencies_and_circles_give_nobody_access(tmp_path, curator):
    fill_library(curator)
    call_command("export_library", tmp_path / "out", stdout=io.StringIO())
    data = json.loads((tmp_path / "out/library.json").read_text())
    data["agencies"][0] |= {"slug": "far-away", "name": "Far away"}
    data["circles"][0] |= {"slug": "far-circle", "name": "Far circle"}
    data["resources"] = []
    (tmp_path / "out/library.json").write_text(json.dumps(data))
    bring(tmp_path / "out", "--apply")
    assert not Agency.objects.get(slug="far-away").is_active
    circle = Circle.objects.get(slug="far-circle")
    assert [list(getattr(circle, name).all()) for name in ("people", "agencies", "remits")] == [[], [], []]


def test_imported_resources_rely_on_the_laws_that_the_site_has_already(tmp_path, curator):
    fill_library(curator)
    call_command("export_library", tmp_path / "out", stdout=io.StringIO())
    empty()
    own = LegalInstrument.objects.create(slug="own", name="test act 2099", url="https://www.gov.uk/own")
    bring(tmp_path / "out", "--apply")
    own.refresh_from_db()
    assert (own.name, own.url) == ("test act 2099", "https://www.gov.uk/own")
    assert list(Resource.objects.get(title="Public card").instruments.all()) == [own]
    assert not LegalInstrument.objects.filter(slug="msa").exists()


@pytest.mark.parametrize("model", [Agency, Circle])
def test_an_agency_or_circle_with_another_slug_on_this_site_stops_the_import_and_is_named(tmp_path, curator, model):
    fill_library(curator)
    row = model.objects.get(pk=curator.agency_id) if model is Agency else model.objects.get(name="Housing circle")
    call_command("export_library", tmp_path / "out", stdout=io.StringIO())
    empty()
    if model is Circle:
        model.objects.create(slug="elsewhere", name=row.name)
    else:
        model.objects.filter(pk=row.pk).update(slug="elsewhere")
    _, errors, is_well = bring(tmp_path / "out", "--apply")
    said = f"“{row.name}” is “elsewhere” on this site and “{row.slug}” in the export: rename one"
    assert (said in errors, is_well, Resource.objects.count()) == (True, False, 0)


@pytest.mark.parametrize("damage", ["content", "missing", "format", "json", "term"])
def test_a_damaged_export_says_what_is_wrong_and_makes_no_half_resource(tmp_path, curator, damage):
    fill_library(curator)
    out = tmp_path / "out"
    call_command("export_library", out, stdout=io.StringIO())
    empty()
    described = out / "library.json"
    data = json.loads(described.read_text())
    if damage == "content":
        next((out / "files").iterdir()).write_bytes(b"Other words.")
    elif damage == "missing":
        next((out / "files").iterdir()).unlink()
    elif damage == "json":
        described.write_text("{")
    elif damage == "format":
        described.write_text(json.dumps(data | {"format": 99}))
    else:
        data["resources"][0]["uses"].append({"remit": "fishing", "use": ""})
        described.write_text(json.dumps(data))
    said = {
        "content": "is not what was exported", "missing": "is missing", "format": "another version of the software",
        "json": "is damaged", "term": "no remit “fishing”",
    }  # fmt: skip
    _, errors, is_well = bring(out, "--apply")
    assert (said[damage] in errors, is_well) == (True, False)
    assert not Resource.objects.filter(versions=None).exists()
    assert Resource.objects.count() == {"content": Resource.objects.count(), "term": 2}.get(damage, 0)


class CutShort(Exception):
    """Raised to simulate a power cut."""


class Writes:
    """Count the statements that write, and raise CutShort at one of them (`connection.execute_wrapper`)."""

    def __init__(self, end_at: int | None = None) -> None:
        self.count, self.end_at = 0, end_at

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            self.count += 1
            if self.count == self.end_at:
                raise CutShort
        return execute(sql, params, many, context)


STOPS = 3  # places, spread over the whole import


def test_an_import_interrupted_anywhere_shows_nothing_private_and_continues(tmp_path, curator, client, sign_in):
    fill_library(curator)
    circle_card, old_card = (Resource.objects.get(title=title).slug for title in ("Circle card", "Old card"))
    outsider, expected = MemberFactory(), as_json(library_data())
    call_command("export_library", tmp_path / "out", stdout=io.StringIO())
    empty()
    with transaction.atomic(), connection.execute_wrapper(whole := Writes()):
        bring(tmp_path / "out", "--apply")
        transaction.set_rollback(True)
    assert whole.count > STOPS
    for end_at in range(1, whole.count + 1, max(1, whole.count // STOPS)):
        with transaction.atomic():
            with connection.execute_wrapper(Writes(end_at)), suppress(CutShort):
                bring(tmp_path / "out", "--apply")
            for reader in (Client(), sign_in(outsider)):
                for address in ("/library/", "/search/?q=card", "/library/feed/rss/", "/sitemap.xml"):
                    assert "Circle card" not in body_of(reader.get(address)).decode(), (end_at, address)
                assert reader.get(f"/library/{circle_card}/").status_code == 404, end_at
                assert b"same.txt" not in reader.get(f"/library/{old_card}/").content, end_at
            bring(tmp_path / "out", "--apply")
            assert as_json(library_data()) == expected, end_at
            transaction.set_rollback(True)
