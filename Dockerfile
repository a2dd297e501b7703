# One image for web, worker, beat and migrations; docker-compose.yml says which runs what.
FROM python:3.11-bookworm
WORKDIR /app
ENV VAR_DIR=/var/lib/portal STATIC_ROOT=/app/staticfiles PYTHONUNBUFFERED=1
COPY . .
RUN make image
USER 1000:1000
ENV EFFEKTIV_ENV=production
EXPOSE 8000
CMD [".venv/bin/gunicorn", "effektiv.wsgi", "--config", "effektiv/gunicorn_conf.py"]
