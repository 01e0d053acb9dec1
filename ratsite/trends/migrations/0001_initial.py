import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('forum', '0001_initial'),
        ('library', '0001_initial'),
        ('network', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Briefing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('trend', 'Team briefing on a trend'), ('outcome', 'Team briefing made from a topic'), ('resource', 'Team briefing on a resource'), ('advice', 'Advice to a safeguarding partnership')], max_length=8)),
                ('title', models.CharField(max_length=120)),
                ('what', models.TextField(max_length=700)),
                ('why_here', models.TextField(max_length=700)),
                ('look_for', models.TextField(max_length=700)),
                ('monday', models.CharField(max_length=160)),
                ('monday_how', models.TextField(blank=True, max_length=300)),
                ('ring', models.TextField(max_length=700)),
                ('questions', models.TextField(max_length=700)),
                ('marking', models.CharField(choices=[('clear', 'Share it with anyone'), ('green', 'Share it inside the network'), ('amber_strict', 'Keep it inside your own agency'), ('red', 'Only the people named here')], default='green', max_length=12)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('waiting', 'Waiting for a signature'), ('published', 'Published'), ('taken_back', 'Sent back to its author')], default='draft', max_length=10)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_why', models.CharField(blank=True, max_length=300)),
                ('review_due_on', models.DateField()),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='library.resource')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.topic')),
            ],
            options={
                'verbose_name': 'briefing',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='BriefingUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('used_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.agency')),
                ('briefing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='trends.briefing')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OfficialRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(choices=[('referrals', 'NRM referrals in the UK'), ('reasonable', 'NRM reasonable grounds decisions'), ('conclusive', 'NRM conclusive grounds decisions'), ('duty', 'Duty to notify reports'), ('forces', 'NRM referrals to police forces of the region')], max_length=12)),
                ('published_on', models.DateField()),
                ('date_basis', models.CharField(choices=[('published', 'published on this day'), ('copied', 'copied on this day, but published earlier')], default='published', max_length=10)),
                ('source', models.CharField(max_length=300)),
                ('licence', models.CharField(max_length=120)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('imported_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'release of official figures',
                'ordering': ('series', 'published_on'),
                'constraints': [models.UniqueConstraint(fields=('series', 'published_on'), name='official_release_once')],
            },
        ),
        migrations.CreateModel(
            name='OfficialFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(choices=[('referrals', 'NRM referrals in the UK'), ('reasonable', 'NRM reasonable grounds decisions'), ('conclusive', 'NRM conclusive grounds decisions'), ('duty', 'Duty to notify reports'), ('forces', 'NRM referrals to police forces of the region')], max_length=12)),
                ('year', models.PositiveSmallIntegerField()),
                ('quarter', models.PositiveSmallIntegerField()),
                ('force', models.CharField(blank=True, max_length=80)),
                ('form', models.CharField(blank=True, max_length=120)),
                ('age', models.CharField(blank=True, max_length=10)),
                ('sex', models.CharField(blank=True, max_length=40)),
                ('location', models.CharField(blank=True, max_length=60)),
                ('decision', models.CharField(blank=True, max_length=10)),
                ('value', models.PositiveIntegerField()),
                ('is_latest', models.BooleanField(default=True)),
                ('revises', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revised_by', to='trends.officialfigure')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='trends.officialrelease')),
            ],
            options={
                'verbose_name': 'official figure',
                'ordering': ('series', 'year', 'quarter', 'force', 'form', 'age', 'sex', 'location', 'decision'),
            },
        ),
        migrations.AddConstraint(
            model_name='briefing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), ('asked_at__isnull', False), _connector='OR'), name='briefing_waiting_was_asked'),
        ),
        migrations.AddConstraint(
            model_name='briefing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='briefing_published_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='briefing',
            constraint=models.CheckConstraint(condition=models.Q(('signed_by', None), models.Q(('signed_by', models.F('author')), _negated=True), _connector='OR'), name='briefing_signed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='briefing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken_back'), _negated=True), models.Q(('taken_back_why', ''), _negated=True), _connector='OR'), name='briefing_taken_back_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='briefing',
            constraint=models.CheckConstraint(condition=models.Q(('marking__in', ['clear', 'green'])), name='briefing_is_open'),
        ),
        migrations.AddConstraint(
            model_name='briefinguse',
            constraint=models.UniqueConstraint(fields=('briefing', 'agency'), name='briefing_used_once_an_agency'),
        ),
        migrations.AddConstraint(
            model_name='officialfigure',
            constraint=models.UniqueConstraint(fields=('release', 'year', 'quarter', 'force', 'form', 'age', 'sex', 'location', 'decision'), name='official_figure_once_a_release'),
        ),
        migrations.AddConstraint(
            model_name='officialfigure',
            constraint=models.UniqueConstraint(condition=models.Q(('is_latest', True)), fields=('series', 'year', 'quarter', 'force', 'form', 'age', 'sex', 'location', 'decision'), name='official_figure_latest'),
        ),
        migrations.AddConstraint(
            model_name='officialfigure',
            constraint=models.CheckConstraint(condition=models.Q(('quarter__lte', 4)), name='official_figure_quarter'),
        ),
        migrations.AddConstraint(
            model_name='officialfigure',
            constraint=models.CheckConstraint(condition=models.Q(('revises', models.F('pk')), _negated=True), name='official_figure_revises_another'),
        ),
    ]
