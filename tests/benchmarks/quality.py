"""How good is the bundled refiner? The classical filters beside it, on real and simulated stereo DSMs.

    python tests/benchmarks/quality.py [--data ../shared/data/test] [--model NAME] [--json FILE] [--blank]

Models that take an image get Dublin's own, and for the other places one that is rendered from the truth as
training renders them; with --blank an empty one, which shows what the image is worth.

For clean surfaces it prints what is changed although nothing should be. For every other case it prints MAE,
RMSE, median AE, NMAD (m) and the share of errors above 1 m of the input, of the best classical filter in MAE
(median 3 to 17, bilateral, TV-L1, chosen per case by looking at the truth) and of the model; the ratio of the
model's MAE to the best filter's, to be below 1; and, with building outlines, the same within 2 m of them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from benchmarks import cases, filters  # noqa: E402
from osgeo import gdal, osr  # noqa: E402
from roofline.models import bundle, predict  # noqa: E402
from roofline.models.evaluation import surface_metrics  # noqa: E402
from roofline.models.voids import fill_voids  # noqa: E402
from scipy import ndimage  # noqa: E402

Refiner = Callable[[cases.Case], tuple[np.ndarray, np.ndarray]]
COLUMNS = ("MAE", "RMSE", "MEDIAN_AE", "NMAD", "share_above_1m")


def refiner(model: str, blank: bool = False) -> Refiner:
    """The model through the engine, raster in, raster out: heights and half-widths of their 90 % interval."""
    loaded = bundle.load(model)
    layers = {"dsm": lambda case: case.noisy, "image": lambda case: case.image * (not blank)}

    def refine(case: cases.Case) -> tuple[np.ndarray, np.ndarray]:
        with tempfile.TemporaryDirectory() as folder:
            target, spread = Path(folder, "out.tif"), Path(folder, "spread.tif")
            roles = [entry["role"] for entry in loaded.card["inputs"]]
            sources = [Path(folder, f"{role}.tif") for role in roles]
            for source, role in zip(sources, roles):
                _write(source, layers[role](case), case.gsd)
            predict.predict(loaded, sources, target, uncertainty=spread)
            return cases.read(target), cases.read(spread)

    return refine


def _write(path: Path, heights: np.ndarray, gsd: float) -> None:
    dataset = gdal.GetDriverByName("GTiff").Create(
        str(path), heights.shape[1], heights.shape[0], 1, gdal.GDT_Float32
    )
    dataset.SetGeoTransform((500_000, gsd, 0, 5_000_000, 0, -gsd))
    system = osr.SpatialReference()
    system.ImportFromEPSG(32631)
    dataset.SetProjection(system.ExportToWkt())
    dataset.GetRasterBand(1).SetNoDataValue(-9999)
    dataset.GetRasterBand(1).WriteArray(np.nan_to_num(heights, nan=-9999))


def measure(case: cases.Case, refine: Refiner) -> dict:
    """Metrics of input, filters and model on one case."""
    near = fill_voids(case.noisy)
    refined, half_width = refine(case)
    surfaces = {"input": near, **filters.classical(near), "model": refined}
    rows = {name: surface_metrics(s.astype(np.float64) - case.truth) for name, s in surfaces.items()}
    names = [n for n in rows if n not in ("input", "model")]
    best = min(names, key=lambda n: rows[n]["MAE"])
    result = {
        "case": case.name,
        "best": best,
        "rows": rows,
        "ratio": rows["model"]["MAE"] / rows[best]["MAE"],
        "covered": float((np.abs(refined - case.truth) <= half_width)[np.isfinite(case.truth)].mean()),
    }
    for key in ("NMAD", "share_above_1m"):
        result[f"{key}_ratio"] = rows["model"][key] / min(rows[n][key] for n in names)
    if case.outlines is not None:
        bands = {n: float(np.abs(s - case.truth)[case.outlines].mean()) for n, s in surfaces.items()}
        result["outline_ratio"] = bands["model"] / min(bands[n] for n in names)
    return result


def _line(name: str, metrics: dict) -> str:
    values = [metrics[c] * (100 if c == "share_above_1m" else 1) for c in COLUMNS]
    return f"  {name:24s}" + "".join(f"{v:9.3f}" for v in values)


def report(result: dict) -> None:
    """Print the rows of one case."""
    print(
        f"\n{result['case']}\n  {'':24s}"
        + "".join(f"{c:>9s}" for c in ("MAE", "RMSE", "MedAE", "NMAD", "%>1m"))
    )
    for name in ("input", result["best"], "model"):
        print(_line(name, result["rows"][name]))
    extra = f", outlines {result['outline_ratio']:.3f}" if "outline_ratio" in result else ""
    extra += f"; the 90 % interval holds {result['covered']:.3f}"
    print(
        f"  model / best filter: MAE {result['ratio']:.3f}, NMAD {result['NMAD_ratio']:.3f}, "
        f"share above 1 m {result['share_above_1m_ratio']:.3f}{extra}",
        flush=True,
    )


def figures(result: dict) -> dict:
    """What the model's card says of one case: MAE and NMAD in metres, share of errors above 1 m, ratios."""
    rows, best = result["rows"], result["best"]
    told = {
        "MAE before": rows["input"]["MAE"],
        f"MAE of {best}": rows[best]["MAE"],
        "MAE": rows["model"]["MAE"],
        "NMAD": rows["model"]["NMAD"],
        "share above 1 m": rows["model"]["share_above_1m"],
        "90 % interval holds": result["covered"],
    }
    return {name: round(value, 3) for name, value in told.items()}


def harm(case: cases.Case, refine: Refiner) -> dict:
    """What happens to a surface that needs nothing: mean change (m), and cells at walls that change sides.

    A wall is a height range of more than 3 m in 3 x 3 cells, a change of sides more than half that range. An
    edge that moves by more than a pixel leaves a patch two cells thick.
    """
    change = np.abs(refine(case)[0] - case.noisy)
    jump = ndimage.maximum_filter(case.noisy, 3) - ndimage.minimum_filter(case.noisy, 3)
    flipped = (change > 0.5 * jump) & (jump > 3)
    return {
        "mean change": round(float(change.mean()), 4),
        "wall cells": int((jump > 3).sum()),
        "changed sides": int(flipped.sum()),
        "moved more than a pixel": int(ndimage.binary_opening(flipped, np.ones((2, 2))).sum()),
    }


def main() -> None:
    """Run the cases that were asked for and print their tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "test")
    parser.add_argument("--model", default="refine-geometry")
    parser.add_argument("--blank", action="store_true", help="give the model an empty image")
    parser.add_argument("--json", type=Path, help="write the figures for the model's card here")
    parser.add_argument("--gsd", type=float, nargs="*", default=[1.0, 0.5, 2.0])
    options = parser.parse_args()
    refine = refiner(options.model, options.blank)
    card = {case.name: harm(case, refine) for case in cases.clean(options.data)}
    for name, told in card.items():
        print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in told.items()))
    for case in [
        *cases.dublin(options.data),
        *(c for g in options.gsd for c in cases.simulated(options.data, g)),
    ]:
        result = measure(case, refine)
        report(result)
        card[case.name] = figures(result)
    if options.json:
        options.json.write_text(json.dumps(card, indent=1))


if __name__ == "__main__":
    main()
