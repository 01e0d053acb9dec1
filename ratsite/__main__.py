"""The command line of a site: `python3 -m ratsite VERB`, or `manage.py VERB`.

Most verbs are Django's management commands. A few work without Django, because they run before the site is configured
or replace its software. All of them read the same configuration file (ratsite/settings/configuration.py).
"""

import sys

if sys.version_info < (3, 11):
    version = "Python 3.11 or newer is needed, and this is {}.{}".format(*sys.version_info)
    sys.exit("The site cannot start: {}.".format(version))

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from ratsite.launch import PYTHON, ROOT, install, requirements
from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart

# Verbs that need no Django settings. Each is a module with main(arguments).
STANDALONE = {
    "setup": "ratsite.operations.setup",
    "run": "ratsite.operations.run",
    "upgrade": "ratsite.operations.upgrade",
    "rollback": "ratsite.operations.rollback",
}
VERBS = {
    "setup": "install, ask what a site must know, write ratsite.env, prepare the database",
    "run": "run the site on a small server: web server, tasks, email and clock",
    "backup": "write one encrypted file of everything, or check one",
    "restore": "bring the site back from a backup",
    "doctor": "say how the site is, since when, and what to do",
    "upgrade": "go to the next release, or stay with this one",
    "handover": "print what the next operator must know",
    "rollback": "go back to the release before the last upgrade",
    "prepare": "make or update the tables, static files and first pages",
}
INSTALLING = ("setup", "restore")  # the verbs with which a new server begins
UPGRADES = ("upgrade", "rollback")
UPGRADE_JOURNAL = "upgrade.json"  # the journal of an upgrade that was cut off (ratsite/operations/releases.py)
RESTORE_JOURNAL = "restore.json"  # the journal of a restore that was cut off (ratsite/operations/restoration.py)
HELP = {"--help", "-h", "help"}
QUIET = {"-v0", "--verbosity=0", *HELP}


def main(arguments: list[str], program: str = "ratsite") -> int:
    if not arguments or (program == "ratsite" and len(arguments) == 1 and arguments[0] in HELP):
        print(_usage())
        return 0 if arguments else 2
    if arguments[0] == "help" and arguments[-1] in STANDALONE:
        arguments = [arguments[-1], "--help"]  # Django does not know these verbs
    if configuration.OTHER_DATABASE in arguments:
        arguments = [argument for argument in arguments if argument != configuration.OTHER_DATABASE]
        os.environ[configuration.OTHER_DATABASE_VARIABLE] = "1"
    verb = arguments[0]
    try:
        _use_own_python(program, arguments)
        if verb not in UPGRADES and (ROOT.parent.parent / UPGRADE_JOURNAL).exists():
            _recover()
        if verb in STANDALONE:
            return import_module(STANDALONE[verb]).main(arguments[1:])
        return _django(program, arguments)
    except CannotStart as problem:
        print(f"{verb} cannot start: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _use_own_python(program: str, arguments: list[str]) -> None:
    """Run this command again with the Python of .venv if the current Python has no Django.

    Commands in INSTALLING first install the packages there. Raises CannotStart if Django is not installed.
    """
    if find_spec("django") is not None:
        return
    if Path(sys.prefix) == PYTHON.parent.parent or (not PYTHON.exists() and arguments[0] not in INSTALLING):
        raise CannotStart("Django is not installed here yet. `python3 -m ratsite setup` or `make run` installs it.")
    if arguments[0] in INSTALLING:
        if arguments[0] == "setup":
            _refuse_missing_answers(arguments[1:])
        path = configuration.find()
        install(requirements(configuration.read_file(path) if path else {}))
    command = ["-m", "ratsite"] if program == "ratsite" else [program]
    os.execv(PYTHON, [str(PYTHON), *command, *arguments])  # noqa: S606 our own interpreter, our own arguments


def _refuse_missing_answers(arguments: list[str]) -> None:
    from ratsite.operations.releases import Site
    from ratsite.operations.setup_flags import parse, refuse_missing

    refuse_missing(parse(arguments), Site.around(ROOT))


def _recover() -> None:
    """Finish or undo an upgrade that a power cut interrupted, before any command works on the site."""
    from ratsite.operations.releases import Site, recover

    configuration.load()
    message = recover(Site())
    if message:
        print(message, file=sys.stderr)
        if Site().current != ROOT.name:
            raise CannotStart(f"{ROOT.name} is not the current release. Give the command again in `current`.")


def _django(program: str, arguments: list[str]) -> int:
    path = configuration.load()
    if arguments[0] != "restore" and (configuration.default_data_folder() / RESTORE_JOURNAL).exists():
        raise CannotStart("a restore was cut off. Finish it first: python3 -m ratsite restore --finish")
    if os.environ["DJANGO_SETTINGS_MODULE"] == configuration.PRODUCTION and not QUIET & set(arguments):
        source = f" ({path})" if path else ""
        print(f"Working on {configuration.database_name()}{source}", file=sys.stderr)
    from django.core.management import execute_from_command_line

    execute_from_command_line([program, *arguments])
    return 0


def _usage() -> str:
    width = max(map(len, VERBS))
    lines = [f"  {verb:{width}}  {what}" for verb, what in VERBS.items()]
    lines += ["", "`python3 -m ratsite help VERB` explains one verb."]
    lines += ["`python3 manage.py help` lists every command, also Django's."]
    return "\n".join(["Usage: python3 -m ratsite VERB", "", *lines])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
