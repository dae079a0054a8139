"""A layer of Statistics Canada's boundary service → one GeoJSON of all its areas in the provinces asked for."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from pipelines.errors import SourceError
from pipelines.fetch.desk import Desk, Taken, Wants, hash_of
from pipelines.fetch.faults import Passing, told
from pipelines.fetch.web import WAITS, Ask, Web, is_synthetic, refuse_html
from pipelines.model.live import ArcGis

BASE = "https://geo.statcan.gc.ca/geo_wa/rest/services"
PAGE = 2000
# Between a quarter and a half of the requests meet a broken backend: six tries would fail once in a hundred pages.
PATIENT_WAITS = (*WAITS, 16.0, 16.0, 16.0, 16.0, 16.0)
BROKEN_BACKEND = 500


def take(way: ArcGis, _wants: Wants, desk: Desk) -> list[Taken]:
    """Return `layer-<n>.geojson`: every area of the layer in the provinces, simplified by the service, in EPSG:4326."""
    features: dict[str, Any] = {}
    kinds: set[bool] = set()
    address = layer(way)
    with desk.progress(f"{way.service} {way.layer}", None) as bar:
        more = True
        while more:
            # The next page begins where this one ended: a service may give fewer than it was asked for.
            got, more, synthetic, size = _page(desk.web, way, len(features))
            kinds.add(synthetic)
            bar.update(size)
            _collect(features, got, address)
    _every_province(way, features, address)
    collection = {"type": "FeatureCollection", "features": [features[dguid] for dguid in sorted(features)]}
    data = (json.dumps(collection, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()
    asked = hash_of([sorted(way.provinces), way.tolerance])
    name = f"layer-{way.layer}.geojson"
    return [desk.keep(name, address, data, synthetic=kind, asked=asked) for kind in sorted(kinds)]


def layer(way: ArcGis) -> str:
    """Return the address at which a layer is asked."""
    return f"{BASE}/{way.service.strip('/').removesuffix('/MapServer')}/MapServer/{way.layer}/query"


def _page(web: Web, way: ArcGis, offset: int) -> tuple[list[Any], bool, bool, int]:
    """Return a page's features, whether more come, whether it is synthetic, and its bytes."""
    listed = ",".join(f"'{province}'" for province in sorted(way.provinces))
    question = {
        "where": f"PRUID IN ({listed})",
        "outFields": "*",
        "outSR": 4326,
        "f": "geojson",
        "maxAllowableOffset": way.tolerance,
        "geometryPrecision": 5,
        "orderByFields": "DGUID",
        "resultOffset": offset,
        "resultRecordCount": PAGE,
    }
    # A connection stays with its backend, also with a broken one.
    ask = Ask(address=f"{layer(way)}?{urlencode(question)}", waits=PATIENT_WAITS, new_connection=True, read_s=120.0)

    def read(response: Any) -> tuple[list[Any], bool, bool, int]:
        data = response.content
        refuse_html(data[:1024], ask, web.asked(ask.address))
        features, more = _features(data, ask.address)
        return features, more, is_synthetic(response), len(data)

    return web.ask(ask, read)


def _features(data: bytes, address: str) -> tuple[list[Any], bool]:
    try:
        held = json.loads(data)
    except ValueError as error:
        raise Passing(f"{len(data)} bytes that are not JSON") from error
    if isinstance(held, dict) and "error" in held:
        fault = held["error"] if isinstance(held["error"], dict) else {}
        if int(fault.get("code") or BROKEN_BACKEND) >= BROKEN_BACKEND:
            raise Passing(f"status 200 with an error inside: {fault}")
        raise _odd(address, f"status 200 with an error inside: {fault}", "features")
    if not isinstance(held, dict) or not isinstance(held.get("features"), list):
        raise _odd(address, repr(data[:120]), "a FeatureCollection")
    about = held.get("properties") or {}
    exceeded = bool(held.get("exceededTransferLimit") or about.get("exceededTransferLimit"))
    count = len(held["features"])
    if exceeded and not count:
        raise _odd(address, "no feature and word of more", "features")
    return held["features"], exceeded or count == PAGE


def _collect(features: dict[str, Any], got: list[Any], address: str) -> None:
    for feature in got:
        properties = feature.get("properties") or {}
        dguid = properties.get("DGUID")
        if not dguid or not feature.get("geometry"):
            raise _odd(address, f"an area without DGUID or geometry: {str(properties)[:120]}", "both in each area")
        if dguid in features:
            raise _odd(address, f"{dguid} twice", "each area once")
        # The service numbers features anew with each version (`id`): that is no change of the boundary.
        features[dguid] = {"type": "Feature", "properties": properties, "geometry": feature["geometry"]}


def _every_province(way: ArcGis, features: dict[str, Any], address: str) -> None:
    found = {str(feature["properties"].get("PRUID", "")) for feature in features.values()}
    lacking = sorted(set(way.provinces) - found)
    if lacking or found - set(way.provinces):
        raise _odd(address, f"areas of provinces {', '.join(sorted(found)) or 'none'}", f"{', '.join(way.provinces)}")


def _odd(where: str, found: str, expected: str) -> SourceError:
    return SourceError(
        told(
            "the boundary service's answer is not usable",
            where=where,
            found=found,
            expected=expected,
            done="nothing of the layer was kept",
            do="ask again later; if it stays so, look at service and layer in sources.yml",
        )
    )
