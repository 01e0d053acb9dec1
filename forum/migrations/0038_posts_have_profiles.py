from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0037_profiles_of_today")]

    operations = [
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency', None), ('profile', None)), models.Q(('agency__isnull', False), ('profile__isnull', False)), _connector='OR'), name='post_has_profile_of_agency'),
        ),
    ]
