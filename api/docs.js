// Sends the form of one route to this very server and shows what came back.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const shown = form.parentElement.querySelector(".answer");
    const query = new URLSearchParams();
    for (const box of form.querySelectorAll("input:checked")) query.set(box.name, "true");
    const text = form.querySelector("textarea");
    const asked = { method: form.dataset.method };
    if (text) {
      asked.body = text.value;
      asked.headers = { "content-type": "application/json" };
    }
    if ("key" in form.dataset) {
      asked.headers = { ...asked.headers, "idempotency-key": String(Math.random()) };
    }
    shown.hidden = false;
    shown.textContent = "…";
    try {
      const address = form.dataset.path + (query.size ? "?" + query : "");
      const answer = await fetch(address, asked);
      let body = await answer.text();
      try {
        body = JSON.stringify(JSON.parse(body), null, 2);
      } catch {
        // Not JSON: shown as it came.
      }
      shown.textContent = answer.status + " " + answer.statusText + "\n\n" + body;
    } catch (error) {
      shown.textContent = "no answer: " + error.message;
    }
  });
}
