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
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('content', models.FileField(storage=ratsite.files.models.private_storage, upload_to=ratsite.files.models.storage_path)),
                ('thumbnail', models.FileField(blank=True, storage=ratsite.files.models.private_storage, upload_to=ratsite.files.models.thumbnail_path)),
                ('size', models.PositiveBigIntegerField()),
                ('media_type', models.CharField(max_length=100)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('state', models.CharField(choices=[('quarantined', 'Being checked'), ('clean', 'Checked'), ('refused', 'Refused')], default='quarantined', max_length=12)),
                ('refusal', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('text_read_at', models.DateTimeField(blank=True, null=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='FileText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.PositiveIntegerField()),
                ('text', models.TextField()),
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
            model_name='filetext',
            constraint=models.UniqueConstraint(fields=('stored_file', 'page'), name='file_text_once_a_page'),
        ),
    ]
