/**
 * What flash operations cost in wall time. `real`: as long as on the chip, so that a device is busy and its
 * messages wait. `skip`: nothing, so that the device's time runs ahead of wall time.
 */
export type FlashTime = 'real' | 'skip';

/** Maps wall time to the simulated microseconds of one device. */
export class DeviceTime {
  /** Simulated time minus wall time. */
  private aheadUs: number;

  /**
   * @param wallUs wall time when the device is switched on
   * @param deviceUs its own clock at that moment
   */
  constructor(
    private readonly flashTime: FlashTime,
    wallUs: number,
    deviceUs: number,
  ) {
    this.aheadUs = deviceUs - wallUs;
  }

  /** The device's time at a moment of wall time. */
  at(wallUs: number): number {
    return wallUs + this.aheadUs;
  }

  /**
   * The device has worked until `deviceUs` on something that began at `wallUs`.
   *
   * @returns microseconds of wall time for which it is still busy
   */
  worked(wallUs: number, deviceUs: number): number {
    const aheadUs = deviceUs - this.at(wallUs);
    if (aheadUs <= 0) return 0;
    if (this.flashTime === 'real') return aheadUs;
    this.aheadUs += aheadUs;
    return 0;
  }
}
