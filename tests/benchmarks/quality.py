"""How good is the bundled refiner? The classical filters beside it, on real and simulated stereo DSMs.

    python tests/benchmarks/quality.py [--data ../shared/data/test] [--model NAME] [--json FILE] [--blank]
        [--parts clean noise dublin simulated]

Models that take an image get Dublin's own, and for the other places one that is rendered from the truth as
training renders them; with --blank an empty one, which shows what the image is worth. Models that take
buildings are judged without them, with Barbican's, and with the same 4 m off.

For clean surfaces it prints what is changed although nothing should be; for those with noise alone MAE and
RMSE before and after, and the share of cells newly off by more than 5 m. For every other case it prints MAE,
RMSE, median AE, NMAD (m) and the share of errors above 1 m of the input, of the best classical filter in MAE
(median 3 to 17, bilateral, TV-L1, chosen per case by looking at the truth) and of the model; the ratio of the
model's MAE to the best filter's, to be below 1; and, with building outlines, the same within 2 m of them.
Everywhere: the share of tiles of 64 m that are worse than before by more than 2 cm of MAE.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from benchmarks import cases, filters  # noqa: E402
from osgeo import gdal, osr  # noqa: E402
from roofline.models import bundle, predict  # noqa: E402
from roofline.models.evaluation import surface_metrics  # noqa: E402
from roofline.models.raster.voids import fill_voids  # noqa: E402
from scipy import ndimage  # noqa: E402

Refiner = Callable[[cases.Case], tuple[np.ndarray, np.ndarray]]
PARTS = ("clean", "noise", "dublin", "simulated")
TILE = 64.0  # metres, the size of a piece that people look at
WORSE = 0.02  # metres of MAE that no one misses
GROSS = 5.0  # metres
COLUMNS = ("MAE", "RMSE", "MEDIAN_AE", "NMAD", "share_above_1m")


def refiner(model: str, blank: bool = False) -> Refiner:
    """The model through the engine, raster in, raster out: heights and half-widths of their 90 % interval."""
    loaded = bundle.load(model)
    layers = {"dsm": lambda case: case.noisy, "image": lambda case: case.image * (not blank)}
    layers["buildings"] = lambda case: np.zeros_like(case.truth) if case.buildings is None else case.buildings

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


def variants(case: cases.Case, outlined: bool) -> dict[str, cases.Case]:
    """The case without its buildings, and for models that take them with buildings right and 4 m off."""
    told = {"model": replace(case, buildings=None)}
    if outlined and case.buildings is not None:
        told |= {"model, buildings": case, "model, buildings 4 m off": case.displaced(4)}
    return told


def worse_tiles(case: cases.Case, refined: np.ndarray) -> float:
    """Share of tiles of TILE m whose MAE is larger than before by more than WORSE m."""
    side = round(TILE / case.gsd)
    rows, cols = (max(1, n // side) for n in case.truth.shape)
    change = np.abs(refined - case.truth) - np.abs(fill_voids(case.noisy) - case.truth)
    tiles = change[: rows * side, : cols * side]
    means = [np.nanmean(t) for r in np.array_split(tiles, rows) for t in np.array_split(r, cols, axis=1)]
    return float(np.mean(np.array(means) > WORSE))


def spoilt(case: cases.Case, refined: np.ndarray) -> float:
    """Share of cells that are off by more than GROSS m and were not before."""
    before, after = np.abs(fill_voids(case.noisy) - case.truth), np.abs(refined - case.truth)
    return float(((after > GROSS) & (before <= GROSS)).mean())


def covered(case: cases.Case, refined: np.ndarray, half_width: np.ndarray) -> float:
    """Share of cells whose error the 90 % interval holds."""
    return float((np.abs(refined - case.truth) <= half_width)[np.isfinite(case.truth)].mean())


def measure(case: cases.Case, refine: Refiner, outlined: bool = False) -> dict:
    """Metrics of input, filters and model on one case."""
    near = fill_voids(case.noisy)
    found = {name: refine(told) for name, told in variants(case, outlined).items()}
    classical = filters.classical(near)
    surfaces = {"input": near, **classical, **{name: heights for name, (heights, _) in found.items()}}
    rows = {name: surface_metrics(s.astype(np.float64) - case.truth) for name, s in surfaces.items()}
    names = list(classical)
    best = min(names, key=lambda n: rows[n]["MAE"])
    result = {
        "case": case.name,
        "best": best,
        "rows": rows,
        "models": list(found),
        "worse tiles": {name: worse_tiles(case, heights) for name, (heights, _) in found.items()},
        "ratios": {name: rows[name]["MAE"] / rows[best]["MAE"] for name in found},
        "ratio": rows["model"]["MAE"] / rows[best]["MAE"],
        "covered": {name: covered(case, *made) for name, made in found.items()},
    }
    for key in ("NMAD", "share_above_1m"):
        result[f"{key}_ratio"] = rows["model"][key] / min(rows[n][key] for n in names)
    if case.outlines is not None:
        bands = {n: float(np.abs(s - case.truth)[case.outlines].mean()) for n, s in surfaces.items()}
        least = min(bands[n] for n in names)
        result["outline_ratio"] = bands["model"] / least
        result["outline_ratios"] = {name: bands[name] / least for name in found}
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
    for name in ("input", result["best"], *result["models"]):
        print(_line(name, result["rows"][name]))
    for name in result["models"][1:]:
        outlines = result["outline_ratios"][name]
        holds = f"the interval holds {result['covered'][name]:.3f}"
        print(f"  {name} / best filter: MAE {result['ratios'][name]:.3f}, outlines {outlines:.3f}; {holds}")
    print("  tiles worse: " + ", ".join(f"{n} {share:.3f}" for n, share in result["worse tiles"].items()))
    extra = f", outlines {result['outline_ratio']:.3f}" if "outline_ratio" in result else ""
    extra += f"; the 90 % interval holds {result['covered']['model']:.3f}"
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
        "90 % interval holds": result["covered"]["model"],
        "64 m tiles worse": result["worse tiles"]["model"],
    }
    told |= {f"MAE of {name}": rows[name]["MAE"] for name in result["models"][1:]}
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


def quiet(case: cases.Case, refine: Refiner) -> dict:
    """MAE and RMSE (m) of noise alone before and after, shares of spoilt cells and of worse tiles."""
    refined = refine(case)[0].astype(np.float64)
    before, after = case.noisy - case.truth, refined - case.truth
    told = {
        "MAE before": np.abs(before).mean(),
        "MAE": np.abs(after).mean(),
        "RMSE before": np.sqrt(np.square(before, dtype=np.float64).mean()),
        "RMSE": np.sqrt(np.square(after).mean()),
        "newly off by 5 m": spoilt(case, refined),
        "64 m tiles worse": worse_tiles(case, refined),
    }
    return {name: round(float(value), 5) for name, value in told.items()}


def noise_rows(data: Path, refine: Refiner) -> dict[str, dict]:
    """Print and return what becomes of surfaces with noise alone."""
    rows = {}
    for case in cases.noisy(data):
        told = rows[case.name] = quiet(replace(case, buildings=None), refine)
        print(f"{case.name:42s}" + ", ".join(f"{key} {value:.4f}" for key, value in told.items()), flush=True)
    return rows


def summarise(results: list[dict]) -> None:
    """Print the means over the error models of what stands beside the best filter."""
    for name in {n: None for result in results for n in result["models"]}:
        ratios = [result["ratios"][name] for result in results if name in result["ratios"]]
        bands = [result["outline_ratios"][name] for result in results if name in result["outline_ratios"]]
        means = f"{np.mean(ratios):.3f}, at outlines {np.mean(bands):.3f}"
        print(f"mean of {len(ratios)}, {name} / best filter: {means}")


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
    parser.add_argument("--parts", nargs="*", default=PARTS, choices=PARTS)
    options = parser.parse_args()
    refine = refiner(options.model, options.blank)
    outlined = any(e["role"] == "buildings" for e in bundle.load(options.model).card["inputs"])
    card: dict[str, dict] = {}
    for case in cases.clean(options.data) if "clean" in options.parts else ():
        for name, told in variants(case, outlined).items():
            key = case.name + name.removeprefix("model")
            card[key] = harm(told, refine)
            print(f"{key}: " + ", ".join(f"{k} {value}" for k, value in card[key].items()))
    real = cases.dublin(options.data) if "dublin" in options.parts else ()
    wanted = "simulated" in options.parts
    simulated = [cases.simulated(options.data, g) for g in options.gsd] if wanted else []
    unseen = cases.unseen(options.data) if wanted else ()
    for group in (real, *simulated, unseen):
        results = []
        for case in group:
            results.append(measure(case, refine, outlined))
            report(results[-1])
            card[case.name] = figures(results[-1])
        if group in simulated:
            summarise(results)
    # Last: the model manager shows the first rows of a card, and people ask for real surfaces first.
    if "noise" in options.parts:
        card |= noise_rows(options.data, refine)
    if options.json:
        options.json.write_text(json.dumps(card, indent=1))


if __name__ == "__main__":
    main()
