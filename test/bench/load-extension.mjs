// What loading the extension's bundle takes by itself: node load-extension.mjs BUNDLE prints its milliseconds.
import Module, { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

function inVsCode() {}

/** Stands for `vscode` and all that is in it: a class, a function, an object without end. */
const anything = new Proxy(inVsCode, {
  get: (target, name) => (name === 'prototype' ? target.prototype : anything),
  // A bundle copies a module's own names, and finds all others by the prototype.
  getPrototypeOf: () => anything,
  apply: () => anything,
  construct: () => ({}),
});

const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? anything : load(request, ...rest));
const require = createRequire(import.meta.url);

const started = performance.now();
require(process.argv[2]);
console.log(performance.now() - started);
