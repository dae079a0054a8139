"""What was made against what it was made from: the rendered folder before it is published, a figure to its cells."""

from pipelines.check.disclosure import require_undisclosed
from pipelines.check.published import check_published, compared, unlike
from pipelines.check.published_texts import published_texts
from pipelines.check.recomputed import Recomputed, recompute
from pipelines.check.stores import read_store
from pipelines.check.trace import trace
from pipelines.check.verify import Verified, site_faults, verify_site

__all__ = [
    "Recomputed",
    "Verified",
    "check_published",
    "compared",
    "published_texts",
    "read_store",
    "recompute",
    "require_undisclosed",
    "site_faults",
    "trace",
    "unlike",
    "verify_site",
]
