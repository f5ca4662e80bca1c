# Everything runs from .venv and needs nothing but Python: PostgreSQL and Valkey come with it,
# unless DATABASE_URL and REDIS_URL name servers of your own.

PYTHON   := .venv/bin/python
EMBEDDED := $(PYTHON) -m loyalty_site.embedded
VAR      := $(or $(EMBEDDED_DIR),var)

# Enough for the settings to load where nothing is connected to.
NO_SERVERS := DATABASE_URL=postgres://nobody@127.0.0.1:9/none REDIS_URL=redis://127.0.0.1:9/0
PRODUCTION  = DEBUG=0 ALLOWED_HOSTS=example.com BASE_URL=https://example.com \
              EMAIL_URL=smtp+tls://user:password@mail.example.com:587 \
              SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60))')

# Whatever .env says of production.
TESTS := DEBUG=1 BASE_URL=http://localhost:8000 ALLOWED_HOSTS=localhost,127.0.0.1

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench pictures lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/complete $(CATALOGUES)  ## prepare .venv; a second time does nothing

demo: setup  ## the product with a demo shop, until Ctrl-C (PORT=8000)
	@$(EMBEDDED) -- $(PYTHON) -m loyalty_site.demo

test: setup  ## all tests (PYTEST_ARGS='-k points' for some)
	@browser=$$(command -v chromium chromium-browser google-chrome | head -n 1); \
	  echo "Browser tests: $${browser:-skipped, Chromium is not installed}"
	@php -r "exit(extension_loaded('curl') ? 0 : 1);" 2>/dev/null && echo "Tests in PHP: $$(command -v php)" \
	  || echo 'Tests in PHP: skipped, php-cli and php-curl are not installed'
	@$(TESTS) EMBEDDED_DIR=$(VAR)/test $(EMBEDDED) --fast -- \
	  $(PYTHON) -m pytest $(or $(PYTEST_ARGS),-n 2)

bench: setup  ## the benchmarks: name, value, baseline, ratio, target
	@$(PRODUCTION) LOG_LEVEL=WARNING EMBEDDED_DIR=$(VAR)/bench $(EMBEDDED) -- \
	  $(PYTHON) -m benchmarks $(BENCH_ARGS)

pictures: setup  ## the pictures of the documentation, taken anew (NAMES='compte regles' for some)
	@DEBUG=1 LOG_LEVEL=WARNING BASE_URL=http://fidelite.example ALLOWED_HOSTS=fidelite.example \
	  EMBEDDED_DIR=$(VAR)/pictures $(EMBEDDED) --fast -- \
	  $(PYTHON) -m loyalty_site.pictures $(NAMES)

# $(call step,name,command)
define step
@echo '── $(1)'
@$(TESTS) $(NO_SERVERS) $(2) || { echo 'make check: $(1) failed' >&2; exit 1; }
endef

check: setup  ## what CI adds to the tests, quickest first
	$(call step,lint,$(PYTHON) -m ruff check --quiet)
	$(call step,format,$(PYTHON) -m ruff format --check --quiet)
	$(call step,messages,$(PYTHON) -m loyalty_site.messages check)
	$(call step,imports,$(PYTHON) -c \
	  'from importlinter.cli import lint_imports_command as run; run()' --no-logo)
	$(call step,templates: format,$(PYTHON) -m djlint --check templates)
	$(call step,templates: lint,$(PYTHON) -m djlint --lint templates)
	$(call step,migrations,$(PYTHON) -W ignore::RuntimeWarning \
	  manage.py makemigrations --check --dry-run)
	$(call step,deployment,$(PRODUCTION) $(PYTHON) \
	  manage.py check --deploy --fail-level WARNING)
	$(call step,types,$(PYTHON) -m mypy .)

lock: setup  ## compile requirements/ from pyproject.toml (LOCK_ARGS=--upgrade for newer ones)
	$(call lock,--group setup,setup)
	$(call lock,pyproject.toml,runtime)
	$(call lock,pyproject.toml --group dev,dev)

# $(call lock,sources,name); files name no registry: everyone has their own
define lock
@$(PYTHON) -m uv pip compile $(1) --output-file requirements/$(2).txt --quiet \
  --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header \
  --system-certs $(LOCK_ARGS)
endef

clean:  ## forget the demo: its database, mails and logs
	@test ! -L $(VAR)/servers || rm -rf "$$(readlink $(VAR)/servers)"
	@rm -rf $(VAR)

# --- The virtual environment ------------------------------------------------------

.venv/complete: requirements/setup.txt requirements/dev.txt
	@$(PYTHON) -c '' 2>/dev/null || $(MAKE) --no-print-directory .venv
	@echo 'Installing what requirements/dev.txt lists…'
	@$(PYTHON) -m pip install --quiet --require-hashes --requirement requirements/setup.txt \
	  && $(PYTHON) -m uv pip install --python $(PYTHON) --quiet --system-certs \
	    --require-hashes --requirement requirements/dev.txt \
	  || { echo 'uv cannot install here; pip takes a minute longer.' >&2; \
	       $(PYTHON) -m pip install --quiet --require-hashes --requirement requirements/dev.txt; }
	@touch $@

# A python found is not yet one that runs: pyenv puts a shim on the path for every version it
# knows, which works for the version chosen by PYENV_VERSION only.
.PHONY: .venv
.venv:
	@rm -rf .venv
	@for version in 3.13 3.12 3; do \
	  export PYENV_VERSION=$$version; \
	  python$$version -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 12))' \
	    2>/dev/null && exec python$$version -m venv .venv; \
	done; \
	echo 'Python 3.12 or newer is needed, with its venv module (Debian: python3-venv).' >&2; \
	exit 1

%.mo: %.po .venv/complete
	@$(PYTHON) -m loyalty_site.messages compile
