# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help env run demo-large demo-province test test-quick test-browser lint types floors \
	migrations-check translations-check check clean

help: ## list these
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  \1\t/' | expand -t 24

.venv/made: requirements/dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/assets: .venv/made package-lock.json sotay/ui/assets.py
	$(BIN)/sotay assets
	@touch $@

env: .venv/made .venv/assets ## build .venv and the front-end assets, nothing else

run: env ## serve the demonstration (a city bloc) and print address and logins
	@$(BIN)/sotay run --demo city

demo-large: env ## serve the large demonstration (a central bloc of nearly 70,000 members)
	@$(BIN)/sotay run --demo central

demo-province: env ## serve the demonstration of a provincial bloc
	@$(BIN)/sotay run --demo province

test: env ## everything: unit, service, HTTP, browser
	@$(BIN)/python -m sotay.testing.browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-quick: env ## the same without browser and fuzzing
	$(BIN)/python -m pytest -n 2 -m "not browser and not fuzz"

test-browser: env ## the journeys in a real browser
	@$(BIN)/python -m sotay.testing.browser
	$(BIN)/python -m pytest -m browser

lint: env ## ruff: style and order
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: env ## mypy, strict
	$(BIN)/mypy sotay

floors: env ## imports flow downwards
	$(BIN)/lint-imports

migrations-check: env ## no model without its migration
	$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 1

translations-check: env ## no sentence without its English
	$(BIN)/python manage.py messages --check

check: lint types floors migrations-check translations-check ## all that is not a test
	$(BIN)/sotay rules check

clean: ## remove everything that was made here, the records of the demonstration included
	rm -rf .venv node_modules var sotay/ui/static/ui/vendor
