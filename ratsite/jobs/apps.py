import datetime as dt

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ratsite.jobs"
    label = "jobs"

    def ready(self) -> None:
        from ratsite.jobs import personal_data, upkeep
        from ratsite.jobs.registry import register

        register("publish scheduled pages", every=dt.timedelta(minutes=2), run=upkeep.publish_scheduled)
        register("tidy up", every=dt.timedelta(days=1), run=upkeep.tidy)
        register("release stuck tasks", every=dt.timedelta(minutes=30), run=upkeep.release_stuck_tasks)
        personal_data.register_all()
