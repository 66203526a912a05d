/**
 * The few ways in which this page changes its document. Text goes in as text, never as markup, and only where it changed:
 * a selection or a screen reader is not disturbed twice a second.
 */

export const byId = id => document.getElementById(id);

/** The part of this element that is marked `data-is="name"`. */
export const part = (element, name) => element.querySelector(`[data-is="${name}"]`);

export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Cut-off text can be read in full by pointing at it. */
export function sayInFull(element, text) {
  say(element, text);
  if (element.title !== text) element.title = text;
}

export function mark(element, name, value) {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}

export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/**
 * Makes the children of a list follow these items, in order; a child lives as long as its item's key.
 *
 * @param create makes an empty child
 * @param update brings it up to date
 */
export function follow(list, items, keyOf, create, update) {
  const old = new Map([...list.children].map(child => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    const child = old.get(key) ?? create(item);
    old.delete(key);
    child.dataset.key = key;
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
    update(child, item);
  });
  old.forEach(child => child.remove());
}
