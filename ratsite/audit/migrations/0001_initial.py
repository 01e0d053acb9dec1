from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LogSeal',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('log', models.CharField(choices=[('model', 'the audit log'), ('page', 'the log of pages')], max_length=5)),
                ('entry_id', models.PositiveBigIntegerField()),
                ('content', models.CharField(max_length=64, verbose_name='seal of this entry only')),
                ('digest', models.CharField(max_length=64, verbose_name='seal of this entry and all earlier ones')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('log', 'entry_id'), name='seal_once_an_entry')],
            },
        ),
    ]
