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

# Tests often wait for other processes: four at a time keep two cores busy. What they import is
# compiled once and kept: hundreds of processes are started, and each would compile it again.
.PHONY: test
test: export PYTHONDONTWRITEBYTECODE :=
test: set-up ## set up and run the tests
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/pytest -n 4 --dist worksteal $(if $(CI),--require all)

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
	@setup/system.sh setup/apt-try.txt
	@setup/try_bundle.sh dist/weekreel-*.tar $${OUT:?say OUT=/folder, outside the repository}

.PHONY: try-service
try-service: ## the services of systemd in a container of a clean Debian (as root; OUT=/folder)
	@setup/system.sh setup/apt-try.txt setup/apt-service.txt
	@setup/try_service.sh $${OUT:?say OUT=/folder, outside the repository}

.PHONY: try-image
try-image: ## the image's steps and a small week in a clean Debian (as root; OUT=/folder; 15 min)
	@setup/system.sh setup/apt-try.txt
	@docker/try_in_clean_root.sh $${OUT:?say OUT=/folder, outside the repository}

.PHONY: shots
shots: set-up ## make the screenshots under docs/pages again
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/python tests/browser/take_screenshots.py

.PHONY: demo-shots
demo-shots: demo ## make the demo's own pictures under docs/pages again
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/python -m tests.browser.demo_shots

.PHONY: torture
torture: set-up ## break everything on purpose, on both configurations, and write docs/faults.md; hours long
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@rm -f build/faults.jsonl
	@failed=0; $(RUN)/pytest -m slow tests/acceptance --ignore tests/acceptance/test_whole_way.py -n 0 || failed=$$?; \
	[ ! -f build/faults.jsonl ] || $(RUN)/python -m tests.acceptance.faults.table; exit $$failed

.PHONY: torture-upload
torture-upload: set-up ## 200 interruptions over 60 uploads by the real tus client; 3 min
	@$(RUN)/pytest -m slow tests/acceptance/uploads -n 0

.PHONY: torture-hostile
torture-hostile: set-up ## every hostile file of the corpus through the real stations; some minutes
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/pytest -m slow tests/workers/test_hostile.py -n 0

.PHONY: acceptance
acceptance: set-up ## the whole way on PostgreSQL and an S3, two workers and two web processes; films from the S3 in a browser
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/pytest -m slow tests/acceptance/test_whole_way.py tests/workers/test_server_away.py tests/browser/test_playing_from_s3.py tests/domain/exports -n 0 --require postgresql,seaweedfs

.PHONY: review-600
review-600: set-up ## 600 assets reviewed by keyboard alone and 3,000 moved through, strokes and times to build/review.jsonl; 8 min
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@rm -f build/review.jsonl
	@$(RUN)/pytest -m slow tests/browser/test_many_assets.py -n 0
	@cat build/review.jsonl

.PHONY: plans
plans: set-up ## 500 plans of random weeks held to every law, and films rendered from four; 10 minutes
	@setup/system.sh setup/apt-demo.txt
	@$(RUN)/pytest -m slow tests/storage/solver tests/workers/test_plans_rendered.py -n 0

.PHONY: real-film
real-film: set-up ## one film of a week, real clips of all sorts and clappers, read back exactly; sheets to build/real-film; 15 min (SAMPLE=/folder)
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@WEEKREEL_FILM_SAMPLE=$(SAMPLE) $(RUN)/pytest -m slow -s tests/acceptance/real_film -n 0

.PHONY: killed-render
killed-render: set-up ## kill -9 on the worker, twice, in the middle of a render; 5 minutes
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/pytest -m slow -s tests/acceptance/test_killed_render.py -n 0

.PHONY: workers
workers: set-up ## several workers on one film, one killed, one suspended; minutes long
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/pytest -m slow tests/workers -n 0

.PHONY: bench-scale
bench-scale: set-up ## 200,000 assets, 1,000 waiting jobs, two workers against one; an hour, BENCH=quick minutes
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/python -m bench.scale $(if $(filter quick,$(BENCH)),--quick)

.PHONY: bench-upload
bench-upload: set-up ## upload speed beside @tus/server and a plain copy, and 50 senders at once; 5 min
	@$(RUN)/python -m bench.upload $(if $(filter quick,$(BENCH)),--quick --rounds 1)

.PHONY: bench-intake
bench-intake: set-up ## 500 mixed files through our stations and through the floor, on one core; 10 minutes
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt
	@$(RUN)/python -m bench.intake

.PHONY: bench-duplicates
bench-duplicates: set-up ## copies told from look-alikes, beside PDQ and ImageHash; 30 minutes (PHOTOS=/folder adds real ones)
	@setup/system.sh setup/apt-demo.txt
	@setup/python.sh --group bench
	@$(RUN)/python -m bench.duplicates $(if $(PHOTOS),--photos $(PHOTOS))

.PHONY: bench-tagging
bench-tagging: set-up ## 24 labelled weeks of each style, tagged by us and by an oracle that knows the recipe; 20 minutes
	@$(RUN)/python -m bench.tagging --plot docs/tagging-calibration.png

.PHONY: bench-handing
bench-handing: set-up ## films cut again by melt, treated six ways and matched back; 20 minutes (MEDIA=/folder adds real ones)
	@setup/system.sh setup/apt-demo.txt setup/apt-bench.txt
	@$(RUN)/python -m bench.handing build/handing $(MEDIA)

.PHONY: bench-scans
bench-scans: set-up ## notices by recipe as scans of five kinds, field for field beside their text; 20 minutes (NOTICES=/folder adds real ones, BENCH=quick one kind)
	@$(RUN)/python -m bench.scans $(if $(filter quick,$(BENCH)),--quick) $(NOTICES)

.PHONY: bench-packing
bench-packing: set-up ## a county's week of 600 assets packed, first and again, beside Pillow alone; 5 minutes
	@rm -rf build/packing
	@$(RUN)/python -m bench.packing build/packing --floor

.PHONY: bench-planning
bench-planning: set-up ## films of up to 2,000 candidates chosen exactly and greedily; 1 minute
	@$(RUN)/python -m bench.planning

.PHONY: bench-ocr
bench-ocr: set-up ## words on banners, boards and in printed corners read by the real child, on one core; 10 minutes
	@setup/system.sh setup/apt-demo.txt
	@$(RUN)/python -m bench.ocr

.PHONY: bench-reel
bench-reel: set-up ## one film cut by us, one graph of FFmpeg, melt and MoviePy, all the same film (WAY=let-off: theirs without captions, music and loudness); two hours, BENCH=quick minutes
	@setup/system.sh setup/apt-demo.txt setup/apt-test.txt setup/apt-bench.txt
	@$(RUN)/python -m bench.reel $(if $(filter quick,$(BENCH)),--quick) $(if $(WAY),--way $(WAY))

.PHONY: clean
clean: ## forget what was built and the demo (never weekreel-data)
	@rm -rf .venv .tools node_modules service/static/build demo

.PHONY: bench-analysis
bench-analysis: set-up ## a look at clips beside PySceneDetect and FFmpeg: changes of shot and speed; 10 minutes (MEDIA=/folder adds real ones)
	@setup/system.sh setup/apt-demo.txt
	@setup/python.sh --group bench
	@$(RUN)/python -m bench.analysis $(if $(MEDIA),--media $(MEDIA))

.PHONY: bench-highlights
bench-highlights: set-up ## good and bad seconds that a film is made of, beside simple choices; 10 minutes
	@setup/system.sh setup/apt-demo.txt
	@$(RUN)/python -m bench.highlights
