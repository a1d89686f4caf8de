"""Processes that tests fork from one which has loaded the product: importing takes seconds."""

import multiprocessing

FORKS = multiprocessing.get_context("forkserver")
# All in one place: a test process has one server of forks, and what it loads is said once.
FORKS.set_forkserver_preload(
    ["tests.service.web_process", "tests.acceptance.loaded", "tests.workers.loaded"]
)
