// Sorts a table by the column whose heading is pressed; pressing it again turns the order round.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const compare = { number: (a, b) => a - b, text: new Intl.Collator(undefined, { numeric: true }).compare };
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const number = heading.dataset.kind === "number";
      const now = heading.getAttribute("aria-sort");
      const next = now === "none" ? (number ? "descending" : "ascending")
        : now === "ascending" ? "descending" : "ascending";
      for (const other of headings) other.setAttribute("aria-sort", "none");
      heading.setAttribute("aria-sort", next);
      const value = (row) => number ? Number(row.cells[column].dataset.value) : row.cells[column].textContent.trim();
      const sign = next === "ascending" ? 1 : -1;
      const rows = [...body.rows];
      rows.sort((a, b) => sign * compare[heading.dataset.kind](value(a), value(b)));
      body.append(...rows);
    });
  });
}
