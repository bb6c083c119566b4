"""Tables of databases that a run writes a layer to, as QGIS names them: postgis:dbname='...' table="..."."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsDataSourceUri, QgsProviderRegistry

from ...models.errors import RooflineError
from ...models.formats.names import DATABASES

# Of the others QGIS makes no connection without a driver of the system's, which may end the program.
PROVIDERS = {"postgis": "postgres", "postgres": "postgres", "spatialite": "spatialite"}
OTHERS = tuple(name for name in DATABASES if name not in PROVIDERS)
UNWRITABLE = ("delimitedtext", "WFS", "OAPIF", "virtual", "gpx", "ept", "mdal", "arcgisfeatureserver")


def check_table(text: str) -> None:
    """Refuse before the work a table that is there already, or whose database cannot be reached."""
    name, _, rest = text.partition(":")
    if rest.startswith("//"):
        raise RooflineError("{file} is no place on this machine's disks; choose another.", file=text)
    if name in UNWRITABLE:
        raise RooflineError(
            "QGIS writes no layers to {provider}; give the name of a file that ends with .gpkg.",
            provider=name,
        )
    if name not in PROVIDERS:
        return
    uri = QgsDataSourceUri(rest)
    if not uri.table():
        raise RooflineError(
            "The output names no table of a database; give the name of a file that ends with .gpkg."
        )
    if uri.table().lower() in _tables(name, uri):
        raise RooflineError(
            "{file} has a layer {layer} already, which would be lost; choose another name.",
            file=uri.database(),
            layer=uri.table(),
        )


def drop_table(text: str) -> None:
    """Delete a table that a run has begun to write, where there is one."""
    name, _, rest = text.partition(":")
    uri = QgsDataSourceUri(rest)
    if name in PROVIDERS and uri.table():
        try:
            _connection(name, uri).dropVectorTable(uri.schema(), uri.table())
        except Exception:  # QGIS's exceptions of connections have no name in Python
            return


def _tables(name: str, uri: QgsDataSourceUri) -> set[str]:
    """The names of the tables beside the one that is asked for, in small letters."""
    try:
        connection = _connection(name, uri)
        found = {table.tableName() for table in connection.tables(uri.schema())}
        if name == "spatialite":  # which has others of its own, that are not listed
            found |= {str(row[0]) for row in connection.executeSql("SELECT name FROM sqlite_master")}
        return {table.lower() for table in found}
    except Exception:  # as above; its words hold the password
        raise RooflineError(
            "The database {database} cannot be reached or read; check its name and your rights, or give the "
            "name of a file that ends with .gpkg.",
            database=uri.database() or uri.service() or name,
        ) from None


def _connection(name: str, uri: QgsDataSourceUri) -> Any:
    metadata = QgsProviderRegistry.instance().providerMetadata(PROVIDERS[name])
    return metadata.createConnection(uri.uri(False), {})
