// Draws the pictures of a page with plotly, lets keys walk their points, and saves them as files.
// Every figure is in the table below its picture: without this script nothing is lost but the
// drawing.

const css = getComputedStyle(document.documentElement);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const PAPER = 640;
const config = { displayModeBar: false, responsive: true, showTips: false, doubleClick: false };

// The figure comes in the light colours that it is saved and printed with; here each becomes the
// token of the same name, so that dark mode needs no second figure.
function inTokens(spec, printed) {
  if (printed) return spec;
  const swap = new Map();
  for (const [name, color] of Object.entries(spec.tokens)) {
    swap.set(color, css.getPropertyValue(`--${name}`).trim());
  }
  const walk = (value) => {
    if (typeof value === "string") return swap.get(value) ?? value;
    if (Array.isArray(value)) return value.map(walk);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v)]));
    }
    return value;
  };
  return { data: walk(spec.data), layout: walk(spec.layout) };
}

// On a phone the text keeps its size, and what is beside the picture gives way.
function narrowed(layout, width) {
  if (width >= 480) return layout;
  const margin = { ...layout.margin, l: 40 };
  const xaxis = { ...layout.xaxis, nticks: Math.min(layout.xaxis.nticks ?? 4, 4) };
  return { ...layout, margin, xaxis, font: { ...layout.font, size: 12 } };
}

// Words as lines that are no wider than a file has room for.
function lines(words, size, room) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${size}px Arial, sans-serif`;
  const found = [""];
  for (const word of words.split(/\s+/)) {
    const longer = `${found.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width <= 0.9 * room) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found.filter(Boolean);
}

class Picture {
  constructor(figure) {
    this.figure = figure;
    this.canvas = figure.querySelector(".canvas");
    this.said = figure.querySelector(".walked");
    this.spec = JSON.parse(figure.querySelector("script.spec").textContent);
    this.at = -1;
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.canvas.addEventListener("blur", () => this.leave());
  }

  async draw(printed = false) {
    const { data, layout } = inTokens(this.spec, printed);
    // Paper has a width of its own; the window's would be cut off.
    const shown = printed ? { ...layout, width: PAPER } : narrowed(layout, this.canvas.clientWidth);
    await window.Plotly.react(this.canvas, data, shown, config);
    this.canvas.classList.add("drawn");
    for (const part of this.canvas.querySelectorAll(".main-svg"))
      part.setAttribute("aria-hidden", "true");
  }

  get isDrawn() {
    return this.canvas.classList.contains("drawn");
  }

  // All points that say something, from left to right.
  points() {
    this.order ??= this.spec.data
      .flatMap((trace, curve) => {
        if (trace.hoverinfo === "skip") return [];
        return trace.x
          .map((x, point) => ({
            curve,
            point,
            x: trace.orientation === "h" ? -point : x,
            y: trace.y[point],
          }))
          .filter((place) => place.x !== null && place.y !== null);
      })
      .sort((a, b) => (a.x < b.x ? -1 : a.x > b.x ? 1 : 0));
    return this.order;
  }

  onKey(event) {
    const last = this.points().length - 1;
    // The walk begins at the own municipality, where it has a point.
    if (this.at < 0 && event.key.startsWith("Arrow")) {
      const own = this.points().findLastIndex(({ curve }) => this.spec.data[curve].name === "egen");
      if (own >= 0) this.at = event.key === "ArrowRight" ? own - 1 : own + 1;
    }
    const to = {
      ArrowRight: Math.min(last, this.at + 1),
      ArrowLeft: Math.max(0, this.at - 1),
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape") return this.leave();
    if (to === undefined) return;
    event.preventDefault();
    this.at = to;
    const place = this.points()[to];
    window.Plotly.Fx.hover(this.canvas, [{ curveNumber: place.curve, pointNumber: place.point }]);
    this.said.textContent = this.text(place);
  }

  // What the hover label says, in words: the label itself is out of a screen reader's sight.
  text({ curve, point }) {
    const trace = this.spec.data[curve];
    const number = (value, spec) => {
      const decimals = Number(/\.(\d)f/.exec(spec ?? "")?.[1] ?? 0);
      return typeof value === "number"
        ? value.toLocaleString("sv-SE", {
            minimumFractionDigits: decimals,
            maximumFractionDigits: decimals,
          })
        : value;
    };
    return trace.hovertemplate
      .replace(/%\{hovertext\}/, trace.hovertext?.[point] ?? "")
      .replace(/%\{x(:[^}]*)?\}/, (_, spec) =>
        spec ? number(trace.x[point], spec) : trace.x[point],
      )
      .replace(/%\{y(:[^}]*)?\}/, (_, spec) => number(trace.y[point], spec))
      .replace(/<extra>(.*?)<\/extra>/, "")
      .replaceAll("<br>", ", ");
  }

  leave() {
    if (this.at < 0) return;
    this.at = -1;
    this.said.textContent = "";
    window.Plotly.Fx.unhover(this.canvas);
  }

  // A file stands alone: heading, picture, source and date are all in it.
  async image(format) {
    const { data, layout } = inTokens(this.spec, true);
    const heading = lines(this.figure.querySelector("h3").textContent, 20, 960);
    const source = lines(
      `${this.figure.querySelector(".source-line").textContent} · ${location.host}`,
      12,
      900,
    );
    const more = 26 * (heading.length - 1) + 16 * (source.length - 1);
    const height = (layout.height ?? 400) + 110 + more;
    const alone = {
      ...layout,
      height,
      width: 1000,
      margin: { ...layout.margin, t: 44 + 26 * heading.length, b: 84 + 16 * source.length },
      title: {
        text: heading.join("<br>"),
        x: 0.02,
        xanchor: "left",
        y: 0.97,
        yanchor: "top",
        font: { size: 20, color: "#15242d" },
      },
      annotations: [
        ...layout.annotations,
        {
          text: source.join("<br>"),
          align: "left",
          showarrow: false,
          xref: "paper",
          yref: "paper",
          x: 0,
          xanchor: "left",
          y: 0,
          yanchor: "top",
          yshift: -64,
          font: { size: 12, color: "#41525d" },
        },
      ],
    };
    return window.Plotly.toImage(
      { data, layout: alone, config },
      { format, width: 1000, height, scale: format === "png" ? 2 : 1 },
    );
  }
}

// The map is drawn by the server; keys walk its municipalities in the order of the alphabet.
class SwedenMap {
  constructor(figure) {
    this.figure = figure;
    this.canvas = figure.querySelector(".canvas");
    this.said = figure.querySelector(".walked");
    this.paths = [...figure.querySelectorAll(".sweden path:not(.own)")];
    this.at = -1;
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.canvas.addEventListener("blur", () => this.mark(-1));
    for (const path of this.paths) {
      path.addEventListener("pointerenter", () => {
        this.said.textContent = path.querySelector("title").textContent;
      });
    }
  }

  onKey(event) {
    const last = this.paths.length - 1;
    const to = {
      ArrowRight: Math.min(last, this.at + 1),
      ArrowLeft: Math.max(0, this.at - 1),
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape") return this.mark(-1);
    if (to === undefined) return;
    event.preventDefault();
    this.mark(to);
  }

  mark(to) {
    this.paths[this.at]?.classList.remove("here");
    this.at = to;
    this.paths[to]?.classList.add("here");
    this.said.textContent = this.paths[to]?.querySelector("title").textContent ?? "";
  }

  async image(format) {
    const drawn = this.canvas.querySelector("svg");
    const [, , width, height] = drawn.getAttribute("viewBox").split(" ").map(Number);
    const copy = drawn.cloneNode(true);
    const originals = drawn.querySelectorAll("path");
    // A file is for white paper: in the light tokens, which the first :root rule holds.
    const light = [...document.styleSheets]
      .flatMap((sheet) => [...sheet.cssRules])
      .find((rule) => rule.selectorText === ":root").style;
    for (const name of light) drawn.style.setProperty(name, light.getPropertyValue(name));
    copy.querySelectorAll("path").forEach((path, i) => {
      const look = getComputedStyle(originals[i]);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray"])
        path.setAttribute(name, look.getPropertyValue(name));
    });
    drawn.removeAttribute("style");
    const wide = Math.max(width, 700);
    const text = (words, y, size) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "text");
      for (const [name, value] of Object.entries({
        x: 0,
        y,
        "font-size": size,
        fill: "#15242d",
        "font-family": "Arial, sans-serif",
      }))
        line.setAttribute(name, value);
      line.textContent = words;
      copy.append(line);
    };
    const heading = lines(this.figure.querySelector("h3").textContent, 28, wide);
    const source = lines(
      `${this.figure.querySelector(".source-line").textContent} · ${location.host}`,
      18,
      wide,
    );
    for (const [i, line] of heading.entries()) text(line, -40 - 36 * (heading.length - 1 - i), 28);
    for (const [i, line] of source.entries()) text(line, height + 40 + 24 * i, 18);
    const top = 54 + 36 * heading.length;
    const all = height + top + 36 + 24 * source.length;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("viewBox", `-20 ${-top} ${wide + 40} ${all}`);
    copy.setAttribute("width", wide + 40);
    copy.setAttribute("height", all);
    const drawing = encodeURIComponent(new XMLSerializer().serializeToString(copy));
    const address = `data:image/svg+xml;charset=utf-8,${drawing}`;
    if (format === "svg") return address;
    const image = new Image();
    image.src = address;
    await image.decode();
    const sheet = document.createElement("canvas");
    sheet.width = image.width;
    sheet.height = image.height;
    const pen = sheet.getContext("2d");
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(image, 0, 0);
    return sheet.toDataURL("image/png");
  }
}

const pictures = [...document.querySelectorAll("[data-picture]")]
  .filter((f) => f.querySelector("script.spec"))
  .map((f) => new Picture(f));
const maps = [...document.querySelectorAll("[data-map]")]
  .filter((f) => f.querySelector(".sweden"))
  .map((f) => new SwedenMap(f));

// Those that are seen first are drawn first; the rest when they come near.
const near = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((e) => e.isIntersecting)) {
      near.unobserve(entry.target);
      pictures.find((picture) => picture.canvas === entry.target).draw();
    }
  },
  { rootMargin: "600px" },
);
for (const picture of pictures) near.observe(picture.canvas);

dark.addEventListener("change", () => {
  for (const picture of pictures) if (picture.isDrawn) picture.draw();
});
window.addEventListener("beforeprint", () => {
  for (const picture of pictures) picture.draw(true);
});
window.addEventListener("afterprint", () =>
  pictures.forEach(async (picture) => {
    await picture.draw();
    window.Plotly.Plots.resize(picture.canvas); // the width of the paper would stay
  }),
);

for (const drawn of [...pictures, ...maps]) {
  for (const item of drawn.figure.querySelectorAll("[data-needs-script]")) item.hidden = false;
  for (const button of drawn.figure.querySelectorAll("[data-save]")) {
    button.addEventListener("click", async () => {
      const link = document.createElement("a");
      link.href = await drawn.image(button.dataset.save);
      const name = document.title
        .split(" – ")[0]
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, "-");
      link.download = `${name}-${drawn.figure.id}.${button.dataset.save}`;
      link.click();
    });
  }
}

// A link to exactly this view: its address holds year and comparison already.
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const address = new URL(location.href);
    address.hash = button.dataset.share;
    const said = button.parentElement.querySelector(".way-said");
    try {
      await navigator.clipboard.writeText(address.href);
      said.textContent = "Länken är kopierad.";
    } catch {
      said.textContent = address.href;
    }
  });
}
