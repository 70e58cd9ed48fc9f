// Sets the theme that the user chose before anything is painted. Not a module: modules run after the first paint.
try {
  const theme = localStorage.getItem("nats-web.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden to the page; then the system's theme it is.
}
