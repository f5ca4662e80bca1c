// Shows what the form would change while it is being filled in. The server does the
// sums; without this file the Preview button does the same.
const form = document.getElementById("rules");

async function preview() {
  const data = new FormData(form);
  data.set("preview", "1");
  const answer = await fetch(form.action, { method: "POST", body: data });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("preview");
  if (fresh) document.getElementById("preview").replaceChildren(...fresh.childNodes);
}

form.addEventListener("change", preview);
