"""Secondary instances: in the form, or attached as XML, CSV or GeoJSON (ODK XForms, Secondary Instances)."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from fieldaudit import errors
from fieldaudit.checklist.parsing.instance import blank
from fieldaudit.checklist.parsing.names import Trouble, attribute, elements
from fieldaudit.checklist.tree import TreeNode
from fieldaudit.checklist.xml import MAX_BYTES, read_xml, to_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

LAST_SAVED = "jr://instance/last-saved"
MAX_ROWS = 500_000
MAX_CELLS = 2_000_000
MAX_VALUES = 1_000_000
MIN_PLACE = 2


def secondary_instances(
    model: etree._Element, attachments: Mapping[str, bytes], seed: TreeNode, trouble: Trouble
) -> dict[str, TreeNode]:
    """Read every secondary instance; gives by id the node above its root element.

    The record that was saved last is blank here; a session puts it in (ODK XForms, Secondary Instances, last-saved).
    """
    found: dict[str, TreeNode] = {}
    for instance in list(elements(model, "instance"))[1:]:
        name, source = attribute(instance, "id"), attribute(instance, "src")
        root = next(iter(elements(instance)), None)
        if source == LAST_SAVED:
            tree = blank(seed)
        elif source:
            tree = _external(name, source, attachments, trouble)
        else:
            tree = TreeNode("document") if root is None else to_tree(root, whitespace=False)
        found[name] = tree
    return found


def last_saved_names(model: etree._Element) -> frozenset[str]:
    """Give the ids of the instances that stand for the record that was saved last."""
    every = elements(model, "instance")
    return frozenset(attribute(each, "id") for each in every if attribute(each, "src") == LAST_SAVED)


def _external(name: str, source: str, attachments: Mapping[str, bytes], trouble: Trouble) -> TreeNode:
    data = attachments.get(source)
    if data is None:
        data = attachments.get(source.rpartition("/")[2])
    if data is None:
        trouble.warnings.append(f"The list {name} ({source}) is not attached; its choices are missing.")
        return TreeNode("document")
    try:
        return read_list(source, data)
    except (ValueError, csv.Error, errors.XmlRefused) as error:
        reason = "it is not written in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        trouble.refuse(
            f"The attached list {source} cannot be read: {reason}", "Attach it again in a form that opens.", name
        )
        return TreeNode("document")


def read_list(source: str, data: bytes) -> TreeNode:
    """Read an attached list by the ending of its name; one that says nothing is told from its first character."""
    if len(data) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // 2**20} MB")
    start = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if source.endswith(".geojson") or start == b"{":
        return _from_geojson(_json(data))
    if source.endswith(".xml") or start == b"<":
        return to_tree(read_xml(data, source), whitespace=False)
    return _from_csv(data)


def _json(data: bytes) -> Any:
    if data.count(b",") > MAX_VALUES:
        raise ValueError(f"it has more than {MAX_VALUES} values")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("it nests too deep") from error
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        raise ValueError("it is no UTF-8, or a number in it is too long") from error


def _from_csv(data: bytes) -> TreeNode:
    head = io.BytesIO(data).readline()
    delimiter = max(",;\t|", key=lambda each: head.count(each.encode()))
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline=""), delimiter=delimiter)
    names = next(rows, [])
    document, root = _rooted()
    cells = 0
    for count, row in enumerate(rows):
        if count >= MAX_ROWS:
            raise ValueError(f"it has more than {MAX_ROWS} rows")
        cells += len(row)
        if cells > MAX_CELLS:
            raise ValueError(f"it has more than {MAX_CELLS} cells")
        if any(row):
            item = root.append(TreeNode("element", "item"))
            for name, value in zip(names, row, strict=False):
                item.append(TreeNode("element", name, text=value))
    return document


def _rooted() -> tuple[TreeNode, TreeNode]:
    document = TreeNode("document")
    return document, document.append(TreeNode("element", "root"))


def _from_geojson(data: Any) -> TreeNode:
    if not isinstance(data, dict) or not isinstance(data.get("features"), list):
        raise ValueError("it is no GeoJSON collection of features")  # noqa: TRY004 - the file is wrong, not the call
    document, root = _rooted()
    if len(data["features"]) > MAX_ROWS:
        raise ValueError(f"it has more than {MAX_ROWS} rows")
    cells = 0
    for feature in data["features"]:
        if not isinstance(feature, dict):
            raise ValueError("one of its features is none")  # noqa: TRY004 - the file is wrong, not the call
        item = root.append(TreeNode("element", "item"))
        item.append(TreeNode("element", "geometry", text=_geometry(feature.get("geometry"))))
        properties = feature.get("properties")
        values = dict(properties) if isinstance(properties, dict) else {}
        if "id" in feature:
            values["id"] = feature["id"]
        cells += len(values) + 1
        if cells > MAX_CELLS:
            raise ValueError(f"it has more than {MAX_CELLS} cells")
        for name, value in values.items():
            item.append(TreeNode("element", str(name), text="" if value is None else str(value)))
    return document


def _geometry(geometry: Any) -> str:
    """Write a geometry as geopoint, geotrace or geoshape: latitude, longitude, altitude, accuracy."""
    if not isinstance(geometry, dict):
        return ""
    places = geometry.get("coordinates") or []
    if not isinstance(places, list):
        raise ValueError("a geometry has no list of coordinates")  # noqa: TRY004 - the file is wrong, not the call
    match geometry.get("type"):
        case "Point":
            return _place(places)
        case "LineString":
            return "; ".join(_place(place) for place in places)
        case "Polygon":
            ring = places[0] if places else []
            return "; ".join(_place(place) for place in (ring if isinstance(ring, list) else [ring]))
        case kind:
            raise ValueError(f"a geometry of type {kind} has no meaning in a form")


def _place(place: Any) -> str:
    sound = isinstance(place, list) and len(place) >= MIN_PLACE
    if not sound or not all(isinstance(each, int | float) for each in place):
        raise ValueError("a place needs a longitude and a latitude")
    longitude, latitude = place[:2]
    return f"{latitude} {longitude} 0 0"
