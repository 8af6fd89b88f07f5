// Keeps an open page true: replaces what changed, counts what passes, and takes back its green when nothing confirms it.
(() => {
  'use strict';
  const root = document.documentElement;
  const main = document.getElementById('main');
  const voice = document.getElementById('live');
  const library = document.currentScript.dataset.signalr;
  const path = root.dataset.path;
  if (!path || !voice) return;

  const words = voice.dataset;
  const POLL = 20_000, TRUST = 120_000, GRACE = 15_000;
  const loaded = Date.now();
  let version = Number(root.dataset.version);
  let shownAt = Date.parse(root.dataset.confirmed);
  let confirmed = shownAt;
  let heard = Math.min(loaded, confirmed);
  let skew = 0, connected = false, attempts = 0, refreshing = null;

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const region = id => main.querySelector(`[data-region="${CSS.escape(id)}"]`);
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const jitter = ms => ms * (0.75 + Math.random() / 2);

  function clock(ms) {
    return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: root.dataset.zone }).format(ms);
  }

  function span(ms) {
    const minutes = Math.max(1, Math.floor(ms / 60_000)), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    const two = (a, x, b, y) => a + x + (b ? ` ${b}${y}` : '');
    return days ? two(days, words.d, hours % 24, words.h) : hours ? two(hours, words.h, minutes % 60, words.m) : minutes + words.m;
  }

  // ---- what passes by itself

  function tick() {
    const now = Date.now() + skew;
    for (const el of all('[data-since]')) say(el, span(now - Date.parse(el.dataset.since)));
    for (const el of all('[data-due]')) {
      const late = now - Date.parse(el.dataset.due);
      const turned = late >= 0 && !el.classList.contains('late');
      el.classList.toggle('late', late >= 0);
      say(el.querySelector('.when'), late >= 0 ? el.dataset.says : '');
      say(el.querySelector('.by'), late >= 0 ? fill(words.late, span(late)) : '');
      if (turned) announce([el.innerText]);
    }
    trust();
  }

  function say(el, text) {
    if (el && el.textContent !== text) el.textContent = text;
  }

  // A page that was opened from a copy gets some seconds to ask before it doubts itself.
  function trust() {
    const doubt = Date.now() - heard > TRUST && Date.now() - loaded > GRACE;
    const at = clock(confirmed);
    const line = document.getElementById('confirmed');
    const turned = doubt !== document.body.classList.contains('unconfirmed');
    if (line) say(line, fill(doubt || 'unheld' in line.dataset ? words.not : line.dataset.holds, at));
    document.body.classList.toggle('unconfirmed', doubt);
    for (const el of all('.state.ok, h1[data-calm]')) {
      if (doubt && !('was' in el.dataset)) {
        el.dataset.was = el.innerHTML;
        el.textContent = el.matches('h1') ? fill(words.not, at) : `? ${words.unknown}`;
      } else if (!doubt && 'was' in el.dataset) {
        el.innerHTML = el.dataset.was;
        delete el.dataset.was;
      }
    }
    if (turned && doubt) announce([fill(words.not, at)]);
  }

  function confirm(text) {
    const at = Date.parse(text);
    if (!(at > confirmed)) return;
    confirmed = at;
    heard = Date.now();
    const off = at - heard;
    skew = Math.abs(off) > 30_000 ? off : 0;
    trust();
  }

  function announce(texts) {
    const text = texts.map(t => t.replace(/\s+/g, ' ').trim()).filter(Boolean).join('. ').slice(0, 800);
    if (!text) return;
    voice.textContent = '';
    setTimeout(() => { voice.textContent = text; }, 100);
  }

  // ---- replacing in place

  function apply({ regions, order, version: next, confirmedAt }) {
    if (order.some(id => !(id in regions) && !region(id))) return refresh();
    const known = new Set(all('[data-update]').map(keyOf));
    const title = main.querySelector('h1')?.dataset.was ?? main.querySelector('h1')?.innerHTML;
    const hold = all('[data-region], [data-update]').find(el => el.getBoundingClientRect().top >= 0);
    const held = hold && { is: hold.dataset.update ? `[data-update="${hold.dataset.update}"]` : `[data-region="${hold.dataset.region}"]`, top: hold.getBoundingClientRect().top };

    for (const el of all('[data-region]')) if (!order.includes(el.dataset.region)) el.remove();
    for (const [i, id] of order.entries()) if (id in regions) put(id, regions[id], order.slice(i + 1));
    arrange(order);

    version = next;
    root.dataset.version = next;
    if (confirmedAt) shownAt = Math.max(shownAt, Date.parse(confirmedAt));
    tick();
    confirm(confirmedAt);
    tellNews(known, title);
    const still = held && main.querySelector(held.is);
    if (still) scrollBy({ top: still.getBoundingClientRect().top - held.top, behavior: 'instant' });
  }

  function put(id, html, following) {
    const template = document.createElement('template');
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    const old = region(id);
    if (!old) {
      fresh.classList.add('new');
      const after = following.map(region).find(Boolean);
      return after ? after.before(fresh) : all('[data-region]').at(-1).after(fresh);
    }
    for (const open of all('details[open]', old)) {
      const same = fresh.querySelector(`[data-update="${open.closest('[data-update]')?.dataset.update}"] details`);
      if (same) same.open = true;
    }
    const focused = old.contains(document.activeElement) && markOf(document.activeElement);
    old.replaceWith(fresh);
    if (focused) {
      const target = all('a, summary', fresh).find(el => markOf(el) === focused) ?? fresh;
      if (target === fresh) fresh.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
  }

  function arrange(order) {
    const present = all('[data-region]');
    if (present.every((el, i) => el.dataset.region === order[i])) return;
    const end = present.at(-1).nextSibling;
    for (const id of order) main.insertBefore(region(id), end);
    const line = document.getElementById('confirmed');
    if (line) region(order[0]).after(line);
  }

  function tellNews(known, title) {
    const news = [];
    const h1 = main.querySelector('h1');
    if (h1 && h1.innerHTML !== title && !('was' in h1.dataset)) {
      h1.classList.add('new');
      news.push(h1.innerText);
    }
    for (const el of all('[data-update]').filter(el => !known.has(keyOf(el)))) {
      el.classList.add('new');
      news.push(`${el.closest('article')?.querySelector('h1, h2')?.innerText}: ${el.querySelector('.said').innerText}`);
    }
    announce(news);
  }

  const keyOf = el => el.dataset.update + el.dataset.at;
  const markOf = el => `${el.tagName} ${el.getAttribute('href')} ${el.closest('[data-update]')?.dataset.update}`;

  // ---- where news comes from

  function refresh() {
    // Everybody is told at once; not everybody may come at once.
    return refreshing ??= wait(Math.random() * 3000).then(fetchPage).catch(() => {}).finally(() => { refreshing = null; });
  }

  async function fetchPage() {
    const answer = await fetch(path, { cache: 'no-cache' });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const found = all('[data-region]', page);
    const { version: next, confirmed: at } = page.documentElement.dataset;
    if (!next || found.length === 0) return;
    apply({
      regions: Object.fromEntries(found.map(el => [el.dataset.region, el.outerHTML])),
      order: found.map(el => el.dataset.region), version: Number(next), confirmedAt: at,
    });
  }

  async function poll() {
    const answer = await fetch('/api/v2/status.json', { cache: 'no-store' });
    if (!answer.ok) return;
    const { page } = await answer.json();
    if (Date.parse(page.updated_at) > shownAt) await refresh();
    confirm(answer.headers.get('x-confirmed-at'));
  }

  async function keepPolling() {
    for (;;) {
      await wait(jitter(POLL));
      if (!connected) await poll().catch(() => {});
    }
  }

  function load() {
    return new Promise((done, failed) => {
      if (window.signalR) return done();
      const script = document.createElement('script');
      script.src = library;
      script.onload = done;
      script.onerror = () => { script.remove(); failed(new Error(library)); };
      document.head.append(script);
    });
  }

  async function connect() {
    try {
      await load();
      const hub = new signalR.HubConnectionBuilder().withUrl('/live').configureLogging(signalR.LogLevel.None).build();
      const closed = new Promise(done => hub.onclose(done));
      hub.on('regions', apply);
      hub.on('confirmed', news => {
        if (news.version !== version) refresh();
        confirm(news.confirmedAt);
      });
      hub.on('stale', refresh);
      await hub.start();
      try {
        await hub.invoke('Watch', path, version);
        connected = true;
        attempts = 0;
        await closed;
      } finally {
        connected = false;
        await hub.stop();
      }
    } catch { /* The next attempt comes below, and polling goes on meanwhile. */ }
  }

  async function keepConnected() {
    for (;;) {
      await connect();
      await wait(jitter(Math.min(30_000, 1000 * 2 ** attempts++)));
    }
  }

  root.classList.add('following');
  setInterval(tick, 5000);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    tick();
    if (!connected) poll().catch(() => {});
  });
  tick();
  keepPolling();
  keepConnected();
})();
