"""Personal data in the network's tables: only what a person wrote to explain an agency's texts.

Membership of circles is in ratsite.accounts.integrations.personal_data.
"""

from django.utils.translation import gettext_lazy as _

from ratsite.lib.personal_data import Erasing, PersonalData, Section, Table, erase_in_fields
from ratsite.network.models import AgencySecondReview

SHARED = "the network's own words"
TERMS = "id slug name position"

TABLES = [
    Table(
        "network.NetworkSettings",
        kept={"id name short_name strapline region footer_line has_mark sender_name is_closed restored_at": SHARED},
    ),
    Table("network.Remit", kept={f"{TERMS} description": SHARED}),
    Table("network.ExploitationForm", kept={f"{TERMS} description": SHARED}),
    Table("network.AffectedGroup", kept={TERMS: SHARED}),
    Table("network.Sector", kept={TERMS: SHARED}),
    Table(
        "network.Area",
        kept={
            f"{TERMS} is_district front_door_name front_door_phone front_door_out_of_hours front_door_url "
            "front_door_checked_on": "a council's published door",
            "tile_row tile_column": "where an area is on the tile map",
        },
    ),
    Table(
        "network.Agency",
        kept={
            "id slug name kind main_remit what_we_do what_we_cannot_do is_first_responder email_domains is_active "
            "remits areas people_confirm_by people_reminded profile": "an organisation's",
            "public_contacts": "what an organisation publishes itself",
        },
    ),
    Table("network.Agency_remits", kept={"id agency remit": "an organisation's"}),
    Table("network.Agency_areas", kept={"id agency area": "an organisation's"}),
    Table("network.AgencyProfile", kept={"id agency main_remit what_we_cannot_do said_at": "an organisation's"}),
    Table(
        "network.AgencySecondReview",
        stays={"agency field explanation asked_at outcome decided_at reason": "why an agency's page says what it says"},
        kept={"id text": "an organisation's", "asked_by decided_by": "a number without a name"},
    ),
    Table("network.Circle", kept={"id slug name purpose agencies remits": SHARED, "people": "see Circle_people"}),
    Table("network.Circle_agencies", kept={"id circle agency": "an organisation's"}),
    Table("network.Circle_remits", kept={"id circle remit": SHARED}),
]


SECTIONS = [
    Section(
        "agency_texts_explained", _("Why you said that contact details of agencies are public"),
        _("So that members can contact an agency"), _("As long as the agency is on this site"),
        "network.AgencySecondReview",
        rows=lambda person: AgencySecondReview.objects.filter(asked_by=person),
        fields="agency field explanation asked_at outcome decided_at",
    ),
    Section(
        "agency_texts_decided", _("What you wrote when you reviewed descriptions of agencies"),
        _("So that coordinators know why you decided as you did"),
        _("As long as the agency is on this site"), "network.AgencySecondReview",
        rows=lambda person: AgencySecondReview.objects.filter(decided_by=person).exclude(reason=""),
        fields="agency field outcome decided_at reason",
    ),
]  # fmt: skip


def erase_remarks(erasing: Erasing) -> None:
    erase_in_fields(AgencySecondReview.objects.all(), "text", "explanation", "reason", erasing=erasing)


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    erasers={
        "remarks on agencies' texts": erase_remarks,
    },
)
