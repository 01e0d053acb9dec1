"""Laws and statutory guidance that a new site begins with. Curators can change them and add others."""

from django.db import migrations

ACTS = [
    ("children-act-1989", "Children Act 1989", "ukpga/1989/41"),
    ("housing-act-1996", "Housing Act 1996", "ukpga/1996/52"),
    ("human-rights-act-1998", "Human Rights Act 1998", "ukpga/1998/42"),
    ("immigration-and-asylum-act-1999", "Immigration and Asylum Act 1999", "ukpga/1999/33"),
    ("sexual-offences-act-2003", "Sexual Offences Act 2003", "ukpga/2003/42"),
    ("gangmasters-licensing-act-2004", "Gangmasters (Licensing) Act 2004", "ukpga/2004/11"),
    ("mental-capacity-act-2005", "Mental Capacity Act 2005", "ukpga/2005/9"),
    ("equality-act-2010", "Equality Act 2010", "ukpga/2010/15"),
    ("care-act-2014", "Care Act 2014", "ukpga/2014/23"),
    ("modern-slavery-act-2015", "Modern Slavery Act 2015", "ukpga/2015/30"),
    ("immigration-act-2016", "Immigration Act 2016", "ukpga/2016/19"),
    ("homelessness-reduction-act-2017", "Homelessness Reduction Act 2017", "ukpga/2017/13"),
    ("data-protection-act-2018", "Data Protection Act 2018", "ukpga/2018/12"),
    ("nationality-and-borders-act-2022", "Nationality and Borders Act 2022", "ukpga/2022/36"),
]
OTHERS = [
    (
        "modern-slavery-statutory-guidance",
        "Modern Slavery: statutory guidance under section 49 of the Modern Slavery Act 2015",
        "https://www.gov.uk/government/publications/modern-slavery-how-to-identify-and-support-victims",
    ),
    (
        "ecat",
        "Council of Europe Convention on Action against Trafficking in Human Beings",
        "https://www.coe.int/en/web/conventions/full-list?module=treaty-detail&treatynum=197",
    ),
]


def add_laws(apps, schema_editor):
    acts = [(slug, name, f"https://www.legislation.gov.uk/{number}") for slug, name, number in ACTS]
    for slug, name, url in (*acts, *OTHERS):
        apps.get_model("library", "LegalInstrument").objects.get_or_create(
            slug=slug, defaults={"name": name, "url": url}
        )


class Migration(migrations.Migration):
    dependencies = [("library", "0002_fulltext")]
    operations = [migrations.RunPython(add_laws, migrations.RunPython.noop)]
