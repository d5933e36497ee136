const SIGPIPE_EXIT = 141;

/**
 * Ends a tool quietly once whoever read its output has gone, such as `head`: `endWithReader` of libs/primitives, for tools that run
 * before anything is built.
 */
for (const output of [process.stdout, process.stderr])
  output.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    if (output === process.stdout) process.exit(SIGPIPE_EXIT);
  });
