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
            name='LegalInstrument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('url', models.URLField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, unique=True)),
                ('state', models.CharField(choices=[('answers', 'Answers'), ('moved', 'Has moved'), ('gone', 'Gone or does not load')], max_length=8)),
                ('moved_to', models.URLField(blank=True, max_length=500)),
                ('answer', models.CharField(max_length=120)),
                ('checked_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['url'],
            },
        ),
        migrations.CreateModel(
            name='ReadingList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('about', models.TextField(blank=True, max_length=500)),
                ('readers', models.CharField(choices=[('owner', 'Only you'), ('circle', 'One of your circles'), ('members', 'All members')], default='owner', max_length=8)),
                ('made_at', models.DateTimeField()),
                ('taken_down_at', models.DateTimeField(blank=True, null=True)),
                ('taken_down_why', models.CharField(blank=True, max_length=500)),
                ('circle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.circle')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReadingListReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('identifies', 'It identifies someone'), ('live_case', 'It is about a live case'), ('disrespectful', 'It is disrespectful'), ('misleads', 'It could lead people to do harm'), ('other', 'Something else')], max_length=14)),
                ('text', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('taken_down', 'The list was taken down'), ('left', 'The list stays'), ('unshared', 'Its owner no longer shares it with you')], max_length=10)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('reading_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='library.readinglist')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='RemitUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use', models.CharField(blank=True, max_length=200)),
                ('remit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
            ],
            options={
                'ordering': ['remit'],
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=90, unique=True)),
                ('title', models.CharField(max_length=160)),
                ('summary', models.TextField(max_length=1000)),
                ('limits', models.TextField(blank=True, max_length=1000)),
                ('kind', models.CharField(choices=[('guidance', 'Guidance'), ('briefing', 'Briefing'), ('form', 'Form'), ('template', 'Template'), ('training', 'Training'), ('research', 'Research'), ('case', 'Case learning')], max_length=12)),
                ('creators', models.CharField(blank=True, max_length=300)),
                ('publisher', models.CharField(blank=True, max_length=160)),
                ('language', models.CharField(choices=[('en', 'English'), ('cy', 'Welsh'), ('sq', 'Albanian'), ('am', 'Amharic'), ('ar', 'Arabic'), ('bn', 'Bengali'), ('bg', 'Bulgarian'), ('zh', 'Chinese'), ('cs', 'Czech'), ('prs', 'Dari'), ('fr', 'French'), ('gu', 'Gujarati'), ('ha', 'Hausa'), ('hi', 'Hindi'), ('hu', 'Hungarian'), ('ckb', 'Kurdish (Sorani)'), ('kmr', 'Kurdish (Kurmanji)'), ('lv', 'Latvian'), ('lt', 'Lithuanian'), ('ps', 'Pashto'), ('fa', 'Persian (Farsi)'), ('pl', 'Polish'), ('pt', 'Portuguese'), ('pa', 'Punjabi'), ('ro', 'Romanian'), ('ru', 'Russian'), ('sk', 'Slovak'), ('so', 'Somali'), ('es', 'Spanish'), ('sw', 'Swahili'), ('ta', 'Tamil'), ('th', 'Thai'), ('ti', 'Tigrinya'), ('tr', 'Turkish'), ('uk', 'Ukrainian'), ('ur', 'Urdu'), ('vi', 'Vietnamese'), ('yo', 'Yoruba'), ('mul', 'Several languages'), ('und', 'Another language')], default='en', max_length=8)),
                ('jurisdiction', models.CharField(blank=True, default='England and Wales', max_length=80)),
                ('law_as_at', models.DateField(blank=True, null=True)),
                ('licence', models.CharField(blank=True, max_length=120)),
                ('origin', models.CharField(blank=True, max_length=200)),
                ('permission', models.CharField(blank=True, max_length=200)),
                ('permission_until', models.DateField(blank=True, null=True)),
                ('audience', models.CharField(choices=[('public', 'Anyone. It is also shown on the public site.'), ('members', 'All members'), ('circle', 'One circle')], default='members', max_length=10)),
                ('marking', models.CharField(choices=[('clear', 'Share it with anyone'), ('green', 'Share it inside the network'), ('amber_strict', 'Keep it inside your own agency'), ('red', 'Only the people named here')], default='green', max_length=12)),
                ('state', models.CharField(choices=[('suggested', 'Suggested'), ('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn'), ('trashed', 'In the trash')], default='draft', max_length=10)),
                ('first_shown', models.PositiveSmallIntegerField(default=1)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('posted_at', models.DateTimeField()),
                ('review_due_on', models.DateField(blank=True, null=True)),
                ('search_words', models.TextField(blank=True, editable=False)),
                ('trashed_at', models.DateTimeField(blank=True, null=True)),
                ('affected', models.ManyToManyField(blank=True, related_name='+', to='network.affectedgroup')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='network.agency')),
                ('circle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='network.circle')),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('handed_over_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('forms', models.ManyToManyField(blank=True, related_name='+', to='network.exploitationform')),
                ('instruments', models.ManyToManyField(blank=True, related_name='resources', to='library.legalinstrument')),
                ('posted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remits', models.ManyToManyField(blank=True, related_name='+', through='library.RemitUse', to='network.remit')),
            ],
            options={
                'ordering': ['-posted_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='remituse',
            name='resource',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='library.resource'),
        ),
        migrations.CreateModel(
            name='ReadingListItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveIntegerField(default=0)),
                ('reading_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='library.readinglist')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='library.resource')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('resource', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='library.resource')),
            ],
        ),
        migrations.CreateModel(
            name='FieldNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('waits', 'Waiting'), ('opened', 'Opened to readers'), ('sent_back', 'Sent back'), ('over', 'No longer needed, because the text was changed again'), ('mended', 'No longer needed, because the contact details were removed')], default='waits', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('is_by_role', models.BooleanField(default=False)),
                ('kind', models.CharField(choices=[('helped', 'It helped'), ('snag', 'There was a problem'), ('local', 'We do it differently here')], max_length=8)),
                ('text', models.CharField(max_length=500)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='field_notes', to='library.resource')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ResourceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed_at', models.DateTimeField()),
                ('fields', models.JSONField()),
                ('reason', models.TextField(blank=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='library.resource')),
            ],
            options={
                'ordering': ['-changed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ResourceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('published', 'Published'), ('still_right', 'Still right'), ('amended', 'Amended'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn'), ('back', 'Back in the library'), ('asked', 'Put under review'), ('not_replaced', 'Not replaced by another resource')], max_length=12)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for a second person'), ('done', 'Done'), ('refused', 'Not confirmed')], default='done', max_length=10)),
                ('checked_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('next_due_on', models.DateField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('instead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='library.resource')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='library.resource')),
            ],
            options={
                'ordering': ['checked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OutdatedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outdated_reports', to='library.resource')),
                ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='library.resourcecheck')),
            ],
            options={
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ResourceFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('identifiers', models.CharField(blank=True, max_length=300)),
                ('is_on_request', models.BooleanField(default=False)),
                ('label', models.CharField(blank=True, max_length=100)),
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
            name='FileDownload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('downloaded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='file_downloads', to='library.resource')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='file_downloads', to='library.resourcefile')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waits', 'Waiting for an answer'), ('granted', 'Granted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('ended', 'Ended early')], default='waits', max_length=10)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('decided_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='library.resourcefile')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ResourceFollow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('followed_at', models.DateTimeField(auto_now_add=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='library.resource')),
            ],
            options={
                'ordering': ['resource__title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ResourceOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version_number', models.PositiveSmallIntegerField()),
                ('opened_on', models.DateField()),
                ('earlier_number', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('earlier_on', models.DateField(blank=True, null=True)),
                ('has_read_changes', models.BooleanField(default=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='library.resource')),
            ],
        ),
        migrations.CreateModel(
            name='ResourceRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('supersedes', 'Replaces'), ('translation', 'Is a translation of'), ('supplement', 'Adds to'), ('part', 'Is part of')], max_length=12)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_from', to='library.resource')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='library.resource')),
            ],
        ),
        migrations.CreateModel(
            name='ResourceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published')], default='draft', max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('issued_on', models.DateField(blank=True, null=True)),
                ('justification', models.CharField(blank=True, max_length=300)),
                ('could_recognise', models.CharField(blank=True, max_length=500)),
                ('was_changed', models.CharField(blank=True, max_length=500)),
                ('would_agree', models.CharField(blank=True, max_length=500)),
                ('is_to_publish', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='library.resource')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='ResourceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500)),
                ('title', models.CharField(max_length=160)),
                ('kind', models.CharField(choices=[('public_body', 'A page of a public body'), ('organisation', 'A page of another organisation'), ('video', 'A film or recording'), ('course', 'An online course'), ('data', 'Data or statistics'), ('other', 'Another place')], max_length=12)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='library.resourceversion')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='resourcefile',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='library.resourceversion'),
        ),
        migrations.AddField(
            model_name='resource',
            name='current',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='current_of', to='library.resourceversion'),
        ),
        migrations.CreateModel(
            name='PublicationReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('waits', 'Waiting'), ('opened', 'Opened to readers'), ('sent_back', 'Sent back'), ('over', 'No longer needed, because the text was changed again'), ('mended', 'No longer needed, because the contact details were removed')], default='waits', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('audience', models.CharField(blank=True, choices=[('public', 'Anyone. It is also shown on the public site.'), ('members', 'All members'), ('circle', 'One circle')], max_length=10)),
                ('why_back', models.CharField(blank=True, max_length=300)),
                ('marking', models.CharField(blank=True, choices=[('clear', 'Share it with anyone'), ('green', 'Share it inside the network'), ('amber_strict', 'Keep it inside your own agency'), ('red', 'Only the people named here')], max_length=12)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='library.resourceversion')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SketchValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.BigIntegerField(db_index=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sketch', to='library.resourcefile')),
            ],
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('why', models.CharField(max_length=500)),
                ('suggested_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting for a curator'), ('taken', 'Accepted'), ('declined', 'Declined'), ('known', 'Already in the library'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestions', to='library.resource')),
                ('suggested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-suggested_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='readinglist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('circle__isnull', False), ('readers', 'circle')), models.Q(models.Q(('readers', 'circle'), _negated=True), ('circle', None)), _connector='OR'), name='reading_list_circle_exactly_when_for_one'),
        ),
        migrations.AddConstraint(
            model_name='readinglist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_down_at', None), ('taken_down_why', '')), models.Q(('taken_down_at__isnull', False), models.Q(('taken_down_why', ''), _negated=True)), _connector='OR'), name='reading_list_taken_down_says_why'),
        ),
        migrations.AddConstraint(
            model_name='readinglistreport',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('reading_list', 'reporter'), name='list_report_one_open_a_reader'),
        ),
        migrations.AddConstraint(
            model_name='readinglistreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at', None)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='list_report_settled_has_time'),
        ),
        migrations.AddConstraint(
            model_name='remituse',
            constraint=models.UniqueConstraint(fields=('resource', 'remit'), name='remit_use_once'),
        ),
        migrations.AddConstraint(
            model_name='readinglistitem',
            constraint=models.UniqueConstraint(fields=('reading_list', 'resource'), name='reading_list_resource_once'),
        ),
        migrations.AddConstraint(
            model_name='fieldnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'sent_back'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='field_note_sent_back_says_why'),
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
            constraint=models.CheckConstraint(condition=models.Q(('state', 'done'), ('checked_by__isnull', False), _connector='OR'), name='check_made_here_names_its_maker'),
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
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('text', ''), _connector='OR'), name='report_text_of_members'),
        ),
        migrations.AddIndex(
            model_name='resourcedownload',
            index=models.Index(fields=['file', 'person', 'created_at'], name='resource_download_lately'),
        ),
        migrations.AddConstraint(
            model_name='resourcedownload',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='resource_download_said'),
        ),
        migrations.AddIndex(
            model_name='filedownload',
            index=models.Index(fields=['file', 'person', 'downloaded_at'], name='file_download_lately'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waits')), fields=('file', 'asked_by'), name='access_request_one_waits'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'granted'), _negated=True), ('ends_at__isnull', False), _connector='OR'), name='access_request_granted_ends'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('declined', 'ended')), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='access_request_refused_says_why'),
        ),
        migrations.AddConstraint(
            model_name='resourcefollow',
            constraint=models.UniqueConstraint(fields=('person', 'resource'), name='resource_follow_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='resourceopening',
            constraint=models.UniqueConstraint(fields=('person', 'resource'), name='resource_opening_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='resourceopening',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('earlier_number', None), ('earlier_on', None)), models.Q(('earlier_number__lte', models.F('version_number')), ('earlier_on__isnull', False)), _connector='OR'), name='resource_opening_earlier_has_day'),
        ),
        migrations.AddConstraint(
            model_name='resourcerelation',
            constraint=models.UniqueConstraint(fields=('resource', 'kind', 'other'), name='relation_once'),
        ),
        migrations.AddConstraint(
            model_name='resourcerelation',
            constraint=models.CheckConstraint(condition=models.Q(('resource', models.F('other')), _negated=True), name='relation_to_another'),
        ),
        migrations.AddIndex(
            model_name='resourceversion',
            index=models.Index(fields=['-published_at'], name='version_newest'),
        ),
        migrations.AddConstraint(
            model_name='resourceversion',
            constraint=models.UniqueConstraint(fields=('resource', 'number'), name='version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='resourceversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published'), _negated=True), fields=('resource',), name='version_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='resourceversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='version_published_has_date'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(fields=['-posted_at', '-id'], name='resource_newest'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(fields=['state', 'audience', 'circle', 'kind', 'review_due_on', 'id'], name='resource_is_readable'),
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
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('current__isnull', False), _connector='OR'), name='resource_published_has_version'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'trashed'), ('trashed_at__isnull', False)), models.Q(models.Q(('state', 'trashed'), _negated=True), ('trashed_at', None)), _connector='OR'), name='resource_trashed_has_date'),
        ),
        migrations.AddConstraint(
            model_name='publicationreview',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'waits')), fields=('version',), name='publication_review_one_open'),
        ),
        migrations.AddConstraint(
            model_name='publicationreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'sent_back'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='publication_review_says_why'),
        ),
        migrations.AddConstraint(
            model_name='sketchvalue',
            constraint=models.UniqueConstraint(fields=('file', 'value'), name='sketch_value_once_a_file'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='suggestion_declined_says_why'),
        ),
    ]
