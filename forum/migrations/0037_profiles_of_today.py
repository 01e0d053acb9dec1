from django.db import migrations


def take_todays(apps, schema_editor) -> None:
    """What agencies said of themselves when older posts were written, nobody has kept."""
    posts = apps.get_model("forum", "Post").objects.filter(profile=None)
    for agency in apps.get_model("network", "Agency").objects.all():
        posts.filter(agency=agency).update(profile=agency.profile_id)


class Migration(migrations.Migration):
    dependencies = [("forum", "0036_profiles_of_posts"), ("network", "0006_profiles_of_today")]

    operations = [migrations.RunPython(take_todays, migrations.RunPython.noop)]
