// Appended to a copy of a page that stands in a frame: tells the page around it, in one line, what is wrong
// with it at that width.
addEventListener('load', () => {
  const faults = [];
  const shown = e => e.getClientRects().length > 0;
  const box = t => t.getBoundingClientRect();
  const apart = (a, b) => a.right <= b.left + 0.5 || b.right <= a.left + 0.5
    || a.bottom <= b.top + 2 || b.bottom <= a.top + 2; // boxes have room above and below letters
  let drawings = 0, texts = 0, smallest = 1000;

  document.querySelectorAll('details').forEach(d => { d.open = true; });
  for (const svg of document.querySelectorAll('figure > svg')) {
    if (!shown(svg)) continue;
    drawings++;
    const where = svg.parentElement.id, paper = box(svg), scale = paper.width / svg.viewBox.baseVal.width;
    const all = [...svg.querySelectorAll('text')].map(t => ({
      text: t.textContent, box: box(t), size: parseFloat(getComputedStyle(t).fontSize) * scale }));
    if (all.length < 3) faults.push(where + ': hardly any text');
    all.forEach((a, i) => {
      texts++;
      smallest = Math.min(smallest, a.size);
      if (a.box.left < paper.left - 0.5 || a.box.right > paper.right + 0.5 || a.box.top < paper.top - 1
          || a.box.bottom > paper.bottom + 1)
        faults.push(where + ': "' + a.text + '" leaves the drawing');
      for (const b of all.slice(i + 1))
        if (!apart(a.box, b.box)) faults.push(where + ': "' + a.text + '" over "' + b.text + '"');
    });
  }
  for (const figure of document.querySelectorAll('figure')) {
    const visible = [...figure.querySelectorAll(':scope > svg')].filter(shown).length;
    if (visible === 0 && !figure.querySelector('.why')) faults.push(figure.id + ': empty without a reason');
    if (visible > 1) faults.push(figure.id + ': drawn twice');
    if (!figure.querySelector('figcaption li') && !figure.querySelector('.why'))
      faults.push(figure.id + ': no caption');
  }
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) faults.push('an id twice');
  for (const e of document.querySelectorAll('[aria-labelledby]'))
    for (const id of e.getAttribute('aria-labelledby').split(' '))
      if (!document.getElementById(id)) faults.push('nothing has the id ' + id);
  for (const a of document.querySelectorAll('a'))
    if (!document.getElementById(a.getAttribute('href').slice(1))) faults.push('a link to nowhere');
  if (document.scripts.length !== 1) faults.push('a script');
  if (document.querySelector('link, img, iframe, object, embed, image, use, [onerror], [onload]'))
    faults.push('an element that loads something');
  if (performance.getEntriesByType('resource').length) faults.push('something was loaded');
  const levels = [...document.querySelectorAll('h1, h2, h3')].map(h => +h.tagName[1]);
  if (levels.filter(l => l === 1).length !== 1 || levels.some((l, i) => l > (levels[i - 1] || 0) + 1))
    faults.push('headings skip a level');
  if (!document.querySelector('main') || !document.querySelector('header')
      || !document.querySelector('footer')) faults.push('a landmark is missing');
  const beyond = document.documentElement.scrollWidth - innerWidth;
  if (beyond > 0) {
    const e = [...document.querySelectorAll('body *')].find(x => shown(x) && box(x).right > innerWidth + 0.5);
    faults.push('wider than the window by ' + beyond + (e ? ': ' + e.tagName + ' ' + e.textContent.slice(0, 60) : ''));
  }
  if (drawings && smallest < 11) faults.push('text of ' + smallest.toFixed(1) + ' pixels');
  parent.postMessage(((faults.length ? 'faults: ' + faults.slice(0, 6).join('; ') : 'no faults')
    + ' | ' + innerWidth + ' wide, ' + drawings + ' drawings, ' + texts + ' texts').replace(/\s+/g, ' '), '*');
});
