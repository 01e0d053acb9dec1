"""Coordinators may enter the day when they called a helpline: on a new site nobody else can."""

from importlib import import_module

from django.db import migrations

_permissions = import_module("ratsite.pages.migrations.0003_permissions")._permissions


def grant(apps, schema_editor):
    coordinators, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Coordinators")
    coordinators.permissions.add(*_permissions(apps, "pages", ["view_helpline", "change_helpline"]))


class Migration(migrations.Migration):
    dependencies = [("pages", "0007_published_contacts")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
