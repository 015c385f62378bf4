using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.SiteModel;

namespace Clemap.Edge.Commissioning;

/// <param name="ConfigurationHash">SHA-256 of edge.json as it stands on the disk.</param>
internal sealed record ReportFacts(
    EdgeConfiguration Configuration, string ConfigurationHash, IReadOnlyList<TestResult> Results, ReportOrder Order, string KeyId, DateTimeOffset At, string Language);

/// <summary>The commissioning report as one page that needs nothing beside it: to print, to keep, to sign.</summary>
internal static class ReportPage
{
    /// <summary>The only style of the page; the header that goes with it allows this one by its hash.</summary>
    public const string Style =
        "body{font:14px/1.45 system-ui,sans-serif;color:#191916;background:#fff;margin:2rem auto;max-width:50rem;padding:0 1rem}"
        + "h1{font-size:24px;margin:0 0 .5rem}h2{font-size:18px;margin:2rem 0 .5rem}table{border-collapse:collapse;width:100%}"
        + "caption{text-align:left;color:#55534b;padding:0 0 .3rem}th,td{border-bottom:1px solid #dcd9cf;padding:.3rem .6rem .3rem 0;text-align:left;vertical-align:top}"
        + "th{font-weight:600}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.failed{color:#b3201c;font-weight:600}.not-run{font-weight:600}code{font-size:12px;overflow-wrap:anywhere}"
        + "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.5rem;margin:0}dt{color:#55534b}dd{margin:0;overflow-wrap:anywhere}"
        + ".hand{margin-top:3rem;display:grid;grid-template-columns:1fr 1fr;gap:3rem}.hand p{border-top:1px solid #191916;padding-top:.3rem}"
        + "@media screen and (max-width:48rem){body{margin:1rem auto}table,caption,tbody,tr,td{display:block}tr:has(th){display:none}tr{border-bottom:1px solid #dcd9cf;padding:.4rem 0}td,td.n{border:0;padding:.1rem 0;text-align:left;overflow-wrap:anywhere}"
        + "td.none{display:none}td::before{content:attr(data-of) \": \";color:#55534b}dl,.hand{grid-template-columns:1fr;gap:0}.hand{margin-top:1rem}.hand p{margin-top:3rem}}"
        + "@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}";

    public static string Of(ReportFacts facts)
    {
        var text = Texts.In(facts.Language);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"{facts.Language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{E(text["report.title"])} {E(facts.Configuration.Serial)}</title>\n<style>{Style}</style>\n</head>\n<body>\n<h1>{E(text["report.title"])}</h1>\n");
        Facts(page, text, facts);
        Circuits(page, text, facts.Configuration);
        Stations(page, text, facts.Configuration);
        Results(page, text, facts);
        if (facts.Order.Remarks is { Length: > 0 } remarks)
            page.Append(CultureInfo.InvariantCulture, $"<h2>{E(text["report.remarks"])}</h2>\n<p>{E(remarks)}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"hand\"><p>{E(text["report.place-date"])}</p><p>{E(text["report.signature"])}: {E(facts.Order.Electrician)}</p></div>\n")
            .Append(CultureInfo.InvariantCulture, $"<p>{E(text["report.how-to-verify"])} <code>clemap-edge report verify</code></p>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Facts(StringBuilder page, Texts text, ReportFacts facts)
    {
        page.Append("<dl>\n");
        void Line(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                page.Append(CultureInfo.InvariantCulture, $"<dt>{E(text[key])}</dt><dd>{E(value)}</dd>\n");
        }
        Line("report.serial", facts.Configuration.Serial);
        Line("report.date", Time(facts.At));
        Line("report.electrician", facts.Order.Electrician);
        Line("report.company", facts.Order.Company);
        Line("report.software", Software.Version);
        Line("report.configuration-hash", facts.ConfigurationHash);
        Line("report.key", facts.KeyId);
        page.Append("</dl>\n");
    }

    private static void Circuits(StringBuilder page, Texts text, EdgeConfiguration configuration)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{E(text["report.circuits"])}</h2>\n");
        page.Append(ReportTable.Of(
            text["proof.caption"],
            [(text["proof.circuit"], false), (text["proof.fuse"], true), ("L1", true), ("L2", true), ("L3", true), (text["proof.fits"], false)],
            (FallbackTable.Of(configuration) ?? []).Select(line =>
            {
                double[] sumA = [line.BaseA[0] + line.FallbackA[0], line.BaseA[1] + line.FallbackA[1], line.BaseA[2] + line.FallbackA[2]];
                bool fits = sumA.All(a => a <= line.RatingA + 1e-9);
                return (ReportCell[])[new(line.Name), new(Amperes(line.RatingA)), .. sumA.Select(a => new ReportCell(Amperes(a))), new(text[fits ? "yes" : "no"])];
            })));
    }

    private static void Stations(StringBuilder page, Texts text, EdgeConfiguration configuration)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{E(text["report.stations"])}</h2>\n");
        page.Append(ReportTable.Of(
            null,
            [
                (text["field.name"], false), (text["field.model"], false), (text["field.host"], false), (text["field.circuitId"], false),
                (text["field.rotation"], true), (text["field.maximumA"], true), (text["field.fallbackA"], true),
            ],
            configuration.Stations.Select(station => (ReportCell[])
            [
                new(station.Name), new(station.Model), new(string.Create(CultureInfo.InvariantCulture, $"{station.Host}:{station.Port}")),
                new(configuration.Circuits.First(circuit => circuit.Id == station.CircuitId).Name), new(station.Rotation),
                new(Amperes(station.MaximumA)), new(Amperes(station.FallbackA)),
            ])));
    }

    private static void Results(StringBuilder page, Texts text, ReportFacts facts)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{E(text["report.tests"])}</h2>\n");
        var notRun = TestPlan.NotRun(facts.Configuration, facts.Results);
        if (facts.Results.Count == 0)
            page.Append(CultureInfo.InvariantCulture, $"<p>{E(text["report.no-tests"])}</p>\n");
        else if (notRun.Count > 0)
            page.Append(CultureInfo.InvariantCulture, $"<p>{E(text["report.not-run", Count(notRun.Count), Count(TestPlan.Of(facts.Configuration).Count)])}</p>\n");
        var rows = facts.Results.Select(result => (result.Kind, result.Subject, Cells: Cells(text, result)))
            .Concat(notRun.Select(planned => (planned.Kind, planned.Subject, Cells: Cells(text, planned))))
            .OrderBy(row => row.Kind, StringComparer.Ordinal).ThenBy(row => row.Subject, StringComparer.Ordinal).Select(row => row.Cells).ToList();
        if (rows.Count > 0)
            page.Append(ReportTable.Of(
                null, [(text["report.test"], false), (text["report.subject"], false), (text["report.result"], false), (text["report.finding"], false), (text["report.date"], false)], rows));
    }

    private static ReportCell[] Cells(Texts text, TestResult result)
    {
        string verdict = result.Verdict switch { Verdict.Passed => "passed", Verdict.Failed => "failed", _ => "unclear" };
        return
        [
            new(text[$"test.{result.Kind}"]), new(result.Subject), new(text[$"verdict.{verdict}"], verdict),
            new(text[$"result.{result.Code}", result.Values]), new($"{Time(result.At)}, {result.By}"),
        ];
    }

    private static ReportCell[] Cells(Texts text, PlannedTest planned) =>
        [new(text[$"test.{planned.Kind}"]), new(planned.Subject), new(text["verdict.not-run"], "not-run"), ReportCell.Nothing, ReportCell.Nothing];

    private static string E(string text) => HtmlEncoder.Default.Encode(text);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Amperes(double currentA) => string.Create(CultureInfo.InvariantCulture, $"{currentA:0.##} A");

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
