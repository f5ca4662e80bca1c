// Saves a favourite without leaving the page, and announces it. Without this file, or where
// the call fails, the form is sent as any other and the page says why.
const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);
const count = document.getElementById("favourites-count");

async function press(form, button) {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new FormData(form, button),
  });
  if (!answer.ok) throw new Error(answer.status);
  const result = await answer.json();
  status.textContent = result.message;
  if (String(result.saved) === button.getAttribute("aria-pressed")) return;
  button.setAttribute("aria-pressed", result.saved);
  button.value = result.saved ? "0" : "1";
  count.dataset.many = Number(count.dataset.many) + (result.saved ? 1 : -1);
  count.textContent = count.dataset.many;
}

// The second click of a double click is the first one, by mistake.
function once(event) {
  if (event.detail > 1) event.preventDefault();
}

for (const form of document.querySelectorAll(".favourite")) {
  form.addEventListener("click", once);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    try {
      await press(form, button);
    } catch {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: button.name, value: button.value });
      form.append(field);
      form.submit();
    }
  });
}
