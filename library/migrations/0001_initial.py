import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_initial'),
        ('network', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=90, unique=True)),
                ('title', models.CharField(max_length=160)),
                ('summary', models.TextField(max_length=1000)),
                ('kind', models.CharField(choices=[('guidance', 'Guidance'), ('briefing', 'Briefing'), ('form', 'Form'), ('template', 'Template'), ('training', 'Training'), ('research', 'Research')], max_length=12)),
                ('creators', models.CharField(blank=True, max_length=300)),
                ('publisher', models.CharField(blank=True, max_length=160)),
                ('issued_on', models.DateField(blank=True, null=True)),
                ('language', models.CharField(default='English', max_length=60)),
                ('jurisdiction', models.CharField(blank=True, default='England and Wales', max_length=80)),
                ('law_as_at', models.DateField(blank=True, null=True)),
                ('licence', models.CharField(blank=True, max_length=120)),
                ('origin', models.CharField(blank=True, max_length=200)),
                ('audience', models.CharField(choices=[('public', 'Anyone: the public site shows it too'), ('members', 'All members'), ('circle', 'One circle')], default='members', max_length=10)),
                ('marking', models.CharField(choices=[('clear', 'Share it with anyone'), ('green', 'Share it inside the network'), ('amber_strict', 'Keep it inside your own agency'), ('red', 'Only the people named here')], default='green', max_length=12)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('held', 'Waiting for a second review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='published', max_length=10)),
                ('posted_at', models.DateTimeField()),
                ('review_due_on', models.DateField(blank=True, null=True)),
                ('affected', models.ManyToManyField(blank=True, related_name='+', to='network.affectedgroup')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='network.agency')),
                ('circle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='network.circle')),
                ('forms', models.ManyToManyField(blank=True, related_name='+', to='network.exploitationform')),
                ('posted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remits', models.ManyToManyField(blank=True, related_name='+', to='network.remit')),
            ],
            options={
                'ordering': ['-posted_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ResourceFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('spoken_for', models.CharField(blank=True, max_length=200)),
                ('is_held', models.BooleanField(default=False)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='library.resource')),
                ('stored_file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='resource_file', to='files.storedfile')),
            ],
            options={
                'ordering': ['position', 'stored_file__created_at'],
            },
        ),
        migrations.CreateModel(
            name='ResourceDownload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='downloads', to='library.resource')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='downloads', to='library.resourcefile')),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ResourceSecondReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('waits', 'Waiting'), ('opened', 'Opened to readers'), ('sent_back', 'Sent back'), ('over', 'Not needed any more: the text was changed again'), ('mended', 'Not needed any more: the contact details were removed')], default='waits', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('spoken_for', models.CharField(max_length=200)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='second_reviews', to='library.resourcefile')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='second_reviews', to='library.resource')),
                ('spoken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(fields=['-posted_at', '-id'], name='resource_newest'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'circle'), ('circle__isnull', False)), models.Q(models.Q(('audience', 'circle'), _negated=True), ('circle', None)), _connector='OR'), name='resource_circle_exactly_when_for_one'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'public'), _negated=True), ('marking', 'clear'), _connector='OR'), name='resource_public_is_clear'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marking', 'red'), _negated=True), ('audience', 'circle'), _connector='OR'), name='resource_red_only_in_circles'),
        ),
        migrations.AddIndex(
            model_name='resourcedownload',
            index=models.Index(fields=['file', 'person', 'created_at'], name='resource_download_lately'),
        ),
        migrations.AddConstraint(
            model_name='resourcedownload',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='resource_download_said'),
        ),
        migrations.AddConstraint(
            model_name='resourcesecondreview',
            constraint=models.UniqueConstraint(condition=models.Q(('file', None), ('outcome', 'waits')), fields=('resource',), name='second_review_once_for_text'),
        ),
        migrations.AddConstraint(
            model_name='resourcesecondreview',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'waits')), fields=('file',), name='second_review_once_for_a_file'),
        ),
        migrations.AddConstraint(
            model_name='resourcesecondreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'sent_back'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='second_review_sent_back_says_why'),
        ),
    ]
