import django.db.models.deletion
import ratsite.files.models
import ratsite.privacy.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('making', 'Being made'), ('ready', 'Ready'), ('failed', 'Could not be made')], default='making', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('content', models.FileField(blank=True, storage=ratsite.files.models.private_storage, upload_to=ratsite.privacy.models.copy_path)),
                ('size', models.PositiveBigIntegerField(default=0, help_text='bytes')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='data_copy', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'data copies',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['making', 'failed']), models.Q(('expires_at__isnull', False), ('state', 'ready'), models.Q(('content', ''), _negated=True)), _connector='OR'), name='data_copy_ready_has_a_file')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('posts', models.CharField(choices=[('keep', 'Keep my posts, but without my name. Readers see “a former member”, my kind of agency, and my role if others have it too.'), ('take', 'Delete the text of my posts too. Readers see an empty place.')], default='keep', max_length=4, verbose_name='what happens to the posts')),
                ('state', models.CharField(choices=[('asked', 'Requested'), ('taken_back', 'Withdrawn'), ('running', 'Being deleted'), ('done', 'Deleted')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('coordinator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'running'])), fields=('person',), name='erasure_one_open_a_person'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'taken_back']), models.Q(('coordinator__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='erasure_started_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('until', models.DateField(blank=True, null=True)),
                ('placed_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legal_holds', to=settings.AUTH_USER_MODEL)),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person',), name='legal_hold_one_a_person')],
            },
        ),
    ]
