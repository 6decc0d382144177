import { randomFillSync } from "node:crypto";

/** Chance for this many ids is drawn at once, since each draw costs more than an id. */
const idsPerDraw = 256;
const chance = Buffer.alloc(16 * idsPerDraw);
let used = chance.length;

/** A new UUID of version 7: the time in milliseconds, then chance. Ids sort by their age in milliseconds. */
export function newId(): string {
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  const start = used;
  used += 16;
  chance.writeUIntBE(Date.now(), start, 6);
  chance.writeUInt8((chance.readUInt8(start + 6) & 0x0f) | 0x70, start + 6);
  chance.writeUInt8((chance.readUInt8(start + 8) & 0x3f) | 0x80, start + 8);
  const hex = chance.toString("hex", start, used);
  return (
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-` +
    `${hex.slice(16, 20)}-${hex.slice(20)}`
  );
}
