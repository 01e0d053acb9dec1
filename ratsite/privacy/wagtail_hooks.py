from wagtail import hooks


@hooks.register("register_log_actions")
def own_data_log_actions(actions) -> None:
    actions.register_action("privacy.person.erase", "Erase a person", "Erased a person")
    actions.register_action("privacy.person.stay", "End an erasure", "Ended an erasure: the person stays")
    actions.register_action("privacy.address.erase", "Erase an address", "Erased what an address had left here")
    actions.register_action("privacy.hold.place", "Place a legal hold", "Placed a legal hold")
    actions.register_action("privacy.hold.answer", "Answer a person", "Wrote to a person whose data the law keeps")
    actions.register_action("privacy.hold.end", "End a legal hold", "Ended a legal hold")
