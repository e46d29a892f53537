// The page can be read without this script; it switches, searches, sorts and compares.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const made = (tag, text, name) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  };
  const dataOf = (id) => ($(id) ? JSON.parse($(id).textContent) : null);
  const english = $("english");
  const say = (zh, en) => (english.checked ? en : zh);
  const whenSwitched = [];

  // Language: what CSS cannot switch.
  function speak() {
    document.documentElement.lang = say("zh-CN", "en");
    for (const option of all("option[data-zh]")) option.textContent = say(option.dataset.zh, option.dataset.en);
    whenSwitched.forEach((tell) => tell());
  }
  english.addEventListener("change", speak);

  // Views: one at a time, named in the address.
  const views = all(".view");
  function show() {
    const wanted = document.querySelector(`.view${CSS.escape(location.hash) && location.hash.length > 1 ? "#" + CSS.escape(location.hash.slice(1)) : ""}`) || views[0];
    for (const view of views) view.classList.toggle("current", view === wanted);
    for (const link of all("nav a")) {
      if (link.hash === "#" + wanted.id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (wanted.id === "comparison") prepareComparison();
    scrollTo(0, 0);
  }
  addEventListener("hashchange", show);

  // Searching: show what has the text, and say how many.
  function filter(items, keeps, said) {
    let n = 0;
    for (const item of items) {
      const kept = keeps(item);
      item.classList.toggle("out", !kept);
      n += kept;
    }
    said.textContent = say(`${n} 项`, `${n} found`);
  }

  function prepareKeywords() {
    const by = $("keywords-by"), search = $("keywords-search");
    if (!by) return;
    const update = () => {
      for (const panel of all(".panel")) panel.classList.toggle("current", panel.id === "keywords-" + by.value);
      const text = search.value.trim().toLowerCase();
      const has = (element) => element.textContent.toLowerCase().includes(text);
      filter(all(".panel.current .card"), (card) => has(card.querySelector("h4")) || all(".term", card).some(has), $("keywords-found"));
    };
    by.addEventListener("change", update);
    search.addEventListener("input", update);
    whenSwitched.push(update);
  }

  function prepareSlogans() {
    const type = $("slogans-type"), search = $("slogans-search");
    if (!type) return;
    const rows = all("#slogans-table tbody tr");
    const update = () => {
      const text = search.value.trim().toLowerCase();
      const keeps = (row) => (!type.value || row.dataset.type === type.value) && row.cells[0].textContent.toLowerCase().includes(text);
      filter(rows, keeps, $("slogans-found"));
    };
    type.addEventListener("change", update);
    search.addEventListener("input", update);
    whenSwitched.push(update);
  }

  // Sorting: a click on the head of a column, numbers downwards first.
  function sort(table, head, column) {
    const isNumber = head.classList.contains("number");
    const up = head.getAttribute("aria-sort") === (isNumber ? "descending" : null) || head.getAttribute("aria-sort") === "descending";
    for (const other of all("th", table)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = (row) => {
      const cell = row.cells[column], text = (cell.querySelector("summary") || cell).textContent.trim();
      return isNumber ? (text ? Number(text) : -Infinity) : text;
    };
    const rows = all("tbody tr", table).map((row) => [key(row), row]);
    const order = isNumber ? (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) : (a, b) => a[0].localeCompare(b[0], "zh");
    rows.sort((a, b) => (up ? order(a, b) : order(b, a)));
    table.tBodies[0].append(...rows.map((pair) => pair[1]));
  }

  function prepareSorting() {
    for (const table of all("table.sortable")) {
      all("thead th:not(.fixed)", table).forEach((head) => {
        const button = made("button", "");
        button.type = "button";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => sort(table, head, head.cellIndex));
      });
    }
  }

  // Topics: the terms for another λ, as they were ranked beforehand.
  function prepareRelevance() {
    const slider = $("relevance"), ranked = dataOf("relevance-data");
    if (!slider) return;
    slider.addEventListener("input", () => {
      const value = Number(slider.value).toFixed(1);
      $("relevance-value").textContent = value;
      for (const list of all(".terms")) {
        list.replaceChildren(...ranked[value][list.dataset.topic].map(([text, share, width]) => {
          const item = made("li", ""), term = made("span", "", "term"), fill = made("span", "", "fill");
          fill.style.width = width + "%";
          term.append(fill, made("b", text));
          item.append(term, made("span", share, "value"));
          return item;
        }));
      }
    });
  }

  // Comparison: log-odds with an informative Dirichlet prior, as rn.keyness computes it.
  let compared = false;
  function prepareComparison() {
    const data = compared ? null : dataOf("comparison-data");
    compared = true;
    if (!data) return;
    const by = $("comparison-by"), target = $("comparison-target"), reference = $("comparison-reference");
    const countsOf = (group) => {
      const counts = new Float64Array(data.terms.length);
      let at = 0;
      group.gaps.forEach((gap, k) => { at += gap; counts[at] = group.counts[k]; });
      return counts;
    };
    const option = (value, zh, en) => {
      const item = made("option", say(zh, en));
      Object.assign(item, { value });
      Object.assign(item.dataset, { zh, en });
      return item;
    };
    const kind = () => data.kinds.find((one) => one.by === by.value);
    const fill = () => {
      const groups = kind().groups.map((group) => [group.id, group.zh, group.en]);
      target.replaceChildren(...groups.map((group) => option(...group)));
      reference.replaceChildren(option("", "其余全部", "All others"), ...groups.map((group) => option(...group)));
      target.value = by.value === data.start.by ? data.start.group : groups[groups.length - 1][0];
    };
    const update = () => {
      const groups = kind().groups;
      const a = groups.find((group) => group.id === target.value), b = groups.find((group) => group.id === reference.value);
      const said = $("comparison-said");
      if (a === b) { said.textContent = say("请选不同的两组", "Choose two different groups"); return; }
      said.textContent = "";
      const ours = countsOf(a);
      const others = b ? countsOf(b) : data.all.map((n, k) => n - ours[k]);
      const rows = logOdds(data, ours, others, a.words, b ? b.words : data.total - a.words);
      $("comparison-a").textContent = say(a.zh, a.en);
      $("comparison-b").textContent = b ? say(b.zh, b.en) : say("其余全部", "All others");
      drawKeyness(data, rows);
      const up = rows.filter((row) => row.effect > 0), down = rows.filter((row) => row.effect < 0);
      fillRows("comparison-up", up.slice(0, data.most.rows));
      fillRows("comparison-down", down.slice(0, data.most.rows));
    };
    by.append(...data.kinds.map((one) => option(one.by, one.zh, one.en)));
    by.value = data.start.by;
    fill();
    by.addEventListener("change", () => { fill(); update(); });
    target.addEventListener("change", update);
    reference.addEventListener("change", update);
    whenSwitched.push(() => { if ($("keyness").dataset.own) update(); });
  }

  function logOdds(data, ours, others, nOurs, nOthers) {
    const words = nOurs + nOthers, rows = [];
    data.terms.forEach((term, k) => {
      const n = ours[k], m = others[k];
      if (!(n + m)) return;
      const used = (n + m) / words, more = (n * nOthers - m * nOurs) / words;
      let effect = 0, ratio = 0, squared = 0;
      for (const [share, total, sign] of [[used, nOurs, 1], [used, nOthers, -1], [1 - used, nOurs, -1], [1 - used, nOthers, 1]]) {
        const chance = Math.max((1 + data.prior) * total * share, 1e-9), off = sign * more / chance, log = Math.log1p(off);
        effect += sign * log;
        ratio += chance * (Math.abs(off) < 1e-3 ? off * off * (1 / 2 - off * (1 / 6 - off * (1 / 12 - off / 20))) : (1 + off) * log - off);
        squared += 1 / chance;
      }
      const error = ratio ? Math.abs(effect) / Math.sqrt(2 * ratio) : Math.sqrt(squared);
      rows.push({ term, n, m, effect, error, z: effect / error, perN: 10000 * n / nOurs, perM: 10000 * m / nOthers });
    });
    return rows.sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
  }

  const signed = (value, digits) => (value < 0 ? "-" : "+") + Math.abs(value).toFixed(digits);

  function fillRows(id, rows) {
    $(id).tBodies[0].replaceChildren(...rows.map((row) => {
      const line = made("tr", "");
      const limits = [row.effect - 1.959964 * row.error, row.effect + 1.959964 * row.error].map((value) => signed(value, 2)).join(" … ");
      const cells = [row.n, row.m, row.perN.toFixed(1), row.perM.toFixed(1), signed(row.effect, 2), limits, signed(row.z, 1)];
      line.append(made("td", row.term), ...cells.map((cell) => made("td", cell, "number")));
      return line;
    }));
  }

  function drawKeyness(data, rows) {
    const { width, height, left, right, top, bottom } = data.frame, shown = rows.slice(0, data.most.points);
    const often = shown.map((row) => Math.log10(Math.max(row.perN, row.perM))), effects = shown.map((row) => row.effect);
    const scale = (values, start, end) => {
      const low = Math.min(...values), high = Math.max(...values), room = 0.06 * (high - low) || 0.5;
      const at = (value) => start + (end - start) * (value - low + room) / (high - low + 2 * room);
      return Object.assign(at, { low: low - room, high: high + room });
    };
    const x = scale(often, left, width - right), y = scale(effects, height - bottom, top);
    const svg = $("keyness"), space = "http://www.w3.org/2000/svg";
    const draw = (tag, fields, text = "") => {
      const element = document.createElementNS(space, tag);
      for (const [name, value] of Object.entries(fields)) element.setAttribute(name, typeof value === "number" ? +value.toFixed(1) : value);
      if (text) element.textContent = text;
      return element;
    };
    const axes = [];
    const span = y.high - y.low, power = 10 ** Math.floor(Math.log10(span / 6)), step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((k) => k >= span / 6 * 0.999);
    for (let k = Math.ceil(y.low / step); k <= Math.floor(y.high / step); k++) {
      axes.push(draw("line", { class: "grid", x1: left, x2: width - right, y1: y(k * step), y2: y(k * step) }));
      axes.push(draw("text", { x: left, dx: -6, y: y(k * step), "text-anchor": "end" }, String(+(k * step).toFixed(6))));
    }
    for (let power = Math.floor(x.low); power <= Math.ceil(x.high); power++) {
      for (const times of [1, 2, 5]) {
        const at = power + Math.log10(times);
        if (at >= x.low && at <= x.high) axes.push(draw("text", { x: x(at), y: height - bottom, dy: 14, "text-anchor": "middle" }, String(+(10 ** at).toPrecision(6))));
      }
    }
    axes.push(draw("line", { class: "zero", x1: left, x2: width - right, y1: y(0), y2: y(0) }));
    const side = (row) => (Math.abs(row.z) < data.sure ? "weak" : row.z > 0 ? "target" : "reference");
    const dots = shown.map((row, k) => {
      const dot = draw("circle", { class: side(row), cx: x(often[k]), cy: y(row.effect), r: 3.5 });
      dot.append(draw("title", {}, `${row.term}　${row.n} : ${row.m}　${signed(row.effect, 2)}`));
      return dot;
    });
    const spots = placed(data, shown.map((row, k) => [x(often[k]), y(row.effect), row.term]), [width, height - bottom]);
    const anchors = { left: "start", center: "middle", right: "end" };
    const labels = spots.map(([k, [dx, dy, align]]) => draw("text", { class: side(shown[k]), x: x(often[k]) + dx, y: y(effects[k]) + dy, "text-anchor": anchors[align] }, shown[k].term));
    svg.querySelector(".axes").replaceChildren(...axes);
    svg.querySelector(".marks").replaceChildren(...dots, ...labels);
    svg.dataset.own = "1";
  }

  // Where labels stand beside points without touching each other, strongest first, as in spots.py.
  function placed(data, points, [width, height]) {
    const dots = points.map(([x, y]) => [x - 4, y - 4, x + 4, y + 4]), names = [], found = [];
    const free = (box, taken) => box[0] >= 0 && box[1] >= 0 && box[2] <= width && box[3] <= height
      && !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
    points.slice(0, data.most.labels).forEach(([x, y, term], k) => {
      let wide = 0;
      for (const character of term) wide += (character.codePointAt(0) > 0x2e80 ? 1 : 0.62) * data.character;
      const boxes = data.spots.map(([dx, dy, align]) => {
        const start = x + dx - { left: 0, center: wide / 2, right: wide }[align];
        return [start, y + dy - 7, start + wide, y + dy + 7];
      });
      for (const taken of [[...names, ...dots], [...names, ...dots.slice(0, data.most.labels)]]) {
        const spot = boxes.findIndex((box) => free(box, taken));
        if (spot >= 0) { names.push(boxes[spot]); found.push([k, data.spots[spot]]); break; }
      }
    });
    return found;
  }

  document.documentElement.classList.add("scripted");
  prepareKeywords();
  prepareSlogans();
  prepareSorting();
  prepareRelevance();
  show();
  speak();
})();
