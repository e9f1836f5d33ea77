# Two stages: what builds stays behind, what runs is an interpreter, one virtual environment and nothing else.
FROM python:3.13-slim AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src

# The locked packages first: this layer lasts until a lock file changes.
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /opt/builder \
    && /opt/builder/bin/pip install -q --require-hashes -r requirements-build.txt \
    && python -m venv --without-pip /opt/beurtelings \
    && /opt/builder/bin/pip --python /opt/beurtelings/bin/python \
        install -q --require-hashes --only-binary :all: -r requirements.txt

# The builder is locked too, hence no build isolation: that would download whatever is newest.
COPY . .
RUN /opt/builder/bin/pip wheel -q --no-deps --no-build-isolation --wheel-dir /dist . \
    && /opt/builder/bin/pip --python /opt/beurtelings/bin/python install -q --no-deps --no-index /dist/*.whl


FROM python:3.13-slim

# With a font that knows the letters of names, for pictures.
RUN apt-get update -qq && apt-get install -qq --no-install-recommends fonts-dejavu-core && rm -rf /var/lib/apt/lists/*

# A fixed number, so that a folder of the host can be given to it: chown 10001 FOLDER.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin beurtelings \
    && install --directory --owner=beurtelings --group=beurtelings --mode=0700 /data

COPY --from=build /opt/beurtelings /opt/beurtelings

ENV PATH=/opt/beurtelings/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BEURTELINGS_DATA=/data

USER beurtelings
WORKDIR /data
VOLUME /data

# In exec form, so that the stop signal reaches the bot itself and it can finish its move.
ENTRYPOINT ["beurtelings"]
