"""The words every site starts with. All but the slugs of remits can be edited afterwards."""

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
# The names by which each council's own pages call the first door for a worry about a child. Telephone numbers are here
# only where the council's or partnership's own page was read: a wrong one would be worse than none. Whoever runs the
# site rings each and enters the day ("checked on"), which is empty until then.
AREAS = [
    ("birmingham", "Birmingham", True, "Children’s Advice and Support Service", "https://www.birmingham.gov.uk/"),
    ("coventry", "Coventry", True, "Multi-Agency Safeguarding Hub", "https://www.coventry.gov.uk/"),
    ("dudley", "Dudley", True, "Children’s services front door", "https://www.dudley.gov.uk/"),
    ("sandwell", "Sandwell", True, "Multi-Agency Safeguarding Hub", "https://www.sandwell.gov.uk/"),
    ("solihull", "Solihull", True, "Multi-Agency Safeguarding Hub", "https://www.solihull.gov.uk/"),
    ("walsall", "Walsall", True, "Multi-Agency Safeguarding Hub", "https://go.walsall.gov.uk/"),
    ("wolverhampton", "Wolverhampton", True, "Multi-Agency Safeguarding Hub", "https://www.wolverhampton.gov.uk/"),
    ("shropshire", "Shropshire", False, "First Point of Contact", "https://www.shropshire.gov.uk/"),
    ("staffordshire", "Staffordshire", False, "Children’s Advice and Support", "https://www.staffordshire.gov.uk/"),
    ("warwickshire", "Warwickshire", False, "Children and Families Front Door", "https://www.warwickshire.gov.uk/"),
    ("worcestershire", "Worcestershire", False, "Family Front Door", "https://www.worcestershire.gov.uk/"),
]
# (area, office hours, out of hours): lscpbirmingham.org.uk, westmids-dudley.trixonline.co.uk, solihull.gov.uk
PHONES = [
    ("birmingham", "0121 303 1888", "0121 675 4806"),
    ("dudley", "0300 555 0050", "0300 555 8574"),
    ("solihull", "0121 788 4300", "0121 605 6060"),
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
    add("Area", AREAS, ["name", "is_district", "front_door_name", "front_door_url"])
    areas = apps.get_model("network", "Area").objects
    for slug, office_hours, out_of_hours in PHONES:
        areas.filter(slug=slug).update(front_door_phone=office_hours, front_door_out_of_hours=out_of_hours)


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
