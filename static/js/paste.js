// What the clipboard brings from Word, a web page or a table, as Markdown that grund/richtext.py
// reads. Word's styles, comments and empty paragraphs are left behind; its lists become lists.

const BLOCKS = "p, div, ul, ol, table, blockquote, h1, h2, h3, h4, h5, h6";
const STYLED = '[data-style*="font-weight"], [data-style*="font-style"]';
const MARKED = `${BLOCKS}, br, b, strong, i, em, a[href], ${STYLED}`;
const DROPPED = "script, title, meta, link, img, svg, picture, video, audio, iframe, input, button";

// Markdown of some HTML, or "" where it holds nothing but plain words.
export function markdownFrom(html) {
  const page = new DOMParser().parseFromString(inert(html), "text/html");
  for (const part of page.querySelectorAll(DROPPED)) part.remove();
  if (!page.querySelector(MARKED)) return "";
  for (const part of page.querySelectorAll("[data-style]")) restyle(page, part);
  for (const table of page.querySelectorAll("table")) prepareTable(page, table);
  const text = converter().turndown(page.body);
  // Spaces that keep figures together stay; those that fill a line do not.
  return text
    .replace(/(?<!\d)\u00a0|\u00a0(?!\d)/g, " ")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

// The browser holds even a page that is never shown to our policy, and complains of each style and
// handler in it. What a style says is read from data-style.
function inert(html) {
  const bare = html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) =>
    tag.replace(/(["'\s])(style|on[a-z]+)\s*=/gi, "$1 data-$2="),
  );
}

// Word and web editors say in styles what other pages say in elements.
function restyle(page, part) {
  const style = part.dataset.style.toLowerCase().replace(/\s*([:;])\s*/g, "$1");
  if (/display:none|mso-hide:all/.test(style)) return part.remove();
  const level = /mso-list:[^;]*level(\d)/.exec(style);
  const mark = level && part.querySelector('[data-style*="Ignore" i]');
  if (mark) {
    part.dataset.level = level[1];
    part.dataset.mark = /^\s*(\d+|[a-z])[.)]/i.test(mark.textContent) ? "1. " : "- ";
    mark.remove();
  }
  const heavy = /font-weight:(bold|[6-9]00)/.test(style);
  const light = /font-weight:(normal|400)/.test(style);
  if (light && /^(b|strong)$/i.test(part.localName)) part.replaceWith(...part.childNodes);
  else if (heavy && part.localName === "span") wrap(page, part, "strong");
  if (/font-style:italic/.test(style) && part.localName === "span") wrap(page, part, "em");
}

function wrap(page, part, name) {
  const inner = page.createElement(name);
  inner.append(...part.childNodes);
  part.append(inner);
}

// A grid of words becomes a table; a table that only lays out a page becomes its paragraphs.
function prepareTable(page, table) {
  const caption = table.querySelector("caption");
  if (caption) {
    const words = page.createElement("p");
    words.append(...caption.childNodes);
    table.before(words);
    caption.remove();
  }
  const lays = table.querySelector("table, ul, ol, blockquote, h1, h2, h3, h4, h5, h6");
  const wide = [...table.rows].some((row) => row.cells.length > 1);
  if (wide && !lays && !table.parentElement.closest("table")) table.dataset.grid = "";
}

const inGrid = (node) => node.closest("table[data-grid]");

// Where a line begins with what Markdown takes for a mark, the mark is meant as itself.
function asTyped(text) {
  return text
    .replace(/^[•·▪]\s+/gm, "- ")
    .replace(/^(\s*)(#{1,6}\s|>|\+\s)/gm, "$1\\$2")
    .replace(/^(\s*\d{1,9})([.)]\s)/gm, "$1\\$2");
}

let made;
function converter() {
  if (made) return made;
  made = new window.TurndownService({
    headingStyle: "atx",
    bulletListMarker: "-",
    emDelimiter: "_",
    br: "",
  });
  made.escape = (text) =>
    text
      .replace(/\\(?=[!-/:-@[-`{-~])/g, "\\\\")
      .replace(/(?<=\S)\*|\*(?=\S)/g, "\\*")
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
      .replace(/\](?=\()/g, "\\]");
  const rule = (name, filter, replacement) => made.addRule(name, { filter, replacement });
  const plain = (node) =>
    node.nodeName === "P" || (node.nodeName === "DIV" && !node.querySelector(BLOCKS));
  rule("words", plain, (content) => `\n\n${asTyped(content)}\n\n`);
  rule(
    "word-list",
    (node) => node.dataset?.mark,
    (content, node) => {
      const { level, mark } = node.dataset;
      return `\n${"    ".repeat(level - 1)}${mark}${content.trim()}\n`;
    },
  );
  rule("point", "li", (content, node, options) => {
    const list = node.parentElement;
    const place = [...list.children].indexOf(node) + Number(list.getAttribute("start") ?? 1);
    const mark = list.nodeName === "OL" ? `${place}. ` : `${options.bulletListMarker} `;
    const lines = content
      .trim()
      .replace(/\n{2,}/g, "\n")
      .replace(/\n/g, `\n${" ".repeat(mark.length)}`);
    return `${mark}${lines}${node.nextElementSibling ? "\n" : ""}`;
  });
  rule("link", "a", (content, node) => {
    const address = (node.getAttribute("href") ?? "").trim();
    if (!/^(https?:\/\/|mailto:)\S+$/i.test(address) || !content.trim()) return content;
    const safe = address.replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"));
    return node.textContent.trim() === address ? safe : `[${content.trim()}](${safe})`;
  });
  rule("code", ["code", "pre", "kbd"], (content) => content);
  rule("line", "hr", () => "\n\n");
  rule(
    "cell",
    (node) => /^T[DH]$/.test(node.nodeName) && inGrid(node),
    (content) => {
      return ` ${content
        .trim()
        .replace(/\s*\n\s*/g, " ")
        .replaceAll("|", "\\|")} |`;
    },
  );
  rule(
    "row",
    (node) => node.nodeName === "TR" && inGrid(node),
    (content, node) => {
      const first = node.closest("table").rows[0] === node;
      return `\n|${content.trimEnd()}${first ? `\n|${" --- |".repeat(node.cells.length)}` : ""}`;
    },
  );
  rule(
    "rows",
    (node) => /^T(HEAD|BODY|FOOT)$/.test(node.nodeName) && inGrid(node),
    (content) => content,
  );
  rule(
    "grid",
    (node) => node.nodeName === "TABLE" && inGrid(node),
    (content) => `\n\n${content.trim()}\n\n`,
  );
  return made;
}
