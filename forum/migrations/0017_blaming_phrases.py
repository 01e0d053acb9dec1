"""Phrases that sound like blame, with the first list."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


LAW = (
    "The Serious Crime Act 2015, section 68, took “child prostitution” and “child pornography” out of the Sexual Offences Act 2003."
)
UN = (
    "No person is illegal. The United Nations General Assembly asked for other words in resolution 3449 of 1975."
)
CS = (
    "It reads as if the person chose it. The Children’s Society’s guide to appropriate language on child exploitation says so."
)
CARE = (
    "People who were trafficked may fear what happens when they speak. The NRM’s statutory guidance names this as an effect of trauma."
)
PHRASES = [
    ('child prostitute', 'child who was sexually exploited', LAW),
    ('child prostitution', 'sexual exploitation of children', LAW),
    ('child pornography', 'images of child sexual abuse', LAW),
    ('illegal immigrant', 'person with an irregular immigration status', UN),
    ('illegal migrant', 'person with an irregular immigration status', UN),
    ('illegal worker', 'person who works without permission to work', UN),
    ('putting themselves at risk', 'are put at risk by somebody', CS),
    ('put herself at risk', 'was put at risk by somebody', CS),
    ('put himself at risk', 'was put at risk by somebody', CS),
    ('put themselves at risk', 'were put at risk by somebody', CS),
    ('promiscuous', 'may be sexually abused or exploited', CS),
    ('lifestyle choice', 'what they are made to do', CS),
    ('choosing this lifestyle', 'being controlled by somebody', CS),
    ('drug runner', 'child or adult who is made to carry drugs', CS),
    ('drug running', 'being made to carry drugs', CS),
    ('prostituting herself', 'being sexually exploited', CS),
    ('prostituting themselves', 'being sexually exploited', CS),
    ('sexual activity with a child', 'sexual abuse of a minor', CS),
    ('older boyfriend', 'adult who exploits them', CS),
    ('in return for sex', 'as a way to control and abuse', CS),
    ("won't engage", 'we have not yet found a way that feels safe to them', CARE),
    ('refuses to engage', 'we have not yet found a way that feels safe to them', CARE),
    ('failed to disclose', 'did not feel safe enough to tell us', CARE),
    ('uncooperative', 'not ready, or not safe enough, to speak to us', CARE),
    ('made allegations', 'told us', CARE),
    ('claims to be a victim', 'says that they were exploited', CARE),
]


def add_phrases(apps, schema_editor) -> None:
    BlamingPhrase = apps.get_model("forum", "BlamingPhrase")
    BlamingPhrase.objects.bulk_create(
        BlamingPhrase(phrase=phrase, instead=instead, why=why, state="accepted") for phrase, instead, why in PHRASES
    )


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0016_closing_line'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BlamingPhrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phrase', models.CharField(max_length=60, unique=True)),
                ('instead', models.CharField(max_length=160)),
                ('why', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'In the list'), ('declined', 'Declined')], default='proposed', max_length=10)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['phrase'],
            },
        ),
        migrations.RunPython(add_phrases, migrations.RunPython.noop),
    ]
