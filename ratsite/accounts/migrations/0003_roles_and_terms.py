"""The groups that stewards belong to, and the first terms of reference."""

import datetime as dt

from django.db import migrations

ROLES = ["Moderators", "Curators", "Editors", "Coordinators"]
TEXT = """\
### What the network is for

It brings together agencies whose work touches human trafficking, slavery and exploitation, so that they understand it
better together than apart. It is concerned with every form of exploitation, and with women, men and
children. It takes no referrals, manages nobody's case, decides nothing about anybody, and replaces no duty to report.

### What I share

- Nothing that identifies a person who may have been exploited: no name, address, plate, reference number or picture, and
  no details that give somebody away when they are put together.
- If a child may be involved, I refer first and talk afterwards.
- Nothing that could put an operation, a worker or a colleague at risk.

### What I read

- I do with it what its marking allows, and no more. "Check with the poster first" and "do not act" mean what they say.
- It is no evidence, no research data and no news. I do not pass it outside the network unless its marking says that I may.
- Where a duty of mine obliges me to act on something, I tell the poster or a moderator first, if that is lawful and safe.

### How I treat others

- I say openly what my own agency cannot do, and respect that others have duties that differ from mine.
- I disagree with the argument and assume good faith. Nobody is asked whether they have been exploited themselves.
- No discrimination, no campaign against another agency, no advertising. Side issues get a place of their own.

### How it is kept safe

- Some posts wait for a moderator. I may be told no, with a reason, and I may ask for another pair of eyes.
- I sign in as myself, and lend my account to nobody.
- Once a year I confirm that I still belong. When I change jobs I say so, or my agency does.
- I may leave whenever I want.
"""


def create_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


def add_terms(apps, schema_editor):
    terms = apps.get_model("accounts", "TermsOfReference")
    terms.objects.get_or_create(version=1, defaults={"in_force_from": dt.date(2026, 11, 1), "text": TEXT})


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        # Wagtail makes groups called Moderators and Editors of its own: ours take them over.
        ("wagtailcore", "0002_initial_data"),
    ]

    operations = [
        migrations.RunPython(create_roles, migrations.RunPython.noop),
        migrations.RunPython(add_terms, migrations.RunPython.noop),
    ]
