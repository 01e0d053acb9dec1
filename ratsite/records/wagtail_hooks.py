from wagtail import hooks


@hooks.register("register_log_actions")
def records_log_actions(actions) -> None:
    actions.register_action("records.complaint.enter", "Enter a complaint", "Entered a complaint in the register")
    actions.register_action("records.complaint.answer", "Answer a complaint", "Wrote down the answer to a complaint")
    actions.register_action("records.breach.enter", "Enter a breach", "Entered a breach in the register")
    actions.register_action("records.breach.decide", "Decide about a breach", "Decided whether the regulator is told")
    actions.register_action("records.breach.close", "Close a breach", "Closed a breach with its lesson")
    actions.register_action("records.risk.assess", "Assess risks", "Assessed the risks of illegal content")
