"""Makes a new revision from the difference between the tables and the revisions so far."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from lti_plugin.store import revisions
from lti_plugin.store.database import Database

with tempfile.TemporaryDirectory() as folder:
    database = Database(f"sqlite:///{Path(folder) / 'empty.sqlite'}")
    revisions.upgrade(database.engine)
    command.revision(revisions.configuration(database.engine), sys.argv[1], autogenerate=True)
    database.close()
