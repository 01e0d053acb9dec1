# Everything that the README names. Only Python and make are needed; the rest is installed into .venv.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: run dev test soak mutants lint bench load identifiers foreign-files licences sbom audit newest drills lock install-test \
  install-supply

run: ## the site, as production runs it, on built-in defaults (PORT=8123 for another port, DEMO=0 for an empty one)
	@exec $(PYTHON) -m ratsite.launch run

dev: ## for working on the code: reloads, debug pages, /styleguide/
	@exec $(PYTHON) -m ratsite.launch dev

install-test:
	@$(PYTHON) -m ratsite.launch install tests/requirements.txt

test: install-test ## the whole suite, on SQLite and on PostgreSQL (ARGS=tests/forum for a part: arguments of pytest)
	@$(BIN)/python -m tests.run $(ARGS)

soak: install-test ## soak test: random actions of everybody on both databases (SOAK_MINUTES=5 for each, SOAK_SEED repeats one)
	@$(BIN)/python -m tests.stateful $(ARGS)

mutants: ## how many small changes of a rule some test notices (MODULE=forum/rules/posts.py; without it, all, for hours)
	@$(PYTHON) -m ratsite.launch install tests/mutants/requirements.txt
	@$(BIN)/python -m tests.mutants $(MODULE)

lint: install-test ## style, types, imports, templates, migrations, deployment checks
	@$(BIN)/python tests/lint.py

bench: install-test ## how long members' pages take on PostgreSQL, beside the least that Django can do (ARGS="--grow")
	@$(BIN)/python -m tests.bench $(ARGS)

load: install-test ## 200 members browsing and writing at once, with processes killed and the disk filled (LOAD_MINUTES=1)
	@$(BIN)/python -m tests.load $(ARGS)

identifiers: install-test ## what the identifier check finds and misses in the gold set, and how long it takes
	@$(BIN)/python -m tests.lib.identifiers

foreign-files: install-test ## open the test files of other document libraries, and print a table (the first run needs a network)
	@$(BIN)/python -m tests.foreign_files $(ARGS)

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade

licences: install-test ## write docs/operating/licences.md: every package of a site, its version and its licence
	@$(BIN)/python -m tests.supply licences

sbom: install-supply ## write .data/sbom.json: what a site is made of, as CycloneDX
	@$(BIN)/python -m tests.supply sbom

audit: install-supply ## ask the advisory service what is known against the locked packages (needs a network)
	@$(BIN)/python -m tests.supply audit

newest: install-test ## the suite on the newest Django and Wagtail, in an environment of its own; it may fail
	@$(BIN)/python -m tests.supply newest $(ARGS)

drills: install-test ## kill processes, backups and upgrades, fill the disk, and count what was lost (ARGS=20, or a drill's name)
	@$(BIN)/python -m tests.drills $(ARGS)

install-supply: install-test
	@$(PYTHON) -m ratsite.launch install tests/supply/requirements.txt

lock: install-test ## pin what pyproject.toml asks for, with hashes: production, several machines, the demo, the tests
	@$(LOCK) pyproject.toml -o requirements.txt
	@$(LOCK) --extra demo -c requirements.txt pyproject.toml -o ratsite/demo/requirements.txt
	@$(LOCK) --extra scale -c requirements.txt pyproject.toml -o deploy/requirements-scale.txt
	@$(LOCK) --extra demo --extra scale --extra test -c deploy/requirements-scale.txt -c ratsite/demo/requirements.txt \
	  pyproject.toml -o tests/requirements.txt
	@$(LOCK) --extra demo --extra scale --extra test --extra mutants -c tests/requirements.txt pyproject.toml -o tests/mutants/requirements.txt
	@$(LOCK) -c tests/requirements.txt tests/supply/requirements.in -o tests/supply/requirements.txt
