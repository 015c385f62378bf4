// Sentences in the language of the person; the same files serve the report.
export const languages = { de: "Deutsch", fr: "Français", it: "Italiano", en: "English" };

let sentences = {};
export let language = "en";

export async function loadTexts() {
  const wishes = [stored("language"), ...navigator.languages.map(wish => wish.slice(0, 2).toLowerCase())];
  language = wishes.find(wish => wish in languages) ?? "en";
  const answer = await fetch(`app/texts/${language}.json`);
  sentences = await answer.json();
  document.documentElement.lang = language;
}

export function t(key, ...values) {
  const sentence = sentences[key] ?? key;
  return sentence.replace(/\{(\d)\}/g, (_, place) => values[place] ?? "");
}

export const has = key => key in sentences;

export function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // a browser that keeps nothing
  }
}

export function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It holds for this page then.
  }
}

const locale = () => `${language}-CH`;

/** A number as the Swiss write it; "–" when it was not measured. */
export function number(value, digits = 0) {
  return value === null || value === undefined
    ? "–"
    : new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export const amperes = (value, digits = 0) => value === null || value === undefined ? "–" : `${number(value, digits)} A`;

export const moment = at => new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));

export const clock = at => new Intl.DateTimeFormat(locale(), { timeStyle: "short" }).format(new Date(at));
