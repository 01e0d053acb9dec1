import django.core.validators
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
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Given up'), ('dropped', 'Not sent, because there was nothing new left to tell you')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('try_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('is_server_away', models.BooleanField(default=False)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='MailChoices',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_stopped', models.BooleanField(default=False, verbose_name='stop all emails about what is new')),
                ('rhythm', models.CharField(choices=[('daily', 'Once a day'), ('weekly', 'Once a week')], default='daily', max_length=8, verbose_name='how often')),
                ('hour', models.PositiveSmallIntegerField(choices=[(0, '00:00'), (1, '01:00'), (2, '02:00'), (3, '03:00'), (4, '04:00'), (5, '05:00'), (6, '06:00'), (7, '07:00'), (8, '08:00'), (9, '09:00'), (10, '10:00'), (11, '11:00'), (12, '12:00'), (13, '13:00'), (14, '14:00'), (15, '15:00'), (16, '16:00'), (17, '17:00'), (18, '18:00'), (19, '19:00'), (20, '20:00'), (21, '21:00'), (22, '22:00'), (23, '23:00')], default=8, verbose_name='at')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='on')),
                ('quiet_from', models.PositiveSmallIntegerField(choices=[(0, '00:00'), (1, '01:00'), (2, '02:00'), (3, '03:00'), (4, '04:00'), (5, '05:00'), (6, '06:00'), (7, '07:00'), (8, '08:00'), (9, '09:00'), (10, '10:00'), (11, '11:00'), (12, '12:00'), (13, '13:00'), (14, '14:00'), (15, '15:00'), (16, '16:00'), (17, '17:00'), (18, '18:00'), (19, '19:00'), (20, '20:00'), (21, '21:00'), (22, '22:00'), (23, '23:00')], default=18, verbose_name='no emails from')),
                ('quiet_until', models.PositiveSmallIntegerField(choices=[(0, '00:00'), (1, '01:00'), (2, '02:00'), (3, '03:00'), (4, '04:00'), (5, '05:00'), (6, '06:00'), (7, '07:00'), (8, '08:00'), (9, '09:00'), (10, '10:00'), (11, '11:00'), (12, '12:00'), (13, '13:00'), (14, '14:00'), (15, '15:00'), (16, '16:00'), (17, '17:00'), (18, '18:00'), (19, '19:00'), (20, '20:00'), (21, '21:00'), (22, '22:00'), (23, '23:00')], default=8, verbose_name='until')),
                ('is_quiet_at_weekends', models.BooleanField(default=True, verbose_name='no emails on Saturdays and Sundays')),
                ('ceiling', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='at most')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=20)),
                ('item_id', models.BigIntegerField()),
                ('group', models.CharField(max_length=40)),
                ('position', models.PositiveIntegerField(default=0)),
                ('verb', models.CharField(max_length=20)),
                ('why', models.CharField(max_length=20)),
                ('why_word', models.CharField(blank=True, max_length=80)),
                ('level', models.CharField(choices=[('off', 'Off'), ('catch_up', 'Only on my catch-up page'), ('digest', 'Notification and summary email'), ('at_once', 'Notification and immediate email')], max_length=10)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(choices=[('due', 'Waiting for its time'), ('posted', 'Passed on to be sent'), ('skipped', 'Not emailed')], default='due', max_length=10)),
                ('skip', models.CharField(blank=True, choices=[('stopped', 'You have stopped all emails about what is new.'), ('unwanted', 'You had chosen fewer emails about it before this one was due.'), ('read', 'You had read it here before the email was due.'), ('earlier', 'You had not come back since the last email about the same topic.'), ('ceiling', 'You had reached your limit of emails for that week.'), ('gone', 'It was withdrawn, or you could no longer read it.'), ('closed', 'You were not a member at that time.'), ('site', 'We show it on this site only, not by email.'), ('own', 'We sent you a separate email about it.'), ('bounced', 'Your email address did not accept our emails.')], max_length=10)),
                ('ready_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('mail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notifications', to='notifications.mail')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['try_at'], name='mail_waiting'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person', 'created_at'], name='mail_of_a_week'),
        ),
        migrations.AddConstraint(
            model_name='mailchoices',
            constraint=models.CheckConstraint(condition=models.Q(('hour__lt', 24), ('quiet_from__lt', 24), ('quiet_until__lt', 24), ('weekday__lt', 7)), name='mail_choices_hours_exist'),
        ),
        migrations.AddConstraint(
            model_name='mailchoices',
            constraint=models.CheckConstraint(condition=models.Q(('ceiling__range', (1, 50))), name='mail_choices_ceiling_in_range'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['person', 'group'], name='notification_unread'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('outcome', 'due')), fields=['due_at'], name='notification_due'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['person', '-id'], name='notification_newest'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('person', 'source', 'item_id'), name='notification_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'skipped'), models.Q(('skip', ''), _negated=True)), models.Q(models.Q(('outcome', 'skipped'), _negated=True), ('skip', '')), _connector='OR'), name='notification_skipped_has_reason'),
        ),
    ]
