// Shows what the form would change while it is being filled in. The server does the
// sums; without this file the Preview button does the same.
const form = document.getElementById("preview").closest("form");
let latest = new AbortController();

async function ask() {
  const data = new FormData(form);
  data.set("preview", "1");
  latest.abort(); // an answer to what stood there before must not arrive last
  latest = new AbortController();
  const question = { method: "POST", body: data, signal: latest.signal };
  const answer = await fetch(form.action, question);
  return answer.ok && !answer.redirected ? await answer.text() : "";
}

async function preview() {
  let html = "";
  try {
    html = await ask();
  } catch (stopped) {
    if (stopped.name !== "AbortError") throw stopped;
  }
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("preview");
  if (fresh) document.getElementById("preview").replaceChildren(...fresh.childNodes);
}

form.addEventListener("change", preview);
