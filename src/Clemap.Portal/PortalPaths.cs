using System.Globalization;
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

    public static string RunDocument(Guid runId, string file) => $"/downloads/runs/{runId}/{file}";

    public static string AlarmsOf(Guid siteId) => $"/alarms?site={siteId}";
}
