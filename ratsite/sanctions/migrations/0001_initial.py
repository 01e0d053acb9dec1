import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_message', models.BooleanField(default=False)),
                ('text', models.CharField(max_length=2000)),
                ('submission', models.UUIDField(editable=False, unique=True)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steward_notes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_has_text'), models.CheckConstraint(condition=models.Q(('author', models.F('person')), _negated=True), name='note_not_about_oneself')],
            },
        ),
        migrations.CreateModel(
            name='Sanction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pre_moderate', 'Pre-moderate: a moderator reads everything they post before it is published'), ('silence', 'Silence: they can read, but not write'), ('exclude', 'Exclude: they cannot sign in')], max_length=12)),
                ('reason', models.CharField(max_length=500)),
                ('imposed_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_because', models.CharField(blank=True, max_length=500)),
                ('appeal', models.CharField(blank=True, max_length=1000)),
                ('appealed_at', models.DateTimeField(blank=True, null=True)),
                ('appeal_outcome', models.CharField(blank=True, choices=[('lifted', 'The appeal was right'), ('stands', 'The decision has not changed')], max_length=6)),
                ('appeal_answer', models.CharField(blank=True, max_length=500)),
                ('appeal_decided_at', models.DateTimeField(blank=True, null=True)),
                ('appeal_decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('imposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sanctions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('appeal_outcome', ''), ('appealed_at__isnull', False)), fields=['appealed_at'], name='sanction_appeals')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('person', 'kind'), name='sanction_one_open_of_a_kind'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='sanction_has_reason'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('imposed_at'))), name='sanction_ends_later'), models.CheckConstraint(condition=models.Q(('imposed_by', models.F('person')), _negated=True), name='sanction_not_of_oneself'), models.CheckConstraint(condition=models.Q(('closed_by', None), models.Q(('closed_because', ''), _negated=True), _connector='OR'), name='sanction_lifted_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('appeal', ''), ('appealed_at', None)), models.Q(('appealed_at__isnull', False), models.Q(('appeal', ''), _negated=True)), _connector='OR'), name='sanction_appeal_has_text'), models.CheckConstraint(condition=models.Q(models.Q(('appeal_decided_by', None), ('appeal_outcome', '')), models.Q(models.Q(('appeal_outcome', ''), _negated=True), models.Q(('appeal_answer', ''), _negated=True), ('appealed_at__isnull', False)), _connector='OR'), name='sanction_appeal_decided_with_answer')],
            },
        ),
    ]
