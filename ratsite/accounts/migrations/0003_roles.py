from django.db import migrations

ROLES = ["Moderators", "Curators", "Editors", "Coordinators"]


def create_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_agency_and_groups"),
        # Wagtail makes groups called Moderators and Editors of its own: ours take them over.
        ("wagtailcore", "0002_initial_data"),
    ]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
