/** The global name under which instrumented code keeps its counters. */
export const COUNTERS_NAME = '__twinbank_fuzz__';
