using System.Net;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;

namespace Clemap.Server.Tests.Http;

/// <summary>Who may call what. An endpoint that is not in here fails the build.</summary>
internal static class EndpointTable
{
    public const string Everybody = "everybody";

    private const string Span = "from=2026-01-01T00:00:00Z&to=2026-01-01T00:30:00Z";

    /// <summary>A meter that every site of these tests has.</summary>
    public static Guid Source { get; } = Guid.Parse("01900000-0000-7000-8000-000000000020");

    public static IReadOnlyList<EndpointRow> Rows { get; } =
    [
        new("GET", "/api/v1/sites", Permission.ViewSites),
        new("GET", "/api/v1/sites/{siteId}", Permission.ViewSites),
        new("POST", "/api/v1/sites", Permission.CreateSites, """{"name":"Neubau","address":"Neuweg 1","timeZone":"Europe/Zurich"}"""),
        new("PATCH", "/api/v1/sites/{siteId}", Permission.ManageSites, """{"name":"Altbau"}"""),
        new("GET", "/api/v1/sites/{siteId}/metering-groups", Permission.ViewSites),
        new("PUT", "/api/v1/sites/{siteId}/metering-groups/{groupId}", Permission.ManageSites, """{"name":"Garage","sourceIds":["01900000-0000-7000-8000-000000000020"]}"""),
        new("DELETE", "/api/v1/sites/{siteId}/metering-groups/{groupId}", Permission.ManageSites),
        new("PATCH", "/api/v1/sites/{siteId}/desired-state", Permission.ControlLoad, """{"circuitLimitsA":{}}"""),
        new("POST", "/api/v1/sites/{siteId}/actions", Permission.OperateStations, """{"kind":"lock","stationId":"01900000-0000-7000-8000-0000000000a1"}"""),
        new("GET", "/api/v1/sites/{siteId}/actions", Permission.ViewSites),
        new("GET", "/api/v1/actions/{actionId}", Permission.ViewSites),
        new("DELETE", "/api/v1/actions/{actionId}", Permission.OperateStations),
        new("GET", "/api/v1/grid/targets", Permission.ReduceLoad),
        new("POST", "/api/v1/grid/commands/preview", Permission.ReduceLoad, """{"targets":{"siteIds":["01900000-0000-7000-8000-0000000000ff"]},"lock":true,"until":"2099-01-01T00:00:00Z","reason":"Test"}""", AtHome: HttpStatusCode.BadRequest),
        new("POST", "/api/v1/grid/commands", Permission.ReduceLoad, """{"targets":{"siteIds":["01900000-0000-7000-8000-0000000000ff"]},"lock":true,"until":"2099-01-01T00:00:00Z","reason":"Test"}""", AtHome: HttpStatusCode.BadRequest),
        new("GET", "/api/v1/grid/commands", Permission.ReduceLoad),
        new("GET", "/api/v1/grid/commands/{commandId}", Permission.ReduceLoad),
        new("DELETE", "/api/v1/grid/commands/{commandId}", Permission.ReduceLoad),
        new("GET", "/api/v1/grid/connections", Permission.ConnectGrid),
        new("POST", "/api/v1/grid/connections", Permission.ConnectGrid, """{"name":"Supplier"}""", AtHome: HttpStatusCode.BadRequest),
        new("PUT", "/api/v1/grid/connections/{connectionId}", Permission.ConnectGrid, """{"name":"Supplier"}"""),
        new("DELETE", "/api/v1/grid/connections/{connectionId}", Permission.ConnectGrid),
        new("GET", "/api/v1/sites/{siteId}/restrictions", Permission.ViewSites),
        new("GET", "/api/v1/sites/{siteId}/restrictions.csv", Permission.ViewSites),
        new("GET", "/api/v1/sites/{siteId}/desired-state", Permission.ViewSites),
        new("GET", "/api/v1/sites/{siteId}/desired-state/versions", Permission.ViewSites),
        new("GET", "/api/v1/sites/{siteId}/desired-state/versions/{version}", Permission.ViewSites),
        new("GET", "/api/v1/sites/{siteId}/desired-state/difference", Permission.ViewSites, Query: "?from=0&to=0"),
        new("POST", "/api/v1/sites/{siteId}/desired-state/versions/{version}/restore", Permission.ControlLoad, "{}"),
        new("POST", "/api/v1/rollouts/preview", Permission.ControlManySites, """{"siteIds":["01900000-0000-7000-8000-000000000099"],"change":{"mode":"fair"}}""", AtHome: HttpStatusCode.BadRequest),
        new("POST", "/api/v1/rollouts", Permission.ControlManySites, """{"siteIds":["01900000-0000-7000-8000-000000000099"],"change":{"mode":"fair"}}""", AtHome: HttpStatusCode.BadRequest),
        new("GET", "/api/v1/rollouts", Permission.ControlManySites),
        new("GET", "/api/v1/rollouts/{rolloutId}", Permission.ControlManySites),
        new("POST", "/api/v1/rollouts/{rolloutId}/continue", Permission.ControlManySites),
        new("POST", "/api/v1/rollouts/{rolloutId}/stop", Permission.ControlManySites),
        new("POST", "/api/v1/rollouts/{rolloutId}/undo", Permission.ControlManySites),
        new("GET", "/api/v1/sites/{siteId}/live", Permission.ViewSites),
        new("GET", "/api/v1/sites/{siteId}/live/stream", Permission.ViewSites),
        new("GET", "/api/v1/sites/{siteId}/quarter-hours", Permission.ViewSites, Query: $"?{Span}"),
        new("GET", "/api/v1/sites/{siteId}/readings", Permission.ViewSites, Query: $"?sourceId={Source}&{Span}"),
        new("GET", "/api/v1/sites/{siteId}/series", Permission.ViewSites, Query: $"?sourceId={Source}&{Span}"),
        new("PUT", "/api/v1/sites/{siteId}/manual-quarter-hours", Permission.RunBilling, $$"""{"sourceId":"{{Source}}","reason":"Read off","values":[{"start":"2026-01-01T00:00:00Z","importWh":1}]}"""),
        new("DELETE", "/api/v1/sites/{siteId}/manual-quarter-hours", Permission.RunBilling, Query: $"?sourceId={Source}&{Span}"),
        new("GET", "/api/v1/sites/{siteId}/completeness", Permission.ViewSites, Query: $"?{Span}"),
        new("GET", "/api/v1/alarms", Permission.ViewSites),
        new("PUT", "/api/v1/alarms/{alarmId}/acknowledgement", Permission.AcknowledgeAlarms, """{"note":"An electrician is on the way."}"""),
        new("GET", "/api/v1/alarm-mail", Permission.ManageNotifications),
        new("PUT", "/api/v1/alarm-mail/{personId}", Permission.ManageNotifications, """{"language":"de"}"""),
        new("DELETE", "/api/v1/alarm-mail/{personId}", Permission.ManageNotifications),
        new("GET", "/api/v1/webhooks", Permission.ManageNotifications),
        new("POST", "/api/v1/webhooks", Permission.ManageNotifications, """{"url":"https://hooks.clemap.example/alarms"}"""),
        new("PUT", "/api/v1/webhooks/{webhookId}", Permission.ManageNotifications, """{"url":"https://hooks.clemap.example/alarms"}"""),
        new("DELETE", "/api/v1/webhooks/{webhookId}", Permission.ManageNotifications),
        new("POST", "/api/v1/webhooks/{webhookId}/secret", Permission.ManageNotifications),
        new("POST", "/api/v1/webhooks/{webhookId}/test", Permission.ManageNotifications),
        new("GET", "/api/v1/webhooks/{webhookId}/deliveries", Permission.ManageNotifications),
        new("POST", "/api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/send-again", Permission.ManageNotifications),
        new("GET", "/api/v1/sites/{siteId}/sessions", Permission.ViewSites),
        new("GET", "/api/v1/sites/{siteId}/report.pdf", Permission.ViewSites, Query: "?month=2026-01"),
        new("GET", "/api/v1/sites/{siteId}/billing-runs", Permission.ViewBilling),
        new("POST", "/api/v1/sites/{siteId}/billing-runs", Permission.RunBilling, """{"month":"2025-01"}""", Option: LicenceOption.Billing),
        new("GET", "/api/v1/billing-runs/{runId}", Permission.ViewBilling),
        new("GET", "/api/v1/billing-runs/{runId}/invoices", Permission.ViewBilling),
        new("GET", "/api/v1/billing-runs/{runId}/invoices.csv", Permission.ViewBilling),
        new("GET", "/api/v1/billing-runs/{runId}/sessions.csv", Permission.ViewBilling),
        new("GET", "/api/v1/billing-runs/{runId}/sdat.zip", Permission.ExportSdat, Option: LicenceOption.Sdat),
        new("GET", "/api/v1/invoices/{invoiceId}/pdf", Permission.ViewBilling),
        new("GET", "/api/v1/my-charging", Permission.OwnCharging),
        new("GET", "/api/v1/my-charging/sessions", Permission.OwnCharging),
        new("GET", "/api/v1/my-charging/invoices", Permission.OwnCharging),
        new("GET", "/api/v1/my-charging/invoices/{invoiceId}/pdf", Permission.OwnCharging),
        new("GET", "/api/v1/sdat/periods", Permission.ExportSdat, Option: LicenceOption.Sdat),
        new("GET", "/api/v1/sites/{siteId}/residents", Permission.ViewBilling),
        new("GET", "/api/v1/residents/{residentId}", Permission.ViewBilling),
        new("PUT", "/api/v1/sites/{siteId}/residents/{residentId}", Permission.RunBilling, """{"name":"Anna Keller","unit":"Flat 3","address":{"street":"Sonnenhof","houseNumber":"12","postalCode":"8004","town":"Zürich","country":"CH"},"language":"de"}"""),
        new("DELETE", "/api/v1/sites/{siteId}/residents/{residentId}", Permission.RunBilling),
        new("GET", "/api/v1/residents/{residentId}/data", Permission.ManagePeople),
        new("DELETE", "/api/v1/residents/{residentId}/data", Permission.ManagePeople),
        new("GET", "/api/v1/people", Permission.ManagePeople),
        new("PUT", "/api/v1/people/{personId}/roles", Permission.ManagePeople, """{"roles":["electrician"]}"""),
        new("GET", "/api/v1/invitations", Permission.ManagePeople),
        new("POST", "/api/v1/invitations", Permission.ManagePeople, """{"email":"anna@clemap.example","role":"electrician","language":"de"}"""),
        new("DELETE", "/api/v1/invitations/{invitationId}", Permission.ManagePeople),
        new("GET", "/api/v1/people/from-above", Permission.ManagePeople),
        new("GET", "/api/v1/organisations", Permission.ManageOrganisation),
        new("POST", "/api/v1/organisations", Permission.ManageOrganisation, """{"name":"Below"}"""),
        new("POST", "/api/v1/organisations/{organisationId}/release", Permission.ManageOrganisation),
        new("PATCH", "/api/v1/organisation", Permission.ManageOrganisation, """{"name":"Renamed"}"""),
        new("GET", "/api/v1/support-access", Permission.GrantSupport),
        new("POST", "/api/v1/support-access", Permission.GrantSupport, """{"hours":1}"""),
        new("DELETE", "/api/v1/support-access/{accessId}", Permission.GrantSupport),
        new("GET", "/api/v1/devices", Permission.ViewSites),
        new("POST", "/api/v1/devices/{deviceId}/suspend", Permission.ManageDevices),
        new("POST", "/api/v1/devices/{deviceId}/resume", Permission.ManageDevices),
        new("POST", "/api/v1/devices/{deviceId}/retire", Permission.ManageDevices),
        new("POST", "/api/v1/sites/{siteId}/devices", Permission.ClaimDevices, """{"serial":"CL-080-000000","code":"ABCDE-FGHJK-LMNPQ-RSTUV"}"""),
        new("POST", "/api/v1/devices/{deviceId}/transfer", Permission.ManageDevices),
        new("DELETE", "/api/v1/devices/{deviceId}/transfer", Permission.ManageDevices),
        new("GET", "/api/v1/clients", Permission.ManageClients),
        new("POST", "/api/v1/clients", Permission.ManageClients, """{"name":"A program","scopes":["sites.read"]}""", Option: LicenceOption.ApiClients),
        new("DELETE", "/api/v1/clients/{clientId}", Permission.ManageClients),
        new("POST", "/api/v1/clients/{clientId}/secrets", Permission.ManageClients, "{}"),
        new("DELETE", "/api/v1/clients/{clientId}/secrets/{secretId}", Permission.ManageClients),
        new("GET", "/api/v1/licences", Permission.ManageLicences),
        new("POST", "/api/v1/licences/{licenceId}/assign", Permission.ManageLicences, """{"siteId":"01900000-0000-7000-8000-000000000099"}"""),
        new("POST", "/api/v1/licences/{licenceId}/unassign", Permission.ManageLicences, """{"siteId":"01900000-0000-7000-8000-000000000099"}"""),
        new("GET", "/api/v1/audit", Permission.ViewAudit),
        new("GET", "/api/v1/audit.csv", Permission.ViewAudit),
        new("POST", "/api/v1/device/enrol", Everybody, "{}"),
        new("GET", "/api/v1/device/desired-state", Permission.Device),
        new("PUT", "/api/v1/device/site-model", Permission.Device, "{}"),
        new("POST", "/api/v1/device/reported-state", Permission.Device, "{}"),
        new("POST", "/api/v1/device/actions", Permission.Device, "{}"),
        new("POST", "/api/v1/device/grid-state", Permission.Device, "{}"),
        new("POST", "/api/v1/device/key", Permission.Device, "{}"),
        new("POST", "/api/v1/telemetry", Permission.Device, "{}"),
        new("POST", "/api/v1/sessions", Permission.Device, "{}"),
    ];
}

/// <param name="Route">As mapped, without constraints.</param>
/// <param name="Needs">The permission.</param>
/// <param name="Option">Of a licence, when it needs one.</param>
/// <param name="AtHome">What a caller with the right hears, where the route names nothing.</param>
/// <param name="Body">JSON that gets past the reading of the body at most.</param>
internal sealed record EndpointRow(string Method, string Route, string Needs, string? Body = null, string Query = "", string? Option = null, HttpStatusCode AtHome = HttpStatusCode.OK)
{
    public HttpRequestMessage Request(Guid id)
    {
        var path = Route.Replace("{siteId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{runId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{invoiceId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{residentId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{personId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{clientId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{secretId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{licenceId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{groupId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{organisationId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{alarmId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{webhookId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{commandId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{connectionId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{actionId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{deliveryId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{accessId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{deviceId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{rolloutId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{version}", "0", StringComparison.Ordinal)
            .Replace("{invitationId}", id.ToString(), StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(path + Query, UriKind.Relative));
        if (Body is not null)
            request.Content = new StringContent(Body, System.Text.Encoding.UTF8, "application/json");
        return request;
    }
}
