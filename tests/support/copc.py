"""A small Cloud Optimized Point Cloud (COPC 1.0), written by hand: no library at hand writes it."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np

HEADER, RECORD = 375, 54  # bytes of the file's header and of a record's
LATE_RECORDS = 235  # where the header says what follows the points
NODES = ((0, 0, 0, 0), (1, 0, 0, 0), (1, 1, 0, 0), (1, 0, 1, 0), (1, 1, 1, 0))


def write(path: Path, points: np.ndarray, wkt: str) -> Path:
    """Points (N, 3) in an octree of two levels: every fifth in the root, the others by quadrant."""
    import lazrs

    low, high = points.min(0), points.max(0)
    packing = lazrs.LazVlr.new_for_compression(6, 0, use_variable_size_chunks=True)
    file = io.BytesIO()
    records = _begun(file, points, wkt, packing.record_data())
    start = file.tell()
    compressor = lazrs.LasZipCompressor(file, packing)
    compressor.reserve_offset_to_chunk_table()
    parts = [records[chosen] for chosen in _nodes(points, low, high)]
    for part in parts:
        compressor.compress_many(np.frombuffer(part.tobytes(), np.uint8))
        compressor.finish_current_chunk()
    compressor.done()
    file.seek(start)
    sizes = [size for _, size in lazrs.read_chunk_table(file, packing)]
    entries, place = b"", start + 8
    for key, part, size in zip(NODES, parts, sizes):
        entries += struct.pack("<4iQii", *key, place, size, len(part))
        place += size
    hierarchy = file.seek(0, io.SEEK_END)
    file.write(struct.pack("<H16sHQ32s", 0, b"copc", 1000, len(entries), b"COPC hierarchy") + entries)
    half = float((high - low).max()) / 2
    file.seek(HEADER + RECORD)
    file.write(struct.pack("<5d2Q2d", *(low + half), half, half / 10, hierarchy + 60, len(entries), 0, 0))
    file.seek(LATE_RECORDS)
    file.write(struct.pack("<QI", hierarchy, 1))
    path.write_bytes(file.getvalue())
    return path


def _begun(file: io.BytesIO, points: np.ndarray, wkt: str, packing: bytes) -> np.ndarray:
    """Writes header and records, with room for COPC's own in the first place; returns the points' bytes."""
    import laspy

    header = laspy.LasHeader(point_format=6, version="1.4")
    header.scales, header.offsets = [1e-4] * 3, np.floor(points.min(0))
    cloud = laspy.LasData(header)
    cloud.x, cloud.y, cloud.z = points.T
    cloud.update_header()
    header = cloud.header
    header.vlrs.append(laspy.VLR("copc", 1, "COPC info", bytes(160)))
    header.vlrs.append(laspy.vlrs.known.WktCoordinateSystemVlr(wkt))
    header.vlrs.append(laspy.VLR("laszip encoded", 22204, "", packing))
    header.are_points_compressed = True
    header.write_to(file)
    return cloud.points.array


def _nodes(points: np.ndarray, low: np.ndarray, high: np.ndarray) -> list[np.ndarray]:
    """Indices of the points in each node."""
    index = np.arange(len(points))
    right, upper = (points[:, :2] > low[:2] + (high - low).max() / 2).T
    root = index % 5 == 0
    quadrants = [~right & ~upper, right & ~upper, ~right & upper, right & upper]
    return [index[root], *(index[~root & quadrant] for quadrant in quadrants)]
