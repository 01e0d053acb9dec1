import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0004_held_notes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agency',
            name='what_we_cannot_do',
            field=models.TextField(help_text='Shown beside what its people post from now on: limits that others should know.', max_length=1200),
        ),
        migrations.CreateModel(
            name='AgencyProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what_we_cannot_do', models.TextField(blank=True, max_length=1200)),
                ('said_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='profiles', to='network.agency')),
                ('main_remit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.remit')),
            ],
        ),
        migrations.AddField(
            model_name='agency',
            name='profile',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.agencyprofile'),
        ),
    ]
