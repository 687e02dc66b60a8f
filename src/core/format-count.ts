/** A whole number grouped by thousands: `10,000`. Not by `Intl`, which would slow the start of help. */
export const formatCount = (count: number): string =>
  String(count).replace(/\B(?=(\d{3})+$)/g, ',');
