# make demo   the main job on the example organisation
# make test   everything that must hold, with small figures
# Both make what they need by themselves; PYTHON=python3.13 picks another Python.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# As many as a small machine has cores: what a third would do while others wait, it takes from them in time.
WORKERS ?= 2

.PHONY: demo test app verify ready lint kernels-teams kernels-tasks kernels-others reference pictures constraints clean

demo: $(VENV)/.ready
	$(BIN)/talentmap demo --out out

app: $(VENV)/.ready
	$(BIN)/talentmap app

test: ready
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Compiled loops are compiled once, before several workers need them, beside style and types. The longest comes first;
# the lists of loops have none in common that takes long.
ready: $(VENV)/.ready-dev
	$(MAKE) --jobs=$(WORKERS) --output-sync kernels-tasks lint kernels-others kernels-teams

kernels-teams kernels-tasks kernels-others: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -p no:cacheprovider @tests/kernels/$(@:kernels-%=%).txt

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The full figures: every random case, every bad input, every benchmark. Takes most of an hour.
verify: $(VENV)/.ready-verify ready
	TALENTMAP_FULL=1 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	$(BIN)/python -m benchmarks --full

reference: $(VENV)/.ready-dev
	$(BIN)/python -m talentmap.documents.reference docs/reference

pictures: $(VENV)/.ready-dev
	$(BIN)/python -m tests.app.pictures docs/pictures

# Needs uv (pip install uv); writes names and versions only, never an address.
constraints:
	uv pip compile pyproject.toml --all-extras --universal -p 3.11 --no-annotate --no-header --no-emit-index-url -o constraints.txt

$(VENV)/.ready: pyproject.toml constraints.txt tools/setup
	PYTHON="$(PYTHON)" VENV="$(VENV)" tools/setup '.[report]' $@

$(VENV)/.ready-dev: pyproject.toml constraints.txt tools/setup
	PYTHON="$(PYTHON)" VENV="$(VENV)" tools/setup '.[dev]' $@

$(VENV)/.ready-verify: pyproject.toml constraints.txt tools/setup
	PYTHON="$(PYTHON)" VENV="$(VENV)" tools/setup '.[dev,benchmark]' $@

clean:
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
