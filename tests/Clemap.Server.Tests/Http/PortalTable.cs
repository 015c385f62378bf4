using Clemap.Platform.Organisations;

namespace Clemap.Server.Tests.Http;

/// <summary>
/// Pages and downloads of the portal, each with the permission that it needs, and whatever else answers an address that is not of the API. An endpoint of the running server that stands neither in here
/// nor in <see cref="EndpointTable"/> fails the build.
/// </summary>
internal static class PortalTable
{
    /// <summary>Who is signed in.</summary>
    public const string Anybody = "signed in";

    /// <summary>What the framework maps for itself and says nothing of.</summary>
    public const string Silent = "nothing is said";

    public static IReadOnlyList<PortalRow> Rows { get; } =
    [
        new("/", Anybody),
        new("/sites", Anybody),
        new("/sites/new", Permission.CreateSites),
        new("/sites/{SiteId:guid}", Permission.ViewSites),
        new("/sites/{SiteId:guid}/settings", Permission.ManageSites),
        new("/sites/{SiteId:guid}/history", Permission.ViewSites),
        new("/sites/{SiteId:guid}/sessions", Permission.ViewSites),
        new("/sites/{SiteId:guid}/control", Permission.ViewSites),
        new("/sites/{SiteId:guid}/control/history", Permission.ViewSites),
        new("/sites/{SiteId:guid}/residents", Permission.ViewBilling),
        new("/sites/{SiteId:guid}/billing", Permission.ViewBilling),
        new("/rollouts", Permission.ControlManySites),
        new("/sdat", Permission.ExportSdat),
        new("/grid", Permission.ReduceLoad),
        new("/alarms", Permission.ViewSites),
        new("/people", Permission.ManagePeople),
        new("/devices", Permission.ViewSites),
        new("/devices/claim", Permission.ClaimDevices),
        new("/clients", Permission.ManageClients),
        new("/licences", Permission.ManageLicences),
        new("/organisations", Permission.ManageOrganisation),
        new("/support", Permission.GrantSupport),
        new("/audit", Permission.ViewAudit),
        new("/my-charging", Permission.OwnCharging),
        new("/not-allowed", EndpointTable.Everybody),
        new("/not-found", EndpointTable.Everybody),
        new("/downloads/audit.csv", Permission.ViewAudit),
        new("/downloads/invoices/{invoiceId:guid}.pdf", Permission.ViewBilling),
        new("/downloads/my-charging/{invoiceId:guid}.pdf", Permission.OwnCharging),
        new("/downloads/sites/{siteId:guid}/restrictions.csv", Permission.ViewSites),
        new("/downloads/sites/{siteId:guid}/energy.csv", Permission.ViewSites, "?from=2026-01-01&to=2026-01-31&step=Day"),
        new("/downloads/sites/{siteId:guid}/curve.csv", Permission.ViewSites, $"?of={EndpointTable.Source}&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"),
        new("/downloads/sites/{siteId:guid}/report.pdf", Permission.ViewSites, "?month=2026-01-01"),
        new("/downloads/runs/{runId:guid}/invoices.csv", Permission.ViewBilling),
        new("/downloads/runs/{runId:guid}/sessions.csv", Permission.ViewBilling),
        new("/downloads/runs/{runId:guid}/sdat.zip", Permission.ExportSdat),
    ];

    /// <summary>What is neither a page nor a download, with what it needs. Addresses that begin with one of <see cref="Elsewhere"/> are listed by the tests that are named there.</summary>
    public static IReadOnlyList<PortalRow> Others { get; } =
    [
        // The wire of a page that is alive: the page was opened by its permission, and whatever is asked through it asks again.
        new("/_blazor", Silent),
        new("/_blazor/disconnect", Silent),
        new("/_blazor/initializers", Silent),
        new("/_blazor/negotiate", Silent),
        new("/_framework/opaque-redirect", Silent),
        new("/connect/authorize", EndpointTable.Everybody),
        new("/connect/logout", EndpointTable.Everybody),
        new("/connect/token", EndpointTable.Everybody),
        new("/culture", EndpointTable.Everybody),
        new("/health/live", EndpointTable.Everybody),
        new("/health/ready", EndpointTable.Everybody),
        new("/openapi/{documentName}.json", EndpointTable.Everybody),
        new("/reference/{documentName?}", EndpointTable.Everybody),
        new("/reference/favicon.svg", EndpointTable.Everybody),
        new("/reference/scalar.aspnetcore.js", EndpointTable.Everybody),
        new("/reference/scalar.js", EndpointTable.Everybody),
        new("/sign-in", EndpointTable.Everybody),
        new("/sign-out", EndpointTable.Everybody),
        new("/switch", Anybody),
    ];

    /// <summary>Beginnings of addresses, and where each of those behind is listed.</summary>
    public static IReadOnlyDictionary<string, string> Elsewhere { get; } = new Dictionary<string, string>
    {
        ["/api/"] = nameof(EndpointTable),
        ["/account"] = "AccountPagesMatrixTests",
    };
}

/// <param name="Route">As mapped.</param>
/// <param name="Needs">A permission, <see cref="PortalTable.Anybody"/> or <see cref="EndpointTable.Everybody"/>.</param>
/// <param name="Query">Without which nothing is answered.</param>
internal sealed record PortalRow(string Route, string Needs, string Query = "")
{
    public bool IsDownload => Route.StartsWith("/downloads/", StringComparison.Ordinal);

    public string Address(Guid id) => Route
        .Replace("{siteId:guid}", id.ToString(), StringComparison.Ordinal)
        .Replace("{SiteId:guid}", id.ToString(), StringComparison.Ordinal)
        .Replace("{invoiceId:guid}", id.ToString(), StringComparison.Ordinal)
        .Replace("{runId:guid}", id.ToString(), StringComparison.Ordinal) + Query;
}
