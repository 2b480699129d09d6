import js from "@eslint/js";
import globals from "globals";

const careful = {
  eqeqeq: "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-eval": "error",
};

export default [
  js.configs.recommended,
  {
    files: ["src/kcn_map/page/assets/js/**/*.js", "src/kcn_map/serve/assets/*.js"],
    languageOptions: {
      sourceType: "script",
      ecmaVersion: 2022,
      globals: { ...globals.browser, L: "readonly", module: "readonly" },
    },
    rules: {
      ...careful,
      "no-restricted-properties": ["error",
        { property: "innerHTML", message: "Data go on the page as text only." },
        { property: "outerHTML", message: "Data go on the page as text only." },
        { property: "insertAdjacentHTML", message: "Data go on the page as text only." }],
    },
  },
  {
    files: ["tests/js/*.js"],
    languageOptions: { sourceType: "commonjs", ecmaVersion: 2022, globals: globals.node },
    rules: careful,
  },
  { ignores: [".venv/", ".venv-floors/", ".venv-peers/", "output/"] },
];
