// @ts-check
/* Sheets of rows as an XLSX file: typed cells, a head that stays in view. A text is never a formula, whatever it
   begins with, and its cell is set to text, so that "04945" keeps its zero when it is edited. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const NARROWEST = 9, WIDEST = 44; // letters
  const LONGEST_TEXT = 32767, LONGEST_NAME = 31; // letters of a cell and of a sheet's name, as Excel has them
  const XML = '<?xml version="1.0" encoding="UTF-8"?>';
  const SCHEMAS = "http://schemas.openxmlformats.org/", MAIN = ` xmlns="${SCHEMAS}spreadsheetml/2006/main">`;
  const RELATIONS = "/2006/relationships", TYPE = "application/vnd.openxmlformats-";
  const OFFICE = "officedocument.spreadsheetml.";

  /** A text within XML; Excel would read _x0041_ as A. @param {unknown} value */
  function escaped(value) {
    return String(value)
      .slice(0, LONGEST_TEXT)
      .replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, "\ufffd")
      .replace(/_(?=x[\da-f]{4}_)/gi, "_x005F_")
      .replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  }

  /** 0 → "A", 26 → "AA" @param {number} column @returns {string} */
  function letters(column) {
    return (column < 26 ? "" : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
  }

  /** @param {any} value @param {string} at @param {number} style */
  function cell(value, at, style) {
    const start = `<c r="${at}" s="${style}"`;
    if (value === null || value === "") return start + "/>";
    if (typeof value === "string")
      return `${start} t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
    return `${start}${typeof value === "boolean" ? ' t="b"' : ""}><v>${Number(value)}</v></c>`;
  }

  /** Its styles are: of cells beyond the rows, of headings, of texts, then one for each of the other formats. */
  const HEADING = 1, TEXT = 2;

  /** @param {SheetOfRows} sheet @param {string[]} formats of the styles */
  function worksheet({ columns, rows }, formats) {
    const lines = [columns.map(({ title }) => title), ...rows].map((row, y) => {
      const cells = row.map((value, x) => {
        const style = typeof value === "string" ? TEXT : formats.indexOf(columns[x].format, TEXT);
        return cell(value, letters(x) + (y + 1), y ? style : HEADING);
      });
      return `<row r="${y + 1}">${cells.join("")}</row>`;
    });
    const widths = columns.map(({ title }, x) => {
      const texts = [...title.split(" "), ...rows.map((row) => row[x] ?? "")];
      const width = texts.reduce((most, text) => Math.max(most, String(text).length + 2), NARROWEST);
      return `<col min="${x + 1}" max="${x + 1}" width="${Math.min(WIDEST, width)}" customWidth="1"/>`;
    });
    return `${XML}<worksheet${MAIN}<sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="1" ` +
      `topLeftCell="B2" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols>` +
      `<sheetData>${lines.join("")}</sheetData><autoFilter ref="A1:${letters(columns.length - 1)}${lines.length}"/>` +
      `</worksheet>`;
  }

  /** @param {string[]} formats */
  function styles(formats) {
    const font = '<sz val="11"/><name val="Calibri"/></font>', end = "<" + "/styleSheet>";
    const own = formats.map((format, i) => `<numFmt numFmtId="${164 + i}" formatCode="${format}"/>`);
    const uses = formats.map((_, i) => {
      const start = `<xf numFmtId="${164 + i}" fontId="${Number(i === HEADING)}" fillId="0" borderId="0"`;
      return start + (i === HEADING ? '><alignment wrapText="1"/></xf>' : "/>");
    });
    return `${XML}<styleSheet${MAIN}<numFmts>${own.join("")}</numFmts><fonts><font>${font}<font><b/>${font}</fonts>` +
      `<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>` +
      `<cellXfs>${uses.join("")}</cellXfs><cellStyles><cellStyle name="Normal" xfId="0"/></cellStyles>${end}`;
  }

  /** The parts of the file, by their paths in it. @param {SheetOfRows[]} sheets */
  function parts(sheets) {
    const used = sheets.flatMap(({ columns }) => columns.map(({ format }) => format));
    const formats = ["General", "@", ...new Set(["@", ...used])];
    const each = (/** @type {(n: number, sheet: SheetOfRows) => string} */ make) =>
      sheets.map((sheet, i) => make(i + 1, sheet)).join("");
    const relations = (/** @type {string} */ list) =>
      `${XML}<Relationships xmlns="${SCHEMAS}package${RELATIONS}">${list}</Relationships>`;
    const relation = (/** @type {unknown} */ n, /** @type {string} */ type, /** @type {string} */ target) =>
      `<Relationship Id="r${n}" Type="${SCHEMAS}officeDocument${RELATIONS}/${type}" Target="${target}.xml"/>`;
    const type = (/** @type {string} */ part, /** @type {string} */ kind) =>
      `${part}" ContentType="${TYPE}${kind}+xml"/>`;
    // A name holds no such letters, and no name twice.
    const name = (/** @type {number} */ n, /** @type {SheetOfRows} */ { name }) =>
      escaped(`${n}. ${name.replace(/[[\]:*?/\\']/g, " ")}`.slice(0, LONGEST_NAME));
    return {
      "[Content_Types].xml": `${XML}<Types xmlns="${SCHEMAS}package/2006/content-types">` +
        `<Default Extension="${type("rels", "package.relationships")}` +
        `<Default Extension="${type("xml", OFFICE + "worksheet")}` +
        `<Override PartName="${type("/xl/workbook.xml", OFFICE + "sheet.main")}` +
        `<Override PartName="${type("/xl/styles.xml", OFFICE + "styles")}</Types>`,
      "_rels/.rels": relations(relation("", "officeDocument", "xl/workbook")),
      "xl/workbook.xml": `${XML}<workbook xmlns:r="${SCHEMAS}officeDocument${RELATIONS}"${MAIN}<sheets>` +
        `${each((n, sheet) => `<sheet name="${name(n, sheet)}" sheetId="${n}" r:id="r${n}"/>`)}</sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": relations(
        each((n) => relation(n, "worksheet", "worksheets/sheet" + n)) + relation("", "styles", "styles")),
      "xl/styles.xml": styles(formats),
      ...Object.fromEntries(sheets.map((sheet, i) => [`xl/worksheets/sheet${i + 1}.xml`, worksheet(sheet, formats)])),
    };
  }

  /** CRC-32. @param {Uint8Array} bytes */
  function checksum(bytes) {
    let crc = -1;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
    }
    return ~crc;
  }

  /**
   * Packed where the browser can; Safari before 16.4 can't.
   * @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async function deflated(bytes) {
    try {
      const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
      return new Uint8Array(await new Response(packed).arrayBuffer());
    } catch {
      return bytes;
    }
  }

  /** Numbers of two bytes, the lower one first. @param {number[]} shorts */
  const record = (...shorts) => new Uint8Array(shorts.flatMap((value) => [value, value >>> 8]));
  /** The two halves of a number of four bytes. @param {number} value */
  const long = (value) => [value, value >>> 16];

  /** A ZIP archive; all is dated the first day that such archives know. @param {Record<string, string>} files */
  async function zip(files) {
    const encoder = new TextEncoder(), bodies = [], entries = [];
    let at = 0, size = 0;
    for (const [path, text] of Object.entries(files)) {
      const name = encoder.encode(path), bytes = encoder.encode(text), packed = await deflated(bytes);
      const method = packed === bytes ? 0 : 8;
      const head = [20, 0, method, 0, 33, ...[checksum(bytes), packed.length, bytes.length].flatMap(long), name.length];
      const start = record(0x4b50, 0x403, ...head, 0);
      const entry = record(0x4b50, 0x201, 20, ...head, 0, 0, 0, 0, 0, 0, ...long(at));
      bodies.push(start, name, packed);
      entries.push(entry, name);
      at += start.length + name.length + packed.length;
      size += entry.length + name.length;
    }
    const count = entries.length / 2;
    const end = record(0x4b50, 0x605, 0, 0, count, count, ...long(size), ...long(at), 0);
    return new Blob([...bodies, ...entries, end], { type: TYPE + OFFICE + "sheet" });
  }

  kcn.workbook = (sheets) => zip(parts(sheets));
})(globalThis);
