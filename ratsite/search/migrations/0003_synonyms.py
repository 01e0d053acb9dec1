"""Synonyms with the abbreviations of this field, chosen results, and alerts for saved searches."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


SYNONYMS = [
    "NRM, National Referral Mechanism",
    "MSA, Modern Slavery Act, Modern Slavery Act 2015",
    "modern slavery, slavery, human trafficking",
    "THB, trafficking in human beings",
    "FRO, first responder organisation",
    "SCA, Single Competent Authority",
    "IECA, Immigration Enforcement Competent Authority",
    "MSVCC, Modern Slavery Victim Care Contract",
    "reasonable grounds, reasonable grounds decision, RG decision",
    "conclusive grounds, conclusive grounds decision, CG decision",
    "DtN, duty to notify",
    "ICTG, Independent Child Trafficking Guardian, guardian for trafficked children",
    "IASC, Independent Anti-Slavery Commissioner, Anti-Slavery Commissioner",
    "GLAA, Gangmasters and Labour Abuse Authority, Fair Work Agency",
    "ECAT, Council of Europe Convention on Action against Trafficking",
    "Palermo Protocol, trafficking protocol",
    "VTS leave, temporary permission to stay, temporary permission to stay for victims of trafficking",
    "recovery period, reflection period, recovery and reflection period",
    "section 45, statutory defence",
    "STPO, slavery and trafficking prevention order",
    "STRO, slavery and trafficking risk order",
    "TISC, transparency in supply chains, modern slavery statement",
    "victim navigator, justice navigator",
    "CCE, child criminal exploitation",
    "CSE, child sexual exploitation",
    "ASE, adult sexual exploitation",
    "CSA, child sexual abuse",
    "county lines, drug lines",
    "cuckooing, home takeover",
    "debt bondage, bonded labour",
    "forced labour, compulsory labour",
    "domestic servitude, domestic slavery",
    "car wash, hand car wash, valeting",
    "nail bar, nail salon",
    "HMO, house in multiple occupation",
    "tied accommodation, tied housing",
    "TA, temporary accommodation",
    "rough sleeping, street homelessness",
    "NRPF, no recourse to public funds",
    "UASC, unaccompanied asylum seeking child, unaccompanied child",
    "ODW visa, overseas domestic worker visa",
    "seasonal worker visa, seasonal worker scheme",
    "EUSS, EU Settlement Scheme",
    "BRP, biometric residence permit, eVisa",
    "MASH, multi-agency safeguarding hub",
    "MARAC, multi-agency risk assessment conference",
    "MACE, multi-agency child exploitation",
    "LSCP, local safeguarding children partnership",
    "SAB, safeguarding adults board",
    "LADO, local authority designated officer",
    "ISVA, independent sexual violence adviser",
    "IDVA, independent domestic violence adviser",
    "DHR, domestic homicide review, domestic abuse related death review",
    "SAR, safeguarding adults review",
    "VAWG, violence against women and girls",
    "FGM, female genital mutilation",
    "SARC, sexual assault referral centre",
    "NHS, National Health Service",
    "GP, general practitioner",
    "ICB, integrated care board",
    "DWP, Department for Work and Pensions",
    "HMRC, HM Revenue and Customs",
    "UKVI, UK Visas and Immigration",
    "CPS, Crown Prosecution Service",
    "NCA, National Crime Agency",
    "trauma-informed practice, trauma-informed care",
    "NGO, non-governmental organisation, charity",
    "interpreter, translator",
]


def add(apps, schema_editor) -> None:
    sets = apps.get_model("search", "SynonymSet")
    for words in SYNONYMS:
        sets.objects.get_or_create(words=words)


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0004_find'),
        ('search', '0002_fulltext'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='savedsearch',
            name='is_alert',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='told_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='SynonymSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=300, unique=True)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['words'],
            },
        ),
        migrations.CreateModel(
            name='ChosenResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=120)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.page')),
                ('resource', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='library.resource')),
            ],
            options={
                'ordering': ['words', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('page', None), ('resource__isnull', False)), models.Q(('page__isnull', False), ('resource', None)), _connector='OR'), name='chosen_result_is_one_thing'), models.UniqueConstraint(fields=('words', 'resource'), name='chosen_resource_once'), models.UniqueConstraint(fields=('words', 'page'), name='chosen_page_once')],
            },
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
