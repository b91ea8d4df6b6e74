# The same commands for people and for CI; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# One arithmetic thread a process: tests and jobs run side by side.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

# Dozens of processes start in a run of the tests; each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint check run worker format translations lock clean

help:  ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

$(INSTALLED): setup.cfg pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@

demo: $(INSTALLED)  ## Open a demo organisation in the browser
	$(BIN)/fingerpost demo $(ARGS)

test: $(INSTALLED)  ## Run the tests, with a short browser test where Chromium is found
	$(BIN)/pytest $(if $(COVER),-n 2 --cov --cov-report=,-n 3) --dist loadfile -m 'not full' $(ARGS)
	$(if $(COVER),@$(BIN)/coverage report --fail-under 90 --skip-covered --sort=cover | tail -n 40)

test-all: $(INSTALLED)  ## Every page, state and width as well, and more random cases
	$(BIN)/pytest -n 3 --dist loadfile -m full $(ARGS)

lint: $(INSTALLED)  ## Style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy connectors recommender lti_plugin
	$(BIN)/lint-imports

check: export COVER := true
check: lint test  ## All that has to pass, and that the tests cover the code

run: $(INSTALLED)  ## Serve with the settings of the environment
	$(BIN)/fingerpost migrate
	$(BIN)/fingerpost serve

worker: $(INSTALLED)  ## Run background jobs in a process of their own
	$(BIN)/fingerpost worker

format: $(INSTALLED)  ## Put the code in its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

translations: $(INSTALLED)  ## Bring the languages up to date with the texts in the code
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F babel.cfg -k lazy --add-location=file --sort-by-file --no-wrap -o build/messages.pot lti_plugin
	$(BIN)/pybabel --quiet update -i build/messages.pot -d lti_plugin/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	$(BIN)/pybabel --quiet compile -d lti_plugin/translations

lock:  ## Renew constraints.txt from what setup.cfg allows today
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet '.[test,otel]' 'setuptools>=77'
	{ echo '# Exact versions of everything; `make lock` renews them.'; build/lock/bin/python -m pip freeze --all --exclude fingerpost --exclude pip; } > constraints.txt
	rm -rf build/lock

clean:  ## Remove what the other commands made
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage*
