export { COMMAND_NAME } from './fuzz-command.js';
