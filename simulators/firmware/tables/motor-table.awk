# Writes motor_table as C: awk -v rows=N -f motor-table.awk
# Feed-forward of a speed band (row) at an electrical angle (column): a sine whose amplitude grows with speed, plus
# the sixth harmonic of the torque ripple, which fades and turns with speed. Whole numbers only, so that every awk
# writes the same bytes.

# sin(2 pi k / 512) in Q15, by a fifth-order polynomial on the quarter wave.
function sine(k,   half, z, z2, value) {
  k = k % 512
  half = k % 256
  if (half > 128) half = 256 - half
  z = half * 256
  z2 = int(z * z / 32768)
  value = 42047 - int(z2 * 4640 / 32768)
  value = 102944 - int(z2 * value / 32768)
  value = int(z * value / 65536)
  if (value > 32767) value = 32767
  return k >= 256 ? -value : value
}

BEGIN {
  print "#include \"motor-table.h\""
  print ""
  print "const i16 motor_table[MOTOR_TABLE_ROWS][MOTOR_TABLE_COLUMNS] = {"
  for (row = 0; row < rows; row++) {
    amplitude = 8000 + int(row * 16000 / rows)
    ripple = 2000 - int(row * 1500 / rows)
    line = "  {"
    for (column = 0; column < 512; column++) {
      value = int(amplitude * sine(column) / 32768) + int(ripple * sine(6 * column + 3 * row) / 32768)
      line = line value ","
      if (column % 16 == 15) { print line; line = "   " }
    }
    print "  },"
  }
  print "};"
}
