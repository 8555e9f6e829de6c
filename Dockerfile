# Two images from one file: `product` (web, worker, beat, migrations) and `simulators` (for trying out).
# Neither holds a database server or runs as root.

FROM node:22-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.11-slim AS packages
RUN python -m venv /opt/venv
COPY requirements.txt ./
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim AS catalogues
COPY requirements-tools.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-tools.txt
COPY locale /build/locale
RUN for source in $(find /build/locale -name '*.po'); do \
      pybabel compile --input-file "$source" --output-file "${source%.po}.mo" || exit 1; \
    done

FROM python:3.11-slim AS product
RUN useradd --system --uid 10001 --home-dir /nonexistent titelweg \
    && install --directory --owner titelweg --mode 0700 /var/lib/titelweg/blobs /var/lib/titelweg/beat
ENV PATH="/opt/venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BLOB_DIR=/var/lib/titelweg/blobs
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY --from=assets /build/node_modules node_modules
COPY manage.py ./
COPY config config
COPY cases cases
COPY authorities authorities
COPY applicants applicants
COPY documents documents
COPY fees fees
COPY appointments appointments
COPY production production
COPY correspondence correspondence
COPY access access
COPY common common
COPY --from=catalogues /build/locale locale
# Collecting files reads the settings, which insist on values; none of these is used or kept.
RUN SECRET_KEY=build MASTER_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    DATABASE_URL=postgresql://build:build@build/build \
    python manage.py collectstatic --no-input
USER titelweg
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--respawn-failed-workers", "config.wsgi:application"]

FROM python:3.11-slim AS simulators
RUN useradd --system --uid 10001 --home-dir /nonexistent titelweg \
    && install --directory --owner titelweg --mode 0700 /var/lib/mails
COPY requirements-tools.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-tools.txt
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
COPY simulators simulators
USER titelweg
