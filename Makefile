# kcn-map: everything from nothing but make and Python 3.11-3.14. `make` lists what there is to do.

PYTHON ?= python3
FUZZ_SECONDS ?= 600
# What the libraries are used for, without a browser.
FLOORS := diff export export_layers export_pictures frames import_crs import_formats import_names import_plan \
  import_workbook new numbers output output_table output_xlsx page_data names page_static \
  query read read_hostile same_bytes similarity topology vectorfile watch_server
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(BIN)/python
INSTALL := $(RUN) -m pip install --quiet --disable-pip-version-check --no-compile
# In all cores, where pip compiles in one, and without the libraries' own tests; as pip does, it passes over what fails.
COMPILE := $(RUN) -m compileall -qq -j 0 -x '/tests/' $(VENV)/lib || true
LOCKED   = $(REACHES_INDEX) && $(INSTALL) --require-hashes --only-binary :all:
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help map check serve test lint python-lint script-lint script-tests bench floors fuzz sbom pictures golden \
  docs lock setup programs clean

help: ## list the targets
	@echo "kcn-map: make TARGET [PYTHON=python3.13]"
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 12

map: $(VENV)/runtime ## build the map: geodata/ -> output/index.html
	@$(RUN) -m kcn_map build

check: $(VENV)/runtime ## check the data and list every finding
	@$(RUN) -m kcn_map check

serve: $(VENV)/runtime ## serve the map to this machine and rebuild it after every edit
	@$(RUN) -m kcn_map watch

test: ## run every test, the page's in Chromium, Firefox and WebKit
	@$(MAKE) --no-print-directory --jobs=2 lint script-tests programs
	@$(RUN) -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

lint: python-lint script-lint ## style and types, of Python and of JavaScript

python-lint: $(VENV)/dev
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy

script-lint: node_modules/.package-lock.json
	@npm run --silent lint

script-tests: $(VENV)/dev
	@node --test tests/js/*.test.js

bench: $(VENV)/dev programs .venv-peers/ready ## time commands, the page beside bare Leaflet, and all beside other tools
	@$(RUN) tools/bench.py
	@$(RUN) -m pytest -m speed --quiet
	@$(RUN) tools/peers .venv-peers/bin/python

floors: $(VENV)/dev ## test with the lowest versions that pyproject.toml admits, before a release
	@$(INSTALL) uv
	@$(RUN) -m uv venv --quiet --clear .venv-floors
	@$(RUN) -m uv pip compile --quiet --resolution lowest-direct --only-binary :all: --extra picture \
	  -o .venv-floors/lowest.txt pyproject.toml
	@$(RUN) -m uv pip install --quiet --python .venv-floors -r .venv-floors/lowest.txt \
	  --group build hypothesis playwright pytest pytest-xdist
	@$(RUN) -m uv pip install --quiet --python .venv-floors --no-deps --no-build-isolation --editable .
	@.venv-floors/bin/python -m pytest --numprocesses 2 $(FLOORS:%=tests/test_%.py)

fuzz: $(VENV)/proof ## send mutated input through every door for FUZZ_SECONDS (ten minutes)
	@$(RUN) tools/fuzz.py $(FUZZ_SECONDS)

sbom: $(VENV)/proof ## write output/sbom.cdx.json: what is needed at run time, as CycloneDX, with hashes
	@$(RUN) -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml -i "" \
	  --output-reproducible --of JSON -o output/sbom.cdx.json requirements.txt

pictures: $(VENV)/dev programs ## draw the pictures of docs/ anew
	@$(RUN) tools/screenshots.py

golden: $(VENV)/dev ## write tests/golden anew: what a small atlas becomes; look at its diff
	@KCN_MAP_GOLDEN=renew $(RUN) -m pytest -q -p no:cacheprovider tests/test_golden.py

docs: $(VENV)/runtime ## write docs/cli.md and docs/findings.md anew from the code
	@$(RUN) tools/make_docs.py

setup: $(VENV)/dev node_modules/.package-lock.json programs ## install all that the other targets need

lock: $(VENV)/dev ## write the lock files anew, newest versions within pyproject.toml and package.json
	@$(INSTALL) uv
	@$(RUN) -m uv pip compile $(UV) --upgrade --group build -o requirements.txt pyproject.toml
	@$(RUN) -m uv pip compile $(UV) --upgrade --group build --group dev --extra picture \
	  -c requirements.txt -o requirements-dev.txt pyproject.toml
	@$(RUN) -m uv pip compile $(UV) --upgrade --group proof -o requirements-proof.txt
	@$(RUN) -m uv pip compile $(UV) --upgrade --group peers -o requirements-peers.txt
	@npm update --silent --package-lock-only

clean: ## remove all that make has made: the map, the environment, caches
	@rm -rf $(VENV) .venv-floors .venv-peers node_modules output/index.html output/sbom.cdx.json src/kcn_map/page/minified.json \
	  .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# ── set-up; a second run finds the stamps and does nothing ──────────────────────────────────────────

# One small package is asked for first: without a network pip would retry for long, then say that no version matches.
define REACHES_INDEX
{ $(RUN) -m pip download --disable-pip-version-check --retries 0 --timeout 15 --no-deps --dest $(VENV)/probe \
    $$(grep -o '^editables==[^ ]*' requirements.txt) >$(VENV)/probe.log 2>&1 || \
  { grep '^Could not fetch URL' $(VENV)/probe.log >&2; echo "$(NO_INDEX)" >&2; exit 1; }; }
endef

define NO_INDEX
make: pip reaches no package index, so nothing can be installed. Is there a network? \
Behind a proxy set https_proxy, for a mirror PIP_INDEX_URL. \
Without any network take the wheels from a folder: PIP_NO_INDEX=1 PIP_FIND_LINKS=/folder
endef

UV := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet

$(VENV)/pyvenv.cfg:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "make: there is no $(PYTHON). Install Python 3.11-3.14, or name one:" \
	    "make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || \
	  { echo "make: $$($(PYTHON) --version 2>&1) does not do; kcn-map takes Python 3.11-3.14. Name one:" \
	    "make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "make: $(PYTHON) comes without venv. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/runtime: requirements.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo "Installing kcn-map and its libraries into $(VENV)" >&2
	@$(LOCKED) -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/runtime
	@echo "Installing the test tools into $(VENV)" >&2
	@$(LOCKED) -r requirements-dev.txt
	@$(COMPILE)
	@touch $@

.venv-peers/ready: requirements-peers.txt $(VENV)/dev
	@$(PYTHON) -m venv --clear .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-peers.txt
	@touch $@

$(VENV)/proof: requirements-proof.txt $(VENV)/dev
	@$(LOCKED) -r requirements-proof.txt
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json $(VENV)/dev
	@npm ci --silent || \
	  { echo "make: npm can't install the tools for JavaScript. Does it reach its registry?" \
	    "\`npm ci\` tells more" >&2; exit 1; }
	@touch $@

programs: $(VENV)/pyvenv.cfg # while pip installs the libraries
	@$(RUN) tests/programs.py --install
