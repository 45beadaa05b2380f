"use strict";
document.documentElement.classList.add("scripts");

(() => {
  const tip = document.getElementById("tip");

  // Tables stand open where no script runs; here they wait beside their pictures, and open again for print.
  const tables = document.querySelectorAll("figure details");
  let opened = [];
  for (const table of tables) table.open = false;
  addEventListener("beforeprint", () => {
    opened = [...tables].filter((table) => !table.open);
    for (const table of opened) table.open = true;
  });
  addEventListener("afterprint", () => {
    for (const table of opened) table.open = false;
  });

  function paragraphs(parent, mark) {
    const lines = [["what", mark.what], ["package", mark.package], ["worth", mark.worth]];
    parent.replaceChildren(...lines.filter(([, text]) => text).map(([name, text]) => {
      const part = document.createElement("span");
      part.className = name;
      part.dir = "auto";
      part.textContent = text;
      return part;
    }));
  }

  function follow(event) {
    const room = 14;
    const { offsetWidth: width, offsetHeight: height } = tip;
    const across = event.clientX + room + width > innerWidth ? event.clientX - room - width : event.clientX + room;
    const down = event.clientY + room + height > innerHeight ? event.clientY - room - height : event.clientY + room;
    tip.style.left = `${Math.max(4, across)}px`;
    tip.style.top = `${Math.max(4, down)}px`;
  }

  function tooltip(_handler, event, _item, value) {
    tip.hidden = value == null || value === "";
    if (!tip.hidden) {
      paragraphs(tip, value);
      follow(event);
    }
  }

  /** Lets arrow keys step through the marks; returns what a new drawing of the same picture must call. */
  function keyboard(picture, pointed, marks) {
    let view = null;
    let at = -1;
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
    const show = (next) => {
      at = next;
      pointed.hidden = at < 0;
      if (at >= 0) paragraphs(pointed, marks[at]);
      view?.signal("focus", at).runAsync();
    };
    picture.tabIndex = 0;
    picture.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || marks.length === 0) return;
      if (event.key === "Escape") { tip.hidden = true; show(-1); }
      else if (event.key === "Home") show(0);
      else if (event.key === "End") show(marks.length - 1);
      else if (event.key in steps) {
        const start = at < 0 && steps[event.key] < 0 ? marks.length : at;
        show(Math.min(marks.length - 1, Math.max(0, start + steps[event.key])));
      } else return;
      event.preventDefault();
    });
    picture.addEventListener("blur", () => show(-1));
    return (drawn) => { view = drawn; };
  }

  /** How many columns the legend has room for. */
  function columns(picture, specification) {
    const most = specification.usermeta?.legendColumns ?? 4;
    return picture.clientWidth < 460 ? 1 : picture.clientWidth < 680 ? Math.min(2, most) : most;
  }

  async function draw(picture, specification) {
    const legend = specification.config.legend;
    legend.columns = columns(picture, specification);
    if (legend.columns === 1) legend.labelLimit = Math.max(200, picture.clientWidth - 120);
    const compiled = vegaLite.compile(specification, { logger: vega.logger(vega.Error) }).spec;
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      container: picture,
      expr: vegaInterpreter.expressionInterpreter,
      hover: true,
      logLevel: vega.Error,
      renderer: "svg",
      tooltip,
    });
    await view.runAsync();
    picture.querySelector("svg").setAttribute("aria-hidden", "true");
    return view;
  }

  async function stand(picture) {
    const specification = JSON.parse(document.getElementById(picture.dataset.specification).textContent);
    const pointed = picture.parentElement.querySelector(".pointed");
    const tell = keyboard(picture, pointed, specification.datasets.marks);
    let view = await draw(picture, specification);
    tell(view);
    const again = async () => {
      if (columns(picture, specification) === specification.config.legend.columns) return;
      view.finalize();
      view = await draw(picture, specification);
      tell(view);
    };
    addEventListener("resize", () => requestAnimationFrame(again));
  }

  for (const picture of document.querySelectorAll(".picture")) {
    stand(picture).catch((error) => {
      picture.classList.add("failed");
      picture.parentElement.querySelector("details").open = true;
      console.error(error);
    });
  }
})();
