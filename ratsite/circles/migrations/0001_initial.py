import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('waits', 'Waiting'), ('opened', 'Opened to readers'), ('sent_back', 'Sent back'), ('over', 'No longer needed, because the text was changed again'), ('mended', 'No longer needed, because the contact details were removed')], default='waits', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('added', models.JSONField()),
                ('removed', models.JSONField()),
                ('why', models.CharField(max_length=500)),
                ('is_join', models.BooleanField(default=False)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='access_changes', to='network.agency')),
                ('circle', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='access_changes', to='network.circle')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.remit')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agency', None), ('circle__isnull', False)), models.Q(('agency__isnull', False), ('circle', None)), _connector='OR'), name='access_change_about_one_thing'), models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='access_change_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'sent_back'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='access_change_refused_says_why'), models.UniqueConstraint(condition=models.Q(('outcome', 'waits')), fields=('circle',), name='access_change_one_waits_a_circle'), models.UniqueConstraint(condition=models.Q(('outcome', 'waits')), fields=('agency',), name='access_change_one_waits_an_agency')],
            },
        ),
    ]
