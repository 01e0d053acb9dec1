"""Files of public pages, answers to visitors' messages, and what the roles may do in the CMS."""

import django.db.models.deletion
import modelsearch.index
import ratsite.pages.fields
import uuid
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def grant(apps, schema_editor):
    """Let editors keep the files, and nobody read visitors' messages in the CMS.

    Django makes permissions after the last migration of all; these are needed now.
    """
    config = apps.get_app_config("pages")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    editors = apps.get_model("auth", "Group").objects.get(name="Editors")
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="pages")
    editors.permissions.add(*permissions.filter(codename__endswith="_pagefile"))
    permissions.filter(codename__endswith="_contactmessage").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_fulltext'),
        ('pages', '0004_get_help_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.AlterModelOptions(
            name='contactmessage',
            options={'default_permissions': (), 'ordering': ['-received_at', '-pk']},
        ),
        migrations.AddField(
            model_name='contactmessage',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='contactmessage',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='contactmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='contact_message_answered_by_somebody'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
