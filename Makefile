# One entry for everything. `make demo` and `make test` need nothing but Python 3.11 or newer.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV   := .venv
RUN    := $(VENV)/bin/python
# the environment is made once, and again when a lock or pyproject.toml changes
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev
# what the benchmark reads, e.g. `make bench ROWS=10000000`
ROWS   ?= 1000000
# `make bench ONLY="browser crowd reports"`: only what users wait for
ONLY   ?=
# nothing of ours asks pip for its own news, and a build must not wait for an answer
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(RUNTIME): requirements.lock pyproject.toml
	.ci/environment requirements.lock
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	.ci/environment requirements-dev.lock
	@touch $@

.PHONY: demo
demo: $(RUNTIME) ## generate the demo, run the whole pipeline and serve the app
	$(VENV)/bin/monitor demo

.PHONY: serve
serve: $(RUNTIME) ## serve the instance in MONITOR_HOME (default: instanz)
	$(VENV)/bin/monitor serve

.PHONY: test
test: lint ## run every check and every test
	MONITOR_CHROMIUM="$$(.ci/chromium)" && export MONITOR_CHROMIUM && \
	  $(RUN) -m pytest --numprocesses=auto --dist=loadfile --cov --cov-report=term

.PHONY: test-clients
test-clients: $(DEV) ## open the datasets with PSPP, R and LibreOffice
	.ci/test-clients

.PHONY: lint
lint: $(DEV) ## check format, style, types and layers
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

.PHONY: format
format: $(DEV) ## put the sources into the agreed format
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

.PHONY: bench
bench: $(DEV) ## time pipeline and pages (ROWS=1000000, ONLY="browser crowd reports")
	MONITOR_CHROMIUM="$$(.ci/chromium)" && export MONITOR_CHROMIUM && \
	  $(RUN) -m bench --rows $(ROWS) $(if $(ONLY),--only $(ONLY))

.PHONY: axe
axe: $(DEV) ## look at every page with axe, for every role, scheme, language and width
	MONITOR_CHROMIUM="$$(.ci/chromium)" && export MONITOR_CHROMIUM && \
	  $(RUN) -m pytest --numprocesses=auto tests/browser/test_axe.py --every-cross

.PHONY: docs
docs: $(RUNTIME) ## write the pages that come from the code and the concept
	$(RUN) .ci/settings_reference.py
	$(RUN) .ci/indicator_reference.py

.PHONY: lock
lock: $(DEV) ## compile the locks anew after a change of pyproject.toml (UPGRADE=1: take the newest)
	.ci/lock $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## remove the environment and everything that was generated, but no instance
	rm -rf $(VENV) build dist *.egg-info bench/scratch bench/results.json .coverage .coverage.* \
	  .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
