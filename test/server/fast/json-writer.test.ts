// JSON as bytes: the same that JSON.stringify makes.
import { array, assert, constantFrom, double, oneof, property, string } from 'fast-check';
import { expect, it } from 'vitest';

import { GiveUp, JsonWriter, maxBytes } from '../../../src/server/fast/json-writer.js';

function written(write: (writer: JsonWriter) => void): string {
  const writer = new JsonWriter();
  write(writer);
  const { bytes, release } = writer.take();
  const text = bytes.toString();
  release();
  return text;
}

it('writes any text as JSON.stringify does: escapes, several bytes, halves of a pair, and long ones', () => {
  const special = constantFrom('"', '\\', '\n', '\u0000', '\u007f', 'é', '\u{1F600}', '\ud800', '\udc00', '\u2028');
  const texts = oneof(
    string({ unit: 'binary' }),
    array(special).map((all) => all.join('x'.repeat(40))),
  );
  assert(property(texts, (text) => written((writer) => writer.text(text)) === JSON.stringify(text)));
});

it('writes any finite number as JSON.stringify does', () => {
  const numbers = double({ noNaN: true, noDefaultInfinity: true });
  assert(property(numbers, (number) => written((writer) => writer.number(number)) === JSON.stringify(number)));
});

it('says of an answer whether each byte is a sign of its own', () => {
  const [ascii, other] = ['Zurich', 'Zürich'].map((text) => {
    const writer = new JsonWriter();
    writer.text(text);
    return writer.take().isAscii;
  });

  expect([ascii, other]).toEqual([true, false]);
});

it('does not write into an answer that has not been released', () => {
  const first = new JsonWriter();
  first.text('first');
  const { bytes } = first.take();

  const second = new JsonWriter();
  second.text('other');

  expect(bytes.toString()).toBe('"first"');
});

it('gives up where an answer becomes larger than the short way is for', () => {
  const writer = new JsonWriter();
  const text = 'x'.repeat(200);

  expect(() => {
    for (let length = 0; length <= maxBytes; length += 200) writer.text(text);
  }).toThrow(GiveUp);
});
