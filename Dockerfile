# The book in a container: the lock's versions, the Makefile's commands, no root.
#   docker build -t seqgraph .                           builds the book, and fails where the book would fail
#   docker run --rm -p 8000:8000 seqgraph                serves it at http://localhost:8000
#   docker run --rm seqgraph .venv/bin/seqgraph doctor   runs anything else
FROM python:3.11-slim
# Besides make, what RDKit draws molecules with, for 3.4.
RUN apt-get update && apt-get install -y --no-install-recommends make libexpat1 libxext6 libxrender1 && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home reader && install -d -o reader /book
USER reader
WORKDIR /book
ENV PIP_NO_CACHE_DIR=1
# What decides the environment comes first, so that a changed page does not install it again.
COPY --chown=reader Makefile requirements.lock pyproject.toml README.md LICENSE ./
COPY --chown=reader src src
RUN make .venv/installed
COPY --chown=reader . .
RUN make book
EXPOSE 8000
CMD [".venv/bin/python", "-m", "http.server", "8000", "--directory", "_build/html"]
