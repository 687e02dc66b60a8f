/** Longer than any that S3 has sent. */
const orderDigits = 64;

/**
 * Text that orders S3's sequencers of one key: hexadecimal digits, of which the shorter stand for larger places, so they
 * are padded with zeros on the right. Undefined for anything else.
 */
export const orderOfSequencer = (sequencer: string): string | undefined =>
  new RegExp(`^[0-9A-Fa-f]{1,${orderDigits}}$`).test(sequencer)
    ? sequencer.toUpperCase().padEnd(orderDigits, '0')
    : undefined;

/** A sequencer for the nth event of a millisecond, of as many digits as S3's. */
export const makeSequencer = (unixMs: number, nth: number): string =>
  `${unixMs.toString(16).padStart(12, '0')}${nth.toString(16).padStart(6, '0')}`.toUpperCase();
