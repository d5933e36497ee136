/**
 * Lets the modules of a test file go when the file has been run. Otherwise each worker of Jest keeps all that its files have loaded and made,
 * tens of megabytes a file, and spends ever more of its time on collecting garbage. Two things would keep them:
 *
 * - V8's cache of compiled scripts refers to the context that a script was compiled for. Jest gives each module an identity of its own, so
 *   nothing is ever found in that cache.
 * - In Node 20, a linked module refers to those that it imports by handles that are freed only when `instantiate` is called on it, and Node calls
 *   that only on the module from which linking began (https://github.com/nodejs/node/pull/59117, in Node since 24.5).
 */
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';

setFlagsFromString('--no-compilation-cache');

/** The modules made for each context. */
const made = new WeakMap();

const { SourceTextModule } = vm;
// Without --experimental-vm-modules there is none; then Jest says that it needs it.
if (SourceTextModule)
  vm.SourceTextModule = class extends SourceTextModule {
    constructor(source, options) {
      super(source, options);
      if (!made.has(this.context)) made.set(this.context, []);
      made.get(this.context).push(this);
    }
  };

/**
 * Frees what the modules of a context refer to. They have been linked and are not linked again, so what still runs of them does not notice. One
 * that could not be linked, such as for an import of a file that there is not, refers to nothing: Jest says why, and is not talked over.
 *
 * @param context of a test file that has been run, as `vm.createContext` returned it
 */
export function letGo(context) {
  for (const module of made.get(context) ?? [])
    if (module.status !== 'unlinked' && module.status !== 'linking') free(module);
}

function free(module) {
  try {
    wrapOf(module)?.instantiate();
  } catch (error) {
    // One that was linked and threw when it ran is freed all the same.
    if (module.status !== 'errored') throw error;
  }
}

/** Node's own part of a module, which has no public name. */
const wrapOf = (module) =>
  module[Object.getOwnPropertySymbols(module).find(({ description }) => description === 'kWrap')];
