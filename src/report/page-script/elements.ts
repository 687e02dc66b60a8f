/** An element that the page has. */
export const byId = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no ${id}`);
  return element;
};

/** A section's content, made anew. Its markup is made of escaped text only. */
export const fill = (section: string, { markup }: { readonly markup: string }): void => {
  const content = byId(section).querySelector('.content');
  if (content !== null) content.innerHTML = markup;
};
