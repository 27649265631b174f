// The filter of a drift report's page. It stands in the page itself, so it does without the two characters that XML
// keeps for itself.
const form = document.getElementById("filter");
const words = form.querySelector("input");
const selects = Array.from(form.querySelectorAll("select"));
const status = form.querySelector("output");
// A row can stand for the same change of many operations.
const read = (row, text) => ({ row, text: text.toLowerCase(), count: Number(row.dataset.count || 1) });
const entries = Array.from(document.querySelectorAll(".area > .owner > ul > .c"), (row) => {
  const owner = row.parentNode.previousSibling.textContent;
  const fold = row.querySelector("details.with");
  // What is folded is looked for on its own.
  const text = fold ? row.textContent.replace(fold.textContent, " ") : row.textContent;
  const folded = Array.from(row.querySelectorAll(".c"), (row) => read(row, row.textContent));
  return { ...read(row, `${owner} ${text}`), fold, folded };
});
const all = entries.reduce((sum, entry) => sum + entry.count + entry.folded.length, 0);

function apply() {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const classes = selects.map((select) => select.value).filter(Boolean);
  const fits = ({ row, text }) =>
    classes.every((name) => row.classList.contains(name)) ? wanted.every((word) => text.includes(word)) : false;
  let shown = 0;
  for (const entry of entries) {
    const own = fits(entry);
    const found = entry.folded.map(fits);
    const some = found.includes(true);
    // A change stays above what follows from it, and one that fits alone keeps all that follows.
    entry.row.hidden = !(own || some);
    entry.folded.forEach(({ row }, at) => { row.hidden = some ? !found[at] : false; });
    shown += own ? entry.count : 0;
    shown += found.filter(Boolean).length;
    if (entry.fold) {
      const open = some ? !own : false;
      if (open) { entry.fold.open = true; entry.opened = true; }
      else if (entry.opened) { entry.fold.open = false; entry.opened = false; }
    }
  }
  for (const owner of document.querySelectorAll(".area > .owner")) owner.hidden = !owner.querySelector(":scope > ul > .c:not([hidden])");
  for (const area of document.querySelectorAll(".area")) area.hidden = !area.querySelector(".owner:not([hidden])");
  status.textContent = `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} changes`;
}

form.addEventListener("input", apply);
form.addEventListener("reset", () => setTimeout(apply));
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
apply();
