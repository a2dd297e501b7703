# One image for web, worker, beat and migrations; docker-compose.yml says which runs what.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
# What is downloaded depends on these files alone: any other change installs nothing anew.
COPY requirements.txt requirements-node.txt package.json package-lock.json ./
COPY scripts/image.sh scripts/npm.sh scripts/
RUN sh scripts/image.sh packages
COPY . /code
RUN sh scripts/image.sh files

FROM python:3.11-slim-bookworm
WORKDIR /app
ENV VAR_DIR=/var/lib/portal STATIC_ROOT=/app/staticfiles PYTHONUNBUFFERED=1
# Who the portal runs as has no name, and must be able to write where the volume is mounted.
RUN mkdir /var/lib/portal && chown 1000:1000 /var/lib/portal
COPY --from=build /app/.venv .venv
COPY --from=build /code .
USER 1000:1000
ENV EFFEKTIV_ENV=production
EXPOSE 8000
CMD [".venv/bin/gunicorn", "effektiv.wsgi", "--config", "effektiv/gunicorn_conf.py"]
