"""The first list of phrases that sound like blame."""

from django.db import migrations

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
    phrases = apps.get_model("forum", "BlamingPhrase").objects
    for phrase, instead, why in PHRASES:
        phrases.get_or_create(phrase=phrase, defaults={"instead": instead, "why": why, "state": "accepted"})


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_fulltext")]
    operations = [migrations.RunPython(add_phrases, migrations.RunPython.noop)]
