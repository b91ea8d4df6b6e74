"""The application around the recommender and the connectors."""

import os

# Linear algebra in one thread a process, unless the operator says otherwise. Products of this size
# gain nothing from a second one, and where cores are busy its waiting makes them 50 times slower.
# The libraries read this when they are loaded, so it has to be said before any of them is.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
