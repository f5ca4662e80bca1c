// Presses a heart without leaving the page, and says what has become of it. Without this
// file, or where the answer is not a yes, the form is sent as any other and the page says why.
const said = document.createElement("p");
said.className = "visually-hidden";
said.setAttribute("role", "status");
document.body.append(said);
const full = document.getElementById("hearts-full");

async function press(form, button) {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new FormData(form, button),
  });
  if (!answer.ok) throw new Error(answer.status);
  const told = await answer.json();
  said.textContent = told.said;
  if (String(told.full) === button.getAttribute("aria-pressed")) return;
  button.setAttribute("aria-pressed", told.full);
  button.value = told.full ? "0" : "1";
  full.dataset.many = Number(full.dataset.many) + (told.full ? 1 : -1);
  full.textContent = full.dataset.many;
}

// The second click of a double click is the first one, by mistake.
function once(event) {
  if (event.detail > 1) event.preventDefault();
}

for (const form of document.querySelectorAll(".heart")) {
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
