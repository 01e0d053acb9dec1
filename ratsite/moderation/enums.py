from ratsite.network.enums import LookOutcome

AGENCY_NOTES = "agency-notes"  # name of both the item queue and the notification source
VERBS = {LookOutcome.OPENED: "opened", LookOutcome.SENT_BACK: "sent_back"}  # for the notification source
