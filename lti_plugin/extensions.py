"""The Flask extensions, bound to an application in ``app`` and used by the edges alone."""

from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy_lite import SQLAlchemy

babel = Babel()
bootstrap = Bootstrap5()
db = SQLAlchemy()
limiter = Limiter(key_func=get_remote_address)
