// @ts-check
/* A text as a QR code (ISO/IEC 18004): bytes of UTF-8, error correction of level M, versions 1 to 13. Readers take any
   mask: it is always the chequered one. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** By version: bytes of data, in how many blocks, and the check bytes of each. */
  const ROOM = [16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334];
  const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9];
  const CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22];
  /** Level M and the mask, and the versions from 7 on, with their check bits. */
  const FORMAT = 0x5412;
  const NUMBERS = [0x7c94, 0x85bc, 0x9a99, 0xa4d3, 0xbbf6, 0xc762, 0xd847];

  /**
   * The modules, row by row, true where dark; null where the text has more than 331 bytes.
   * @param {string} text @returns {boolean[][]|null}
   */
  function qr(text) {
    const bytes = [...new TextEncoder().encode(text)];
    const version = 1 + ROOM.findIndex((room, i) => room >= bytes.length + (i < 9 ? 2 : 3));
    return version ? drawn(version, coded(bytes, version)) : null;
  }

  /**
   * Mode, length and bytes, filled up, cut into blocks with their checks, and interleaved.
   * @param {number[]} bytes @param {number} version
   */
  function coded(bytes, version) {
    const [room, count, checks] = [ROOM, BLOCKS, CHECKS].map((of) => of[version - 1]);
    const halves = [4, ...(version > 9 ? [0, bytes.length >> 8] : []), (bytes.length >> 4) & 15, bytes.length & 15,
      ...bytes.flatMap((byte) => [byte >> 4, byte & 15]), 0];
    const data = halves.flatMap((half, i) => (i % 2 ? [halves[i - 1] * 16 + half] : []));
    for (let i = 0; data.length < room; i++) data.push(i % 2 ? 17 : 236);
    const least = Math.floor(room / count), short = count - (room % count);
    const start = (/** @type {number} */ i) => i * least + Math.max(0, i - short);
    const blocks = BLOCKS.slice(0, count).map((_, i) => data.slice(start(i), start(i + 1)));
    const mixed = (/** @type {number[][]} */ parts) =>
      ROOM.concat(ROOM, ROOM, ROOM).flatMap((_, i) => parts.flatMap((part) => part.slice(i, i + 1)));
    return [...mixed(blocks), ...mixed(blocks.map((block) => remainder(block, checks)))];
  }

  /** A product in the field of 256 elements. @param {number} a @param {number} b */
  function times(a, b) {
    let product = 0;
    for (let i = 7; i >= 0; i--) product = (product << 1) ^ (product >> 7 && 285) ^ ((b >> i) & 1 && a);
    return product;
  }

  /** The Reed-Solomon checks of a block. @param {number[]} block @param {number} size */
  function remainder(block, size) {
    let generator = [1];
    for (let i = 0, root = 1; i < size; i++, root = times(root, 2))
      generator = [...generator, 0].map((value, j) => value ^ (j && times(generator[j - 1], root)));
    return block.reduce((rest, byte) => {
      const factor = byte ^ rest[0];
      return [...rest.slice(1), 0].map((value, j) => value ^ times(generator[j + 1], factor));
    }, Array(size).fill(0));
  }

  /** @param {number} version @param {number[]} bytes */
  function drawn(version, bytes) {
    const last = 4 * version + 16, middle = 2 * version + 8, far = last - 6;
    /** Undefined where there are data. @type {(boolean|undefined)[][]} */
    const code = Array.from({ length: last + 1 }, () => Array(last + 1).fill(undefined));
    /** @param {number} cx @param {number} cy @param {number} most @param {...number} light how far from the middle */
    const square = (cx, cy, most, ...light) =>
      code.forEach((row, y) => row.forEach((_, x) => {
        const away = Math.max(Math.abs(x - cx), Math.abs(y - cy));
        if (away <= most) row[x] = !light.includes(away);
      }));
    code.forEach((row, i) => (row[6] = code[6][i] = i % 2 === 0));
    for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]]) square(x, y, 4, 2, 4);
    for (const x of version > 6 ? [6, middle, far] : version > 1 ? [far] : [])
      for (const y of version > 6 ? [6, middle, far] : [far])
        if ((x > 6 || y === middle) && (y > 6 || x === middle)) square(x, y, 2, 1);
    for (let i = 0; i < 15; i++)
      code[i < 6 ? i : i < 8 ? i + 1 : last - 14 + i][8] = code[8][i < 8 ? last - i : i < 9 ? 7 : 14 - i] =
        Boolean((FORMAT >> i) & 1);
    code[last - 7][8] = true;
    for (let i = 0; version > 6 && i < 18; i++) {
      const a = last - 10 + (i % 3), b = Math.floor(i / 3);
      code[a][b] = code[b][a] = Boolean((NUMBERS[version - 7] >> i) & 1);
    }
    let next = 0;
    for (let right = last; right > 0; right -= right === 8 ? 3 : 2)
      code.forEach((_, i) => [right, right - 1].forEach((x) => {
        const y = (right + 1) & 2 ? i : last - i;
        if (code[y][x] !== undefined) return;
        code[y][x] = Boolean((bytes[next >> 3] >> (7 - (next & 7))) & 1) === Boolean((x + y) % 2);
        next++;
      }));
    return /** @type {boolean[][]} */ (code);
  }

  kcn.qr = qr;
})(globalThis);
