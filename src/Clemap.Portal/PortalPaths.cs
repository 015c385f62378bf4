using System.Globalization;
using Clemap.Billing.Energy;
using Clemap.Platform.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace Clemap.Portal;

internal static class PortalPaths
{
    public const string Sites = "/";
    /// <summary>The list, also of whoever has only one site.</summary>
    public const string AllSites = "/sites";
    public const string NewSite = "/sites/new";
    public const string Sdat = "/sdat";
    public const string Grid = "/grid";
    public const string Rollouts = "/rollouts";
    public const string People = "/people";
    public const string Devices = "/devices";
    public const string Claim = "/devices/claim";
    public const string Clients = "/clients";
    public const string Audit = "/audit";
    public const string Licences = "/licences";
    public const string MyCharging = "/my-charging";
    public const string Organisations = "/organisations";
    public const string Support = "/support";
    public const string Alarms = "/alarms";
    public const string NotAllowed = "/not-allowed";
    /// <summary>Of the sign-in pages, which are not the portal's.</summary>
    public const string Account = "/account";

    public const string SignIn = "/sign-in";
    public const string Switch = "/switch";
    public const string SignOut = "/sign-out";
    public const string Culture = "/culture";

    public static string Site(Guid siteId) => $"/sites/{siteId}";

    public static string SiteSettings(Guid siteId) => $"/sites/{siteId}/settings";

    public static string Control(Guid siteId) => $"/sites/{siteId}/control";

    /// <param name="day">yyyy-MM-dd.</param>
    public static string History(Guid siteId, string? width = null, string? day = null, string? source = null, string? quantity = null) =>
        QueryHelpers.AddQueryString($"/sites/{siteId}/history", new Dictionary<string, string?> { ["span"] = width, ["day"] = day, ["of"] = source, ["show"] = quantity }
            .Where(pair => !string.IsNullOrEmpty(pair.Value)));

    public static string Sessions(Guid siteId, string? station = null, Guid? before = null) =>
        QueryHelpers.AddQueryString($"/sites/{siteId}/sessions", new Dictionary<string, string?> { ["of"] = station, ["before"] = before?.ToString() }.Where(pair => !string.IsNullOrEmpty(pair.Value)));

    public static string Residents(Guid siteId, string? text = null, int page = 1) => QueryHelpers.AddQueryString(
        $"/sites/{siteId}/residents",
        new Dictionary<string, string?> { ["q"] = text, ["page"] = page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null }.Where(pair => !string.IsNullOrEmpty(pair.Value)));

    /// <param name="month">Any day of it.</param>
    public static string MonthReport(Guid siteId, DateOnly month) => string.Create(CultureInfo.InvariantCulture, $"/downloads/sites/{siteId}/report.pdf?month={month:yyyy-MM-dd}");

    public static string EnergyCsv(Guid siteId, DateOnly from, DateOnly to, EnergyStep step) =>
        string.Create(CultureInfo.InvariantCulture, $"/downloads/sites/{siteId}/energy.csv?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&step={step}");

    public static string CurveCsv(Guid siteId, Guid sourceId, DateTimeOffset from, DateTimeOffset to) =>
        string.Create(CultureInfo.InvariantCulture, $"/downloads/sites/{siteId}/curve.csv?of={sourceId}&from={from.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}&to={to.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    public static string ControlHistory(Guid siteId) => $"/sites/{siteId}/control/history";

    public static string Billing(Guid siteId) => $"/sites/{siteId}/billing";

    public static string AuditCsv(AuditFilter filter) => QueryHelpers.AddQueryString("/downloads/audit.csv", new Dictionary<string, string?>
    {
        ["who"] = filter.Who,
        ["action"] = filter.Action,
        ["what"] = filter.What,
        ["from"] = filter.From?.ToString("O", CultureInfo.InvariantCulture),
        ["to"] = filter.To?.ToString("O", CultureInfo.InvariantCulture),
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));

    public static string RestrictionsCsv(Guid siteId) => $"/downloads/sites/{siteId}/restrictions.csv";

    public static string InvoicePdf(Guid invoiceId) => $"/downloads/invoices/{invoiceId}.pdf";

    public static string OwnInvoicePdf(Guid invoiceId) => $"/downloads/my-charging/{invoiceId}.pdf";

    /// <param name="before">The last session of the page before.</param>
    /// <param name="invoicesBefore">The last invoice of the page before.</param>
    public static string OwnCharging(Guid? before, Guid? invoicesBefore)
    {
        var asked = string.Join('&', new[] { before is null ? null : $"before={before}", invoicesBefore is null ? null : $"invoicesBefore={invoicesBefore}" }.OfType<string>());
        return asked.Length == 0 ? MyCharging : $"{MyCharging}?{asked}";
    }

    public static string RunDocument(Guid runId, string file) => $"/downloads/runs/{runId}/{file}";

    public static string AlarmsOf(Guid siteId) => $"/alarms?site={siteId}";
}
