"""Official figures of the demo: real ones, as the Home Office published them."""

from pathlib import Path

from django.core.management import call_command

FILES = Path(__file__).resolve().parent / "content" / "nrm"  # SOURCES.txt there says where they are from
SOURCE = (
    "Home Office, National Referral Mechanism and Duty to Notify statistics (GOV.UK), copied from the R package asylum "
    "of the British Red Cross, commit cf7a678"
)
LICENCE = "Crown copyright, Open Government Licence v3.0"


def load_official_figures() -> None:
    """Bring in the CSV files of the demo, once."""
    files = sorted(str(path) for path in FILES.glob("*.csv"))
    call_command("import_nrm", *files, source=SOURCE, licence=LICENCE, verbosity=0)
