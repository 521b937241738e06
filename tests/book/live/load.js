// The scripts of book/live as a page has them, without a page: classic scripts, whose names are global.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const FOLDER = path.join(__dirname, "..", "..", "..", "book", "live");

module.exports = (...names) => {
  const world = vm.createContext({ atob, console, matchMedia: () => ({ matches: false }) });
  for (const name of ["common", ...names]) {
    const file = path.join(FOLDER, `${name}.js`);
    vm.runInContext(fs.readFileSync(file, "utf8"), world, { filename: file });
  }
  return (code) => vm.runInContext(code, world);
};
