# The web server and the worker in one image; compose.yaml starts both.
FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY constraints.txt setup.cfg pyproject.toml README.md LICENSE ./
COPY connectors connectors
COPY recommender recommender
COPY lti_plugin lti_plugin
COPY migrations migrations
RUN python -m venv /opt/fingerpost \
    && /opt/fingerpost/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --home-dir /var/lib/fingerpost fingerpost
COPY --from=build /opt/fingerpost /opt/fingerpost
USER fingerpost
ENV PATH=/opt/fingerpost/bin:$PATH FINGERPOST_DATA_DIR=/var/lib/fingerpost
EXPOSE 8000
CMD ["fingerpost", "serve", "--bind", "0.0.0.0:8000"]
