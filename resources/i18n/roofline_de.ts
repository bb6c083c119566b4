<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>Roofline</name>
  <message>
   <location filename="../../algorithms/base.py" />
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Buildings</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/base.py" />
   <source>Creation options</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/base.py" />
   <source>GDAL creation options, separated by |, such as COMPRESS=ZSTD|BIGTIFF=YES.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/base.py" />
   <location filename="../../algorithms/buildingmask.py" />
   <source>Imagery</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/base.py" />
   <location filename="../../plugin/settings.py" />
   <source>Models</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/base.py" />
   <source>Surface models</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/base.py" />
   <source>Training</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/bridge.py" />
   <source>Cancelled: nothing was written.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/bridge.py" />
   <source>Layer "{}" is not a raster file: export first (Export &gt; Save As).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/bridge.py" />
   <source>Not enough memory: choose a smaller TILE_SIZE or BATCH_SIZE, or close other programs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/bridge.py" />
   <source>PyTorch is installed but cannot be loaded ({}): reinstall it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/bridge.py" />
   <source>The system refused: {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/bridge.py" />
   <source>{} cannot be read as a raster: check that the file exists and is whole.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Building area (m2)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Building mask</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Building probability</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Finds buildings in a DSM or in imagery with a neural network.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Models of other systems are made ready by Import model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Nothing to look at: give a DSM, IMAGERY or both.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Probability above which a pixel is a building. Empty: the model's own.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Probability of a building, 0 to 1.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Smaller buildings are left out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Smallest area (m2)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>The mask is 1 on buildings, 0 elsewhere and 255 (nodata) where the input is void, on the grid of the first raster that the model takes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Threshold</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>building</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>deep learning</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>dsm</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>footprint</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>mask</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>orthophoto</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>segmentation</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/chains.py" />
   <source>chain</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>A vector layer or a raster.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Compose mask</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/network.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <source>Extent</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Lines are drawn as wide as the road width, polygons are filled. Rasters may be masks of one class, or of both: two bands, pictures with roads in pure red and buildings in pure green, or SatGen-CV's label files with a page per row. A raster of both classes can be given alone.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Makes a mask of roads (band 1) and buildings (band 2) from vector layers or rasters.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Mask</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Of rasters of both classes; auto: by the bands' descriptions, else roads first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Order of the bands</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <source>Pixel size (m)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Road width (m)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>The values are 0 and 255; those of published labels are kept.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>There is nothing to compose: choose roads, buildings or both.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Width of drawn lines.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Without it: the raster's own pixels, else 1 m.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Without it: the raster's, or that of all layers.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <source>buildings</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>label</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>rasterize</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>roads</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>satgen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>A second surface, such as the one before refinement, judged on the same pixels; the report tells the improvement, with its interval.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Adds metrics of buildings, of 2 m around their outlines and of terrain.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Adds metrics of the errors up to this.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>As ResDepth evaluates</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Baseline DSM</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Error</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Errors are input minus reference, in metres, on the input's grid: mean absolute error, RMSE, median absolute error, NMAD (1.4826 times the median deviation from the median), bias and LE90, for all pixels, by slope, and with a building mask for buildings, their outlines and terrain.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Evaluate DSM</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Forest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Largest error (m)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Left out of terrain; needs a building mask.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Masks mark their class with 1 only, medians are exact at any size, and the metrics hold the numbers also under ResDepth's names, with its formula of the NMAD.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Masks mark their class with any value but 0. Rasters of any size, CRS and height unit will do.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Measures the height errors of a digital surface model (DSM) against a reference.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Metrics</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Only pixels other than 0 count.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Reference DSM</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Report</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Table</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>The report is one HTML file with maps of the errors, tables by class, distribution, profiles. The metrics are the same numbers for programs, the table for spreadsheets.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>The surface to judge.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>The true surface, on any grid.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Valid pixels</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Water</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>accuracy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <source>dem</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>difference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>error</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>mae</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>nmad</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>quality</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>rmse</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>validation</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/helppage.py" />
   <source>Example</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/helppage.py" />
   <source>Limits</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/helppage.py" />
   <source>Parameters</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Also put it into your model folder, so that its name is enough for MODEL.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../plugin/modelimport.py" />
   <source>Checkpoint</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Heights of DSM enhancer and ESFPNet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../plugin/modelimport.py" />
   <source>Import model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../plugin/setup/dialog.py" />
   <source>Install</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Installed: MODEL={}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../plugin/modelimport.py" />
   <source>Licence</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../plugin/modelchoice.py" />
   <source>Model file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../plugin/modelimport.py" />
   <source>Name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>ResDepth, the DSM enhancer, ESFPNet, ImpliCity, SatGen-CV and pix2pix are known. Choose the checkpoint where it lies: its configuration and normalisation files are read from there too.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../plugin/modelchoice.py" />
   <source>Roofline models (*.pt)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../plugin/modelimport.py" />
   <source>System</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>The log says what the model takes and gives. With its own tile size, overlap and precision it makes the raster that the original program makes. Nothing that is in the file is run.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>The weights file: .pth, .pt or similar.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Turns a published network's weights, as their authors offer them, into a model for the toolbox.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>What MODEL may be</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>What its authors allow, to be kept with the model; empty: unknown.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>What the model is called; empty: a name of the system's.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>auto: found from what is in the file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>checkpoint</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>esfpnet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>implicity</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>original: whole metres from 0 to 255; metres: with fractions, at any elevation.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>pix2pix</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>pretrained</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>pytorch</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>resdepth</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>weights</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <source>-1: the model's own.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <source>0: automatic.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <source>0: the model's own.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../plugin/settings.py" />
   <source>Device</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <location filename="../../plugin/modelchoice.py" />
   <location filename="../../plugin/modelmanager.py" />
   <source>Model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <source>Overlap (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../plugin/settings.py" />
   <source>Precision</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <source>PyTorch is missing: install the Python package "torch" into the Python of QGIS (see {} for Windows, macOS and Linux) and restart QGIS.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <source>The name of a bundled or installed model, or the path of a model file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <source>Tile size (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <source>Tiles per batch</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <source>Work on this part of the input only.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>auto: bfloat16 only where the processor is fast at it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/network.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>auto: the GPU if PyTorch has one, else the CPU.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>A network decides for every place above the ground whether it is occupied, and the highest such place of each pixel becomes the surface. Images of the same place help, if the model takes any.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>CRS of the points</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>For files that do not state it, such as PLY and XYZ.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Gridding takes no guides: leave GUIDES empty or choose another MODEL.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Guide rasters</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>In the unit of the coordinates; 0: the model's own, or by the density of the points.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>LAS, LAZ and COPC need the Python package laspy[lazrs]; PLY, XYZ and CSV (x, y, z) need nothing. Coordinates must be in a projected CRS; noise classes of LAS files are left out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>LAS, LAZ, COPC, PLY, XYZ, CSV, or point chunks of ImpliCity's data sets.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Makes a digital surface model (DSM) from a point cloud, by a neural network or by gridding.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Ortho-images in the model's order, on any grid.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Pixel size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Point cloud</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Point clouds (*.las *.laz *.ply *.xyz *.csv *.txt *.asc *.pts *.npz *.yaml);;All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Points used</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Reconstruct DSM</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Search for heights</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Surface</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>The model &lt;i&gt;grid&lt;/i&gt; needs no network and no PyTorch: it takes the 90th percentile of the heights in each pixel and fills small holes with the nearest height.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>copc</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>las</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>laz</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>occupancy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>original: every height of every column, as published; slower, with the same result.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <source>photogrammetry</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>ply</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>point cloud</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <source>stereo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>DSM</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Fill voids</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Fuse the results, or one band per set.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Half-width of the 90 % interval in height units, if the model estimates it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>If unchecked, voids of the input are voids of the output.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Images in the model's order, on any grid; a multiple of what the model takes is several sets. A picture of 512 x 256 pixels with DSM and NDVI side by side needs none.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Mean absolute change</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Noise, spikes and false matches are reduced, walls get steeper, voids are filled. The grid, the CRS, the height reference and the nodata value of the input are kept.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>One band of heights.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Refine DSM</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Refined DSM</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Refines a noisy digital surface model (DSM) of a town with a neural network.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Several guide sets</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>The input must be in a projected CRS (metres or feet). Heights may have any offset.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Uncertainty</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Voids filled (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>denoise</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>filter</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>0: almost none; 1.5: bad.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>A projected CRS in metres.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Above the horizon. Without it: one by chance for every image pair.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Azimuth of the sun (degrees)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Base to height</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>By matching rendered images, or hand-made.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>CRS</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Clockwise from north. Without it: one by chance for every image pair.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Elevation of the sun (degrees)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Errors</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Facades</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Ground</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Ground sampling distance.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Height (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Kind of town; any: one by chance.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Makes a town with known heights, and the noisy surface that image matching would make of it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Mean absolute error of the stereo surface (m)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Oblique second image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Of the image pairs: 0.1 is a narrow angle between the views, 1 a wide one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Orthoimage</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Roads</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Roof planes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Seed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Severity</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Simulate city</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Stereo surface</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Style</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The CRS is in degrees: choose a projected CRS, such as a UTM zone.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The orthoimage has red, green, blue, near infrared and the panchromatic views from above that were matched; the second image has their oblique partners. Roads, trees and roof planes are labels.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The same seed gives the same town.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The true surface holds buildings of many roof shapes, trees, cars and terrain. The stereo surface is matched from a rendered image pair with occlusions, shadows and glass, or has hand-made errors.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Tree heights</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>True surface</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Used without an extent.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Walls in the second image: bright and dark stripes, or storeys with windows.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Where the town lies; without it the size counts.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Width (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>ndvi</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>orthoimage</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>procedural</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>roof planes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>simulation</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>synthetic</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>training data</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Diversity</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Gives the network something to paint where the mask is nearly empty.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>How much chance (dropout and input noise) goes into the image; 1: as in training.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Noise in empty tiles</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Paints an aerial image from a mask of roads and buildings with a neural network.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Roads and buildings.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Synthesize imagery</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>The mask has two bands, such as Compose mask makes them. Pictures with roads in pure red and buildings in pure green, and SatGen-CV's label files with a page per row, can be used as they are.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>The same seed gives the same image.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>The same seed gives the same image. The image is made up: it shows no real place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>auto: by the bands' descriptions, else roads first; published labels come in both orders.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>gan</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>generate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>satellite</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>0: 20 to adapt a model, 100 for a new one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>0: 256, or less for small rasters.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>0: 8; 1 for enhancer.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>0: as many as cover the training part four times.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>0: what suits the architecture.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>A better surface of the same place, such as LiDAR, on any grid.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>A bundled or installed model, or a model file. auto: the bundled one where it fits; none: start from nothing.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>A surface such as you want to refine. Without it the reference is degraded by simulation.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>A training configuration with any number of places, in place of the rasters above.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Architecture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Beside the absolute error, for sharp edges.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Beside the absolute error, for smooth roofs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>CONFIG takes any number of places from a JSON file, also one of ResDepth, in place of the rasters. Numbers that are 0 are then those of the file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Cancelling keeps the best model so far. Resume goes on from the last epoch that was finished.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Configuration</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Ends the training when it gets no better for so long. 0: never.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Epochs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Freeze the encoder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Give a noisy DSM and a reference of the same place, and run: the bundled model is adapted to your data. A fifth of the area is kept aside to judge the result, which the report shows. The model file is MODEL of Refine DSM then.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Go on with the training in the folder of logs, if there is one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Guides are moved at random by up to this.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Images of the place, for a network that takes them (resdepth, enhancer or a guided model).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Learning rate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Licence of the data</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Logs and checkpoints</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Mean absolute error of validation data after (m)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Mean absolute error of validation data before (m)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Model (*.pt)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Model to start from</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Noisy DSM</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Patience (epochs)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Rasters and CONFIG were given: leave one of the two empty.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>ResDepth results folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Resume</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Share of windows whose input is the reference, degraded.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Shift of guides (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Simulated inputs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>The same seed gives the same training.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Train DSM refiner</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Train only the later half of the start model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Trains a model that refines surfaces like yours, from a noisy DSM and a better one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Weight of height differences</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Weight of surface normals</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Window size (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Windows per batch</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Windows per epoch</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Windows with buildings (any value but 0) are preferred.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Written into the model file; unknown if empty.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>auto: compact, or as the start model or the configuration says. compact is quick anywhere; resdepth takes images; enhancer trains against a discriminator.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>fine-tune</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>lidar</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>neural network</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>train</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../algorithms/translation.py" />
   <source>Roofline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>Model '{}' is neither a file nor an installed model (installed: {}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <location filename="../../models/modelfiles.py" />
   <location filename="../../models/training/checkpoints.py" />
   <source>{} cannot be written; check the folder and its free space.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>{} claims weights larger than the file; get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>{} has no weights; get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>{} has weights that are not finite numbers; get or train another.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>{} has weights that do not fit its card (first: {}); get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/card.py" />
   <source>Model {} is a discriminator, for training alone; choose its generator.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/card.py" />
   <source>Model {} is not made for this: run it with roofline:{}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/card.py" />
   <source>{} has an incomplete or faulty card ({}); get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/card.py" />
   <source>{} has card version {}, not {}; update the plugin.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/card.py" />
   <source>{} is not a Roofline model; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/choice.py" />
   <source>Model {} does not use the raster of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/choice.py" />
   <source>Model {} is used.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/choice.py" />
   <source>Model {} takes {}, but {} was given; choose accordingly.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/choice.py" />
   <source>No installed model of this kind works on {}; name a model file, or import a published one with roofline:importmodel.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>Model {} does not say how to reconstruct ({}); get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <location filename="../../models/predict.py" />
   <source>Model {} takes {}; {} were given.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>PIXEL_SIZE is {}, but the model's patches are {} wide; give 0 or a size from {} to {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>The area has too many pixels; choose a larger PIXEL_SIZE or a smaller extent.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>The area is smaller than one pixel; choose a smaller PIXEL_SIZE or another extent.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>The area is too large for patches this small; choose a smaller extent.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>The overlap is {}; give -1 (the model's own) or fewer than {} pixels.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>{} is resampled to pixels of {}, of which a patch has {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/pointfiles.py" />
   <source>The point cloud {} does not exist; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/pointfiles.py" />
   <source>{} cannot be read as a point cloud ({}); get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/pointfiles.py" />
   <source>{} does not describe point chunks; choose a point cloud file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/pointfiles.py" />
   <source>{} is no known point cloud; use LAS, LAZ, COPC, PLY, XYZ, CSV or point chunks (.npz).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/pointfiles.py" />
   <source>{} names no complete data set ({}); choose a point cloud file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/points.py" />
   <source>There is no room for the points in the temporary folder ({}); free some.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/points.py" />
   <source>{} has no points {}; check the file and the extent.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/reconstruct.py" />
   <source>Schedule '{}' is unknown; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/reconstruct.py" />
   <location filename="../../models/predict.py" />
   <source>The batch size is {}; give 0 for automatic or a positive number.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/reconstruct.py" />
   <source>The model's patches are {} wide, {} pixels; leave the tile size at 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/reconstruct.py" />
   <source>{} patches have no points; they are left out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/reconstruct.py" />
   <source>{} points, {} patches of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/surface.py" />
   <source>The extent is empty; choose one with a width and a height.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/surface.py" />
   <source>{} has no CRS; its coordinates are taken to be metres.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/clouds/surface.py" />
   <source>{} points, {} x {} pixels of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/device.py" />
   <source>Device '{}' is not available to torch here; choose auto or cpu.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/device.py" />
   <source>Device '{}' is unknown; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/device.py" />
   <source>Precision '{}' is unknown; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/device.py" />
   <source>Precision float16 needs a GPU; choose auto, float32 or bfloat16.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/device.py" />
   <source>Running on {} in {} ({}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/evaluation/surface.py" />
   <location filename="../../models/simulation/scene_files.py" />
   <source>Cancelled.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/evaluation/surface.py" />
   <source>No pixel can be compared: check that surfaces and valid mask overlap and are not void.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/evaluation/surface.py" />
   <source>The surface lies {} m {} the reference nearly everywhere: check that both have the same height system and unit.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/evaluation/surface.py" />
   <source>{} is in degrees and names no height unit, so metres are assumed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/grid.py" />
   <source>The extent does not overlap the raster; choose one that does.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/grid.py" />
   <source>The raster has no valid pixel size; assign it a valid georeference.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/grid.py" />
   <source>The raster's CRS is in degrees; reproject it to a projected CRS in metres, for example its UTM zone, and run again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/grid.py" />
   <source>The raster's geotransform is degenerate; assign it a valid georeference.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/guidesets.py" />
   <source>Model {} takes {} guide rasters, {} given; give one or more such sets.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/guidesets.py" />
   <source>Model {} works on the DSM alone: leave GUIDES empty.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/guidesets.py" />
   <location filename="../../models/writer.py" />
   <source>The folder {} does not exist; create it or choose another.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/guidesets.py" />
   <source>The fusion '{}' is unknown; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <location filename="../../models/imagery/synthesis.py" />
   <source>Channel order '{}' is unknown; choose auto or one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>The extent of the mask is not known; give EXTENT.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>The mask would have too many pixels; choose a smaller EXTENT or larger pixels.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <location filename="../../models/reader.py" />
   <source>The pixel size is {}; give a positive number of metres.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>The road width is {}; give a positive number of metres.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>There is nothing to compose; choose roads, buildings or both.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>{} has {} bands; a mask has one or two, so extract them first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/masks.py" />
   <source>{} has pages of different sizes; save it as a two-band GeoTIFF.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/synthesis.py" />
   <source>Background '{}' is unknown; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/synthesis.py" />
   <source>Bands of the mask: {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/synthesis.py" />
   <source>The diversity is {}; give a number from 0 to 1.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/synthesis.py" />
   <source>The image has the same name as the mask; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/synthesis.py" />
   <source>The seed is {}; give a whole number from 0 to {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/synthesis.py" />
   <source>This model was made without dropout and input noise: DIVERSITY has no effect.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/imagery/synthesis.py" />
   <source>{} has {} {}; the model takes {}: make a mask of them with Compose mask.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/inference.py" />
   <source>Memory does not suffice for a single tile; choose a smaller tile size.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/inference.py" />
   <source>Memory does not suffice for {} tiles at a time; going on with {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/inference.py" />
   <source>The network failed on this input ({}); try another model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/inference.py" />
   <source>{} ({}); going on with the CPU.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/modelfiles.py" />
   <source>'{}' cannot name a model; use letters, digits, spaces, full stops, - and _ alone.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/modelfiles.py" />
   <source>Model '{}' is not one that you have installed; choose another.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/modelfiles.py" />
   <source>The folder {} cannot be made; choose another by {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/modelfiles.py" />
   <source>There is a model named '{}' already; choose another name or remove it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/modelfiles.py" />
   <source>{} cannot be deleted; close what uses it and try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/modelfiles.py" />
   <source>{} has no readable model card; get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/modelfiles.py" />
   <source>{} is not a Roofline model, or only a part of one; get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/modelfiles.py" />
   <source>{} is not a Roofline model: its contents are larger than the file; get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/modelfiles.py" />
   <source>{} is not a Roofline model; run Import model on other systems' files.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/networks/__init__.py" />
   <source>The model's network family '{}' is unknown here (known: {}); update the plugin.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/networks/__init__.py" />
   <source>The model's options do not describe a '{}' network ({}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/outputmask.py" />
   <source>The smallest area is {}; give 0 or a positive number of square metres.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/outputmask.py" />
   <source>The threshold is {}; give a probability from 0 to below 1.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/plainyaml.py" />
   <source>The configuration file cannot be read at '{}'; write it as plain YAML.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/plainyaml.py" />
   <source>The configuration file is too large; choose the one beside the checkpoint.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/predict.py" />
   <source>An output has the same name as another raster of the run; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/predict.py" />
   <source>Model {} does not estimate uncertainty; leave that output empty.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/predict.py" />
   <source>Model {} is for training alone: its {} has learnt nothing.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/predict.py" />
   <source>Model {} takes {}; {} rasters were given.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/predict.py" />
   <source>The overlap is {}; give -1 (the model's own) or at most {} (half a tile).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/predict.py" />
   <source>The tile size is {}; give 0 for the model's own or at least {} pixels.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/predict.py" />
   <source>Tiles of {} pixels are too large; using {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/predict.py" />
   <source>Tiles of {} x {} pixels: {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/predict.py" />
   <source>{} has no valid {} here; check its nodata value and the extent.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/preferences.py" />
   <source>The setting {} is '{}'; give a whole number, or 0 for automatic.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/progress.py" />
   <source>{} of {} tiles, about {} left.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/__init__.py" />
   <source>The family '{}' is unknown; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/__init__.py" />
   <source>{} could be of {}; say which by FAMILY.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/__init__.py" />
   <source>{} is a Roofline model already; choose it as MODEL.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/__init__.py" />
   <source>{} is of no known system (looked for {}); choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{} cannot be read: {}; get a new copy (code in it was not run).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{} does not fit this network: weights {}; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{} has a weight {} of shape {} where the network has {}; choose the file that belongs to its configuration.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{} has weights that are not finite numbers (first: {}); get another copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{} is not there; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/dsm_enhancer.py" />
   <source>Model {} has no heights in 8-bit coding; leave them as they are.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/dsm_enhancer.py" />
   <source>{} holds no DSM enhancer (weights {} ... or model.model. ...); choose its latest_net_G.pth.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/dsm_enhancer.py" />
   <source>{} holds no pix2pix discriminator; choose latest_net_D.pth.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/dsm_enhancer.py" />
   <source>{} is left out: {}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/esfpnet.py" />
   <source>{} holds no ESFPNet (weights {}{}, {} ...) and no MiT encoder ({} ...); choose the segmentation model or a mit_b*.pth.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/esfpnet.py" />
   <source>{} is no whole MiT encoder (no weight {}); get another copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>There is no config.yaml beside {}: the published defaults are taken.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>{} cannot be read as a configuration; get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>{} holds no ImpliCity weights (decoder.fc_p and encoder.fc_pos or point_encoder.fc_pos were looked for); choose another file or family.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>{} inherits from {}, which is not here: defaults stand in.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>{} is no configuration; put the run's config.yaml beside the checkpoint.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>{} or the config.yaml beside it is incomplete ({}); get a new copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/pix2pix.py" />
   <source>{} holds no pix2pix generator (weights {} ... or {} ...); choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{} cannot be read; get a new copy of the model's folder.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{} does not describe a UNet of ResDepth; get the folder's own copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{} does not hold a mean and a positive std; get the folder's own copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{} has no number of input channels; get the folder's own copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{} has {} input channels, which the variant '{}' has not; get the folder's own copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{} is neither beside {} nor in the folder above; download the model's whole folder.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{} is no ResDepth checkpoint (looked for {} with {}); choose Model_best.pth.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/published/satgen.py" />
   <source>{} holds no SatGen generator (looked for {} with {} and {}); choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/raster.py" />
   <source>{} cannot be read; the file seems damaged.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/raster.py" />
   <source>{} covers only {} % of the input raster.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/raster.py" />
   <source>{} does not overlap the input raster; choose one of the same place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/raster.py" />
   <source>{} has complex values; convert it to a real type such as Float32.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/raster.py" />
   <source>{} has no bands of its own; choose one of its subdatasets.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/raster.py" />
   <source>{} has {} bands; a DSM has one, so extract the band of heights first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/raster.py" />
   <source>{} is a web layer; export first: save it as a GeoTIFF and use that file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/raster.py" />
   <source>{}: only one of the rasters has a CRS, so both are taken to share it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/reader.py" />
   <source>Model {} was made for pixels of {} to {} m.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/reader.py" />
   <source>Pixel size {} m, height unit {} m.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/reader.py" />
   <source>The chosen extent does not overlap the {}; choose one that does.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/reader.py" />
   <source>{} has heights of {} m; model {} knows 0 to {} m and cuts others: import it in metres.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/reader.py" />
   <source>{} has no CRS; its coordinates and heights are taken to be metres.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/reader.py" />
   <source>{} has {} bands, model {} takes {}; extract them first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/reader.py" />
   <source>{} is taken as NDVI {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/sidebyside.py" />
   <source>{} is taken as DSM (left half) and NDVI (right half).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/simulation/city.py" />
   <source>There is no city style '{}'; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/simulation/degradation.py" />
   <source>There is no error model '{}'; choose from {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>A scene of {} x {} pixels is too large: stay within {} a side by a smaller extent or a larger PIXEL_SIZE.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>City of {} x {} pixels of {} m</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>Colour images under a sun at azimuth {}, {} degrees high</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>Style {} is unknown: choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/tiles.py" />
   <source>The model asks for an unknown tile layout ({}, {}); update the plugin.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/adversarial.py" />
   <source>{} is no object; give names and values in braces.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/adversarial.py" />
   <source>{} is {}; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/adversarial.py" />
   <source>{} is {}; give a number of at least 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/adversarial.py" />
   <location filename="../../models/training/checks.py" />
   <source>{}.{} is unknown; choose from {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/cards.py" />
   <source>A compact network takes one guide at most, but {} were given; choose resdepth for more.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/cards.py" />
   <source>Model {} is a {} network, not {}; choose the fitting ARCHITECTURE.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/cards.py" />
   <source>Model {} takes {} guides, but {} were given; give as many, or start from fresh weights (MODEL=none).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/checkpoints.py" />
   <source>{} is damaged or no checkpoint; start the training anew.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/checkpoints.py" />
   <source>{} is no checkpoint of a training; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/checks.py" />
   <source>{}.{} is missing; add it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/config.py" />
   <source>The configuration {} cannot be read; check its path.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/config.py" />
   <source>The configuration {} is no valid JSON ({}); correct it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/config.py" />
   <source>The data sets have pairs of {} images; give {} in every line.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/config.py" />
   <source>{}.path_image_list is missing; this variant needs images.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/config.py" />
   <source>{}.{} has an index beyond the {} images; count from 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/config.py" />
   <source>{}.{} is missing; add the list of image pairs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/configcheck.py" />
   <source>No datasets[].area_type contains {}; give {} or train+val to one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/configcheck.py" />
   <source>model.{} is no option of {}; leave it out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/configcheck.py" />
   <source>{} is missing; add it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/configcheck.py" />
   <source>{} is unknown; choose from {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/data.py" />
   <source>The network takes {} guides, but the data sets have pairs of {} images; give as many as it takes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/export.py" />
   <source>A ResDepth folder is of a resdepth network, not {}; leave that output empty.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/lists.py" />
   <source>The list {} cannot be read as text; check its path.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/lists.py" />
   <source>The list {} is empty; write one entry per line.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/lists.py" />
   <source>{} has lines of {} and of {} images; make them equal.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/lists.py" />
   <source>{} has no lines; write one pair of image names per line.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/lists.py" />
   <source>{} has the line '{}' twice; remove one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/lists.py" />
   <source>{} has the name '{}', which {}; give enough of the path of one image, names apart by a comma and a space.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/lists.py" />
   <source>{} lists {}, which does not exist; correct the list.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/optimise.py" />
   <source>optimizer.name '{}' is unknown; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/optimise.py" />
   <source>optimizer: the settings do not fit {} ({}); correct them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/optimise.py" />
   <source>scheduler.name '{}' is unknown; choose one of {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/optimise.py" />
   <source>scheduler.settings.{} is unknown to {}; it takes {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/optimise.py" />
   <source>scheduler.settings: they do not fit {} ({}); correct them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/places.py" />
   <source>No surface was found in {}: give a folder with surface/ and points/ sub-folders.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/positions.py" />
   <source>Region {} has no room for {} different windows of {} pixels; lower n_training_samples or tile_size, or leave out general.compatibility.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/regions.py" />
   <source>Region {} is too small for stripes; allocate it as entire.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/simple.py" />
   <source>INPUT and REFERENCE are one file, so there is nothing to learn; give two.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/simple.py" />
   <source>INPUT and REFERENCE have heights in different parts only; choose surfaces of the same place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/simple.py" />
   <source>INPUT lies {} m from REFERENCE, as if their heights counted from different levels (geoid and ellipsoid?); bring them to one vertical reference first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/simple.py" />
   <source>There is no reference surface; give REFERENCE, or a CONFIG file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/simple.py" />
   <source>{} has no valid heights here; check its nodata value and its extent.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/statistics.py" />
   <source>All images have one grey level in the training area; choose other images.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/statistics.py" />
   <source>The images have no values in the training area; check that they overlap it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/statistics.py" />
   <source>The input surfaces are level in the training area; choose other ones.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/statistics.py" />
   <source>The input surfaces have no heights in the training area; check nodata values.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/task.py" />
   <source>Model {} is not the network that is to be trained (first difference: {}); leave the network's options to the model or choose another.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/task.py" />
   <source>The encoder of a {} network cannot be frozen; train all of it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/task.py" />
   <source>training_settings.loss weighs nothing; give a loss a weight above 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/trainer.py" />
   <source>No better result for {} epochs; the training ends early.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/trainer.py" />
   <source>The folder {} cannot be written; choose another.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/trainer.py" />
   <source>The training goes on with other settings than before: {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/trainer.py" />
   <source>The training has lost its way, no loss is a finite number; lower the learning rate.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/training/trainer.py" />
   <source>There is no checkpoint in {} yet; the training begins.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/writer.py" />
   <source>Rasters cannot be written as .{}; choose a name that ends with .tif.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../models/writer.py" />
   <source>{} is a folder; name a file in it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/actions.py" />
   <source>Left out: {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/actions.py" />
   <source>Select one or more raster layers in the Layers panel first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/actions.py" />
   <source>{} made in {} on {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/jobs.py" />
   <source>Loading {}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/jobs.py" />
   <source>The result cannot be opened.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/layers.py" />
   <source>cannot be read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/layers.py" />
   <source>its file is missing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/layers.py" />
   <source>no raster</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/layers.py" />
   <source>no raster file: export it first</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/layers.py" />
   <source>{} (Roofline)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/layers.py" />
   <source>{} bands instead of one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/messages.py" />
   <source>Set up…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/messages.py" />
   <source>Show log</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/messages.py" />
   <source>{} and {} more</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/messages.py" />
   <source>{} h {} min</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/messages.py" />
   <source>{} min {} s</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/messages.py" />
   <source>{} s</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelcards.py" />
   <source>Date</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelcards.py" />
   <source>File</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelcards.py" />
   <source>Imported from</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelcards.py" />
   <source>Judged on (metres)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelcards.py" />
   <source>Learnt from</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelchoice.py" />
   <source>File…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelchoice.py" />
   <source>No model for this task is installed yet. Choose a model file, or make a published model ready with Import model (Processing toolbox &gt; Roofline &gt; Models).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelimport.py" />
   <source>Import</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelimport.py" />
   <source>Importing {}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelimport.py" />
   <source>Installing {}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelimport.py" />
   <source>found from the file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelimport.py" />
   <source>unknown</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelimport.py" />
   <source>{} is a folder: choose the weights file in it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>&lt;b&gt;Models&lt;/b&gt;&lt;br&gt;See, import, delete and choose models.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <location filename="../../plugin/preview.py" />
   <location filename="../../plugin/setup/dialog.py" />
   <source>Cancel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <location filename="../../plugin/setup/dialog.py" />
   <source>Close</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Delete</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Delete model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Delete the model “{}” from this computer?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Delete…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Drop model files or published checkpoints (.pt, .pth) on this window.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>For</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Import models</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Imported</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Import…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Installed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Models and checkpoints (*.pt *.pth *.ckpt *.pth.tar);;All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Models…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>No longer default</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Open folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Roofline models</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Unreadable</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>Use as default</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>With Roofline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>default</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/modelmanager.py" />
   <source>“{}” is ready.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>&lt;b&gt;Preview refinement&lt;/b&gt;&lt;br&gt;Refines what is in view, to compare before and after.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>Close preview</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>Preview of “{}”: before on the left, after on the right ({}). Drag the line.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>Preview refinement</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>Preview: {}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>Refine the whole layer</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>Refining what is in view of “{}”…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>Select a DSM in the Layers panel first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>{} on {}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>“{}” cannot be refined: {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/preview.py" />
   <source>“{}” is not in view: zoom to it first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source> MB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Apple graphics</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Automatic</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Automatic: the graphics card if there is one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Automatic: what the model asks for and the device is fast at</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Computing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Default for {}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Memory of a run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Model folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>NVIDIA or AMD graphics card</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Processor (CPU)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Processor threads</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Raster &gt; Roofline &gt; Models… shows, imports and deletes models.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>RooflineOptions</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Set by the environment variable {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>Settings…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>They apply to every run in this QGIS that leaves device and precision on auto. Memory bounds what is computed at a time and the cache of files; a single tile is always possible.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>bfloat16: faster on new devices</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>float16: graphics cards only</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/settings.py" />
   <source>float32: exact</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/__init__.py" />
   <source>Set up PyTorch…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Change…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Choose a folder with the files (.whl) of PyTorch and of what it needs. A computer with internet, the same system and Python {} fetches them by this command:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Downloading and unpacking: {} GB so far</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Downloading and unpacking…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Everything is ready: Roofline can be used at once.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Files of it are missing. Install it again: what is left of it is cleared away.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>For an NVIDIA graphics card (CUDA)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>For every computer (CPU)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Found here: {}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Hide details</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>It lies in your QGIS profile ({} GB) and stays there when plugins are updated.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>It works, but sees no NVIDIA graphics card: update its driver. Until then the CPU is used.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Looking for a graphics card…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Much faster on large areas.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>No such card was found here.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>PyTorch is being installed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>PyTorch is damaged</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>PyTorch is not installed yet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>PyTorch is there already</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>PyTorch was removed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>PyTorch {} is ready</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>QGIS finds it in {}. Nothing needs to be installed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Remove</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Remove PyTorch from your QGIS profile? It can be installed again at any time.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Removing…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Restart QGIS: the PyTorch in use is still the one from before.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Roofline computes with PyTorch, a free library. One click puts it into your QGIS profile; QGIS itself stays as it is, and so do its NumPy and GDAL.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Set up PyTorch</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Show details</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>That did not work</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>This computer has no internet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>Trying it out…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>What is in use goes when QGIS starts again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>You can close this window and go on working; a message tells when it is done.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/dialog.py" />
   <source>{} GB to download, {} GB on the disk.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>A downloaded file is damaged: try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>PyTorch is being installed by another QGIS window: wait until it has finished.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>PyTorch needs Microsoft's Visual C++ Redistributable: install it from https://aka.ms/vs/17/release/vc_redist.x64.exe and try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>PyTorch was installed but does not run with this QGIS, so it is not used: {detail}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>Python's installer, pip, is missing: install the package “python3-pip” of your system, or put a pip-….whl into a folder and choose it below as the folder of wheels.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The Python of QGIS was not found, only {detail}: install PyTorch as the README describes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The Python of QGIS was not found: install PyTorch as the README describes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The disk is full: make room (see the sizes above) and try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The download was interrupted: check the internet connection and try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The folder cannot be written: check its permissions, or the virus scanner, and try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The installation ended unexpectedly; nothing was changed. Try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The installation failed: {last}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The proxy refused: check Settings &gt; Options &gt; Network, then try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The server's certificate was not accepted, often because a company's firewall looks into connections: ask its administrators, or install from a folder of wheels.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>The system refused: {detail}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>There is no PyTorch for this version of Python and this system: use a newer QGIS.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>This folder lacks PyTorch, or something it needs, for this Python and system: {last}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py" />
   <source>Windows refused a long file name: enable long paths in Windows, or use a shorter profile path.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/swipe.py" />
   <source>After</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/swipe.py" />
   <source>Before</source>
   <translation type="unfinished" />
  </message>
  <message>
   <location filename="../../plugin/tasks.py" />
   <source>It failed; the log may say why.</source>
   <translation type="unfinished" />
  </message>
 </context>
</TS>
