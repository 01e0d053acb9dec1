import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='KnownFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=100, unique=True)),
                ('since', models.DateTimeField()),
                ('told_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['since'],
            },
        ),
        migrations.CreateModel(
            name='OperationRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('backup', 'Backup'), ('check', 'Backup restored into a temporary place and compared'), ('quick check', 'New backup checked with a one-time key'), ('restore', 'Site restored from a backup'), ('upgrade', 'Upgrade'), ('rollback', 'Return to the previous version')], max_length=20, verbose_name='what')),
                ('outcome', models.CharField(choices=[('running', 'Started but not finished'), ('done', 'Done'), ('failed', 'Failed')], default='running', max_length=20, verbose_name='outcome')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('by', models.CharField(blank=True, max_length=100, verbose_name='who')),
                ('figures', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='figures')),
                ('detail', models.TextField(blank=True, verbose_name='detail')),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('outcome', 'running')), models.Q(models.Q(('outcome', 'running'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='operation_finished_has_a_time')],
            },
        ),
    ]
