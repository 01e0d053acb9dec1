"""Permissions in /cms/: editors get the public pages, coordinators the network's lists, moderators nothing.

The database refuses to change or delete a correction (ratsite.lib.db.append_only has the SQL).
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from ratsite.lib.db.append_only import operation

PAGE_RIGHTS = ["add", "change", "publish", "bulk_delete", "lock", "unlock"]
COLLECTION_RIGHTS = {"wagtailimages": ["add_image", "change_image", "choose_image"]}
EDITORS = {
    "pages": [f"{right}_{model}" for right in ("add", "change", "delete", "view")
              for model in ("helpline", "newstopic", "pagefile")],
    # None to delete: a deleted area would silently leave agencies and trend notes.
    "network": ["add_area", "change_area", "view_area"],
}
COORDINATORS = {
    "network": ["add_area", "change_area", "view_area", "change_remit", "view_remit", "change_networksettings"],
    "pages": ["view_helpline", "change_helpline"],
}
TASK = "Second check"


def _permissions(apps, app_label, codenames):
    """Django makes permissions after the last migration of all; these are needed now."""
    config = apps.get_app_config(app_label)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    found = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label=app_label, codename__in=codenames
    )
    if found.count() != len(codenames):
        raise LookupError(f"{app_label} lacks one of the permissions {codenames}")
    return list(found)


def _admin_access(apps):
    return apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )


def grant(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    groups = {name: group_model.objects.get_or_create(name=name)[0] for name in ("Moderators", "Editors", "Coordinators")}
    _empty(apps, groups["Moderators"])
    _empty(apps, groups["Editors"])
    _let_editors_edit(apps, groups["Editors"])
    for label, codenames in COORDINATORS.items():
        groups["Coordinators"].permissions.add(*_permissions(apps, label, codenames))
    for name in ("Editors", "Coordinators"):
        groups[name].permissions.add(*_admin_access(apps))
    _let_editors_approve(apps, groups["Editors"])


def _empty(apps, group):
    """Take away what Wagtail gives to groups of these names when it is installed."""
    apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group=group).delete()
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(group=group).delete()
    group.permissions.clear()


def _let_editors_edit(apps, editors):
    root_page = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    root_collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    page_permission = apps.get_model("wagtailcore", "GroupPagePermission")
    collection_permission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for permission in _permissions(apps, "wagtailcore", [f"{right}_page" for right in PAGE_RIGHTS]):
        page_permission.objects.create(group=editors, page=root_page, permission=permission)
    for label, codenames in COLLECTION_RIGHTS.items():
        for permission in _permissions(apps, label, codenames):
            collection_permission.objects.create(group=editors, collection=root_collection, permission=permission)
    for label, codenames in EDITORS.items():
        editors.permissions.add(*_permissions(apps, label, codenames))


def _let_editors_approve(apps, editors):
    """Replace Wagtail's own approval step: its Moderators are somebody else here, and may approve their own pages."""
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="pages", model="secondchecktask"
    )
    for old in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(groups__name="Moderators").distinct():
        task = apps.get_model("pages", "SecondCheckTask").objects.create(name=TASK, content_type=content_type)
        task.groups.set([editors])
        apps.get_model("wagtailcore", "WorkflowTask").objects.filter(task_id=old.pk).update(task_id=task.pk)
        apps.get_model("wagtailcore", "Workflow").objects.filter(workflow_tasks__task_id=task.pk).update(name=TASK)
        old.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("accounts", "0003_roles_and_terms"),
        ("network", "0002_vocabulary"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop), operation("pages_correction")]
