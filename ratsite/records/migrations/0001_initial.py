import django.db.models.deletion
import ratsite.lib.numbers
import ratsite.lib.yearly
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pages', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RiskAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('about', models.TextField(max_length=2000, verbose_name='what was looked at')),
                ('review_by', models.DateField(default=ratsite.lib.yearly.a_year_from_now)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('known_at', models.DateTimeField(db_index=True, verbose_name='known since')),
                ('what', models.TextField(max_length=2000, verbose_name='what happened')),
                ('whose', models.CharField(max_length=300, verbose_name='whose data')),
                ('how_many', models.CharField(choices=[('unknown', 'Not known yet'), ('one', 'One person'), ('few', '2 to 9 people'), ('tens', '10 to 99 people'), ('more', '100 people or more')], max_length=10)),
                ('harm', models.CharField(choices=[('unlikely', 'Unlikely to harm anyone: only record it here'), ('likely', 'A risk to people: tell the Information Commissioner within 72 hours'), ('high', 'A high risk to people: tell them too, without delay')], max_length=10)),
                ('contained', models.TextField(blank=True, max_length=2000, verbose_name='what was done at once')),
                ('regulator', models.CharField(blank=True, choices=[('told', 'We told the Information Commissioner'), ('not_needed', 'We do not need to tell the Information Commissioner')], max_length=10, verbose_name='the Information Commissioner')),
                ('regulator_why', models.TextField(blank=True, max_length=2000)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('people_told', models.TextField(blank=True, max_length=2000, verbose_name='what the people concerned were told')),
                ('lesson', models.TextField(blank=True, max_length=2000)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'breaches',
                'ordering': ['-known_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('regulator', '')), models.Q(models.Q(('regulator', ''), _negated=True), models.Q(('regulator_why', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='breach_decided_with_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('regulator', 'told'), ('told_at__isnull', False)), models.Q(models.Q(('regulator', 'told'), _negated=True), ('told_at', None)), _connector='OR'), name='breach_told_with_its_time'), models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(('decided_at__isnull', False), models.Q(('lesson', ''), _negated=True)), _connector='OR'), name='breach_closed_after_the_decision'), models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(('harm', 'high'), _negated=True), models.Q(('people_told', ''), _negated=True), _connector='OR'), name='breach_with_high_risk_closed_when_people_know')],
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigIntegerField(default=ratsite.lib.numbers.random_number, editable=False, primary_key=True, serialize=False)),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField(db_index=True)),
                ('channel', models.CharField(choices=[('form', 'Contact form on this site'), ('mail', 'Letter or email'), ('spoken', 'By phone or in person')], max_length=10, verbose_name='how it came')),
                ('subject', models.CharField(choices=[('content', 'Content that should not be on this site'), ('decision', 'Content that we removed, or a person whom we refused'), ('duties', 'Our duties under the Online Safety Act'), ('data', 'Personal data that we hold'), ('conduct', 'How someone was treated'), ('other', 'Something else')], max_length=10)),
                ('summary', models.TextField(max_length=2000)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('partly', 'Partly upheld'), ('not_upheld', 'Not upheld'), ('passed_on', 'Passed on to the organisation responsible')], max_length=10)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('lesson', models.TextField(blank=True, max_length=2000)),
                ('concerns', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.contactmessage')),
            ],
            options={
                'ordering': ['-received_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('closed_at', None), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='complaint_closed_with_an_answer')],
            },
        ),
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('terrorism', 'Terrorism'), ('child_abuse', 'Sexual exploitation and abuse of children'), ('hate', 'Hate'), ('harassment', 'Harassment, stalking, threats and abuse'), ('coercion', 'Controlling or coercive behaviour'), ('intimate', 'Intimate images shared without consent'), ('pornography', 'Extreme pornography'), ('sexual', 'Sexual exploitation of adults'), ('trafficking', 'Human trafficking'), ('immigration', 'Unlawful immigration'), ('fraud', 'Fraud and financial services'), ('proceeds', 'Proceeds of crime'), ('drugs', 'Drugs and psychoactive substances'), ('weapons', 'Firearms, knives and other weapons'), ('suicide', 'Encouraging suicide'), ('interference', 'Foreign interference'), ('animals', 'Animal cruelty')], max_length=15)),
                ('level', models.CharField(choices=[('negligible', 'Negligible'), ('low', 'Low'), ('medium', 'Medium'), ('high', 'High')], max_length=10)),
                ('why', models.TextField(max_length=2000, verbose_name='why, and what we do about it')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='risks', to='records.riskassessment')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('assessment', 'kind'), name='risk_once_in_an_assessment')],
            },
        ),
    ]
