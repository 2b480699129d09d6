// @ts-check
/* Words around numbers: every phrase of the page that carries a figure is made here, in the language of the view. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** By language; one is dear to make. @type {Record<string, Intl.PluralRules>} */
  const PLURALS = {};

  /**
   * The texts of a language, and phrases made of them.
   * @param {Pick<Data, "words" | "units" | "locales"> & Partial<Data>} data the page's data @param {Lang} lang
   * @returns {Formatter}
   */
  function phrases(data, lang) {
    const locale = data.locales[lang];
    const word = (/** @type {string} */ key) => data.words[key]?.[lang] ?? data.words[key]?.en;
    const number = (/** @type {number} */ value, /** @type {number|undefined} */ decimals = undefined) =>
      kcn.format.number(value, locale, decimals);
    const parse = (/** @type {string} */ text) => kcn.format.parse(text, locale);
    const date = (/** @type {string|null} */ iso) => kcn.format.date(iso, locale);
    const units = kcn.fold.units(data.units);
    /** Made when something is sorted. @type {Intl.Collator|undefined} */
    let collator;

    /**
     * A text with its {places} filled; {n:site|sites} is the form that goes with the number n. messages.py does so too.
     * Words that the language lacks are English.
     * @param {string} key @param {Record<string, any>} [values]
     */
    function t(key, values = {}) {
      const text = word(key);
      if (text === undefined) return key;
      const used = lang in data.words[key] ? lang : "en";
      return text.replace(
        /\{(\w+)(?::([^}]*\|[^}]*))?\}/g,
        (whole, name, /** @type {string|undefined} */ forms) => {
          if (!(name in values)) return whole;
          return forms ? form(forms.split("|"), String(values[name]), used) : values[name];
        },
      );
    }

    /**
     * The form that goes with a number as it is written. languages.py has the rule.
     * @param {string[]} forms @param {string} shown @param {Lang} used the language of the forms
     */
    function form(forms, shown, used) {
      const rules = (PLURALS[used] ||= new Intl.PluralRules(used, { maximumFractionDigits: 20 }));
      const known = rules.resolvedOptions().pluralCategories;
      const order = ["zero", "one", "two", "few", "many"].filter((one) => known.some((category) => category === one));
      return forms[order.indexOf(rules.select(parse(shown) ?? NaN))] ?? forms[forms.length - 1];
    }

    /**
     * The text of the language, or of the first one that has it; a text without languages as it is.
     * @param {Localized} text
     */
    function localized(text) {
      if (!text || typeof text === "string") return text || "";
      return [lang, ...(data.languages || []), ...Object.keys(text)].map((one) => text[one]).find(Boolean) || "";
    }

    /** A text with the days that it names written as the reader writes them. @param {string|null} text */
    function dated(text) {
      return text && text.replace(/\b\d{4}-\d\d-\d\d\b/g, date);
    }

    /**
     * How long ago a day was: "hơn 5 năm trước"; "" for less than a month. Of a month, a year or an interval it is its
     * end, and what is told the least.
     * @param {string} iso @param {Date} now
     */
    function age(iso, now) {
      const months = kcn.format.months(iso, now), isOver = !/^\d+-\d+-\d+$/.test(iso);
      if (months < 1) return "";
      if (months < 24) return t(isOver ? "page.over_months_ago" : "page.months_ago", { n: number(months) });
      const years = isOver || months % 12 ? "page.over_years_ago" : "page.years_ago";
      return t(years, { n: number(Math.floor(months / 12)) });
    }

    /** "31-12-2020, hơn 5 năm trước" @param {string|null} iso */
    function dateAndAge(iso) {
      return iso && [date(iso), age(iso, new Date())].filter(Boolean).join(", ");
    }

    /** An area's name on a label, without the kind of unit that goes without saying. @param {Localized} name */
    function short(name) {
      return units.label(localized(name));
    }

    /** A place's name within a sentence: "tỉnh Hòa Bình". @param {Localized} name */
    function place(name) {
      return units.inSentence(localized(name));
    }

    /** What areas are called, where there is little room for it. @param {Localized} names */
    function abbreviated(names) {
      return units.abbreviated(localized(names));
    }

    /** "57,6 %", "570,53 ha", "3" @param {number} value @param {string} unit @param {number} [decimals] */
    function quantity(value, unit, decimals) {
      const text = number(value, decimals);
      return unit ? text + "\u00a0" + unit : text;
    }

    /**
     * A measure's value in words: "ít nhất 570,53 ha", "không có", "chưa xác định được".
     * @param {Measure} measure @param {Value} value
     */
    function value(measure, value) {
      const [figure, , , atLeast] = value;
      const isCount = measure.aggregation === "count";
      if (!isCount && kcn.classes.classify(value, measure) === kcn.classes.NONE) return t("page.none");
      if (figure === null) return t(isCount ? "page.unknown" : "page.no_figure");
      const text = quantity(figure, isCount ? "" : measure.unit, measure.decimals);
      return atLeast ? t("page.at_least", { value: text }) : text;
    }

    /**
     * A published figure: "khoảng 1.500 ha"; years and texts have no digits to group.
     * @param {Figure} figure @param {string} unit
     */
    function published(figure, unit) {
      if (typeof figure.value !== "number") return dated(figure.value);
      const text = /_year$/.test(figure.attribute || "") ? String(figure.value) : quantity(figure.value, unit);
      const qualifier = figure.qualifier && figure.qualifier !== "exact" ? t("qualifier." + figure.qualifier) : "";
      return qualifier ? qualifier + " " + text : text;
    }

    /** Unit of an attribute: of a column, the atlas' own, or that of a total. @param {string} attribute */
    function unit(attribute) {
      return word("unit." + attribute) ?? (data.totals || []).find((one) => one.id === attribute)?.unit ?? "";
    }

    /**
     * A cell of a site's row by the type of its column; null where it is not known. As shown_cell in static.py.
     * @param {Field} field @param {any} value @param {string} unit
     */
    function cell({ type, words }, value, unit) {
      if (value === null) return null;
      if (type === "enum") return t(words + "." + value);
      if (type === "date") return date(value);
      if (typeof value === "string") return type === "url" ? value : dated(value);
      return type === "year" ? String(value) : quantity(value, unit);
    }

    /** What a site's occupancy is a share of, and its date; "" where there is no occupancy. @param {Site} site */
    function baseAndDate(site) {
      if (site.occupancy_pct === null) return "";
      return [site.occupancy_base && t("base." + site.occupancy_base), date(site.occupancy_as_of)]
        .filter(Boolean)
        .join(", ");
    }

    /** @param {Site} site */
    function area(site) {
      return site.area_planned_ha === null ? t("page.no_area") : quantity(site.area_planned_ha, "ha");
    }

    /** "KCN Lương Sơn, khu công nghiệp, đang hoạt động, 83 ha" @param {Site} site */
    function siteName(site) {
      return [localized(site.name), t("kind." + site.kind), t("status." + site.status), area(site)].join(", ");
    }

    /** The limits of a class: "50 – dưới 100". @param {Measure} measure @param {[number|null, number|null]} limits */
    function limits(measure, [lower, upper]) {
      const text = (/** @type {number} */ x) => number(x, measure.decimals);
      if (upper === null) return t("page.from", { limit: text(lower ?? 0) });
      if (measure.whole && upper - (lower ?? 0) === 1) return text(lower ?? 0);
      if (lower === null) return t("page.below", { limit: text(upper) });
      return measure.whole
        ? text(lower) + " – " + text(upper - 1)
        : t("page.between", { lower: text(lower), upper: text(upper) });
    }

    return {
      t,
      localized,
      dated,
      age,
      dateAndAge,
      place,
      abbreviated,
      short,
      lang,
      number,
      parse,
      date,
      get collator() {
        return (collator ||= new Intl.Collator(lang));
      },
      quantity,
      value,
      published,
      unit,
      cell,
      datedBy: data.dated_by || {},
      baseAndDate,
      area,
      siteName,
      limits,
    };
  }

  kcn.phrases = phrases;
})(globalThis);
