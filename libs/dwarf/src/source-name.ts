/** What gcc and clang append to names of statics that they move, copy or merge: `.lto_priv.0`, `.llvm.123`, `.isra.0`, `.7`. */
const COMPILER_SUFFIX = /(?:\.(?:lto_priv|llvm|isra|constprop|part|cold|local)(?:\.?\d+)?|\.\d+)+$/;

/** A symbol's name as in the source. Names of C++ stay mangled. */
export const sourceName = (symbol: string): string => symbol.replace(COMPILER_SUFFIX, '') || symbol;
