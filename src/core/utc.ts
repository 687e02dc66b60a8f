/** UTC time as the contract writes it, `YYYY-MM-DD HH:MM:SS`. */
export const formatUtc = (date: Date): string => date.toISOString().slice(0, 19).replace('T', ' ');

/** The instant that `formatUtc` wrote, else undefined. */
export const parseUtc = (text: string): Date | undefined => {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const date = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
};
