import datetime as dt

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "ratsite.records"
    label = "records"

    def ready(self) -> None:
        from ratsite.jobs.registry import register
        from ratsite.records import personal_data
        from ratsite.records.actions.remind import remind_of_clocks

        register("remind of records' clocks", every=dt.timedelta(minutes=30), run=remind_of_clocks)
        personal_data.register_all()
