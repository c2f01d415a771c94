# Everything one needs to know: `make demo` and `make test`. Each target sets up what it needs.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3.11
export PATH := $(CURDIR)/$(BIN):$(PATH)

# By the lock files alone: every file that is installed has a sha256 there, and nothing is built.
LOCKED := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all:

.PHONY: install lock demo test test-without-data lint format bench accuracy attacks mutants models site doctor clean

install: $(VENV)/.installed ## the environment, in .venv; quick when nothing has changed
	@sh autograder/sandbox/ensure_sandbox.sh

$(VENV)/.installed: pyproject.toml labkit/pyproject.toml requirements.lock requirements-cpu.lock requirements-cuda.lock autograder/sandbox/kernelspec/kernel.json
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or say PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(LOCKED) --requirement requirements.lock
	@# where pip knows no PyTorch that was built for CPUs, the one for GPUs
	$(LOCKED) --requirement requirements-cpu.lock 2>/dev/null || { echo "no PyTorch built for CPUs can be had: the one for GPUs instead" && $(LOCKED) --requirement requirements-cuda.lock; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable ./labkit --editable .
	$(BIN)/python -m pip check
	$(BIN)/jupyter kernelspec install --sys-prefix --replace --name course-sandbox autograder/sandbox/kernelspec
	@touch $@

lock: ## the lock files anew, with the newest versions of what pyproject.toml does not pin
	$(PYTHON) .ci/lock.py

demo: install ## grade a small class end to end; look at reports/demo/index.html afterwards
	$(BIN)/autograder demo --out reports/demo

test: install ## everything that must hold
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --durations 15
	$(BIN)/python -m pytest --nbval-lax --nbval-cell-timeout=120 lectures

test-without-data: install ## what depends on data, on the stand-ins that are used where there is none
	LABKIT_DATA=none $(BIN)/python -m pytest -m data --numprocesses 2 --dist worksteal --durations 15
	LABKIT_DATA=none $(BIN)/python -m pytest --nbval-lax --nbval-cell-timeout=120 lectures

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install ## seconds and memory per submission, beside other graders
	$(BIN)/python bench/grading.py

accuracy: install ## the checks against all wrong and right submissions
	$(BIN)/autograder accuracy

attacks: install ## the hostile submissions, among honest neighbours
	$(BIN)/autograder attacks

mutants: install ## mechanical mutants of the references: the checks must catch them all
	$(BIN)/autograder mutants

models: install ## train the references on the real data; QUICK=1 for a few steps only
	$(BIN)/python bench/references.py $(if $(QUICK),--quick)

site: install ## the course's website, in site/; the lectures are run
	$(BIN)/python docs/site/build.py

doctor: install
	$(BIN)/autograder doctor

clean: ## what the targets above made, but not the environment
	rm -rf reports .cache .pytest_cache .ruff_cache .hypothesis
