// The browser's own way of sharing, where it has one; without it the links are there.
for (const box of document.querySelectorAll("[data-share]")) {
  const said = { title: box.dataset.title, text: box.dataset.text, url: box.dataset.share };

  async function share() {
    try {
      await navigator.share(said);
    } catch {
      // Nobody was chosen: that is an answer too.
    }
  }

  box.querySelector("button").addEventListener("click", share);
  box.hidden = !navigator.share;
}
