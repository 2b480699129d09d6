/* The types that the page's scripts share: the data as page/data.py and page/records.py make them, the view, and what
   each script adds to `kcn`. For the checker alone; nothing of it is in the page. */

/** A BCP 47 tag. */
type Lang = string;
type Facet = "kind" | "status" | "area" | "parent";
type Limit = "min_area" | "max_area" | "min_occupancy" | "max_occupancy" | "min_vacant" | "within";
/** [lon, lat] in degrees, WGS 84. */
type LonLat = [number, number];
type Ring = LonLat[];
type Polygon = Ring[];
type Look = "light" | "dark";
type ClassId = number | "none" | "nodata";
/** A text in the languages that it is there in, or one that has no language. */
type Localized = Record<Lang, string | null> | string | null | undefined;
/** value, sites that report, sites there are, is a lower bound, sites that may lie there, sites of unknown status */
type Value = [number | null, number, number, boolean, number, number];
/** What an element is filled with: nodes, texts, lists of them; null, undefined and false are left out. */
type Content = Node | string | number | null | undefined | false | 0 | Content[];
type Attributes = Record<string, unknown> | null;

// ── data ──

interface Observation {
  attribute: string;
  value: number | string;
  qualifier: string | null;
  as_of: string | null;
  source: string;
  as_of_basis: string | null;
  adopted: boolean;
  note: Localized;
}
/** A published figure: an observation, or a total. */
type Figure = Pick<Observation, "value" | "qualifier"> & { attribute?: string };
interface Source {
  id: string;
  title: string;
  publisher: string | null;
  url: string | null;
  published: string | null;
  kind: string;
  published_note: Localized;
}
interface Aggregation {
  aggregation: "count" | "sum" | "share" | "weighted_mean" | "minimum" | "maximum" | "median";
  kind: string | null;
  status: string[] | null;
  field: string | null;
  weight: string | null;
}
interface Measure extends Aggregation {
  id: string;
  title: Localized;
  unit: string;
  decimals: number;
  /** Every value is a whole number. */
  whole: boolean;
  breaks: number[];
  palette: string;
  note: Localized;
}
/** An area of a level; of a level of names alone its code and names. */
interface Area {
  code: string;
  name: Localized;
  other_names?: string[];
  label: LonLat;
  values: Record<string, Value>;
  sites: string[];
  area_official_km2?: number | null;
  area_note?: Localized;
  seat?: { name: Localized; lonlat: LonLat } | null;
  observations?: Observation[];
  /** The codes of the areas that it is a part of. */
  parents?: string[];
  /** The names of the areas that went into it. */
  made_of?: string[];
}
/** An administrative division: its areas, all with polygons, or names alone. The first is what the page opens with. */
interface Level {
  id: string;
  name: Localized;
  name_plural: Localized;
  valid_from: string | null;
  valid_until: string | null;
  /** The level that its areas are parts of. */
  parent: string | null;
  is_mapped: boolean;
  areas: Area[];
  /** Of the sites that lie in no known area; not of the first level. */
  unassigned: { values: Record<string, Value>; sites: string[] } | null;
}
interface Province {
  code: string;
  name: Localized;
  ended_on: string | null;
  administration: Localized;
  values: Record<string, Value>;
  sites: string[];
  observations: Observation[];
}
/** A row of the table of sites, by column. */
type Row = Record<string, any>;
interface Site {
  /** By the name of a column, for what is chosen at run time. */
  [column: string]: any;
  id: string;
  /** As it stands in the table, for the downloads. */
  row: Row;
  kind: string;
  name: Record<Lang, string>;
  other_names: string[];
  /** Names of areas that became, or were made of, those it lies in, where that is known of any site. */
  places?: string[];
  /** The code of its area of the first level, and of the one that this is a part of. */
  area: string | null;
  parent: string | null;
  status: string;
  identified: boolean;
  lonlat: LonLat | null;
  polygon: "Polygon" | "MultiPolygon" | null;
  location_uncertainty_m: number | null;
  area_planned_ha: number | null;
  area_industrial_ha: number | null;
  area_vacant_ha: number | null;
  /** Vacant land as a source states it, else as it is estimated. */
  vacant_ha: number | null;
  occupancy_pct: number | null;
  occupancy_as_of: string | null;
  projects_total: number | null;
  projects_operating: number | null;
  sources: Record<string, string[]>;
  observations: Observation[];
}
/** A site in the page's data: its flat row, and what has no column. */
interface SiteRecord {
  [key: string]: any;
  row: Row;
}
/** A site that has a place on the map. */
type Placed = Site & { lonlat: LonLat };
interface Total {
  id: string;
  title: Localized;
  unit: string;
  aggregation: Aggregation | null;
  value: number;
  qualifier: string | null;
  as_of: string | null;
  source: string;
  note: Localized;
  layers: Value | null;
  difference: number | null;
  agrees: boolean | null;
  is_history: boolean;
  why: Localized;
}
interface Town {
  name: Record<Lang, string>;
  full_name: Localized;
  kind: string | null;
  lonlat: LonLat;
}
interface BaseLine {
  name: Localized;
  ref?: string | null;
  class?: string | null;
  accuracy_m?: number | null;
  /** Texts in the page, decoded when the base map is drawn. */
  lines: Ring[];
}
interface Neighbour {
  code: string;
  name: Localized;
  levels: string[];
}
interface Topology {
  scale: number;
  arcs: string;
  layers: Record<string, { keys: string[]; counts: string; from: number; arcs: string }>;
}
interface Units {
  before: { word: string; typed: string[]; label: string }[];
  after: { word: string; label: string }[];
}
/** A kind of sites; `symbol` is an outline, `phrases` are what people call it. */
interface Kind {
  id: string;
  symbol: string;
  is_round: boolean;
  phrases: string[];
}
/** A column of a site's row; `words` is the section of the words of an enumeration. */
interface Field {
  name: string;
  type: string;
  words: string | null;
}
interface Data {
  kinds: Kind[];
  hash: string;
  version: string;
  title: Localized;
  as_of: string;
  data_until: string;
  languages: Lang[];
  contact: string | null;
  public_url: string | null;
  /** The fragment of each saved view, with its title. */
  views?: { title: Localized; view: string }[];
  disclaimer: Localized;
  attribution: Localized[];
  province: Province;
  words: Record<string, Record<Lang, string>>;
  locales: Record<Lang, Locale>;
  units: Units;
  palettes: Record<string, Record<Look, string[]>>;
  /** The first step of a ramp on which names have the colour of their halo. */
  inverse_from: Record<string, Record<Look, number>>;
  measures: Measure[];
  levels: Level[];
  /** Which attributes a source column is of. */
  cited: Record<string, string[]>;
  dated_by: Record<string, string>;
  canvas_threshold: number;
  fields: Field[];
  /** Columns that the card of a site lists by their types. */
  facts: string[];
  /** Its fields that sites can be filtered by. */
  filters: string[];
  /** The fields of the atlas in their groups, as the card lists them. */
  groups: { name: Localized; fields: string[] }[];
  /** Place → the columns of sites that are shown there, in order. */
  chosen: { table: string[]; sheet: string[] };
  sites: Site[];
  sources: Source[];
  totals: Total[];
  topology: Topology;
  neighbours: Neighbour[];
  base: { water: BaseLine[]; roads: BaseLine[]; towns: Town[] };
}

// ── state and view ──

interface State {
  measure: string;
  level: string;
  lang: Lang;
  kind: string[];
  status: string[];
  /** Codes of areas of the first level, and of those that they are parts of. */
  area: string[];
  parent: string[];
  q: string;
  min_area: number | null;
  max_area: number | null;
  min_occupancy: number | null;
  max_occupancy: number | null;
  /** Hectares of vacant land, stated or estimated. */
  min_vacant: number | null;
  /** A key of places.js, and how far from there a site may be, in kilometres. */
  near: string | null;
  within: number | null;
  /** Conditions on fields, as core/field-filter.js writes them. */
  fields: string | null;
  /** A column of the table, with "-" if it descends. */
  sort: string | null;
  /** The selected site, and the selected area: "level=code". */
  site: string | null;
  picked: string | null;
  /** At most four sites. */
  compare: string[];
  embed: boolean;
}
type Allowed = Record<string, string[]>;
/** Why a condition leaves out a site; `unknown`: the site's value is not known. */
interface Reason {
  condition: string;
  value: any;
  wanted: any;
  unknown: boolean;
}
interface Relaxation {
  condition: string;
  patch: Record<string, unknown>;
  ids: string[];
  value: string | number | null;
}
/** What is asked of a field: values, or the least and the most, "" for none. */
interface FieldCondition {
  name: string;
  isRange: boolean;
  parts: string[];
}
interface Found {
  ids: Set<string>;
  excluded: Map<string, Reason[]>;
  /** How many sites are left out for want of what alone: "area", "occupancy", "vacant", "place", "field". */
  unknown: Record<string, number>;
  /** By the ids of sites, where distances are asked for. */
  km: Map<string, number | null>;
}
/** Folded words of one text, and what a match in it costs. */
interface SearchText {
  cost: number;
  words: string[];
}
/** By the ids of sites; any place answers to the units, any text to the kind. */
interface Texts {
  of: Map<string, SearchText[]>;
  wordsOf: (text: string) => string[];
  units: string[];
  kinds: Record<string, string[]>;
}
/** Records by their keys; a key that is a text is one of the data's. */
interface Lookup<T> {
  get(key: string): T;
  get(key: string | null): T | undefined;
}
interface Index {
  site: Lookup<Site>;
  level: Lookup<Level>;
  /** By the id of a level. */
  areas: Record<string, Lookup<Area>>;
  measure: Lookup<Measure>;
  source: Lookup<Source | undefined>;
  /** The one kind of site there is, or any. */
  kind: string;
  texts: () => Texts;
}
/** Rows with their columns: titles, and the formats that Excel has for numbers. */
interface SheetOfRows {
  name: string;
  columns: { title: string; format: string }[];
  rows: any[][];
}
/** Texts and figures in one language. */
interface Formatter {
  lang: Lang;
  t(key: string, values?: Record<string, unknown>): string;
  localized(text: Localized): string;
  dated(text: string | null): string | null;
  age(iso: string, now: Date): string;
  dateAndAge(iso: string | null): string | null;
  place(name: Localized): string;
  abbreviated(names: Localized): string;
  short(name: Localized): string;
  number(value: number, decimals?: number): string;
  parse(text: string): number | null;
  collator: Intl.Collator;
  date(iso: string | null): string;
  quantity(value: number, unit: string, decimals?: number): string;
  value(measure: Pick<Measure, "aggregation" | "breaks" | "decimals" | "unit">, value: Value): string;
  published(figure: Figure, unit: string): string | null;
  unit(attribute: string): string;
  cell(field: Field, value: any, unit: string): string | null;
  /** Figure of a site → the column that dates it. */
  datedBy: Record<string, string>;
  baseAndDate(site: Site): string;
  area(site: Site): string;
  siteName(site: Site): string;
  limits(measure: Pick<Measure, "decimals" | "whole">, limits: [number | null, number | null]): string;
}
/** How a language writes numbers and dates: text/languages.py tells what stands where. */
interface Locale {
  group: string;
  decimal: string;
  day: string;
  month: string;
  months?: string[];
  alone?: string[];
  groups?: [number, number];
  digits?: string[];
  is_rtl?: boolean;
}
/** All that is drawn from one state. */
interface View {
  data: Data;
  index: Index;
  allowed: Allowed;
  state: State;
  isFirst: boolean;
  fmt: Formatter;
  measure: Measure;
  /** The level that is shown. */
  level: Level;
  readonly found: Found;
}
type Patch = Partial<Record<keyof State, unknown>>;
/** A part of the page that is drawn anew with each view. */
interface Part {
  update(view: View): Generator<void> | void;
}

// ── map ──

/** `home`: the zoom at which the whole province is in view. */
type AtlasMap = L.Map & { home: number; dragging: L.Handler & { moved(): boolean } };
interface Board {
  map: AtlasMap;
  isCalm: boolean;
  options(pane: string, className: string): L.PolylineOptions & L.CircleOptions;
  polygon(layer: string, key: string): L.LatLngTuple[][][];
  borders(lines: Float64Array[], className: string): L.Polyline;
  swap(ring: Ring): L.LatLngTuple[];
}
interface Point {
  x: number;
  y: number;
}
/** Centre and size, in pixels. */
interface Box extends Point {
  w: number;
  h: number;
}
/** West, north, east and south in units of a drawing, whose y runs down. */
type Edges = [number, number, number, number];
/** A polygon in units of a drawing: its rings, holes among them. */
interface Outline {
  /** x, y, x, y, … each. */
  rings: ArrayLike<number>[];
  edges: Edges;
}
/** The room that a name takes; from its left end to its first letter, and the size of that. */
interface LabelSize {
  w: number;
  h: number;
  start: number;
  letter: number;
}
/** A way to write a name: its lines, the factor of its letters' size, the height of a line. */
interface LabelForm extends LabelSize {
  lines: string[];
  factor: number;
  step: number;
  /** A line below the name. */
  value?: string;
}
/** A hub that may be told of in several places, the best first. */
interface HubLabel {
  kind: string;
  text: string;
  lonlat: LonLat;
  spots?(size: LabelSize): Point[];
}
/** An area to be named: where its name is wanted, and how large each of its forms is, the best first. */
interface LabelArea extends Outline {
  home: Point;
  forms: LabelSize[];
  isFirst: boolean;
}
/** A column of the table: its heading's key, or the level that it is of, what a cell shows, and what it sorts by. */
interface Heading {
  key: string;
  level?: Level;
  measure?: Measure;
}
interface Column<T = Site> extends Heading {
  name: string;
  isNumber?: boolean;
  /** The least comes first. */
  isUp?: boolean;
  isWide?: boolean;
  text(view: View, entry: T, hasUnit?: boolean): string | null;
  by?(entry: T, view: View): number | null;
  /** What stands below it in small letters. */
  more?(view: View, entry: T): string | false;
}
/** A section with a table: its id, the attribute of its rows, what it shows, and what a click on a name opens. */
interface Sheet<T> {
  id: string;
  hook: string;
  heading(view: View): string;
  lead(view: View, n: number): string;
  actions(view: View): Content;
  entries(view: View): T[];
  columnsOf(view: View): Column<T>[];
  /** The name of the column that it is sorted by, with "-" downwards. */
  order: { of(view: View): string; set(key: string): void };
  open(view: View, id: string, element: HTMLElement): void;
}
/** What areas do when they are touched, however they are drawn. */
interface AreaEvents {
  enter(area: Area, element: Element, e: PointerEvent): void;
  focus(area: Area, element: Element, at?: () => { clientX: number; clientY: number }): void;
  leave(): void;
  click(area: Area, element: Element): void;
  key(e: KeyboardEvent, area: Area, element: Element, list: Area[], walk: (next: Area) => void): void;
}
/** The areas of one level, drawn. */
interface AreaLayer extends Part {
  showing(): Generator<void> | void;
  remove(): void;
}

// ── the page ──

/** An area with its level, null for none. */
type Chosen = { level: Level; area: Area } | null;
/** What can be printed. */
type Sheets = "site" | "area" | "compare" | "all";

interface App {
  data: Data;
  topology: {
    polygons(layer: string, key: string): Polygon[];
    /** Each ring as lon, lat, lon, lat, … */
    rings(layer: string, key: string): number[][][];
    worldRings(layer: string, key: string): number[][][];
    outline(layer: string, key: string): Outline;
    place(layer: string, key: string): number;
    walk(layer: string, place: number, begin: (isOuter: boolean) => void, visit: (i: number) => void): void;
    world(): Float64Array;
    bounds(layer: string, keys: string[]): [number, number, number, number];
    lines(layer: string, isOuter: boolean): Float64Array[];
  };
  board: Board;
  hiddenLayers: Set<string>;
  view: View;
  areas: Part & {
    showing(level: Level): Generator<void> | void;
    border(): void;
    select(level: Level, area?: Area | null): void;
    light(level: Level, list: Area[], kind?: "hovered" | "focused" | "lit"): void;
  };
  markers: Part & {
    boxes(): (Point & { r: number, isSelected: boolean })[];
    isWithin(site: Placed, at: LonLat): boolean;
  };
  labels: { update(view: View): Generator<void>; place(): void; placing(): Generator<void> };
  legend: Part;
  tooltip: {
    move(e: { clientX: number; clientY: number }): void;
    hide(): void;
    area(area: Area, target: Element, e?: { clientX: number; clientY: number }): void;
    site(site: Site, target: Element): void;
  };
  answer: { show(view: View, site: Site | undefined, area: Area | null | undefined, level: Level): void };
  cardSheet: { handle(view: View): HTMLElement; show(size: "half" | "full" | ""): void };
  set(patch: Patch, isTyping?: boolean): void;
  announce(text: string): void;
  showHome(): void;
  fit(isAsked?: boolean): void;
  flyTo(site: Placed): void;
  reveal(at: L.LatLngExpression): void;
  follow(at: L.LatLngExpression): void;
  selectArea(level: Level, code: string, element: Element, isKey?: boolean): void;
  onlyHere(code: string): void;
  openArea(level: Level, code: string, element: Element): void;
  openSite(id: string, element: Element, isTap?: boolean): void;
  showCard(): void;
  closeCard(): void;
  compare(id: string): void;
  copy(text: string, done: string): Promise<void>;
  send(): Promise<void>;
  download(type: "csv" | "geojson" | "json" | "areas" | "xlsx" | "svg" | "png"): Promise<void>;
  print(sheet: Sheets): void;
}

/** What each script adds; areas-canvas.js is only in pages of very many areas. */
interface Kcn {
  fold: {
    fold(text: string): string;
    words(text: string): string[];
    units(known: Units): {
      label(name: string): string;
      inSentence(name: string): string;
      abbreviated(text: string): string;
      wordsOf(text: string): string[];
      words: string[];
    };
    capital(text: string): string;
  };
  format: {
    round(size: number, decimals: number): string;
    number(value: number, locale: Locale, decimals?: number): string;
    parse(text: string, locale: Locale): number | null;
    date(iso: string | null, locale: Locale): string;
    year(iso: string | null): number | null;
    months(iso: string, now: Date): number;
  };
  arcs: { decode(text: string, scale: number): Ring; reader(topology: Topology): App["topology"] };
  columnar: { unpack(value: any): any };
  state: {
    allowed(data: Data): Allowed;
    initial(values: Allowed): State;
    parse(fragment: string, values: Allowed): { state: State; problems: { key: string; value: string }[] };
    write(state: Record<string, any>, values: Allowed): string;
    link(view: Pick<View, "data" | "state" | "allowed">): string;
    only(area: string[], values: Allowed): string | null;
    isFiltered(state: State): boolean;
    isSwapped(low: number | null, high: number | null): boolean;
    largest(key: string): number;
    LIMITS: string[];
    RANGES: readonly (readonly [low: Limit, high: Limit, most: number])[];
    cleared(state: State): State;
    COMPARE_MAX: number;
  };
  search: {
    texts(data: Data): Texts;
    rank(sites: Site[], texts: Texts, query: string): Map<string, number>;
    oneTypo(wanted: string, word: string): boolean;
  };
  filter: {
    select(sites: Site[], state: State, texts: Texts, from?: LonLat | null): Found;
    facet(sites: Site[], state: State, texts: Texts, facet: Facet, from?: LonLat | null): Map<string, number>;
  };
  places: {
    lonlat(data: Data, key: string | null): LonLat | null;
    name(view: View, key: string): string;
    point(key: string): LonLat | null;
    keyOf(data: Data, town: Town): string;
  };
  why: { relaxations(state: State, excluded: Map<string, Reason[]>): Relaxation[] };
  classes: {
    NONE: "none";
    NO_DATA: "nodata";
    isRate(measure: Pick<Aggregation, "aggregation">): boolean;
    classify(value: Value, measure: Pick<Measure, "breaks" | "decimals">): ClassId;
    limits(measure: Pick<Measure, "breaks" | "aggregation">): [number | null, number | null][];
    colours(ramp: string[], count: number): string[];
    inverse(group: ClassId, measure: Measure, data: Data): Look[];
    LOOKS: readonly Look[];
    tally(values: Value[], measure: Pick<Measure, "breaks" | "decimals">): Map<ClassId, number>;
    rank(
      value: Value,
      all: Value[],
      measure: Pick<Measure, "aggregation" | "breaks" | "decimals">,
    ): { place: number; of: number } | null;
  };
  qr(text: string): boolean[][] | null;
  geo: {
    distanceKm(a: LonLat, b: LonLat): number;
    radiusM(hectares: number): number;
    inside(point: LonLat, rings: ArrayLike<number>[]): boolean;
    bounds(ring: Ring): [number, number, number, number];
    mercator(point: LonLat): Point;
    projection(
      bounds: [number, number, number, number],
      width: number,
      height: number,
      padding: number,
    ): { at(point: LonLat): Point; back(point: Point): LonLat; unitKm: number };
    scaleBarKm(most: number): number;
    metresPerPixel(lat: number, zoom: number): number;
    towards<T extends Point>(from: Point, candidates: T[], key: string): T | null;
  };
  declutter: {
    (markers: (Point & { r: number })[], least: number, isKept?: (place: Point, i: number) => boolean): Point[];
    away(homes: (Point & { r: number })[], least: number): number;
    positions(
      homes: (Point & { r: number })[], least: number, dot: number, isKept: (place: Point, i: number) => boolean,
    ): (Point & { r: number, away: number, target: number })[];
  };
  rows: {
    site(data: Pick<Data, "cited" | "levels">, record: SiteRecord): Site;
    cell(value: unknown): string;
    csv(data: Data, sites: Site[]): string;
    areas(data: Data, level: Level): string;
    geojson(sites: Site[], polygons: (key: string) => Polygon[]): string;
  };
  workbook(sheets: SheetOfRows[]): Promise<Blob>;
  sheets(view: View): SheetOfRows[];
  phrases(data: Pick<Data, "words" | "units" | "locales"> & Partial<Data>, lang: Lang): Formatter;
  coverage: {
    kindOf(sites: Site[]): string;
    of(view: View, measure: Measure, area: { values: Record<string, Value>; sites: string[] }): string;
    counted(fmt: Formatter, n: number, kind: string): string;
    sites(view: View, n: number): string;
    noneOf(fmt: Formatter, measure: Aggregation, kind: string): string;
    coverage(fmt: Formatter, measure: Aggregation, value: Value, members: Site[], kind: string): string;
    atLeast(fmt: Formatter, measure: Measure, values: Value[], kind: string): string;
  };
  levels: {
    codeOf(level: Level, site: Site): string;
    nameOf(view: View, level: Level, site: Site): string | null;
    picked(view: View): Chosen;
    alias(id: string): string;
    further(data: Data): Level[];
    filtered(data: Pick<Data, "levels">): Partial<Record<Facet, Level>>;
    counted(fmt: Formatter, level: Level, n: number): string;
    names(fmt: Formatter, level: Level): { name: string; names: string };
    title(fmt: Formatter, level: Level): string;
    one(view: View, level: Level): string;
    heading(view: View, level: Level): string;
    searched(fmt: Formatter, data: Data): string;
    isDim(view: View, level: Level, area: Area): boolean;
    ground(view: View, area: Area): string;
  };
  summary: { (view: View): string; scope(view: View): string };
  labelPlaces: {
    forms(text: string, size: number, width: (text: string) => number, isDense?: boolean): LabelForm[];
    valued(forms: LabelForm[], value: string, width: number): LabelForm[];
    arrange(areas: LabelArea[], frame: Edges, marks: Box[], taken: Box[]): (null | (Box & { form: number }))[];
    arranged(
      areas: LabelArea[], frame: Edges, marks: Box[], taken: Box[],
    ): Generator<[number, (null | (Box & { form: number }))?]>;
    outline(polygons: Polygon[], at: (point: LonLat) => Point): Outline;
    overlap(a: Box, b: Box): boolean;
    longest(w: BaseLine, _: number, all: BaseLine[]): boolean;
    midpoint(lines: Ring[]): LonLat;
  };
  turns: {
    next(): Promise<void>;
    pauses(): () => Promise<void>;
    run(tasks: (() => Generator<void> | void)[]): Promise<void>;
    each<T, R>(list: T[], make: (one: T, i: number) => R): Generator<void, R[]>;
    latest(work: () => Generator<void>): () => Generator<void>;
    all(steps: Generator<void> | void): void;
    painted(): Promise<void>;
  };
  dom: {
    html<K extends keyof HTMLElementTagNameMap>(
      tag: K,
      attributes?: Attributes,
      ...children: Content[]
    ): HTMLElementTagNameMap[K];
    svg<K extends keyof SVGElementTagNameMap>(
      tag: K,
      attributes?: Attributes,
      ...children: Content[]
    ): SVGElementTagNameMap[K];
    replaceChildren(element: Element, ...children: Content[]): void;
    preserveFocus(): () => void;
    showsFocus(element: Element): boolean;
    first(update: () => void, most?: number): { of<T>(entries: T[]): T[]; more(view: View, count: number): Content };
    byId(id: string): HTMLElement;
    goTo(part: HTMLElement, focused?: HTMLElement): void;
    keyCovers(): { left: number; bottom: number };
    button(text: Content, onclick: () => void, more?: Record<string, unknown>): HTMLButtonElement;
    cardHead(app: App, title: string, about: Content): HTMLElement;
    tableHead(texts: Content[], classOf?: (number: number) => string | null): HTMLElement;
    grid(heading: string, head: Content, rows: Content): HTMLElement;
    link(url: string | null, content: Content): HTMLElement;
    mail(contact: string, subject?: string): string;
    textWidth(text: string, font: string): number;
    symbols: Map<string, string>;
    shape(site: Pick<Site, "kind" | "area_planned_ha">, radius: number, extra?: string): SVGSVGElement;
  };
  map: {
    create(topology: App["topology"]): Board;
    base(
      board: Board,
      data: Data,
    ): { layers: Record<string, L.LayerGroup>; showNeighbours(level: string): Generator<void> };
  };
  parts: {
    of(data: Data, level: Level): Level | undefined;
    from(level: Level): number;
    create(app: App): Part;
  };
  areasCanvas?: {
    create(app: App, level: Level, events: AreaEvents): AreaLayer;
  };
  areas: {
    create(app: App): App["areas"];
    patterns(prefix: string): SVGDefsElement;
    name(view: View, area: Area): string;
  };
  markers: {
    MANY: number;
    create(app: App): App["markers"];
    radius(site: Site): number;
    drawn(sites: Site[]): Record<"unknownArea" | "sized" | "circled" | "bounded", Site | undefined>;
  };
  labels: { create(app: App): App["labels"]; valueOf(view: View, area: Area): string };
  hubs: { labels(app: App, frame: Edges): HubLabel[] };
  tooltip: {
    create(app: App): App["tooltip"];
    ofArea(view: View, area: Area, note?: Content): Content[];
    ofSite(view: View, site: Site): Content[];
  };
  answer: { create(app: App): App["answer"] };
  legend: { create(app: App): Part };
  tools: { create(app: App, base: Record<string, L.LayerGroup>): Part };
  picture(app: App, type: "svg" | "png"): Promise<Blob>;
  take: { create(app: App): Part & { box: HTMLElement }; embed(view: View): string };
  ask: {
    create(app: App): Part & { box: Element; sort: Element };
    notes(view: View): string;
  };
  bars: { create(app: App): Part };
  /** There where the atlas has fields. */
  fieldFilter: {
    fields(data: Data): Field[];
    choices(data: Data, field: Field): string[];
    allowed(data: Data): string[];
    parse(text: string | null): FieldCondition[];
    read(text: string, known: string[]): { value: string | null; unknown: string[] };
    isLimited(limits: string[], isDate: boolean): boolean;
    tests(text: string | null): ((site: Site) => Reason | null)[];
    changed(text: string | null, condition: FieldCondition): string | null;
    KEY: string;
  };
  fields: {
    groups(view: View, site: Site): Content;
    create(app: App): Part & { box: HTMLElement };
    relaxation(view: View, condition: string, told: Record<string, string>): string;
    reason(view: View, reason: Reason): string;
  };
  filters: {
    create(app: App): Part;
    reasonText(view: View, reason: Reason): string;
  };
  list: { create(app: App): Part };
  plot: {
    points(
      observations: Observation[],
      attribute: string,
    ): { year: number; value: number; isUsed: boolean; isEstimated: boolean }[];
    draw(fmt: Formatter, observations: Observation[], attribute: string): SVGSVGElement | null;
  };
  observations: {
    table(view: View, observations: Observation[]): Content;
    rows(view: View, observations: Observation[]): HTMLTableElement;
    sources(view: View, ids: string[]): Content;
    coded(view: View, text: string | null): Content;
    ofMeasure(view: View, measure: Measure, area: Area): Content[];
  };
  siteCard: {
    card(view: View, app: App, site: Site): HTMLElement;
    headline(view: View, site: Site): HTMLElement;
    body(view: View, site: Site): Content[];
    listed(view: View, rows: [string, Content][]): HTMLElement;
    fact(view: View, name: string, value: any): Content;
    note(view: View, site: Site, attribute: string, isDated?: boolean): Content;
  };
  siteLocation: {
    where(view: View, site: Site): Content;
    distances(view: View, site: Site): [string, number][];
  };
  areaCard: {
    card(view: View, app: App, level: Level, area: Area): HTMLElement;
    about(view: View, area: Area): string;
    figures(view: View, level: Level, area: Area): Content;
    onlyHere(view: View, app: App, area: Area): HTMLElement;
  };
  cardSheet: { create(): App["cardSheet"] };
  table: {
    create(app: App): Part;
    ofAreas(app: App): Part;
    title(view: View, column: Heading): string;
    columns(data: Data, names: string[]): Column[];
    inOrder(view: View): Site[];
    ordering(data: Data, key: string): Column | undefined;
    distance(view: View, site: Site, unit: string): string | null;
    vacant(view: View, site: Site, unit: string): string | null;
  };
  compare: { create(app: App): Part; rows(view: View, sites: Site[]): HTMLElement[] };
  totals: { create(app: App): Part };
  sources: { create(app: App): Part & { updateCite(view: View): void }; 
    address(view: View): string;
    citation(view: View): string;
    entry(view: View, source: Source): HTMLElement;
  };
  printMap: {
    draw(app: App, sites: Site[], chosen?: Chosen, isSmall?: boolean): SVGElement;
    north(view: View, x: number, looks: Record<string, string>): SVGElement;
  };
  print: { create(app: App): void };
  reading: {
    once<T>(make: () => T): () => T;
    data(lang: Lang): Generator<void, { data: Data; allowed: Allowed; index: Index }>;
  };
  head: { texts(view: View): void; choices(view: View): void; views(app: App): void; ways(): void };
  actions(app: App): void;
  app: App;
}

declare var kcn: Kcn;
