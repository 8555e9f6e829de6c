// Only what pages can do without: the progress of an upload, printing, and one click per button.
"use strict";

function uploadWithProgress(form) {
  const bar = form.querySelector("[data-progress]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    bar.hidden = false;
    const request = new XMLHttpRequest();
    const shown = bar.querySelector("progress");
    request.upload.addEventListener("progress", (moved) => {
      if (moved.lengthComputable) shown.value = (100 * moved.loaded) / moved.total;
    });
    // The answer is the next page, with its errors where there are any.
    request.addEventListener("load", () => showPage(request));
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.getAttribute("action") || window.location.href);
    request.send(new FormData(form));
  });
}

function showPage(request) {
  const made = new DOMParser().parseFromString(request.responseText, "text/html");
  document.title = made.title;
  document.querySelector("main").replaceWith(made.querySelector("main"));
  enhance();
  const wrong = document.querySelector("[data-wrong]") || document.querySelector("h1");
  wrong.setAttribute("tabindex", "-1");
  wrong.focus();
}

function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}

function enhance() {
  document.querySelectorAll("main form[data-upload]").forEach(uploadWithProgress);
  document.querySelectorAll("main form[method=post]:not([data-upload])").forEach(once);
  document.querySelectorAll("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}

enhance();
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form").forEach((form) => delete form.dataset.sent);
});
