"""Finished blocks as one raster: a VRT of them at once, one GeoTIFF or COG on request."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path

from osgeo import gdal

from ..errors import RooflineError
from ..formats import atomic
from ..progress import Progress
from ..raster.gdal_errors import block_cache, metadata_of
from ..raster.grid import Grid, Window
from ..raster.paths import cannot_write, writable_folder
from . import works
from .job import Job

SCREEN = 1024  # pixels
OWN = "ROOFLINE_"  # metadata of blocks, not of the whole
COG_OPTIONS = ("COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER", "PREDICTOR=YES", "NUM_THREADS=ALL_CPUS")


def join(job: Job) -> dict[str, Path]:
    """Write a VRT of each product's blocks into the job's folder; all blocks must be done."""
    check_complete(job)
    works.of(job.plan.task).finish(job)
    made = {}
    for product in job.rasters:
        made[product] = job.folder / f"{product}.vrt"
        atomic.write_text(made[product], _vrt(job, product))
    return made


def numbers(job: Job) -> dict[str, float]:
    """What the whole run has found."""
    return works.of(job.plan.task).numbers(job)


def check_complete(job: Job) -> None:
    """Refuse a job that is not done yet."""
    missing = job.missing()
    if missing:
        raise RooflineError(
            "{count} of {all} blocks are not done yet, the first is {first}; run the job again, done blocks "
            "are kept.",
            count=len(missing),
            all=len(job.plan),
            first=missing[0],
        )


def write_cog(mosaic: Path, target: str | os.PathLike[str], progress: Progress = None) -> None:
    """Write a mosaic as one cloud-optimised GeoTIFF with overviews, BigTIFF where it has to be."""
    path = Path(target)

    def on(fraction: float, *_: object) -> int:
        if progress is not None:
            progress(fraction)
        return 1  # go on

    scratch = writable_folder(path)
    try:
        with cannot_write(path), block_cache():
            source, made = gdal.Open(os.fspath(mosaic)), scratch.path / path.name
            options = list(COG_OPTIONS)
            done = gdal.Translate(os.fspath(made), source, format="COG", creationOptions=options, callback=on)
            if done is not None:
                done.FlushCache()
            done = None
            atomic.to_disk(made)
            made.replace(path)
    finally:
        scratch.close()


def _vrt(job: Job, product: str) -> str:
    """The text of a VRT of a product's blocks, by paths relative to the job's folder.

    GDAL's own builder takes north-up grids alone, and opens every block.
    """
    grid = job.plan.grid
    sample = gdal.Open(os.fspath(job.final(product, 0)))
    lines = [f'<VRTDataset rasterXSize="{grid.width}" rasterYSize="{grid.height}">']
    if grid.projection:
        lines.append(f'<SRS dataAxisToSRSAxisMapping="1,2">{escape(grid.projection)}</SRS>')
    lines.append(f"<GeoTransform>{', '.join(map(repr, grid.geotransform))}</GeoTransform>")
    if job.plan.overviews:  # taken from those of the blocks, where they have them
        lines.append(f"<OverviewList>{_factors(grid)}</OverviewList>")
    for index in range(1, sample.RasterCount + 1):
        kind = gdal.GetDataTypeName(sample.GetRasterBand(index).DataType)
        lines += [f'<VRTRasterBand dataType="{kind}" band="{index}" blockXSize="256" blockYSize="256">']
        lines += _told(sample.GetRasterBand(index))
        for number in range(len(job.plan)):
            file = job.final(product, number).relative_to(job.folder).as_posix()
            lines += _source(file, index, kind, job.plan.window(number))
        lines.append("</VRTRasterBand>")
    return "\n".join([*lines, "</VRTDataset>", ""])


def _factors(grid: Grid) -> str:
    """How many times smaller the overviews are: halved until one fits a screen."""
    factors = [2]
    while max(grid.width, grid.height) // factors[-1] > SCREEN:
        factors.append(2 * factors[-1])
    return " ".join(map(str, factors))


def _told(band: gdal.Band) -> list[str]:
    """What a block's band says of itself."""
    kept = {key: text for key, text in metadata_of(band).items() if not key.startswith(OWN)}
    lines = [f'<MDI key="{escape(key)}">{escape(text)}</MDI>' for key, text in kept.items()]
    nodata, colour = band.GetNoDataValue(), band.GetColorInterpretation()
    texts = {
        "Description": band.GetDescription(),
        "NoDataValue": "" if nodata is None else repr(nodata),
        "UnitType": band.GetUnitType(),
        "ColorInterp": gdal.GetColorInterpretationName(colour),
    }
    told = [f"<{name}>{escape(text)}</{name}>" for name, text in texts.items() if text]
    return [*(["<Metadata>", *lines, "</Metadata>"] if lines else []), *told]


def _source(file: str, index: int, kind: str, window: Window) -> list[str]:
    """A block's place. With its properties GDAL opens it when it is read, not when the mosaic is opened."""
    col, row, width, height = window
    size, raster = f'xSize="{width}" ySize="{height}"', f'RasterXSize="{width}" RasterYSize="{height}"'
    return [
        f'<SimpleSource><SourceFilename relativeToVRT="1">{escape(file)}</SourceFilename>',
        f"<SourceBand>{index}</SourceBand>",
        f'<SourceProperties {raster} DataType="{kind}" BlockXSize="256" BlockYSize="256"/>',
        f'<SrcRect xOff="0" yOff="0" {size}/><DstRect xOff="{col}" yOff="{row}" {size}/></SimpleSource>',
    ]
