"""What can be counted from outside: Prometheus metrics of this process."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector


class Metrics:
    """One registry per app, so that several apps in one process do not share numbers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "weekreel_requests", "Answered requests", ["method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "weekreel_request_seconds",
            "Time until a request was answered",
            buckets=(0.01, 0.05, 0.25, 1, 5, 30),
            registry=self.registry,
        )
        self.upload_bytes = Counter(
            "weekreel_upload_bytes", "Bytes taken from senders", registry=self.registry
        )
        self.uploads = Counter(
            "weekreel_uploads", "Uploads by how they ended", ["state"], registry=self.registry
        )
        self.csp_reports = Counter(
            "weekreel_csp_reports", "Violations that browsers reported", registry=self.registry
        )

    def gauge(self, name: str, words: str, measure: Callable[[], float]) -> None:
        """A number that is measured when somebody asks."""
        Gauge(name, words, registry=self.registry).set_function(measure)
