"""Pages, downloads and hand-written pages → `build/site/`, swapped in whole. The only stage that writes the site."""

from pipelines.publish.handwritten import build_handwritten
from pipelines.publish.site import SiteFolder
from pipelines.publish.swap import swap_in

__all__ = ["SiteFolder", "build_handwritten", "swap_in"]
