// Colours of the charts, as in page.css. A scenario has its colour everywhere.
const light = {
  ink: "#22282e", soft: "#5a636c", line: "#e3e0d8", paper: "#fbfaf7", card: "#ffffff",
  scenario: ["#a8402e", "#2b6a99", "#2f7d68", "#8a6412", "#74508f", "#4e5a66"],
  ramp: ["#f6f1e7", "#dfc9a8", "#b9805b", "#7a2f22"], groups: ["#2f7d68", "#9cb8c9", "#c9c4b8", "#a8402e"],
};
const dark = {
  ink: "#e6e4df", soft: "#a7adb3", line: "#343a41", paper: "#16191d", card: "#1e2227",
  scenario: ["#e58a78", "#7db6e0", "#71c2aa", "#d9b45c", "#bf9fd8", "#a9b4bf"],
  ramp: ["#23272c", "#4d3f36", "#8c5a45", "#e58a78"], groups: ["#71c2aa", "#4d6a80", "#565b60", "#e58a78"],
};
const dashes = ["solid", [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [1, 4]];

export function theme(isDark) {
  const look = isDark ? dark : light;
  return {
    ...look,
    of: (i) => look.scenario[i % look.scenario.length],
    dash: (i) => dashes[i % dashes.length],
    text: { color: look.ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 },
  };
}
