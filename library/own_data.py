"""What the library holds on a person: that they brought a resource in. A resource is the network's."""

from library.models import Resource
from ratsite.holdings import Part, Table, register

SHARED = "the network's: it is about a publication"
FACTS = (
    "summary publisher issued_on language jurisdiction law_as_at forms affected remits licence origin audience circle "
    "marking state agency review_due_on"
)
TABLES = [
    Table(
        "library.Resource",
        stays={"id title kind posted_at": SHARED},
        kept={
            f"slug {FACTS}": SHARED,
            "creators": "who made a publication, as it says itself",
            "posted_by": "a number without a name",
        },
    ),
    Table("library.Resource_forms", kept={"id resource exploitationform": SHARED}),
    Table("library.Resource_affected", kept={"id resource affectedgroup": SHARED}),
    Table("library.Resource_remits", kept={"id resource remit": SHARED}),
    Table("library.ResourceFile", kept={"id resource stored_file position": SHARED}),
]
PARTS = [
    Part(
        "resources", "Resources that you have added", "Others use them", "As long as the library keeps them",
        "library.Resource",
        rows=lambda person: Resource.objects.filter(posted_by=person),
    )
]  # fmt: skip


def register_all() -> None:
    register(*TABLES, *PARTS)
