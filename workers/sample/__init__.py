"""The sample activity week by recipe: drawn scenes as photos and clips, with all their tricks."""

from workers.sample.making import SampleWeek, Sent, make_week

__all__ = ["SampleWeek", "Sent", "make_week"]
