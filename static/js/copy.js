// Copies the code of a voucher and says so. Without this file, or where the browser has no
// clipboard to offer, there is no button and the code is selected with one click.
for (const box of document.querySelectorAll("[data-copy]")) {
  const said = box.querySelector("[role=status]");
  const shown = box.parentElement.querySelector("code");

  async function copy() {
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(box.dataset.copy);
      said.textContent = box.dataset.done;
    } catch {
      if (shown) getSelection().selectAllChildren(shown);
      said.textContent = box.dataset.failed;
    }
  }

  box.querySelector("button").addEventListener("click", copy);
  box.hidden = !navigator.clipboard;
}
