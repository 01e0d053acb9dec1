import django.utils.timezone
import ratsite.lib.yearly
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='work email address')),
                ('former_names', models.JSONField(blank=True, default=list, editable=False)),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='role at the agency')),
                ('is_agency_lead', models.BooleanField(default=False, verbose_name='agency lead')),
                ('state', models.CharField(choices=[('pending', 'Waiting for a decision'), ('approved', 'Approved'), ('lapsed', 'Confirmation lapsed'), ('suspended', 'Suspended'), ('left', 'Left the network')], default='pending', max_length=12)),
                ('state_reason', models.CharField(blank=True, max_length=300)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('readmitted_at', models.DateTimeField(blank=True, null=True)),
                ('confirm_by', models.DateField(default=ratsite.lib.yearly.a_year_from_now)),
                ('reminded', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='reminded, days before')),
                ('terms_by', models.DateField(blank=True, null=True)),
                ('terms_reminded', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='reminded of the terms, days before')),
                ('listed_as', models.CharField(choices=[('name', 'Your name and your role'), ('role', 'Your role only')], default='name', max_length=4, verbose_name='in the directory')),
                ('shows_email', models.BooleanField(default=False, verbose_name='work email address shown to members')),
                ('address_failed_at', models.DateTimeField(blank=True, null=True)),
                ('held_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('silenced_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('excluded_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('needs_count', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('review_count', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('counted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['first_name', 'last_name'],
            },
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepted_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-terms__version'],
            },
        ),
        migrations.CreateModel(
            name='ApplicantQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1200)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, max_length=1200)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('unproved', 'Email address not confirmed'), ('waiting', 'Waiting for a decision'), ('asked', 'Waiting for the applicant’s answer'), ('approved', 'Approved'), ('rejected', 'Not approved'), ('appealed', 'Appealed')], default='unproved', max_length=10)),
                ('route', models.CharField(choices=[('meets', 'We may meet trafficked people through our work'), ('shapes', 'Our work shapes policy or procedure that affects them')], max_length=10)),
                ('first_name', models.CharField(max_length=150)),
                ('last_name', models.CharField(max_length=150)),
                ('email', models.EmailField(max_length=254, verbose_name='work email address')),
                ('job_title', models.CharField(max_length=120, verbose_name='role at the agency')),
                ('duties', models.TextField(max_length=600)),
                ('agency_name', models.CharField(max_length=120)),
                ('agency_kind', models.CharField(blank=True, choices=[('police', 'Police force'), ('health', 'Health body'), ('council', 'Council'), ('housing', 'Housing provider'), ('charity', 'Charity'), ('union', 'Trade union'), ('faith', 'Faith group'), ('legal', 'Legal or immigration adviser'), ('university', 'University'), ('regulator', 'Regulator or inspectorate'), ('business', 'Business'), ('other', 'Other organisation')], max_length=20)),
                ('agency_does', models.TextField(max_length=1200)),
                ('agency_cannot', models.TextField(max_length=1200)),
                ('referee_name', models.CharField(max_length=120)),
                ('referee_agency', models.CharField(max_length=120)),
                ('referee_email', models.EmailField(max_length=254)),
                ('statement', models.TextField(max_length=2000)),
                ('explanation', models.TextField(blank=True)),
                ('created_at', models.DateTimeField()),
                ('code_digest', models.CharField(blank=True, max_length=64)),
                ('code_sent_at', models.DateTimeField(blank=True, null=True)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('codes_sent', models.PositiveSmallIntegerField(default=0)),
                ('proved_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('reason', models.TextField(blank=True, max_length=1200)),
                ('appeal', models.TextField(blank=True, max_length=1200)),
                ('appealed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Bounce',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='FormerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('since', models.DateTimeField(blank=True, null=True)),
                ('until', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='their work email address')),
                ('memo', models.TextField(max_length=600, verbose_name='why you invite them')),
                ('fingerprint', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('device', models.CharField(max_length=60)),
                ('outcome', models.CharField(choices=[('signed_in', 'Signed in'), ('password', 'Wrong password'), ('second_step', 'Correct password, then asked for the second step'), ('code', 'Correct password, but wrong code or passkey at the second step'), ('passkey', 'Passkey refused'), ('refused', 'Correct password, but no access to the network')], max_length=12)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='TermsOfReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(unique=True)),
                ('in_force_from', models.DateField()),
                ('text', models.TextField(help_text='Markdown.')),
                ('summary', models.CharField(blank=True, max_length=500, verbose_name='what changes, and why')),
            ],
            options={
                'verbose_name_plural': 'terms of reference',
                'ordering': ['-version'],
            },
        ),
    ]
