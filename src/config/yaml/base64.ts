const LETTERS = /[A-Za-z0-9+/]/;

/** Base64 as Python's `base64.decodebytes` reads it, over all that is no letter of it; null where it is cut off. */
export function decodeBase64(text: string): Uint8Array | null {
  let letters = '';
  let padding = 0;
  for (const character of text) {
    if (character === '=') {
      const count = letters.length % 4;
      if (count >= 2) padding += 1;
      if (count >= 2 && count + padding >= 4) return decode(letters);
    } else if (LETTERS.test(character)) {
      letters += character;
      padding = 0;
    }
  }
  return letters.length % 4 === 0 ? decode(letters) : null;
}

function decode(letters: string): Uint8Array {
  return new Uint8Array(Buffer.from(letters, 'base64'));
}
