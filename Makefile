# `make help` prints what is behind each name. PYTHON, PORT, PG and ARGS may be set.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
AUTHORITY ?= berlin

VENV := .venv/bin
RUN := $(VENV)/python -m deploy.run --
CODE := config cases authorities applicants documents fees appointments production correspondence \
        access common simulators deploy examples tests manage.py

export PORT

.DEFAULT_GOAL := help
.PHONY: demo up demo-case token down reset test faults fuzz bench check contract client lock help ready

demo: ready ## Start everything and send one Berlin case through it; everything stays up (Ctrl-C ends it)
	@$(VENV)/python -m deploy.stack --then "$(VENV)/python -m examples.demo_case"

up: ready ## Start everything with demo data on http://127.0.0.1:8000 (PORT=8000); Ctrl-C ends it
	@$(VENV)/python -m deploy.stack

demo-case: ready ## Send another case through the running system (AUTHORITY=halle and so on)
	@$(VENV)/python -m examples.demo_case $(AUTHORITY)

token: ready ## Print a bearer token of the demo portal, for curl (SANDBOX=1: of the sandbox)
	@$(VENV)/python -m deploy.bearer $(if $(SANDBOX),--sandbox)

down: ## End what make up or make demo started
	@$(PYTHON) -m deploy.down

reset: ## Forget all data of make up and make test: databases, mails, files, keys
	@$(PYTHON) -m deploy.down --reset

test: ready ## Run the tests, in two halves side by side (ARGS="-k calendar -x" go to pytest; PG=system|wheel chooses the server)
	@$(VENV)/python -m deploy.tests $(ARGS)
	@$(VENV)/python -m deploy.browser

faults: ready ## Run the long fault tests
	@LONG=1 $(RUN) pytest tests/faults $(ARGS)

fuzz: ready ## Make 20,000 requests up and check every answer against the API's document
	@LONG=1 $(RUN) pytest tests/fuzz -rP --show-capture=stdout $(ARGS)

bench: ready ## Compare the hot paths with plain DRF and with bare PostgreSQL; writes docs/bench.md
	@$(RUN) $(VENV)/python -m tests.load.bench

contract: ready ## Write the API's document to docs/openapi-1.json, unless that would break portals
	@$(RUN) $(VENV)/python -m deploy.contract

check: ready ## Lint, types, import contracts, migrations, deployment settings, templates, API schema
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy $(CODE)
	$(VENV)/lint-imports
	$(RUN) $(VENV)/python -m deploy.check_product
	$(RUN) $(VENV)/python -m deploy.contract --check
	$(VENV)/djlint --lint --quiet .  # its formatter breaks lines inside text, so it only lints

client: ready ## Make the typed client in examples/client anew from the API's document
	@mkdir -p .run
	@$(RUN) $(VENV)/python manage.py spectacular --format openapi-json --file .run/api.json
	@$(VENV)/python -m examples.client.generate .run/api.json

lock: ready ## Pin the requirements anew from requirements*.in
	$(VENV)/uv pip compile --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header -q requirements.in -o requirements.txt
	$(VENV)/uv pip compile --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header -q requirements-dev.in requirements.in -o requirements-dev.txt
	$(VENV)/uv pip compile --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header -q requirements-tools.in -o requirements-tools.txt

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

ready:
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) was not found; Python 3.11 or newer is needed (PYTHON=...)"; exit 1; }
	@$(PYTHON) -m deploy.bootstrap
