"""The measures of the footprint pix2pix system, tile by tile: both sides blurred and split by Otsu's method.

N. Otsu, "A threshold selection method from gray-level histograms", IEEE Transactions on Systems, Man, and
Cybernetics 1979; the four measures as in J. Long et al., "Fully convolutional networks for semantic
segmentation", CVPR 2015, over the classes that the reference has.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ...raster.arrays import BoolArray, MaskArray

BLUR = np.array([1, 4, 6, 4, 1])  # sixteenths: five values of the binomial filter


def binary(grey: MaskArray) -> BoolArray:
    """Foreground (H, W) of grey levels: blurred over 5 x 5 pixels, above Otsu's threshold."""
    smooth = blurred(grey)
    return smooth > otsu(smooth)


def blurred(grey: MaskArray) -> MaskArray:
    """Grey levels after a binomial filter of 5 x 5 pixels, mirrored about the border's pixels."""
    sums = grey.astype(np.int64)
    for axis in (0, 1):
        sums = ndimage.correlate1d(sums, BLUR, axis=axis, mode="mirror")
    return ((sums + 128) >> 8).astype(np.uint8)


def otsu(grey: MaskArray) -> int:
    """The level that separates grey levels best, 0 where there is but one."""
    counts = np.bincount(grey.ravel(), minlength=256).astype(np.float64) / grey.size
    below, levels = np.cumsum(counts), np.arange(256.0)
    sums = np.cumsum(counts * levels)
    usable = (below > np.finfo(np.float32).eps) & (1 - below > np.finfo(np.float32).eps)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = below * (1 - below) * (sums / below - (sums[-1] - sums) / (1 - below)) ** 2
    apart = np.where(usable, apart, 0.0)
    return int(np.argmax(apart)) if apart.any() else 0


def class_measures(predicted: BoolArray, reference: BoolArray) -> dict[str, float]:
    """Pixel accuracy, mean accuracy, mean IoU and IoU weighted by frequency of a tile (H, W)."""
    total = reference.size
    correct, accuracies, weighted, ious = 0.0, [], 0.0, []
    for value in (False, True):
        true = int(np.count_nonzero(reference == value))
        found = int(np.count_nonzero(predicted == value))
        hits = int(np.count_nonzero((predicted == value) & (reference == value)))
        if not true:
            continue
        iou = hits / (true + found - hits)
        correct += hits
        accuracies.append(hits / true)
        ious.append(iou)
        weighted += true * iou
    return {
        "pixel_accuracy": correct / total,
        "mean_accuracy": float(np.mean(accuracies)),
        "mean_iou": float(np.sum(ious) / len(ious)),
        "fw_iou": weighted / total,
    }
