import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
import ratsite.lib.days
import ratsite.lib.numbers
import ratsite.pages.fields
import ratsite.pages.pictures
import taggit.managers
import uuid
import wagtail.contrib.routable_page.models
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('files', '0001_initial'),
        ('network', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
                ('body', ratsite.pages.fields.BodyField(blank=True)),
                ('reading_minutes', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('contact', 'Message'), ('complaint', 'Complaint')], default='contact', max_length=10)),
                ('thanks', models.TextField(help_text='Shown after a visitor has sent a message.', max_length=300)),
            ],
            options={
                'verbose_name': 'contact form',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='DueReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, unique=True)),
                ('sent_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EventIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
            ],
            options={
                'verbose_name': 'events list',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='GetHelpPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
                ('body', ratsite.pages.fields.BodyField(blank=True)),
                ('reading_minutes', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('for_self', ratsite.pages.fields.BodyField(blank=True, verbose_name='text for “I need help”')),
                ('for_others', ratsite.pages.fields.BodyField(blank=True, verbose_name='text for “I am worried about someone”')),
                ('for_child', ratsite.pages.fields.BodyField(blank=True, verbose_name='text for “I am worried about a child”')),
                ('at_work', ratsite.pages.fields.BodyField(blank=True, verbose_name='text for “I see signs of this at work”')),
            ],
            options={
                'verbose_name': 'get help',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Helpline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('phone', models.CharField(blank=True, help_text='With spaces, such as 08000 121 700.', max_length=40)),
                ('text_number', models.CharField(blank=True, max_length=40, verbose_name='number for texts')),
                ('url', models.URLField(blank=True, verbose_name='web page')),
                ('hours', models.CharField(blank=True, help_text='For example: day and night.', max_length=120)),
                ('languages', models.CharField(blank=True, max_length=120)),
                ('when_to_use', models.CharField(max_length=300)),
                ('for_whom', models.CharField(choices=[('anyone', 'Anyone'), ('adults', 'Adults'), ('children', 'Children and young people')], default='anyone', max_length=10)),
                ('is_for_self', models.BooleanField(default=False, verbose_name='under “I need help”')),
                ('is_for_others', models.BooleanField(default=False, verbose_name='under “I am worried about someone”')),
                ('is_for_child', models.BooleanField(default=False, verbose_name='under “I am worried about a child”')),
                ('is_for_members', models.BooleanField(default=False, help_text='Shown to members under “Support for you”.', verbose_name='also for people who do this work')),
                ('is_main', models.BooleanField(default=False, help_text='The number for modern slavery that visitors and members see first. Only one helpline can be there.', verbose_name='at the top of each page')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('checked_on', models.DateField(blank=True, help_text='The day when someone last called, or checked the web page.', null=True, validators=[ratsite.lib.days.not_in_future])),
                ('review_due_on', models.DateField(blank=True, help_text='If you leave this empty, we ask again after a year.', null=True, verbose_name='check again by')),
            ],
            options={
                'ordering': ['position', 'name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_main', True)), fields=('is_main',), name='helpline_one_is_main')],
            },
        ),
        migrations.CreateModel(
            name='HistoryIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
            ],
            options={
                'verbose_name': 'history',
                'verbose_name_plural': 'histories',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='HistoryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
                ('body', ratsite.pages.fields.BodyField(blank=True)),
                ('reading_minutes', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('number', models.PositiveSmallIntegerField(help_text='1 for the first part.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)])),
                ('period', models.CharField(blank=True, help_text='The years that the part is about, such as 2008 to 2010.', max_length=60)),
                ('byline', models.CharField(help_text='As the name should be printed. The writer needs no account.', max_length=120, verbose_name='written by')),
                ('byline_role', models.CharField(blank=True, help_text='For example: a founding member.', max_length=120, verbose_name='role of the writer')),
                ('relationship', models.CharField(choices=[('original', 'First published here'), ('reproduced', 'Reproduced, word for word'), ('adapted', 'Adapted from the original'), ('summary', 'A summary of the original, reworded')], default='original', max_length=12)),
                ('source_site', models.CharField(blank=True, help_text='Where the text was first published, such as www.example.org.', max_length=120)),
                ('source_url', models.URLField(blank=True, max_length=300, verbose_name='address of the original')),
                ('source_author', models.CharField(blank=True, max_length=120, verbose_name='author of the original')),
                ('source_published_on', models.DateField(blank=True, null=True, verbose_name='first published on')),
                ('permission_note', models.CharField(blank=True, help_text="Reproduced with the author's permission.", max_length=200)),
                ('canonical', models.CharField(choices=[('own', 'This page'), ('source', 'The original article'), ('noindex', 'Neither page: keep this page out of search engines')], default='own', max_length=8, verbose_name='page for search engines')),
            ],
            options={
                'verbose_name': 'part of the history',
                'verbose_name_plural': 'parts of the history',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
                ('headline', models.CharField(max_length=80)),
            ],
            options={
                'verbose_name': 'front page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
            ],
            options={
                'verbose_name': 'news list',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='NewsTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('slug', models.SlugField(max_length=40, unique=True)),
            ],
            options={
                'verbose_name': 'news topic',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
                ('body', ratsite.pages.fields.BodyField(blank=True)),
                ('reading_minutes', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('has_exit', models.BooleanField(default=False, help_text='For pages that a person at risk may open.', verbose_name='show “Exit this page”')),
            ],
            options={
                'verbose_name': 'standard page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrected_at', models.DateTimeField()),
                ('text', models.TextField(max_length=600)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='wagtailcore.page')),
            ],
            options={
                'verbose_name': 'correction',
                'ordering': ['-corrected_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EarlierVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('correction', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='earlier', to='pages.correction')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EventPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
                ('body', ratsite.pages.fields.BodyField(blank=True)),
                ('reading_minutes', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('is_date_only', models.BooleanField(default=False, help_text='Show the days without times.', verbose_name='whole days')),
                ('when_text', models.CharField(blank=True, help_text='Only if the exact date is not known, such as July 2010.', max_length=80, verbose_name='when, in words')),
                ('is_cancelled', models.BooleanField(default=False, verbose_name='cancelled')),
                ('venue', models.CharField(max_length=200)),
                ('accessibility', models.TextField(blank=True, max_length=800, verbose_name='getting in and taking part')),
                ('materials', ratsite.pages.fields.DownloadsField(blank=True)),
                ('booking_link', models.CharField(blank=True, help_text='Such as /contact/. Shown as a button until the event is over.', max_length=300, validators=[django.core.validators.RegexValidator('^(/(?![/\\\\])|https://)\\S*$', 'Enter a path on this site, such as /contact/, or an address that starts with https://')], verbose_name='where to book')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.area')),
            ],
            options={
                'verbose_name': 'event',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='EventPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=120)),
                ('url', models.URLField(blank=True, verbose_name='web page')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='pages.eventpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EventSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('time', models.CharField(blank=True, help_text='For example: 09:30, or after lunch.', max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('speaker', models.CharField(blank=True, help_text='Name and agency, as the speaker wants them shown.', max_length=200)),
                ('has_consent', models.BooleanField(default=False, help_text='If you do not tick this, we do not show the name.', verbose_name='the speaker agreed to be named here')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='pages.eventpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PageFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(help_text='The words of the link, such as: Slides of the workshop.', max_length=150)),
                ('stored_file', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='page_file', to='files.storedfile')),
            ],
            options={
                'verbose_name': 'file',
                'ordering': ['-stored_file__created_at'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='PageReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(max_length=120, verbose_name='who looks after this page')),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField(verbose_name='check again by')),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='wagtailcore.page')),
            ],
            options={
                'verbose_name': 'page review',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SecondCheckTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'second check',
                'verbose_name_plural': 'second checks',
                'default_permissions': (),
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='SectorPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
                ('body', ratsite.pages.fields.BodyField(blank=True)),
                ('reading_minutes', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('figures', ratsite.pages.fields.FiguresField(blank=True)),
                ('remit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
            ],
            options={
                'verbose_name': 'why this is your work: one remit',
                'verbose_name_plural': 'why this is your work: remits',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='SiteImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('file', ratsite.pages.pictures.PictureField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('credit', models.CharField(blank=True, help_text='Who made the picture, and how it may be used.', max_length=200)),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, help_text='1 to 3 sentences. Shown above the text, in lists, in feeds and in search results.', max_length=500)),
                ('body', ratsite.pages.fields.BodyField(blank=True)),
                ('reading_minutes', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('date', models.DateField(default=django.utils.timezone.localdate, help_text='The date that is shown. The list is in the order of these dates.')),
                ('author', models.CharField(help_text='As the name should be printed.', max_length=120)),
                ('topics', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='pages', to='pages.newstopic')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage')),
            ],
            options={
                'verbose_name': 'news',
                'verbose_name_plural': 'news',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ContactMessage',
            fields=[
                ('id', models.BigIntegerField(default=ratsite.lib.numbers.random_number, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('contact', 'Message'), ('complaint', 'Complaint')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('text', models.TextField(max_length=4000)),
                ('received_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('reminded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-received_at', '-pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='contact_message_answered_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('name', ''), ('removed_at__isnull', False), ('removed_by__isnull', False), ('text', '')), _connector='OR'), name='contact_message_removed_by_somebody_without_text')],
            },
        ),
        migrations.CreateModel(
            name='PublishedContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('domain', 'An email domain'), ('email', 'An email address'), ('phone', 'A phone number')], max_length=8, verbose_name='kind')),
                ('value', models.CharField(max_length=254, unique=True, verbose_name='contact')),
                ('body', models.CharField(max_length=120, verbose_name='public body')),
                ('source_url', models.URLField(max_length=300, verbose_name='page that publishes it')),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['body', 'kind', 'value'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('checked_by', None), ('checked_on', None)), models.Q(('checked_by__isnull', False), ('checked_on__isnull', False)), _connector='OR'), name='published_contact_checked_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='SiteRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('file', ratsite.pages.pictures.RenditionField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='pages.siteimage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('image', 'filter_spec', 'focal_point_key'), name='one_rendition_per_image_and_filter')],
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.CreateModel(
            name='TimelineEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2100)])),
                ('month', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'January'), (2, 'February'), (3, 'March'), (4, 'April'), (5, 'May'), (6, 'June'), (7, 'July'), (8, 'August'), (9, 'September'), (10, 'October'), (11, 'November'), (12, 'December')], null=True)),
                ('day', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(31)])),
                ('text', models.CharField(max_length=300)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='timeline_entries', to='pages.historypage')),
            ],
            options={
                'verbose_name_plural': 'timeline entries',
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('day', None), ('month__isnull', False), _connector='OR'), name='timelineentry_day_has_month')],
            },
        ),
    ]
