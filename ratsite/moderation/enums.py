from ratsite.network.enums import ReviewOutcome

AGENCY_NOTES = "agency-notes"  # name of both the item queue and the notification source
VERBS = {
    ReviewOutcome.OPENED: "opened",
    ReviewOutcome.SENT_BACK: "sent_back",
}  # for the notification source
