
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0002_fulltext'),
        ('network', '0003_vocabulary'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutdatedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ResourceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('published', 'Published'), ('still_right', 'Still right'), ('amended', 'Amended'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn'), ('back', 'Back in the library'), ('asked', 'Put under review')], max_length=12)),
                ('state', models.CharField(choices=[('waiting', 'Waits for a second person'), ('done', 'Done'), ('refused', 'Not confirmed')], default='done', max_length=10)),
                ('checked_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('next_due_on', models.DateField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['checked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('why', models.CharField(max_length=500)),
                ('suggested_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waits for a curator'), ('taken', 'Taken up'), ('declined', 'Declined'), ('known', 'In the library already'), ('withdrawn', 'Withdrawn by you')], default='waiting', max_length=10)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-suggested_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='resource',
            name='trashed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'trashed'), ('trashed_at__isnull', False)), models.Q(models.Q(('state', 'trashed'), _negated=True), ('trashed_at', None)), _connector='OR'), name='resource_trashed_has_date'),
        ),
        migrations.AddField(
            model_name='outdatedreport',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='outdatedreport',
            name='resource',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outdated_reports', to='library.resource'),
        ),
        migrations.AddField(
            model_name='resourcecheck',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency'),
        ),
        migrations.AddField(
            model_name='resourcecheck',
            name='checked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='resourcecheck',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='resourcecheck',
            name='instead',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='library.resource'),
        ),
        migrations.AddField(
            model_name='resourcecheck',
            name='resource',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='library.resource'),
        ),
        migrations.AddField(
            model_name='outdatedreport',
            name='answer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='library.resourcecheck'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='resource',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestions', to='library.resource'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='suggested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='resourcecheck',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('resource',), name='check_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='resourcecheck',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('checked_by')), _negated=True), _connector='OR'), name='check_second_is_another'),
        ),
        migrations.AddConstraint(
            model_name='resourcecheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'withdrawn'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='check_withdrawn_says_why'),
        ),
        migrations.AddConstraint(
            model_name='outdatedreport',
            constraint=models.UniqueConstraint(condition=models.Q(('answer', None), ('person__isnull', False)), fields=('resource', 'person'), name='report_one_open'),
        ),
        migrations.AddConstraint(
            model_name='outdatedreport',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('words', ''), _connector='OR'), name='report_words_of_members'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='suggestion_declined_says_why'),
        ),
    ]
