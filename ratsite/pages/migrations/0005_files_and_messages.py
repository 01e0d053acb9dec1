"""Files of public pages; what the site's roles may do with them."""

import django.db.models.deletion
import modelsearch.index
import ratsite.pages.fields
import uuid
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def grant(apps, schema_editor):
    """Let editors keep the files. Permissions are made after the last migration of all, and are needed now."""
    config = apps.get_app_config("pages")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    editors = apps.get_model("auth", "Group").objects.get(name="Editors")
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="pages")
    editors.permissions.add(*permissions.filter(codename__endswith="_pagefile"))


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_fulltext'),
        ('pages', '0004_get_help_questions'),
    ]

    operations = [
        migrations.AddField(
            model_name='eventpage',
            name='materials',
            field=ratsite.pages.fields.DownloadsField(blank=True),
        ),
        migrations.CreateModel(
            name='PageFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(help_text='The words of the link, such as: Slides of the workshop.', max_length=150)),
                ('stored_file', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='page_file', to='files.storedfile')),
            ],
            options={
                'verbose_name': 'file',
                'ordering': ['-stored_file__created_at'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.DeleteModel(
            name='EventMaterial',
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
