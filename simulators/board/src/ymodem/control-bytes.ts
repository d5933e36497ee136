/** Control bytes of XMODEM and YMODEM [Forsberg, XMODEM/YMODEM Protocol Reference, 1988]. */
export const SOH = 0x01;
export const STX = 0x02;
export const EOT = 0x04;
export const ACK = 0x06;
export const BS = 0x08;
export const NAK = 0x15;
export const CAN = 0x18;
/** Padding of the last block of a file. */
export const CPMEOF = 0x1a;
/** The letter C: the receiver asks for a start with CRC-16. */
export const WANT_CRC = 0x43;

/** Data bytes of a block by its first byte. */
export const BLOCK_BYTES = { [SOH]: 128, [STX]: 1024 } as const;
/** Bytes of a block around its data: start, number, complement of the number; CRC. */
export const HEAD_BYTES = 3;
export const CRC_BYTES = 2;
