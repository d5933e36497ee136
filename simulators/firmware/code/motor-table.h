/* Compensation table of the motor: feed-forward in Q15 by speed band and electrical angle. */
#ifndef MOTOR_TABLE_H
#define MOTOR_TABLE_H

#include "board.h"
#include "word.h"

#define MOTOR_TABLE_COLUMNS 512
#define MOTOR_TABLE_COLUMN_SHIFT 23 /* 32-bit angle to 9-bit column */

extern const i16 motor_table[MOTOR_TABLE_ROWS][MOTOR_TABLE_COLUMNS];

#endif
