// Jupyter Book 2 loads its plugins first; this one is its last. See myst.yml.
console.error("This book is built with Jupyter Book 1: run `make book`, which installs it into .venv.");
process.exit(1);
