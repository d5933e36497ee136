/** What gcc and clang append to names of statics that they move or merge, and of functions that they change. */
const SUFFIXES = {
  variable: /(?:\.lto_priv\.\d+|\.llvm\.\d+|\.\d+)+$/,
  function: /(?:\.(?:lto_priv|llvm|isra|constprop|part|cold|localalias)(?:\.?\d+)?|\.\d+)+$/,
};

/** A symbol's name as in the source. Names of C++ stay mangled, and clang's of statics in functions begin with the function. */
export const sourceName = (symbol: string, kind: keyof typeof SUFFIXES): string =>
  symbol.replace(SUFFIXES[kind], '') || symbol;
