/* What a build is: the Makefile passes VERSION, RAM_LAYOUT, LIVE_REVERT_FLOOR and SECURITY_COUNTER. */
#ifndef VERSION_H
#define VERSION_H

/* RAM layouts, in the order in which they came. `run_once` climbs from any of them to the build's own. */
#define LAYOUT_FIRST 1         /* 1.0.x */
#define LAYOUT_GAIN_SCHEDULE 2 /* 1.1.0: gain_schedule added (severity 2) */
#define LAYOUT_SAMPLE_MOVED 3  /* 1.2.0-moved: last_sample has another address (severity 3) */
#define LAYOUT_STATE_WIDENED 4 /* 2.0.0-converted: control_state has another structure (severity 4) */

#if !defined(VERSION) || !defined(RAM_LAYOUT) || !defined(LIVE_REVERT_FLOOR) || !defined(SECURITY_COUNTER)
#error "build with make: VERSION, RAM_LAYOUT, LIVE_REVERT_FLOOR and SECURITY_COUNTER are missing"
#endif

#endif
