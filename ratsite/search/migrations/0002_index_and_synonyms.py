"""The index of pages as one text, and synonyms with the abbreviations of this field.

On PostgreSQL Wagtail searches a page's title and body as one text, and would read every page without the index.
"""

from django.db import migrations

CREATE = "CREATE INDEX IF NOT EXISTS page_title_and_body ON wagtailsearch_indexentry USING gin ((title || body))"
DROP = "DROP INDEX IF EXISTS page_title_and_body"
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


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


def add(apps, schema_editor) -> None:
    sets = apps.get_model("search", "SynonymSet")
    for words in SYNONYMS:
        sets.objects.get_or_create(words=words)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("wagtailsearch", "0010_add_text_fields")]
    operations = [
        migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP)),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
