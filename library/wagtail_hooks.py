from wagtail import hooks


@hooks.register("register_log_actions")
def library_log_actions(actions) -> None:
    actions.register_action("library.resource.add", "Add a resource", "Added a resource")
    actions.register_action("library.resource.change", "Change a resource", "Changed a resource")
    actions.register_action("library.resource.keep", "Keep a resource", "Reviewed a resource: it is still right")
    actions.register_action("library.resource.withdraw", "Withdraw a resource", "Reviewed a resource and withdrew it")
    actions.register_action("library.second_review.open", "Open a resource", "Looked at a resource and opened it")
    actions.register_action(
        "library.second_review.send_back", "Send a resource back", "Looked at a resource and sent it back"
    )
    actions.register_action("library.file.add", "Add a file", "Added a file")
