/** Our own colours: bold, dim, and the foregrounds but black, which could hide text. */
const ourColour = String.raw`\u001b\[(?:0|1|2|22|24|39|3[1-7]|9[1-7]|2;3[67])?m`;

/** C0 but tab and line end, DEL, C1, the separators of Unicode, and what turns the direction of text around. */
const control = String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]`;

const foreign = new RegExp(`(${ourColour}|\\r\\n)|${control}`, 'g');

/**
 * Text that a terminal only shows: whatever would steer it becomes an escape such as `\\u001b`, which in JSON is the
 * same string. Lines, tabs and our colours stay.
 */
export const printable = (text: string): string =>
  text.replaceAll(foreign, (found, harmless?: string) => {
    if (harmless !== undefined) return harmless;
    // In JSON between values it is a blank, on a terminal it would write over the line.
    if (found === '\r') return '\n';
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

/** The same on one line: a name that holds a line end cannot pass for two lines of ours. */
export const printableLine = (text: string): string => printable(text).replaceAll(/\r?\n/g, '\\n');
