"""A source's declared way → its bytes on this machine, proven to be the pinned ones. The only room with a network."""

from pipelines.fetch.desk import Desk, Wants, open_desk
from pipelines.fetch.download import Bar, Progress
from pipelines.fetch.faults import HumanNeeded
from pipelines.fetch.supply import accept, obtain, watch

__all__ = ["Bar", "Desk", "HumanNeeded", "Progress", "Wants", "accept", "obtain", "open_desk", "watch"]
