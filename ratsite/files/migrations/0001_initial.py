import django.db.models.deletion
import ratsite.files.models
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
            name='OrphanedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300)),
                ('size', models.PositiveBigIntegerField()),
            ],
            options={
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='FaultyPath',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300)),
                ('fault', models.CharField(choices=[('missing', 'Missing'), ('altered', 'Altered')], max_length=8)),
            ],
            options={
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('content', models.FileField(storage=ratsite.files.models.private_storage, upload_to=ratsite.files.models.storage_path)),
                ('thumbnail', models.FileField(blank=True, storage=ratsite.files.models.private_storage, upload_to=ratsite.files.models.thumbnail_path)),
                ('thumbnail_page', models.PositiveIntegerField(default=1)),
                ('size', models.PositiveBigIntegerField()),
                ('media_type', models.CharField(max_length=100)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('state', models.CharField(choices=[('quarantined', 'Being checked'), ('clean', 'Checked'), ('refused', 'Refused')], default='quarantined', max_length=12)),
                ('refusal', models.CharField(blank=True, max_length=300)),
                ('is_mendable', models.BooleanField(default=False)),
                ('replaced_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('text_read_at', models.DateTimeField(blank=True, null=True)),
                ('text_status', models.CharField(blank=True, choices=[('whole', 'All of its text can be searched'), ('part', 'Only part of its text can be searched'), ('scan', 'A scan or picture, without text to search'), ('unread', 'Its text cannot be read')], max_length=6)),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('verified_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('fault', models.CharField(blank=True, choices=[('missing', 'Missing'), ('altered', 'Altered')], max_length=8)),
                ('clean_copy_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='clean_copies', to='files.storedfile')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='SavedUpload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('content', models.FileField(storage=ratsite.files.models.private_storage, upload_to=ratsite.files.models.storage_path)),
                ('size', models.PositiveBigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HiddenPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('title', 'Title in its properties'), ('metadata', 'Author or other properties'), ('comment', 'Comment'), ('change', 'Tracked change'), ('slide', 'Hidden slide'), ('sheet', 'Hidden sheet'), ('row', 'Hidden row'), ('column', 'Hidden column'), ('text', 'Hidden text'), ('notes', 'Speaker notes'), ('camera', 'Where a picture was taken, or with which camera'), ('embedded', 'File inside the file'), ('macro', 'Macro or script'), ('link', 'Link that loads something from elsewhere'), ('covered', 'Text under a box or picture'), ('picture', 'Picture under a box or another picture'), ('attachment', 'Attached file'), ('form', 'What was typed into a form'), ('layer', 'Hidden layer'), ('other', 'Other words that the pages do not show')], max_length=10)),
                ('place', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('cleared_at', models.DateTimeField(blank=True, null=True)),
                ('cleared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stored_file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hidden_parts', to='files.storedfile')),
            ],
            options={
                'ordering': ['stored_file', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FileText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('sheet', models.CharField(blank=True, max_length=100)),
                ('stored_file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='files.storedfile')),
            ],
            options={
                'ordering': ['stored_file', 'page'],
            },
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refusal', ''), _negated=True), _connector='OR'), name='stored_file_refused_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=models.CheckConstraint(condition=models.Q(('is_mendable', False), ('state', 'refused'), _connector='OR'), name='stored_file_mendable_is_refused'),
        ),
        migrations.AddConstraint(
            model_name='hiddenpart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cleared_at', None), ('cleared_by', None), ('reason', '')), models.Q(models.Q(('reason', ''), _negated=True), ('cleared_at__isnull', False), ('cleared_by__isnull', False)), _connector='OR'), name='hidden_part_cleared_says_why'),
        ),
        migrations.AddConstraint(
            model_name='filetext',
            constraint=models.UniqueConstraint(fields=('stored_file', 'page'), name='file_text_once_a_page'),
        ),
    ]
