# syntax=docker/dockerfile:1

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements/runtime.txt requirements/
RUN /venv/bin/pip install --require-hashes --requirement requirements/runtime.txt
COPY . .
# Settings want their variables; nothing is connected to while files are collected.
RUN SECRET_KEY=build ALLOWED_HOSTS=build \
    DATABASE_URL=postgres://build@build/build REDIS_URL=redis://build \
    sh -c '/venv/bin/python -m loyalty_site.messages compile \
      && /venv/bin/python manage.py collectstatic --no-input'

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin loyalty
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001
EXPOSE 8000
# In words of Python: a slim image has no curl.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# The container is the border: only its published port is reached.
ENV BIND=0.0.0.0
CMD ["gunicorn", "loyalty_site.wsgi", "--config", "loyalty_site/gunicorn.py"]
