"use strict";
(() => {
  const root = document.documentElement;
  const evidence = document.getElementById("evidence");
  const labels = JSON.parse(evidence.dataset.sides);
  const CONTEXT = 2;
  const MOST_PAIRS = 4e6;

  /* An element; children are elements or texts, and a text is never read as markup. */
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  /* Theme */
  const button = document.getElementById("theme");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => { button.textContent = isDark() ? "Light" : "Dark"; };
  button.hidden = false;
  button.setAttribute("aria-label", "Switch between light and dark");
  button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; name(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
  name();

  /* Scenario filters */
  const scenarios = [...evidence.querySelectorAll(".scenario")];
  const find = document.getElementById("find");
  const differing = document.getElementById("only-differing");
  const failing = document.getElementById("failing");
  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const scenario of scenarios) {
      const fits = words.every((word) => scenario.dataset.words.includes(word));
      const failed = !failing?.value || JSON.parse(scenario.dataset.failing).includes(failing.value);
      scenario.hidden = !fits || !failed || Boolean(differing?.checked && scenario.dataset.differs === "no");
      shown += scenario.hidden ? 0 : 1;
    }
    document.getElementById("found").textContent = shown < scenarios.length ? `${shown} of ${scenarios.length}` : "";
  };
  find.addEventListener("input", filter);
  differing?.addEventListener("change", filter);
  failing?.addEventListener("change", filter);

  /* Blocks: base64 → zlib → JSON, on demand */
  const load = async (id) => {
    const block = document.getElementById(id);
    if (!block) return null;
    const bytes = Uint8Array.from(atob(block.textContent), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };
  const joined = (value, texts) => {
    if (Array.isArray(value)) return value.map((item) => joined(item, texts));
    if (value === null || typeof value !== "object") return value;
    if (typeof value.shared === "number") return texts[value.shared];
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, joined(item, texts)]));
  };

  /* Which lines of two texts belong together: [left or -1, right or -1] */
  const align = (left, right) => {
    let head = 0;
    while (head < left.length && head < right.length && left[head] === right[head]) head += 1;
    let tail = 0;
    while (tail < left.length - head && tail < right.length - head && left.at(-1 - tail) === right.at(-1 - tail)) tail += 1;
    const rows = Array.from({ length: head }, (_, line) => [line, line]);
    const [height, width] = [left.length - head - tail, right.length - head - tail];
    rows.push(...(height * width > MOST_PAIRS ? unmatched(head, height, head, width) : matched(left, right, head, height, width)));
    for (let line = 0; line < tail; line += 1) rows.push([left.length - tail + line, right.length - tail + line]);
    return rows;
  };
  const unmatched = (top, height, start, width) =>
    Array.from({ length: Math.max(height, width) }, (_, line) => [line < height ? top + line : -1, line < width ? start + line : -1]);
  const matched = (left, right, head, height, width) => {
    const longest = Array.from({ length: height + 1 }, () => new Uint16Array(width + 1));
    for (let i = height - 1; i >= 0; i -= 1) {
      for (let j = width - 1; j >= 0; j -= 1) {
        longest[i][j] = left[head + i] === right[head + j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    const rows = [];
    let [i, j, top, start] = [0, 0, 0, 0];
    const flush = () => { rows.push(...unmatched(head + top, i - top, head + start, j - start)); };
    while (i < height && j < width) {
      if (left[head + i] === right[head + j]) {
        flush();
        rows.push([head + i, head + j]);
        i += 1; j += 1; top = i; start = j;
      } else if (longest[i + 1][j] >= longest[i][j + 1]) i += 1;
      else j += 1;
    }
    [i, j] = [height, width];
    flush();
    return rows;
  };

  /* Where quotes stand in a text: line → [from, to, class, key]. Spaces in a quote match any run of white space. */
  const marksOf = (text, quotes) => {
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    const marks = new Map();
    for (const { quote, line, mark, key } of quotes) {
      const words = quote.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      if (!words[0]) continue;
      const pattern = new RegExp(words.join("\\s+"), "g");
      pattern.lastIndex = line ? starts[line - 1] ?? 0 : 0;
      const found = pattern.exec(text);
      const [from, to] = found ? [found.index, pattern.lastIndex] : line ? [starts[line - 1], (starts[line] ?? text.length + 1) - 1] : [0, 0];
      for (let row = 0; row < starts.length; row += 1) {
        const [begin, end] = [Math.max(from, starts[row]), Math.min(to, (starts[row + 1] ?? text.length + 1) - 1)];
        if (begin < end) marks.set(row, [...(marks.get(row) ?? []), [begin - starts[row], end - starts[row], mark, key]]);
      }
    }
    return marks;
  };
  const marked = (line, marks) => {
    const parts = [];
    let at = 0;
    for (const [from, to, mark, key] of (marks ?? []).sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
      if (from < at) {
        const above = parts.at(-1);
        above.dataset.keys += `\n${key}`;
        above.classList.add(mark);
        continue;
      }
      parts.push(line.slice(at, from), make("mark", { class: mark, "data-keys": key }, line.slice(from, to)));
      at = to;
    }
    return [...parts, line.slice(at)];
  };
  const marksWith = (target, fits) => [...target.querySelectorAll("mark")].filter((element) => element.dataset.keys.split("\n").some(fits));

  /* Both sides' text of one file, line by line */
  const outputs = (texts, names, quotes) => {
    const sides = texts.map((text) => (text ?? "").split("\n"));
    const marks = texts.map((text, side) => marksOf(text ?? "", quotes[side]));
    const rows = sides.length > 1 ? align(sides[0], sides[1]) : sides[0].map((_, line) => [line]);
    const changed = rows.map((row) => row.length > 1 && (row[0] < 0 || row[1] < 0 || sides[0][row[0]] !== sides[1][row[1]]));
    const near = changed.map((_, at) => changed.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(Boolean));
    const body = make("tbody");
    rows.forEach((row, at) => {
      if (!near[at] && (at === 0 || near[at - 1])) body.append(make("tr", { class: "gap", hidden: true }, make("td", { colspan: 3 * row.length }, "⋯")));
      const cells = row.flatMap((line, side) => {
        const kind = changed[at] && line >= 0 ? "changed" : "";
        const half = side ? "right" : "left";
        return [
          make("td", { class: `line ${half} ${half}-line ${kind}` }, line < 0 ? "" : String(line + 1)),
          make("td", { class: `sign ${half} ${kind}` }, kind ? (side ? "+" : "−") : ""),
          make("td", { class: `text ${half} ${kind}` }, ...(line < 0 ? [""] : marked(sides[side][line], marks[side].get(line)))),
        ];
      });
      body.append(make("tr", { class: changed[at] ? "changed-row" : near[at] ? "" : "same-row" }, ...cells));
    });
    return make("table", { class: "outputs" }, make("caption", { class: "reader" }, "Outputs, line by line"), columns(names), heads(names, 3), body);
  };
  const columns = (names) => make("colgroup", {}, ...names.flatMap(() => [make("col", { class: "line" }), make("col", { class: "sign" }), make("col")]));
  const heads = (names, span) => make("thead", { class: "reader" },
    make("tr", {}, ...names.map((name) => make("th", { scope: "col", colspan: span }, name))));

  /* Parts of a trial */
  const turn = ([kind, ...rest]) => {
    if (kind !== "calls") {
      const [text] = rest;
      const who = { user: "Request", assistant: "Answer" }[kind] ?? kind;
      return make("div", { class: "turn" }, make("p", { class: "who" }, who), make("p", { class: "said" }, text));
    }
    const [tool, inputs, result, broke] = rest;
    const target = inputs[0]?.[1].split("\n")[0].slice(0, 120) ?? "";
    const details = make("details", {}, make("summary", { class: broke ? "error" : "" }, `${tool} ${target}${broke ? " (error)" : ""}`));
    for (const [key, value] of inputs) details.append(make("p", { class: "who" }, key), make("pre", { class: "code", tabindex: "0" }, value));
    details.append(make("p", { class: "who" }, broke ? "error" : "result"), make("pre", { class: "code", tabindex: "0" }, result ?? "It never ran: the trial ended before."));
    return make("div", { class: "turn" }, details);
  };
  const head = (label, index, trial) => make("div", {},
    make("h5", {}, `${label} #${index}`),
    make("p", { class: "note" }, trial ? trial.facts.join(" · ") : "There is no such trial on this side."),
    ...(trial?.notes ?? []).map((note) => make("p", { class: "note" }, note)));
  const keyOf = (side, grader, place) => `${side}|${grader}|${place}`;
  const reading = (side, name, entry, show) => {
    if (!entry) return make("td");
    const [grader, , mark, score, reason, quotes] = entry;
    const cell = make("td", { class: mark, "data-side": name }, (score !== null && score !== 0 && score !== 1 ? `${(100 * score).toFixed(1)} % · ` : "") + reason);
    quotes.forEach(([text, where, line], place) => {
      const link = make("button", { type: "button", class: "place", title: text }, line ? `line ${line}` : where.replace("_", " "));
      link.addEventListener("click", () => show(keyOf(side, grader, place)));
      cell.append(" ", link);
    });
    return cell;
  };
  const readings = (trials, names, show) => {
    const sides = trials.map((trial) => new Map(trial?.readings.map((entry) => [entry[0], entry]) ?? []));
    const graders = [...new Set(sides.flatMap((side) => [...side.keys()]))];
    const marks = (grader) => new Set(sides.filter((side) => side.has(grader)).map((side) => side.get(grader)[2]));
    const telling = (grader) => marks(grader).has("fail") || marks(grader).has("broke") || marks(grader).size > 1;
    const row = (grader) => make("tr", { "data-grader": grader, class: marks(grader).size > 1 ? "" : "same-row" },
      make("th", { scope: "row" }, grader, make("span", { class: "sub" }, sides.find((side) => side.has(grader)).get(grader)[1])),
      ...sides.map((side, place) => reading(place, names[place], side.get(grader), show)));
    const table = (chosen) => make("table", { class: "readings plain" }, make("caption", { class: "reader" }, "Readings"), heads(["Grader", ...names], 1), make("tbody", {}, ...chosen.map(row)));
    const informs = (grader) => sides.some((side) => ["informs", "own playbook"].includes(side.get(grader)?.[1]));
    const first = graders.filter(telling).sort((a, b) => informs(a) - informs(b) || marks(b).size - marks(a).size);
    const calm = graders.filter((grader) => !telling(grader));
    return [
      first.length ? table(first) : make("p", { class: "muted" }, "Nothing failed."),
      calm.length ? make("details", { class: "fold same-row" }, make("summary", {}, `${calm.length} passed or not applicable`), table(calm)) : null,
    ].filter(Boolean);
  };
  const quotesOf = (trial, where) => (trial?.readings ?? []).flatMap(([grader, , mark, , , quotes]) =>
    quotes.map(([quote, source, line], place) => ({ grader, quote, source, line, mark, place })).filter((each) => where(each.source)));

  /* A scenario's evidence: a trial of both sides */
  const renderings = new WeakMap();
  const render = async (section, index, grader = null) => {
    const place = section.dataset.place;
    const indexes = section.dataset.trials.split(" ").filter(Boolean).map(Number);
    if (!indexes.length) return;
    const state = renderings.get(section) ?? { pair: labels.length > 1 ? [0, 1] : [0], only: false };
    renderings.set(section, state);
    state.index = index ?? state.index ?? indexes[0];
    state.shared ??= await load(`evidence-${place}`);
    const stored = await load(`evidence-${place}-${state.index}`);
    const target = section.querySelector(".trials");
    if (!state.shared || !stored) {
      target.replaceChildren(make("p", { class: "muted" }, "This trial is left out to keep the page small; `audition export --evidence` writes it."));
      return;
    }
    const both = joined(stored, state.shared.texts);
    const trials = state.pair.map((side) => both[side]);
    const show = (key) => {
      target.querySelectorAll(".shown").forEach((element) => element.classList.remove("shown"));
      const found = marksWith(target, (each) => each === key);
      found.forEach((element) => element.classList.add("shown"));
      found[0]?.scrollIntoView({ block: "center" });
    };
    const names = state.pair.map((side) => labels[side]);
    const wrap = trials.length > 1 ? "two" : "one";
    const parts = [controls(section, state, indexes), jumps(target),
      make("div", { class: wrap }, ...trials.map((trial, side) => head(names[side], state.index, trial))),
      make("h4", {}, "Readings"), ...readings(trials, names, show),
      make("h4", {}, "Output")];
    const paths = [...new Set(trials.flatMap((trial) => trial?.files.map(([path]) => path) ?? []))];
    const keyed = (side, each) => ({ ...each, key: keyOf(side, each.grader, each.place) });
    for (const path of paths) {
      const files = trials.map((trial) => trial?.files.find(([name]) => name === path)?.[1]);
      const texts = files.map((file) => Array.isArray(file) ? `(${file[0]}, ${file[1]} bytes: not kept as text)` : file);
      const quotes = trials.map((trial, side) => quotesOf(trial, (source) => source !== "final_message" && source !== "transcript").map((each) => keyed(side, each)));
      parts.push(make("p", { class: "file-name" }, path), outputs(texts, names, quotes));
    }
    const final = trials.map((trial, side) => quotesOf(trial, (source) => source === "final_message").map((each) => keyed(side, each)));
    parts.push(make("p", { class: "file-name" }, "final message"), outputs(trials.map((trial) => trial?.final), names, final));
    parts.push(make("h4", {}, "Transcript"), make("div", { class: wrap }, ...trials.map((trial, side) => make("div", {}, make("h5", {}, names[side]), ...(trial?.turns ?? []).map(turn)))));
    parts.push(make("h4", {}, "What the agent was given"), ...state.shared.inputs.map(given));
    target.replaceChildren(...parts);
    only(target, state.only);
    if (grader !== null) focusOn(target, grader);
  };
  const jumps = (target) => make("nav", { class: "jumps", "aria-label": "Jump to" },
    ...["Readings", "Output", "Transcript", "What the agent was given"].map((part) => {
      const link = make("button", { type: "button" }, part);
      link.addEventListener("click", () => [...target.querySelectorAll("h4")].find((head) => head.textContent === part)?.scrollIntoView());
      return link;
    }));
  const given = ([path, text]) => make("details", { class: "fold" }, make("summary", {}, path), make("pre", { class: "code", tabindex: "0" }, typeof text === "string" ? text : `${text[0]}, ${text[1]} bytes`));
  const only = (target, on) => {
    target.querySelectorAll(".same-row").forEach((row) => { row.hidden = on; });
    target.querySelectorAll(".gap").forEach((row) => { row.hidden = !on; });
  };
  const focusOn = (target, grader) => {
    const row = [...target.querySelectorAll("tr[data-grader]")].find((element) => element.dataset.grader === grader);
    row?.classList.add("shown");
    row?.closest("details:not(.scenario)")?.setAttribute("open", "");
    marksWith(target, (each) => each.split("|")[1] === grader).forEach((element) => element.classList.add("shown"));
    (row ?? target).scrollIntoView({ block: "center" });
  };
  const choice = (label, options, chosen, change) => {
    const select = make("select", {}, ...options.map(([value, text]) => make("option", { value, selected: value === chosen }, text)));
    select.addEventListener("change", () => change(Number(select.value)));
    return make("label", {}, `${label} `, select);
  };
  const controls = (section, state, indexes) => {
    const box = make("input", { type: "checkbox", class: "only", checked: state.only });
    box.addEventListener("change", () => { state.only = box.checked; only(section, state.only); });
    const sides = labels.map((label, side) => [side, label]);
    return make("div", { class: "controls" },
      choice("Trial", indexes.map((index) => [index, `#${index}`]), state.index, (index) => render(section, index)),
      ...(labels.length > 2 ? state.pair.map((side, at) => choice(at ? "Right" : "Left", sides, side, (chosen) => { state.pair[at] = chosen; render(section); })) : []),
      labels.length > 1 ? make("label", {}, box, " only what differs") : null);
  };
  for (const scenario of scenarios) {
    scenario.addEventListener("toggle", () => { if (scenario.open && !renderings.has(scenario)) render(scenario); });
  }

  /* #s/scenario, #s/scenario/trial, #s/scenario/trial/grader */
  const follow = async () => {
    const [kind, id, index, ...grader] = location.hash.slice(1).split("/").map(decodeURIComponent);
    const section = kind === "s" && scenarios.find((scenario) => scenario.dataset.scenario === id);
    if (!section) return;
    section.hidden = false;
    const chosen = index === undefined ? null : Number(index);
    const rendered = render(section, chosen, grader.length ? grader.join("/") : null);
    section.open = true;
    await rendered;
    if (!grader.length) section.scrollIntoView();
    section.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);
  follow();
})();
