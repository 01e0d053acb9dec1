import django.db.models.deletion
import forum.models.quotation
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
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('waits', models.BooleanField(default=False)),
                ('identifies', models.BooleanField(default=False)),
                ('is_put_right', models.BooleanField(default=False)),
                ('is_copied', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('stored_file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='attachment', to='files.storedfile')),
            ],
            options={
                'ordering': ['created_at'],
            },
        ),
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('aim', models.CharField(max_length=400)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('usual_kind', models.CharField(choices=[('discussion', 'Discussion'), ('question', 'Question'), ('trend', 'Trend note')], default='discussion', max_length=12)),
                ('marking', models.CharField(choices=[('clear', 'Share it with anyone'), ('green', 'Share it inside the network'), ('amber_strict', 'Keep it inside your own agency'), ('red', 'Only the people named here')], default='green', max_length=12)),
                ('ceiling', models.CharField(choices=[('clear', 'Share it with anyone'), ('green', 'Share it inside the network'), ('amber_strict', 'Keep it inside your own agency'), ('red', 'Only the people named here')], default='amber_strict', max_length=12)),
                ('state', models.CharField(choices=[('open', 'Open'), ('archived', 'Archived: you can only read it')], default='open', max_length=10)),
                ('holds_newcomers', models.BooleanField(default=True)),
                ('holds_topics', models.BooleanField(default=False)),
                ('holds_replies', models.BooleanField(default=False)),
                ('bars_own_agency', models.BooleanField(default=True)),
                ('needs_two_approvals', models.BooleanField(default=False)),
                ('is_about_children', models.BooleanField(default=False)),
                ('retention_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('topic_count', models.PositiveIntegerField(default=0)),
                ('post_count', models.PositiveIntegerField(default=0)),
                ('circle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='network.circle')),
                ('moderators', models.ManyToManyField(blank=True, related_name='moderated_boards', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=60)),
                ('kind', models.CharField(blank=True, max_length=12)),
                ('submission', models.UUIDField(null=True)),
                ('fields', models.JSONField(default=dict)),
                ('sequence', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField()),
                ('board', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.board')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-saved_at'],
            },
        ),
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sent_sha256', models.CharField(max_length=64)),
                ('hold_reasons', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='forum.draft')),
                ('stored_file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draft_file', to='files.storedfile')),
            ],
            options={
                'ordering': ['created_at'],
            },
        ),
        migrations.CreateModel(
            name='GroundCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField()),
                ('closes_on', models.DateField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('summary', models.TextField(blank=True, max_length=1500)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.JSONField(blank=True, default=list)),
                ('first_remit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
                ('first_signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_remit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
                ('second_signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='GroundStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=160)),
                ('ground_check', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='forum.groundcheck')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='GroundAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stance', models.CharField(choices=[('agree', 'Agree'), ('disagree', 'Disagree'), ('unsure', 'Cannot say')], max_length=10)),
                ('change', models.CharField(blank=True, max_length=200)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='forum.groundstatement')),
            ],
        ),
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=160)),
                ('by', models.CharField(choices=[('person', 'One vote for each person'), ('agency', 'One vote for each agency')], max_length=8)),
                ('is_named', models.BooleanField()),
                ('created_at', models.DateTimeField()),
                ('closes_on', models.DateField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('able', models.PositiveIntegerField(blank=True, null=True)),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PollOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=100)),
                ('votes_counted', models.PositiveIntegerField(blank=True, null=True)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='forum.poll')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='PollVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.agency')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='forum.polloption')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='forum.poll')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(blank=True, null=True)),
                ('job_title', models.CharField(blank=True, max_length=120)),
                ('voice', models.CharField(choices=[('name', 'By name'), ('agency', 'As their agency'), ('role', 'By their role only'), ('behalf', 'By a moderator, on behalf of an agency')], default='name', max_length=8)),
                ('agency_kind', models.CharField(blank=True, choices=[('police', 'Police force'), ('health', 'Health body'), ('council', 'Council'), ('housing', 'Housing provider'), ('charity', 'Charity'), ('union', 'Trade union'), ('faith', 'Faith group'), ('legal', 'Legal or immigration adviser'), ('university', 'University'), ('regulator', 'Regulator or inspectorate'), ('business', 'Business'), ('other', 'Other organisation')], max_length=20)),
                ('submission', models.UUIDField(blank=True, editable=False, null=True)),
                ('source', models.TextField(max_length=20000)),
                ('html', models.TextField(editable=False)),
                ('content_note', models.CharField(blank=True, max_length=80)),
                ('file_count', models.PositiveSmallIntegerField(default=0)),
                ('answers_for', models.JSONField(blank=True, default=list)),
                ('explanation', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('held', 'Not published yet'), ('live', 'Published'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn by its author')], max_length=10)),
                ('hold_reasons', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField()),
                ('sent_again_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('opened_by', models.PositiveIntegerField(default=0)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=500)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('profile', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agencyprofile')),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='forum.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ModeratorQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('text', models.CharField(max_length=500)),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='forum.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='forum.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('identifies', 'It identifies someone'), ('live_case', 'It is about a live case'), ('off_aim', 'It does not fit the aim of the board'), ('disrespectful', 'It is disrespectful'), ('marking', 'Its marking is too open or too strict'), ('other', 'Something else')], max_length=14)),
                ('text', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('taken_down', 'The post was taken down'), ('left', 'The post stays'), ('withdrawn', 'Its author has withdrawn it')], max_length=10)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='forum.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='draft',
            name='post',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.post'),
        ),
        migrations.CreateModel(
            name='DownloadReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('attachment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='download_reasons', to='forum.attachment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='download_reasons', to='forum.post')),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='attachment',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='forum.post'),
        ),
        migrations.CreateModel(
            name='Quotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=forum.models.quotation.new_key, max_length=8)),
                ('text', models.TextField(max_length=20000)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotations', to='forum.post')),
                ('quoted', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quoted_in', to='forum.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportingMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('remit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
                ('circles', models.ManyToManyField(blank=True, related_name='+', to='network.circle')),
            ],
        ),
        migrations.CreateModel(
            name='Reveal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.UUIDField(editable=False)),
                ('reason', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField()),
                ('moderator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reveals', to='forum.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField(max_length=20000)),
                ('title', models.CharField(blank=True, max_length=140)),
                ('content_note', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('explanation', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('applied', 'Published, now or earlier'), ('pending', 'Waiting for a moderator'), ('rejected', 'Not accepted'), ('sent', 'As its author sent it, before a moderator changed it'), ('kept', 'Kept because of a legal hold, before its author changed or withdrew it')], max_length=10)),
                ('hold_reasons', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=500)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='forum.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('saved_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_posts', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_by', to='forum.post')),
            ],
            options={
                'ordering': ['-saved_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SiteLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url_prefix', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=100)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='site_links', to='forum.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Thanks',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thanked_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thanks_given', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thanks', to='forum.post')),
            ],
            options={
                'verbose_name_plural': 'thanks',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown_as', models.CharField(blank=True, max_length=200)),
                ('title', models.CharField(max_length=140)),
                ('slug', models.SlugField(blank=True, max_length=80)),
                ('kind', models.CharField(choices=[('discussion', 'Discussion'), ('question', 'Question'), ('trend', 'Trend note')], default='discussion', max_length=12)),
                ('marking', models.CharField(choices=[('clear', 'Share it with anyone'), ('green', 'Share it inside the network'), ('amber_strict', 'Keep it inside your own agency'), ('red', 'Only the people named here')], default='green', max_length=12)),
                ('may_act', models.CharField(choices=[('free', 'Free to use'), ('check', 'Check with the poster first'), ('no', 'Do not act: it could tip someone off')], default='check', max_length=8)),
                ('closing_line', models.CharField(blank=True, max_length=300)),
                ('closing_said_at', models.DateTimeField(blank=True, null=True)),
                ('is_pinned', models.BooleanField(default=False)),
                ('is_locked', models.BooleanField(default=False)),
                ('lock_reason', models.CharField(blank=True, max_length=300)),
                ('is_archived', models.BooleanField(default=False)),
                ('slow_minutes', models.PositiveSmallIntegerField(choices=[(0, 'Off: people can reply at any time'), (15, 'one reply per person every 15 minutes'), (60, 'one reply per person every hour'), (240, 'one reply per person every 4 hours'), (1440, 'one reply per person every day')], default=0)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('is_anonymised', models.BooleanField(default=False)),
                ('has_events', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('last_number', models.PositiveIntegerField(default=0)),
                ('last_post_at', models.DateTimeField(blank=True, null=True)),
                ('last_shown_as', models.CharField(blank=True, max_length=200)),
                ('gone_numbers', models.JSONField(blank=True, default=list)),
                ('arranged_at', models.DateTimeField(blank=True, null=True)),
                ('arranged_number', models.PositiveIntegerField(default=0)),
                ('affected', models.ManyToManyField(blank=True, related_name='+', to='network.affectedgroup')),
                ('asked_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='forum.topic')),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='topics', to=settings.AUTH_USER_MODEL)),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='forum.board')),
                ('forms', models.ManyToManyField(blank=True, related_name='+', to='network.exploitationform')),
                ('last_author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.topic')),
            ],
            options={
                'ordering': ['-is_pinned', '-last_post_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('topic', 'New replies in a topic'), ('board', 'New topics on a board'), ('form', 'New topics and resources about a form of exploitation'), ('affected', 'New topics and resources about who is affected'), ('area', 'New trend notes about an area'), ('sector', 'New trend notes about a sector'), ('questions', 'Questions to your remit')], max_length=10)),
                ('level', models.CharField(choices=[('off', 'Off'), ('catch_up', 'Only on my catch-up page'), ('digest', 'Notification and summary email'), ('at_once', 'Notification and immediate email')], max_length=10)),
                ('because', models.CharField(choices=[('chosen', 'You chose it'), ('posted', 'You wrote in it')], max_length=10)),
                ('changed_at', models.DateTimeField()),
                ('affected', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.affectedgroup')),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.area')),
                ('board', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='forum.board')),
                ('form', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.exploitationform')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to=settings.AUTH_USER_MODEL)),
                ('sector', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.sector')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='forum.topic')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('seen', 'We are seeing this too'), ('not_seen', 'We looked and did not see it'), ('gone', 'We no longer see it')], max_length=8)),
                ('frequency', models.CharField(blank=True, choices=[('once', 'Once'), ('few', 'A few times'), ('often', 'Often')], max_length=5)),
                ('confidence', models.CharField(blank=True, choices=[('seen', 'We saw it ourselves'), ('told', 'We heard it from the people it happened to'), ('heard', 'We heard it from others'), ('guess', 'Not confirmed')], max_length=10)),
                ('is_late', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.area')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='signals', to=settings.AUTH_USER_MODEL)),
                ('reporting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='forum.reportingmonth')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signals', to='forum.topic')),
            ],
            options={
                'ordering': ['-reporting__month', 'area__position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RetentionDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fate', models.CharField(choices=[('kept', 'Keep it as it is, and ask again after the same number of months'), ('archived', 'Archive it: people can find it only by searching, and nobody can reply'), ('anonymised', 'Archive it and remove the names: posts show the author’s kind of agency, and a role if others have it too')], max_length=10)),
                ('posts', models.PositiveIntegerField(default=0)),
                ('decided_at', models.DateTimeField()),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.board')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.topic')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='post',
            name='topic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='forum.topic'),
        ),
        migrations.AddField(
            model_name='poll',
            name='topic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='polls', to='forum.topic'),
        ),
        migrations.AddField(
            model_name='groundcheck',
            name='topic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ground_checks', to='forum.topic'),
        ),
        migrations.AddField(
            model_name='draft',
            name='topic',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.topic'),
        ),
        migrations.AddField(
            model_name='board',
            name='latest_topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.topic'),
        ),
        migrations.CreateModel(
            name='Ask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_as', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('answer_by', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('answered', 'Answered'), ('declined', 'Not for us'), ('closed', 'Closed')], default='open', max_length=10)),
                ('ends_on', models.DateField()),
                ('reminder', models.CharField(choices=[('not_yet', 'Not asked yet'), ('sent', 'Asked'), ('answered', 'Asked, and wanted more time')], default='not_yet', max_length=10)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
                ('accepted', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.post')),
                ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.post')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asks', to='forum.topic')),
            ],
            options={
                'ordering': ['remit__position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TopicEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('asked', 'Asked'), ('answered', 'Answered'), ('accepted', 'Accepted'), ('settled', 'Settled'), ('declined', 'Declined'), ('ended', 'Ended'), ('reopened', 'Reopened'), ('noted', 'Noted'), ('unnoted', 'Unnoted'), ('reworded', 'Reworded'), ('pinned', 'Pinned'), ('unpinned', 'Unpinned'), ('locked', 'Locked'), ('unlocked', 'Unlocked'), ('renamed', 'Renamed'), ('corrected', 'Corrected'), ('archived', 'Archived'), ('restored', 'Restored'), ('slowed', 'Slowed'), ('unslowed', 'Unslowed'), ('moved', 'Moved'), ('split', 'Split'), ('begun', 'Begun'), ('parked', 'Parked'), ('merged', 'Merged'), ('marked', 'Marked'), ('acted', 'Acted'), ('ground_open', 'Ground Open'), ('ground_ended', 'Ground Ended'), ('ground_told', 'Ground Told'), ('poll_open', 'Poll Open'), ('poll_ended', 'Poll Ended')], max_length=12)),
                ('shown_as', models.CharField(blank=True, max_length=200)),
                ('after_number', models.PositiveIntegerField()),
                ('detail', models.CharField(blank=True, max_length=600)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='quoting_events', to='forum.topic')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.topic')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.post')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='forum.topic')),
            ],
            options={
                'ordering': ['after_number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TopicHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('until', models.DateField(blank=True, null=True)),
                ('placed_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='forum.topic')),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TopicPrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('newest_number', models.PositiveIntegerField()),
                ('printed_at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prints', to='forum.topic')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='TopicRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_read_number', models.PositiveIntegerField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.topic')),
            ],
        ),
        migrations.CreateModel(
            name='TrendNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_month', models.DateField()),
                ('last_month', models.DateField()),
                ('confidence', models.CharField(choices=[('seen', 'We saw it ourselves'), ('told', 'We heard it from the people it happened to'), ('heard', 'We heard it from others'), ('guess', 'Not confirmed')], max_length=10)),
                ('counted_from', models.DateField(blank=True, null=True)),
                ('reading', models.CharField(blank=True, max_length=300)),
                ('reading_at', models.DateTimeField(blank=True, null=True)),
                ('areas', models.ManyToManyField(blank=True, related_name='+', to='network.area')),
                ('reading_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.sector')),
                ('topic', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='trend', to='forum.topic')),
            ],
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draft_files', models.JSONField(blank=True, default=list)),
                ('state', models.CharField(choices=[('held', 'Not published yet'), ('live', 'Published'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn by its author')], max_length=10)),
                ('source', models.TextField()),
                ('content_note', models.CharField(blank=True, max_length=80)),
                ('explanation', models.CharField(blank=True, max_length=300)),
                ('hold_reasons', models.JSONField(blank=True, default=list)),
                ('decision_reason', models.CharField(blank=True, max_length=500)),
                ('pending', models.JSONField(blank=True, default=dict)),
                ('questions', models.JSONField(blank=True, default=list)),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField()),
                ('draft', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.draft')),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='withdrawal', to='forum.post')),
            ],
        ),
        migrations.CreateModel(
            name='AskDismissal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField()),
                ('ask', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dismissals', to='forum.ask')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ask', 'person'), name='ask_dismissed_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='BlamingPhrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phrase', models.CharField(max_length=60, unique=True)),
                ('instead', models.CharField(max_length=160)),
                ('why', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'In the list'), ('declined', 'Declined')], default='proposed', max_length=10)),
                ('proposed_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['phrase'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'proposed'), _negated=True), ('proposed_at__isnull', False), _connector='OR'), name='phrase_proposed_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='BoardRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('caught_up_at', models.DateTimeField()),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.board')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'board'), name='board_read_once_a_person')],
            },
        ),
        migrations.AddConstraint(
            model_name='groundstatement',
            constraint=models.UniqueConstraint(fields=('ground_check', 'position'), name='ground_statement_once_a_place'),
        ),
        migrations.AddConstraint(
            model_name='groundstatement',
            constraint=models.CheckConstraint(condition=models.Q(('position__gte', 1), ('position__lte', 7)), name='ground_statement_at_most_seven'),
        ),
        migrations.AddConstraint(
            model_name='groundanswer',
            constraint=models.UniqueConstraint(fields=('statement', 'person'), name='ground_answer_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='polloption',
            constraint=models.UniqueConstraint(fields=('poll', 'position'), name='poll_option_once_a_place'),
        ),
        migrations.AddConstraint(
            model_name='pollvote',
            constraint=models.UniqueConstraint(condition=models.Q(('agency', None)), fields=('poll', 'person'), name='poll_vote_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='pollvote',
            constraint=models.UniqueConstraint(fields=('poll', 'agency'), name='poll_vote_once_an_agency'),
        ),
        migrations.AddConstraint(
            model_name='pollvote',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('agency__isnull', False), _connector='OR'), name='poll_vote_is_somebodys'),
        ),
        migrations.AddConstraint(
            model_name='moderatorquestion',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('post',), name='moderator_question_one_open'),
        ),
        migrations.AddConstraint(
            model_name='moderatorquestion',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), ('ended_at__isnull', False), _connector='OR'), name='moderator_question_answered_has_ended'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('post', 'person'), name='mention_once_a_post'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['created_at'], name='flag_queue'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('post', 'reporter'), name='flag_one_open_a_reader'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at', None)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='flag_settled_has_time'),
        ),
        migrations.AddIndex(
            model_name='downloadreason',
            index=models.Index(fields=['attachment', 'person', 'created_at'], name='download_reason_lately'),
        ),
        migrations.AddConstraint(
            model_name='downloadreason',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='download_reason_said'),
        ),
        migrations.AddConstraint(
            model_name='quotation',
            constraint=models.UniqueConstraint(fields=('post', 'key'), name='quotation_key_once_a_post'),
        ),
        migrations.AddConstraint(
            model_name='reportingmonth',
            constraint=models.UniqueConstraint(fields=('month', 'agency'), name='reporting_month_once_an_agency'),
        ),
        migrations.AddConstraint(
            model_name='reveal',
            constraint=models.UniqueConstraint(fields=('post', 'moderator', 'submission'), name='reveal_once_a_submission'),
        ),
        migrations.AddConstraint(
            model_name='reveal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reveal_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('post',), name='revision_one_pending_a_post'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='revision_rejected_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='savedpost',
            constraint=models.UniqueConstraint(fields=('person', 'post'), name='saved_post_once_a_person'),
        ),
        migrations.AddIndex(
            model_name='sitelink',
            index=models.Index(fields=['url_prefix', 'name'], name='site_link_to'),
        ),
        migrations.AddConstraint(
            model_name='sitelink',
            constraint=models.UniqueConstraint(fields=('post', 'url_prefix', 'name'), name='site_link_once_a_post'),
        ),
        migrations.AddConstraint(
            model_name='thanks',
            constraint=models.UniqueConstraint(fields=('person', 'post'), name='thanks_once_a_person'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(fields=['author', 'created_at'], name='topic_by_author_time'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(models.F('board'), models.OrderBy(models.F('is_pinned'), descending=True), models.OrderBy(models.F('last_post_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_archived', False)), name='topic_list'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(models.F('kind'), models.OrderBy(models.F('last_post_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_archived', False)), name='topic_by_kind'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(models.F('board'), models.F('kind'), models.OrderBy(models.F('last_post_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_archived', False)), name='topic_list_by_kind'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(models.F('board'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_archived', False)), name='topic_list_newest'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(models.OrderBy(models.F('last_post_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_archived', False)), name='topic_latest'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(models.OrderBy(models.F('last_post_at'), descending=True), name='topic_by_time'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(models.OrderBy(models.F('published_at'), descending=True), name='topic_by_publication'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('last_number', 0), ('published_at', None)), models.Q(('last_number__gt', 0), ('published_at__isnull', False)), _connector='OR'), name='topic_published_when_it_has_a_live_post'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('last_post_at', None), ('published_at', None)), models.Q(('last_post_at__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='topic_dates_follow_publication'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', 'topic'), ('affected__isnull', True), ('area__isnull', True), ('board__isnull', True), ('form__isnull', True), ('sector__isnull', True), ('topic__isnull', False)), models.Q(('about', 'board'), ('affected__isnull', True), ('area__isnull', True), ('board__isnull', False), ('form__isnull', True), ('sector__isnull', True), ('topic__isnull', True)), models.Q(('about', 'form'), ('affected__isnull', True), ('area__isnull', True), ('board__isnull', True), ('form__isnull', False), ('sector__isnull', True), ('topic__isnull', True)), models.Q(('about', 'affected'), ('affected__isnull', False), ('area__isnull', True), ('board__isnull', True), ('form__isnull', True), ('sector__isnull', True), ('topic__isnull', True)), models.Q(('about', 'area'), ('affected__isnull', True), ('area__isnull', False), ('board__isnull', True), ('form__isnull', True), ('sector__isnull', True), ('topic__isnull', True)), models.Q(('about', 'sector'), ('affected__isnull', True), ('area__isnull', True), ('board__isnull', True), ('form__isnull', True), ('sector__isnull', False), ('topic__isnull', True)), models.Q(('about', 'questions'), ('affected__isnull', True), ('area__isnull', True), ('board__isnull', True), ('form__isnull', True), ('sector__isnull', True), ('topic__isnull', True)), _connector='OR'), name='subscription_has_one_target'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('about', 'topic')), fields=('person', 'topic'), name='subscription_once_a_topic'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('about', 'board')), fields=('person', 'board'), name='subscription_once_a_board'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('about', 'form')), fields=('person', 'form'), name='subscription_once_a_form'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('about', 'affected')), fields=('person', 'affected'), name='subscription_once_a_affected'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('about', 'area')), fields=('person', 'area'), name='subscription_once_a_area'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('about', 'sector')), fields=('person', 'sector'), name='subscription_once_a_sector'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('about', 'questions')), fields=('person',), name='subscription_once_for_questions'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.UniqueConstraint(fields=('topic', 'reporting', 'area'), name='signal_once_an_agency_area_and_month'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'seen'), models.Q(('frequency', ''), _negated=True)), models.Q(models.Q(('kind', 'seen'), _negated=True), ('confidence', ''), ('frequency', '')), _connector='OR'), name='signal_of_what_is_seen_says_how_often'),
        ),
        migrations.AddIndex(
            model_name='retentiondecision',
            index=models.Index(fields=['board', 'fate'], name='retention_report'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('state', 'held')), fields=['created_at'], name='post_held_queue'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['author', 'state'], name='post_by_author'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['author', 'created_at'], name='post_by_author_time'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('state__in', ['held', 'rejected'])), fields=['topic'], name='post_not_published'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('file_count__gt', 0)), fields=['id'], name='post_with_files'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('file_count__gt', 0), ('state', 'withdrawn')), fields=['withdrawn_at'], name='post_withdrawn_files'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('number__isnull', False)), fields=['topic', 'published_at'], name='post_by_time'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('number__isnull', False)), fields=['topic', 'profile'], name='post_by_profile'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('topic', 'number'), name='post_number_once_a_topic'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('author', 'submission'), name='post_once_a_submission'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', False), ('published_at__isnull', False), ('state', 'live')), models.Q(('number', None), ('published_at', None), ('state__in', ['held', 'rejected'])), models.Q(('html', ''), ('source', ''), ('state', 'withdrawn'), ('withdrawn_at__isnull', False)), _connector='OR'), name='post_live_has_number_and_time'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency', None), ('profile', None)), models.Q(('agency__isnull', False), ('profile__isnull', False)), _connector='OR'), name='post_has_profile_of_agency'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), models.Q(('hold_reasons', []), _negated=True), _connector='OR'), name='post_held_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='post_rejected_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('topic',), name='poll_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='groundcheck',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('topic',), name='ground_check_one_unpublished'),
        ),
        migrations.AddConstraint(
            model_name='groundcheck',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), ('ended_at__isnull', False), _connector='OR'), name='ground_check_ended_before_it_is_published'),
        ),
        migrations.AddConstraint(
            model_name='groundcheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('second_signer', None)), models.Q(('first_remit__isnull', False), ('published_at__isnull', False), ('second_remit__isnull', False), models.Q(('first_remit', models.F('second_remit')), _negated=True), models.Q(('first_signer', models.F('second_signer')), _negated=True)), _connector='OR'), name='ground_check_published_by_two_remits'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('person', 'place'), name='draft_once_a_place'),
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('circle', None), ('marking', 'red'), _negated=True), models.Q(('ceiling', 'red'), ('circle', None), _negated=True)), name='board_red_only_in_circles'),
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ceiling', 'clear'), ('marking__in', ['clear'])), models.Q(('ceiling', 'green'), ('marking__in', ['clear', 'green'])), models.Q(('ceiling', 'amber_strict'), ('marking__in', ['clear', 'green', 'amber_strict'])), models.Q(('ceiling', 'red'), ('marking__in', ['clear', 'green', 'amber_strict', 'red'])), _connector='OR'), name='board_usual_marking_under_its_ceiling'),
        ),
        migrations.AddIndex(
            model_name='ask',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['ends_on'], name='ask_ending'),
        ),
        migrations.AddConstraint(
            model_name='ask',
            constraint=models.UniqueConstraint(fields=('topic', 'remit'), name='ask_once_a_remit'),
        ),
        migrations.AddConstraint(
            model_name='ask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted', None), ('answer', None)), ('state', 'answered'), _connector='OR'), name='ask_with_answer_is_answered'),
        ),
        migrations.AddIndex(
            model_name='topicevent',
            index=models.Index(fields=['topic', 'after_number'], name='event_by_place'),
        ),
        migrations.AddConstraint(
            model_name='topichold',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('topic',), name='topic_hold_one_open'),
        ),
        migrations.AddIndex(
            model_name='topicprint',
            index=models.Index(fields=['topic', 'person', 'printed_at'], name='topic_print_lately'),
        ),
        migrations.AddConstraint(
            model_name='topicread',
            constraint=models.UniqueConstraint(fields=('person', 'topic'), name='topic_read_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='trendnote',
            constraint=models.CheckConstraint(condition=models.Q(('last_month__gte', models.F('first_month'))), name='trend_months_in_order'),
        ),
    ]
