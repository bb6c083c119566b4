"""Memory that one tile frees stays with the process for the next one. Needs no PyTorch.

The GNU C library gives freed memory back to the system and fetches it again for the next tile, page by page,
each cleared first: a twentieth of a refiner's time. How much it keeps, it learns from the blocks that a
program frees: twice the largest of them (mallopt(3), M_MMAP_THRESHOLD, "dynamic"). It learns from none above
32 MiB.
"""

from __future__ import annotations

import numpy as np

LARGEST_LEARNED = 31 << 20  # bytes, a little less than the library's limit


def keep_freed() -> None:
    """Let the C library keep up to 62 MiB of freed memory; no page of it is touched here.

    Other systems' libraries take no notice.
    """
    np.empty(LARGEST_LEARNED, np.uint8)
