"""How resources are used: files to ask for, downloads, field notes and reading lists."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0005_duplicates'),
        ('network', '0003_vocabulary'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='resourcefile',
            name='is_on_request',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='resourcefile',
            name='label',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.CreateModel(
            name='ReadingList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('about', models.TextField(blank=True, max_length=500)),
                ('readers', models.CharField(choices=[('owner', 'Only you'), ('circle', 'One of your circles'), ('members', 'All members')], default='owner', max_length=8)),
                ('made_at', models.DateTimeField()),
                ('circle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.circle')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReadingListItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveIntegerField(default=0)),
                ('reading_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='library.readinglist')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='library.resource')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waits', 'Waiting for an answer'), ('granted', 'Granted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('ended', 'Ended early')], default='waits', max_length=10)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('decided_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='library.resourcefile')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waits')), fields=('file', 'asked_by'), name='access_request_one_waits'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'granted'), _negated=True), ('ends_at__isnull', False), _connector='OR'), name='access_request_granted_ends'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('declined', 'ended')), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='access_request_refused_says_why')],
            },
        ),
        migrations.CreateModel(
            name='FieldNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('waits', 'Waiting'), ('opened', 'Opened to readers'), ('sent_back', 'Sent back'), ('over', 'Not needed any more: the text was changed again'), ('mended', 'Not needed any more: the contact details were removed')], default='waits', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('is_by_role', models.BooleanField(default=False)),
                ('kind', models.CharField(choices=[('helped', 'It helped'), ('snag', 'There was a snag'), ('local', 'We do it differently here')], max_length=8)),
                ('text', models.CharField(max_length=500)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='field_notes', to='library.resource')),
                ('spoken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'sent_back'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='field_note_sent_back_says_why')],
            },
        ),
        migrations.CreateModel(
            name='FileDownload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('downloaded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='file_downloads', to='library.resourcefile')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='file_downloads', to='library.resource')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['file', 'person', 'downloaded_at'], name='file_download_lately')],
            },
        ),
        migrations.AddConstraint(
            model_name='readinglist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('circle__isnull', False), ('readers', 'circle')), models.Q(models.Q(('readers', 'circle'), _negated=True), ('circle', None)), _connector='OR'), name='reading_list_circle_exactly_when_for_one'),
        ),
        migrations.AddConstraint(
            model_name='readinglistitem',
            constraint=models.UniqueConstraint(fields=('reading_list', 'resource'), name='reading_list_resource_once'),
        ),
    ]
