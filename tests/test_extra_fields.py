"""Fields that a form does not have change nothing, on any model (mass assignment)."""

import re
from collections.abc import Container, Iterable, Iterator
from unittest.mock import patch

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.template import Context
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from forum.forms import post as _post  # noqa: F401 so that every form is imported
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from tests.crawl import body_of
from tests.test_second_step_on_pages import SENT, places, signed_in

pytestmark = pytest.mark.django_db

APPS = ("ratsite.", "forum", "library", "django.contrib.auth")
# Different each time that it is made, or a number of something that is.
VOLATILE = (models.UUIDField, models.DateTimeField, models.FileField)
VOLATILE_NAMES = {"digest", "fingerprint", "content", "text", "password", "token", "code_hash", "place"}
CHANCE = {"network.Circle": {"slug"}, "library.ResourceFile": {"stored_file"}}
# A draft holds whatever was sent, and a form shows of it only its own fields.
KEPT_AS_SENT = {"forum.Draft": {"fields"}}
INPUTS = re.compile(r'\bname="([\w-]+)"')
LEAST_SAVED = 20  # addresses whose form saves something, or this test would show little


def own_models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_config.name.startswith(APPS) and model._meta.managed]


WRITES = re.compile(r'^(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


def rows(tables: Container[str] | None = None) -> dict[str, list[tuple]]:
    """Return all rows, or those of these tables, without columns that differ from one run to the next."""
    found = {}
    for model in own_models():
        if tables is not None and model._meta.db_table not in tables:
            continue
        label = model._meta.label
        left_out = VOLATILE_NAMES | CHANCE.get(label, set()) | KEPT_AS_SENT.get(label, set())
        columns = [
            field.attname
            for field in model._meta.local_fields
            if not isinstance(field, VOLATILE) and field.name not in left_out
        ]
        found[label] = sorted(model._base_manager.values_list(*columns), key=repr)  # some numbers are by chance
    return found


def hostile(field: models.Field, person: User) -> str | None:
    """Return a value that this column accepts and an attacker might want there."""
    if field.choices:
        return str([value for value, _ in field.flatchoices][-1])
    if isinstance(field, models.BooleanField):
        return "on"
    if field.many_to_many or field.is_relation:
        return str(person.pk)
    if isinstance(field, models.IntegerField):
        return "9"
    if isinstance(field, models.DateTimeField):
        return "2031-01-01 00:00"
    if isinstance(field, models.DateField):
        return "2031-01-01"
    return "evil@evil.example" if isinstance(field, models.EmailField) else "evil"


def columns(person: User) -> Iterator[tuple[str, str]]:
    for model in own_models():
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            for name in {field.name, field.attname}:
                yield name, hostile(field, person)


def forms_of(response: HttpResponse) -> list[forms.BaseForm]:
    """Return the forms that a page shows."""
    contexts = [response.context] if isinstance(response.context, Context) else response.context or []
    values = [value for context in contexts for one in context for value in one.values()]
    return [value for value in values if isinstance(value, forms.BaseForm)]


def fields_of(form: forms.BaseForm) -> set[str]:
    """Return the form's fields, and those of its class that are left out here and must be refused."""
    return {*form.fields, *getattr(form, "base_fields", ())}


def filled(response: HttpResponse) -> dict[str, object]:
    """Return what a browser sends for the page's forms, with text in required fields."""
    values: dict[str, object] = {}
    for form in forms_of(response):
        for bound in form:
            value = bound.value()
            if value in (None, "", []) and bound.field.required:
                value = SENT.get(bound.name, "Words.")
            if value not in (None, "", [], False) and not hasattr(value, "read"):
                values[bound.html_name] = value
    return values


def declared() -> set[str]:
    """Return the fields of all our forms, because a view without a page might read any of them."""

    def below(kind: type) -> Iterator[type]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return {name for form in below(forms.BaseForm) for name in getattr(form, "base_fields", {})}


class Written:
    """Collects the tables to which SQL statements write (`connection.execute_wrapper`)."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        if found := WRITES.match(sql.lstrip()):
            self.tables.add(found[1])
        elif not sql.lstrip().startswith(READS):
            raise AssertionError(f"This may write to a table that nobody looks at: {sql[:80]}")
        return execute(sql, params, many, context)


READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "PRAGMA", "EXECUTE", "PREPARE", "(", "LOCK")


def restart_numbers(tables: Container[str]) -> None:
    """Reset the id sequences, because PostgreSQL does not give ids back after a rollback.

    SQLite does, so its list of statements is empty.
    """
    models_written = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]
    statements = connection.ops.sequence_reset_sql(no_style(), models_written)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def saved_by(client: Client, address: str, data: dict) -> dict[str, list[tuple]]:
    """Send this; return the rows of all tables that were written to, and roll back."""
    cookies, written = dict(client.cookies), Written()
    with transaction.atomic():
        with connection.execute_wrapper(written):
            client.post(address, data)
        found = rows(written.tables)
        transaction.set_rollback(True)
    restart_numbers(written.tables)
    client.cookies.update(cookies)
    return found


def differing(one: dict[str, list[tuple]], other: dict[str, list[tuple]]) -> list[str]:
    return [label for label in one.keys() | other.keys() if one.get(label) != other.get(label)]


def addresses(world) -> Iterable[str]:
    """Return one address of every view."""
    return {
        resolve(address.partition("?")[0]).view_name: address.partition("?")[0] for address in places(world)
    }.values()


@pytest.fixture
def person(world) -> User:
    """A steward with every role, in the circle, who wrote most of the content."""
    found = world.people["author"]
    found.groups.set(Group.objects.filter(name__in=Role.values))
    return found


def test_fields_that_a_form_does_not_have_change_nothing(world, person):
    client, other = signed_in(person, True), world.people["outsider"]
    client.raise_request_exception = False
    extra, known, now = dict(columns(other)), declared(), timezone.now()
    saved, changed = set(), []
    # Before the first of two writes too: earlier tests may have taken numbers and given back the rows.
    restart_numbers({model._meta.db_table for model in own_models()})
    with patch("django.utils.timezone.now", lambda: now):
        before = rows()
        for address in addresses(world):
            page = client.get(address)
            text = body_of(page).decode("utf-8", "replace")
            sent = SENT | filled(page) if page.status_code == 200 else SENT
            shown = known
            if page.status_code == 200:
                shown = {*INPUTS.findall(text), *(name for form in forms_of(page) for name in fields_of(form))}
            plain = saved_by(client, address, sent)
            if any(before[label] != stored for label, stored in plain.items()):
                saved.add(address)
                more = {name: value for name, value in extra.items() if name not in sent and name not in shown}
                with_more = saved_by(client, address, more | sent)
                changed += [f"{address}: {label}" for label in differing(before | plain, before | with_more)]
    assert "\n".join(changed) == ""
    assert len(saved) >= LEAST_SAVED
