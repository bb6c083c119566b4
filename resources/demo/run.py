"""What `make demo` runs: a noisy surface through qgis_process, a table and a picture of what it gained."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import picture
from qgis_cli import ROOT, qgis_process, results, run_arguments

SCENE = {"WIDTH": 640, "HEIGHT": 640, "PIXEL_SIZE": 0.5, "SEED": 1, "STYLE": "old_town", "SEVERITY": 0.5}
COLUMNS = {"MAE": "MAE", "RMSE": "RMSE", "MEDIAN_AE": "median", "NMAD": "NMAD", "share_above_1m": "> 1 m"}


def main() -> int:
    """Run the demo and return the exit code."""
    options = arguments()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    # fails if the plugin is enabled already; if it cannot be enabled, the first run says so
    qgis_process(folder, "plugins", "enable", "roofline")
    if options.dsm is not None:
        return refine_yours(folder, options)
    return refine_sample(folder, options)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dsm", type=Path, help="your own surface instead of the sample scene")
    parser.add_argument("--model", default="refine-geometry", help="name or file of the model")
    parser.add_argument("--seed", type=int, default=SCENE["SEED"], help="which sample scene")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "demo")
    return parser.parse_args()


def refine_sample(folder: Path, options: argparse.Namespace) -> int:
    """Simulate a town, refine what stereo sees of it, compare both with the truth."""
    paths = {key: folder / f"{key.lower()}.tif" for key in ("TRUTH", "STEREO", "BUILDINGS")}
    refined, metrics = folder / "refined.tif", folder / "metrics.json"
    call(folder, "simulatecity", {**SCENE, "SEED": options.seed, **paths})
    call(folder, "refinedsm", {"INPUT": paths["STEREO"], "MODEL": options.model, "OUTPUT": refined})
    judged = {
        "INPUT": refined,
        "REFERENCE": paths["TRUTH"],
        "BASELINE": paths["STEREO"],
        "BUILDING_MASK": paths["BUILDINGS"],
        "REPORT": folder / "report.html",
        "METRICS": metrics,
    }
    call(folder, "evaluatedsm", judged)
    print(table(json.loads(metrics.read_text())))
    panels = picture.comparison(paths["STEREO"], refined, paths["TRUTH"])
    return finish(panels, folder, [refined, folder / "report.html"])


def refine_yours(folder: Path, options: argparse.Namespace) -> int:
    """Refine a user's surface; without a reference the change is all there is to show."""
    refined = folder / f"{options.dsm.stem}_refined.tif"
    found = call(
        folder, "refinedsm", {"INPUT": options.dsm.resolve(), "MODEL": options.model, "OUTPUT": refined}
    )
    print(f"\nmean absolute change  {found['MEAN_ABSOLUTE_CHANGE']:.3f}")
    print(f"voids filled (pixels) {found['VOIDS_FILLED']}")
    return finish(picture.change(options.dsm, refined), folder, [refined])


def call(folder: Path, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Run an algorithm, showing the command, and return its results; ends the program if it fails."""
    command = run_arguments(name, parameters)[1:]
    print("qgis_process", *(str(part).replace(f"{ROOT}/", "") for part in command), flush=True)
    run = qgis_process(folder, *run_arguments(name, parameters))
    if run.returncode:
        sys.exit(fail(run))
    return results(run)


def fail(run: Any) -> int:
    """Show what a failed program said."""
    print(run.stdout, run.stderr, sep="\n", file=sys.stderr)
    return run.returncode or 1


def table(metrics: dict[str, Any]) -> str:
    """Errors before and after by category, in metres."""
    head = f"{'errors in metres':<34}" + "".join(f"{label:>9}" for label in COLUMNS.values())
    lines = ["", head]
    for category, name in (("all", "everywhere"), ("building", "buildings"), ("edge", "2 m around outlines")):
        for surface, when in (("baseline", "before"), ("source", "after")):
            values = metrics[surface][category]
            lines.append(f"{name + ', ' + when:<34}" + "".join(cell(key, values[key]) for key in COLUMNS))
    return "\n".join(lines)


def cell(key: str, value: float) -> str:
    return f"{100 * value:>7.1f} %" if key.startswith("share") else f"{value:>9.3f}"


def finish(panels: list[picture.Panel], folder: Path, files: list[Path]) -> int:
    image = folder / "demo.png"
    picture.save(panels, image)
    print("\n" + "\n".join(str(path) for path in [image, *files]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
