import django.core.validators
import django.db.models.deletion
import ratsite.lib.days
import ratsite.lib.yearly
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        # Those of Wagtail first: they take a quarter of the time while there are few models.
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AffectedGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(choices=[('police', 'Police force'), ('health', 'Health body'), ('council', 'Council'), ('housing', 'Housing provider'), ('charity', 'Charity'), ('union', 'Trade union'), ('faith', 'Faith group'), ('legal', 'Legal or immigration adviser'), ('university', 'University'), ('regulator', 'Regulator or inspectorate'), ('business', 'Business'), ('other', 'Other organisation')], max_length=20)),
                ('what_we_do', models.TextField(max_length=1200)),
                ('what_we_cannot_do', models.TextField(help_text='Limits that others should know. Shown next to what its people post from now on.', max_length=1200)),
                ('is_first_responder', models.BooleanField(default=False, help_text='The agency may refer people to the National Referral Mechanism.', verbose_name='first responder organisation')),
                ('email_domains', models.TextField(blank=True, help_text='One exact domain on each line, such as housing.example. Subdomains do not count.')),
                ('public_contacts', models.TextField(blank=True, help_text='Phone numbers and email addresses that the agency has published.')),
                ('is_active', models.BooleanField(default=True)),
                ('people_confirm_by', models.DateField(default=ratsite.lib.yearly.a_year_from_now)),
                ('people_reminded', models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'agencies',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ExploitationForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('description', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NetworkSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='In full, such as “Northshire Anti-Slavery Partnership”.', max_length=80, validators=[django.core.validators.RegexValidator('\\A[^\\x00-\\x1f\\x7f<>]*\\Z', 'Write it on one line, without < or >')], verbose_name='name')),
                ('short_name', models.CharField(help_text='For the titles of pages and emails.', max_length=30, validators=[django.core.validators.RegexValidator('\\A[^\\x00-\\x1f\\x7f<>]*\\Z', 'Write it on one line, without < or >')], verbose_name='short name')),
                ('strapline', models.CharField(blank=True, help_text='One sentence about the network, which search engines show after its name.', max_length=160, validators=[django.core.validators.RegexValidator('\\A[^\\x00-\\x1f\\x7f<>]*\\Z', 'Write it on one line, without < or >')], verbose_name='strapline')),
                ('region', models.CharField(blank=True, help_text='How it would read in “people from agencies in …”, such as “the north of England”.', max_length=60, validators=[django.core.validators.RegexValidator('\\A[^\\x00-\\x1f\\x7f<>]*\\Z', 'Write it on one line, without < or >')], verbose_name='region')),
                ('footer_line', models.CharField(blank=True, max_length=300, validators=[django.core.validators.RegexValidator('\\A[^\\x00-\\x1f\\x7f<>]*\\Z', 'Write it on one line, without < or >')], verbose_name='line at the foot of each page')),
                ('has_mark', models.BooleanField(default=False, verbose_name='show the drawing of a rat next to the name')),
                ('sender_name', models.CharField(blank=True, help_text='The name that emails come from. If you leave this empty, we use the short name. The person who runs the server sets the email address.', max_length=60, validators=[django.core.validators.RegexValidator('\\A[^\\x00-\\x1f\\x7f<>]*\\Z', 'Write it on one line, without < or >')], verbose_name='sender of emails')),
                ('is_closed', models.BooleanField(default=False, editable=False)),
                ('restored_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'network details',
                'verbose_name_plural': 'network details',
            },
        ),
        migrations.CreateModel(
            name='Remit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('description', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgencyProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what_we_cannot_do', models.TextField(blank=True, max_length=1200)),
                ('said_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='profiles', to='network.agency')),
                ('main_remit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
            ],
        ),
        migrations.AddField(
            model_name='agency',
            name='profile',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.agencyprofile'),
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_district', models.BooleanField(default=True, help_text='Leave this unticked for a county.', verbose_name='metropolitan district')),
                ('front_door_name', models.CharField(blank=True, max_length=120, verbose_name='child safeguarding front door')),
                ('front_door_phone', models.CharField(blank=True, max_length=40, verbose_name='phone, office hours')),
                ('front_door_out_of_hours', models.CharField(blank=True, max_length=40, verbose_name='phone, out of hours')),
                ('front_door_url', models.URLField(blank=True, verbose_name='web page')),
                ('front_door_checked_on', models.DateField(blank=True, help_text='The day when someone last called, or checked the web page.', null=True, validators=[ratsite.lib.days.not_in_future], verbose_name='checked on')),
                ('tile_row', models.PositiveSmallIntegerField(blank=True, help_text='Maps of trends show each area as a tile. 1 is the northernmost row, 9 the last.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='row of its tile')),
                ('tile_column', models.PositiveSmallIntegerField(blank=True, help_text='1 is the westernmost column, 4 the last. Without a row and column, the tile is shown after the map.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)], verbose_name='column of its tile')),
            ],
            options={
                'ordering': ['position', 'name'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('tile_column', None), ('tile_row', None)), models.Q(('tile_column__isnull', False), ('tile_row__isnull', False)), _connector='OR'), name='area_tile_has_row_and_column', violation_error_message='Give the tile a row and a column, or neither.'), models.UniqueConstraint(fields=('tile_row', 'tile_column'), name='area_tile_has_its_own_place', violation_error_message='Another area has this row and column. Choose a free place.')],
            },
        ),
        migrations.AddField(
            model_name='agency',
            name='areas',
            field=models.ManyToManyField(blank=True, related_name='agencies', to='network.area'),
        ),
        migrations.CreateModel(
            name='Circle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('purpose', models.CharField(max_length=300)),
                ('agencies', models.ManyToManyField(blank=True, related_name='circles', to='network.agency')),
                ('people', models.ManyToManyField(blank=True, related_name='circles', to=settings.AUTH_USER_MODEL)),
                ('remits', models.ManyToManyField(blank=True, related_name='circles', to='network.remit')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='agency',
            name='main_remit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit'),
        ),
        migrations.AddField(
            model_name='agency',
            name='remits',
            field=models.ManyToManyField(related_name='agencies', to='network.remit'),
        ),
        migrations.CreateModel(
            name='AgencySecondReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('waits', 'Waiting'), ('opened', 'Opened to readers'), ('sent_back', 'Sent back'), ('over', 'No longer needed, because the text was changed again'), ('mended', 'No longer needed, because the contact details were removed')], default='waits', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('field', models.CharField(choices=[('what_we_do', 'what it does'), ('what_we_cannot_do', 'what it cannot do')], max_length=20)),
                ('text', models.TextField(max_length=1200)),
                ('explanation', models.CharField(max_length=300)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='second_reviews', to='network.agency')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', 'waits')), fields=('agency', 'field'), name='agency_second_review_once_a_field'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'sent_back'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='agency_second_review_sent_back_says_why')],
            },
        ),
    ]
