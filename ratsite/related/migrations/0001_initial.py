import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('forum', '0001_initial'),
        ('library', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MadeFrom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='made_from', to='library.resource')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='made', to='forum.topic')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('resource', 'topic'), name='made_from_once')],
            },
        ),
        migrations.CreateModel(
            name='GroundDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground_check', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.groundcheck')),
                ('suggestion', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='library.suggestion')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
    ]
