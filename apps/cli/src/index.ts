export { CliCommand } from './command/cli-command.js';
export { programOf } from './program.js';
export { runTwinbank } from './run.js';
export type { Io } from './shell/io.js';
export { PROBLEMS } from './shell/problem.js';
export { cliPage } from './page/cli-page.js';
export { documentedProgram } from './page/documented-program.js';
