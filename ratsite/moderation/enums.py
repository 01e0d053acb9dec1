from ratsite.network.enums import LookOutcome

AGENCY_NOTES = "agency-notes"  # the name of the review queue's source, and of the notification source
VERBS = {LookOutcome.OPENED: "opened", LookOutcome.SENT_BACK: "sent_back"}  # of the notification source
