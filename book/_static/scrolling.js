// Whatever scrolls sideways can be scrolled from the keyboard. The theme sees to code and tables; this to the rest.
function reachable() {
  for (const box of document.querySelectorAll("article .math, article figure")) {
    const scrolls = box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible";
    scrolls ? box.setAttribute("tabindex", "0") : box.removeAttribute("tabindex");
  }
}

// Equations get their width when MathJax has drawn them, figures when they are loaded or the window is resized.
window.addEventListener("load", () => {
  const widths = new ResizeObserver(reachable);
  document.querySelectorAll("article .math, article figure, article figure img").forEach((box) => widths.observe(box));
  window.MathJax?.startup?.promise?.then(() => {
    document.querySelectorAll("article mjx-container").forEach((box) => widths.observe(box));
    document.fonts.ready.then(reachable);
  });
});
