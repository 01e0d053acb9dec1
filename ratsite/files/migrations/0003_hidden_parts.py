import django.db.models.deletion
from django.db import migrations, models


def read_again(apps, schema_editor):
    """Let the schedule read all files again: texts stored so far hold hidden words too."""
    apps.get_model("files", "FileText").objects.all().delete()
    apps.get_model("files", "StoredFile").objects.update(text_read_at=None)


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_fulltext'),
    ]

    operations = [
        migrations.AddField(
            model_name='filetext',
            name='sheet',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='page_count',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='text_status',
            field=models.CharField(blank=True, choices=[('whole', 'All of its text can be searched'), ('part', 'Only part of its text can be searched'), ('scan', 'A scan or picture, without text to search'), ('unread', 'Its text cannot be read')], max_length=6),
        ),
        migrations.CreateModel(
            name='HiddenPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('title', 'Title in its properties'), ('metadata', 'Author or other properties'), ('comment', 'Comment'), ('change', 'Tracked change'), ('slide', 'Hidden slide'), ('sheet', 'Hidden sheet'), ('row', 'Hidden row'), ('column', 'Hidden column'), ('text', 'Hidden text'), ('notes', 'Speaker notes'), ('camera', 'Where or with what a picture was taken'), ('embedded', 'File inside the file'), ('macro', 'Macro or script'), ('link', 'Link that loads something from elsewhere'), ('covered', 'Text under a box or picture'), ('attachment', 'Attached file'), ('form', 'What was typed into a form'), ('layer', 'Hidden layer'), ('other', 'Other words that the pages do not show')], max_length=10)),
                ('place', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('stored_file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hidden_parts', to='files.storedfile')),
            ],
            options={
                'ordering': ['stored_file', 'pk'],
            },
        ),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
