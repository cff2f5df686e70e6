// dashboards.mjs FOLDER FILE...: holds Grafana dashboards to the types that Grafana publishes (@grafana/schema), in each version
// that is installed under FOLDER/VERSION/node_modules, typescript beside it.
// Each file becomes a TypeScript literal of the type Dashboard, each panel's options one of its plugin's type: a misspelt
// or unknown key, a wrong type, a value outside an enumeration is a compiler error. Exit 1 with the errors.
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

const [folder, ...files] = process.argv.slice(2);
const ts = createRequire(resolve(folder) + "/")("typescript");

// The panel's name in Grafana, the folder and the file of its types; the alert list's are not published.
const PLUGINS = { stat: "Stat", table: "Table", timeseries: "TimeSeries", bargauge: "BarGauge", logs: "Logs" };
const UNTYPED = ["alertlist"];

function source(dashboard) {
  const lines = ['import type * as g from "@grafana/schema";'];
  for (const [id, name] of Object.entries(PLUGINS)) {
    lines.push(`import type * as ${id} from "./node_modules/@grafana/schema/dist/esm/raw/composable/${id}/panelcfg/x/${name}PanelCfg_types.gen";`);
  }
  lines.push(
    `import type * as loki from "./node_modules/@grafana/schema/dist/esm/raw/composable/loki/dataquery/x/LokiDataQuery_types.gen";`,
    // JSON has the values of an enumeration, not its members; Grafana fills in what is left out of options
    "type Json<T> = T extends string ? `${T}` : T extends number | boolean | null | undefined ? T : T extends (infer U)[] ? Json<U>[] : T extends object ? { [K in keyof T]: Json<T[K]> } : T;",
    "type Part<T> = T extends (infer U)[] ? Part<U>[] : T extends object ? { [K in keyof T]?: Part<T[K]> } : T;",
    // graphTooltip, refresh and the like are numbers in JSON and numeric enumerations in the types: these fit by themselves
    `const dashboard: Json<Omit<g.Dashboard, "panels">> = ${JSON.stringify({ ...dashboard, panels: undefined }, null, 1)};`,
  );
  dashboard.panels.forEach((panel, n) => {
    const { options, targets = [], fieldConfig, ...rest } = panel;
    lines.push(`const panel${n}: Json<Omit<g.Panel, "options" | "targets" | "fieldConfig">> = ${JSON.stringify(rest)};`);
    if (UNTYPED.includes(panel.type)) return;
    if (!PLUGINS[panel.type]) throw new Error(`${panel.title}: panel type ${panel.type} is not one that is checked`);
    const { custom, ...defaults } = fieldConfig.defaults;
    lines.push(`const options${n}: Part<Json<${panel.type}.Options>> = ${JSON.stringify(options)};`);
    lines.push(`const fields${n}: Json<Omit<g.FieldConfigSource, "defaults">> = ${JSON.stringify({ overrides: fieldConfig.overrides })};`);
    lines.push(`const defaults${n}: Json<Omit<g.FieldConfig, "custom">> = ${JSON.stringify(defaults)};`);
    if (custom) lines.push(`const custom${n}: Part<Json<${panel.type}.FieldConfig>> = ${JSON.stringify(custom)};`);
    targets.forEach((t, i) => lines.push(`const query${n}_${i}: Json<loki.LokiDataQuery> = ${JSON.stringify(t)};`));
  });
  return lines.join("\n");
}

let failed = false;
const versions = readdirSync(folder).filter((name) => name.startsWith("grafana"));
if (versions.length !== 2) throw new Error(`${folder}: two versions of Grafana are due, there are ${versions}`);
for (const version of versions) {
  for (const file of files) {
    const name = resolve(folder, version, "check.ts");
    const text = source(JSON.parse(readFileSync(file, "utf8")));
    const options = { noEmit: true, strict: true, skipLibCheck: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022, types: [] };
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (path, language) => (path === name ? ts.createSourceFile(path, text, language) : read(path, language));
    const exists = host.fileExists.bind(host);
    host.fileExists = (path) => path === name || exists(path);
    for (const d of ts.getPreEmitDiagnostics(ts.createProgram([name], options, host))) {
      const line = d.file ? text.split("\n")[d.file.getLineAndCharacterOfPosition(d.start).line].slice(0, 60) : "";
      console.error(`${version}: ${file.split("/").pop()}: ${line}: ${ts.flattenDiagnosticMessageText(d.messageText, " ").slice(0, 300)}`);
      failed = true;
    }
  }
}
process.exit(failed ? 1 : 0);
