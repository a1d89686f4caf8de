# WeekReel 周影. `make help` lists the targets; each does the set-up it needs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
RUN := .venv/bin
FRONT := $(shell find front -type f 2>/dev/null) package.json package-lock.json

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

.PHONY: set-up
set-up: .venv/.ok service/static/build/.ok ## install all that running needs (apt packages where it may)

.venv/.ok: uv.lock pyproject.toml setup/python.sh setup/uv.txt setup/apt-run.txt setup/system.sh
	@setup/system.sh setup/apt-run.txt
	@setup/python.sh
	@touch $@

service/static/build/.ok: $(FRONT) setup/browser_parts.sh setup/node.txt | .venv/.ok
	@setup/browser_parts.sh
	@touch $@

.PHONY: demo
demo: set-up ## the whole way on a sample activity week; package under demo/package
	@setup/system.sh setup/apt-demo.txt
	@$(RUN)/weekreel demo --out demo

.PHONY: test
test: set-up ## set up and run the tests
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/pytest -n 2 --dist worksteal $(if $(CI),--require all)

.PHONY: check
check: set-up lint-docker ## ruff, pyright, import-linter, docs test
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@PATH="$$PWD/.tools/bin:$$PATH" node_modules/.bin/pyright
	@$(RUN)/lint-imports
	@PATH="$$PWD/.tools/bin:$$PATH" npm run --silent check:es
	@$(RUN)/pytest -q tests/docs

.PHONY: lint-docker
lint-docker: set-up ## Dockerfile, compose file and shell scripts
	@setup/system.sh setup/apt-check.txt
	@$(RUN)/hadolint docker/Dockerfile
	@$(RUN)/yamllint --strict -c docker/yamllint.yaml docker
	@$(RUN)/docker-compose --env-file docker/.env.example -f docker/compose.yaml config -q
	@shellcheck docker/*.sh docker/nginx/*.sh setup/*.sh setup/systemd/weekreel

.PHONY: install-service
install-service: ## make systemd run WeekReel from this folder (as root, after make set-up)
	@setup/install_service.sh

.PHONY: bundle
bundle: set-up ## the offline install kit for this kind of system, under dist/
	@setup/make_bundle.sh

.PHONY: try-bundle
try-bundle: bundle ## install the kit in a clean Debian without a network (as root; OUT=/folder)
	@setup/try_bundle.sh dist/weekreel-*.tar $${OUT:?say OUT=/folder, outside the repository}

.PHONY: try-service
try-service: ## the services of systemd in a container of a clean Debian (as root; OUT=/folder)
	@setup/try_service.sh $${OUT:?say OUT=/folder, outside the repository}

.PHONY: try-image
try-image: ## the image's steps and a small week in a clean Debian (as root; OUT=/folder; 15 min)
	@docker/try_in_clean_root.sh $${OUT:?say OUT=/folder, outside the repository}

.PHONY: shots
shots: set-up ## make the screenshots under docs/pages again
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/python tests/browser/take_screenshots.py

.PHONY: torture
torture: set-up ## break everything on purpose, on both configurations, and write docs/faults.md; hours long
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@rm -f build/faults.jsonl
	@failed=0; $(RUN)/pytest -m slow tests/acceptance --ignore tests/acceptance/test_whole_way.py -n 0 || failed=$$?; \
	[ ! -f build/faults.jsonl ] || $(RUN)/python -m tests.acceptance.faults.table; exit $$failed

.PHONY: acceptance
acceptance: set-up ## the whole way on PostgreSQL, and with an S3, two workers and two web processes
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/pytest -m slow tests/acceptance/test_whole_way.py tests/workers/test_server_away.py -n 0 --require postgresql,seaweedfs

.PHONY: workers
workers: set-up ## several workers on one film, one killed, one suspended; minutes long
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/pytest -m slow tests/workers -n 0

.PHONY: bench-scale
bench-scale: set-up ## 200,000 assets, 1,000 waiting jobs, two workers against one; an hour, BENCH=quick minutes
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/python -m bench.scale $(if $(filter quick,$(BENCH)),--quick)

.PHONY: clean
clean: ## forget what was built and the demo (never weekreel-data)
	@rm -rf .venv .tools node_modules service/static/build demo
