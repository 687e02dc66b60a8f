const shown = 24;

/** `12 bytes that begin with "<html>"`; what is not plain ASCII shows as a dot. */
export const excerpt = (content: Uint8Array | string): string => {
  const start =
    typeof content === 'string' ? content : String.fromCharCode(...content.slice(0, shown));
  const text = start.slice(0, shown).replace(/[^ -~]/g, '.');
  const unit = typeof content === 'string' ? 'characters' : 'bytes';
  return `${content.length} ${unit} that begin with ${JSON.stringify(text)}`;
};
