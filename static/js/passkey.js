// A passkey is made, or used, and sent with the form around the button.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.querySelector("button").addEventListener("click", async () => {
    const options = JSON.parse(document.getElementById("passkey-options").textContent);
    try {
      const credential = await window.webauthnJSON[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      // They have changed their mind, or the browser knows none.
      console.warn(error);
    }
  });
}
