"""What was made against what it was made from: the rendered folder before it is published, a figure to its cells."""

from pipelines.check.rendered import check_rendered
from pipelines.check.trace import trace

__all__ = ["check_rendered", "trace"]
