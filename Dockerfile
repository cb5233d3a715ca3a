# The starter world as a read-only server: `docker build -t player-kg . && docker run --read-only --tmpfs /tmp -p 8000:8000 player-kg`.
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m pip install --no-cache-dir build==1.3.0 && python -m build --wheel --outdir /wheels

FROM python:3.13-slim
# The locked dependencies first: they change more rarely than the wheel.
COPY requirements.lock /tmp/requirements.lock
RUN python -m pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock
COPY --from=build /wheels /tmp/wheels
RUN python -m pip install --no-cache-dir --no-deps /tmp/wheels/*.whl && rm -r /tmp/wheels /tmp/requirements.lock \
    && useradd --system --uid 10001 --create-home --home-dir /home/kg kg
USER 10001
ENV KG_STORE=/home/kg/store PYTHONDONTWRITEBYTECODE=1
# Filled while building, so that the container starts at once and its root may be read-only.
RUN ["kg", "status", "--quiet"]
# What is fetched from a store elsewhere is kept here; a volume takes the folder's owner.
RUN ["mkdir", "/home/kg/.cache"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/sparql', timeout=4)"]
ENTRYPOINT ["kg"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
