// @ts-check
/* Runs before anything is drawn, and says to the style sheets what can be shown until the page's map is there. */
(function () {
  "use strict";
  const page = document.documentElement;
  page.dataset.scripted = "1";
  page.dataset.loading = "key panel filters places sheets"; // what the app has yet to fill; it takes each word away
  page.toggleAttribute("data-embed", /[#&]embed=1(&|$)/.test(location.hash));
  // The drawn picture shows the plain view. A link may ask for another: then it is better to show none.
  page.toggleAttribute("data-plain", /^(#(lang=\w*)?)?$/.test(location.hash));
})();
