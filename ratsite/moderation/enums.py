AGENCY_TEXTS = "agency-notes"  # name of both the item queue and the notification source
