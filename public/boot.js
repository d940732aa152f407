// Tells when the program cannot start: a file is missing, the network is gone, or the browser is too old. Until it
// starts there is nothing else on the page that could. Both languages, because the choice is made by the program.
const TEXTS = [
  ['en', 'Toolgrove could not start. Reload the page; if that does not help, this browser may be too old.', 'Reload'],
  ['zh-Hans', 'Toolgrove 无法启动。请重新加载页面；若仍无效，可能是浏览器版本过旧。', '重新加载'],
];

function tell() {
  const boot = document.getElementById('boot');
  if (!boot || boot.querySelector('[role=alert]')) return;
  const box = document.createElement('div');
  box.setAttribute('role', 'alert');
  for (const [lang, text, reload] of TEXTS) {
    const line = document.createElement('p');
    line.className = 'boot-note';
    line.lang = lang;
    const link = document.createElement('a');
    link.href = location.pathname + location.search;
    link.textContent = reload;
    line.append(text, ' ', link);
    box.append(line);
  }
  boot.append(box);
}

// A script that does not arrive fires `error` on its element, which only a capturing listener sees.
addEventListener('error', tell, true);
addEventListener('unhandledrejection', tell);
