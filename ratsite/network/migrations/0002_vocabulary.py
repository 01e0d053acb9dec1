"""The words every site starts with. All but the slugs of remits can be edited afterwards.

Areas are each network's own: see ratsite.pages.site_tree.
"""

from django.db import migrations

REMITS = [
    ("policing", "Policing", "Investigating, and keeping people safe meanwhile."),
    ("health", "Health", "Treating people, whoever they are and whatever papers they have."),
    ("housing", "Housing", "Homes, tenancies and beds for a night."),
    ("council", "Local authority", "Licensing, community safety, adult social care."),
    ("immigration", "Immigration advice", "Status, leave and the right to work."),
    ("labour", "Labour & unions", "Pay, hours, safety and the right to organise."),
    ("support", "Victim support", "Staying beside someone for as long as it takes."),
    ("children", "Child safeguarding", "Anyone under eighteen, or who may be."),
    ("faith", "Faith & community", "Welcome, and knowing a neighbourhood."),
    ("research", "Policy & research", "What is known, and what is only assumed."),
]
FORMS = [
    ("labour", "Labour exploitation", "Work for someone else's gain, under threat or deceit."),
    ("sexual", "Sexual exploitation", "Sexual acts for someone else's gain."),
    ("criminal", "Criminal exploitation", "Crime for someone else's gain: drugs, fraud, theft, begging."),
    ("domestic", "Domestic servitude", "Work in a private home that someone cannot leave."),
    ("organ", "Organ harvesting", "Travel or pressure for the removal of an organ."),
]
AFFECTED = [("women", "Women"), ("men", "Men"), ("children", "Children")]
SECTORS = [
    ("agriculture", "Farms and food picking"),
    ("beauty", "Nail bars and beauty"),
    ("building", "Building and demolition"),
    ("car-washes", "Car washes and valeting"),
    ("care", "Care at home and in homes"),
    ("cleaning", "Cleaning and laundries"),
    ("delivery", "Delivery and driving"),
    ("domestic", "Private homes"),
    ("drugs", "Drugs: growing and moving"),
    ("fraud", "Fraud, theft and begging"),
    ("hospitality", "Restaurants, takeaways and hotels"),
    ("manufacturing", "Factories and packing"),
    ("recycling", "Waste and recycling"),
    ("sex", "Sexual services"),
    ("warehouses", "Warehouses and agencies"),
]


def fill(apps, schema_editor):
    def add(model_name, rows, fields):
        model = apps.get_model("network", model_name)
        for position, row in enumerate(rows):
            model.objects.get_or_create(
                slug=row[0], defaults={"position": position, **dict(zip(fields, row[1:], strict=True))}
            )

    add("Remit", REMITS, ["name", "description"])
    add("ExploitationForm", FORMS, ["name", "description"])
    add("AffectedGroup", AFFECTED, ["name"])
    add("Sector", SECTORS, ["name"])


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
