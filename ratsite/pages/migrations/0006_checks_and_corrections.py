"""Checks and corrections of pages, pages for remits; the database refuses to change a correction."""

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import ratsite.pages.fields
from django.db import migrations, models
from ratsite.lib.db.append_only import operation


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0003_vocabulary'),
        ('pages', '0005_files_and_messages'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='DueReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, unique=True)),
                ('sent_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='eventpage',
            name='booking_link',
            field=models.CharField(blank=True, help_text='Such as /contact/. Shown as a button until the event is over.', max_length=300, validators=[django.core.validators.RegexValidator('^(/(?![/\\\\])|https://)\\S*$', 'Enter a path on this site, such as /contact/, or an address that starts with https://')], verbose_name='where to book'),
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrected_at', models.DateTimeField()),
                ('text', models.TextField(max_length=600)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='wagtailcore.page')),
            ],
            options={
                'verbose_name': 'correction',
                'ordering': ['-corrected_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EarlierVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('correction', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='earlier', to='pages.correction')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PageReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(max_length=120, verbose_name='who looks after this page')),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField(verbose_name='check again by')),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='wagtailcore.page')),
            ],
            options={
                'verbose_name': 'page review',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SectorPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='One to three sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
                ('body', ratsite.pages.fields.BodyField(blank=True)),
                ('reading_minutes', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('figures', ratsite.pages.fields.FiguresField(blank=True)),
                ('remit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
            ],
            options={
                'verbose_name': 'why this is your work: one remit',
                'verbose_name_plural': 'why this is your work: remits',
            },
            bases=('wagtailcore.page',),
        ),
        operation("pages_correction"),
    ]
