using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clemap.Contracts.Sites;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Http;

public sealed partial class EndpointMatrixTests(ServerFixture server)
{
    private const string Marker = "Marker-of-the-neighbour";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_endpoint_of_the_api_has_a_row_in_the_table_and_every_row_an_endpoint()
    {
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {Plain(endpoint)}"))
            .Where(line => line.Contains(" /api/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

        mapped.ShouldBe(EndpointTable.Rows.Select(row => $"{row.Method} {row.Route}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_without_a_token_gets_past_401()
    {
        using var anonymous = server.Anonymous();
        foreach (var row in EndpointTable.Rows)
        {
            using var answer = await anonymous.SendAsync(row.Request(Guid.CreateVersion7()), Cancel);
            if (row.Needs == EndpointTable.Everybody)
                answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, row.Route);
            else
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, row.Route);
        }
    }

    [Fact]
    public async Task The_api_in_capitals_asks_for_a_token_and_not_for_the_portals_cookie()
    {
        using var anonymous = server.Anonymous();
        using var answer = await anonymous.GetAsync(new Uri("/API/v1/sites", UriKind.Relative), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Electrician)]
    [InlineData(Role.EnergySupplier)]
    [InlineData(Role.Resident)]
    public async Task A_role_may_what_its_permissions_say_and_only_at_home(string role)
    {
        var own = await server.NewSiteAsync();
        var foreign = await server.NewSiteAsync(Marker);
        using var ownDevice = await server.DeviceAsync(own, Model("Grid"));
        using var foreignDevice = await server.DeviceAsync(foreign, Model(Marker));
        using var person = await server.PersonAsync(own.OrganisationId, role);
        await WalkAsync(person, role, permission => Permission.Allows(role, permission), own, foreign);
    }

    [Theory]
    [InlineData(ApiScope.ReadSites)]
    [InlineData(ApiScope.ControlLoad)]
    [InlineData(ApiScope.OperateStations)]
    [InlineData(ApiScope.ReduceLoad)]
    [InlineData(ApiScope.ReadBilling)]
    [InlineData(ApiScope.RunBilling)]
    [InlineData(ApiScope.ExportSdat)]
    public async Task An_api_client_may_what_its_scope_says_and_only_at_home_and_never_touches_people_audit_clients_or_devices(string scope)
    {
        var own = await server.NewSiteAsync();
        var foreign = await server.NewSiteAsync(Marker);
        using var ownDevice = await server.DeviceAsync(own, Model("Grid"));
        using var foreignDevice = await server.DeviceAsync(foreign, Model(Marker));
        using var client = await server.ClientAsync(own.OrganisationId, scope);
        foreach (var permission in new[] { Permission.ManagePeople, Permission.ViewAudit, Permission.ManageClients, Permission.ManageDevices, Permission.Device })
            ApiScope.All.ShouldAllBe(known => ApiScope.PermissionOf(known) != permission);
        await WalkAsync(client, scope, permission => ApiScope.PermissionOf(scope) == permission, own, foreign);
    }

    [Fact]
    public async Task A_device_may_call_what_devices_call_and_nothing_else()
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site);
        foreach (var row in EndpointTable.Rows.Where(row => row.Needs != EndpointTable.Everybody && !row.Route.EndsWith("/desired-state", StringComparison.Ordinal)))
        {
            var (status, body) = await SendAsync(device, row, site.SiteId);
            // The bodies here are empty objects: whoever gets far enough to hear so was let in.
            status.ShouldBe(row.Needs == Permission.Device ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden, $"{row.Method} {row.Route} {body}");
        }
    }

    private static async Task WalkAsync(HttpClient caller, string who, Func<string, bool> allows, ServedSite own, ServedSite foreign)
    {
        foreach (var row in EndpointTable.Rows.Where(row => row.Needs != EndpointTable.Everybody))
        {
            var name = $"{who}: {row.Method} {row.Route}";
            var (atHome, ownBody) = await SendAsync(caller, row, own.SiteId);
            var (abroad, foreignBody) = await SendAsync(caller, row, foreign.SiteId);
            var (nowhere, unknownBody) = await SendAsync(caller, row, Guid.CreateVersion7());
            if (!allows(row.Needs))
            {
                atHome.ShouldBe(HttpStatusCode.Forbidden, name);
                abroad.ShouldBe(HttpStatusCode.Forbidden, name);
                nowhere.ShouldBe(HttpStatusCode.Forbidden, name);
            }
            else if (row.Route.Contains('{', StringComparison.Ordinal))
            {
                abroad.ShouldBe(HttpStatusCode.NotFound, name);
                nowhere.ShouldBe(HttpStatusCode.NotFound, name);
                foreignBody.ShouldBe(unknownBody, name);
                if (row.Route.Contains("{siteId}", StringComparison.Ordinal))
                    atHome.ShouldNotBe(HttpStatusCode.NotFound, name + ownBody);
            }
            else
            {
                atHome.ShouldBe(row is { Method: "POST", Route: "/api/v1/sites" } ? HttpStatusCode.Created : row.AtHome, name);
            }

            (ownBody + foreignBody).ShouldNotContain(Marker, customMessage: name);
        }
    }

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Electrician)]
    [InlineData(Role.EnergySupplier)]
    public async Task A_role_at_one_site_may_there_what_it_says_and_knows_of_no_other(string role)
    {
        var here = await server.NewSiteAsync();
        var there = await server.AddSiteAsync(here, Marker);
        using var device = await server.DeviceAsync(here, Model("Grid"));
        using var otherDevice = await server.DeviceAsync(there, Model(Marker));
        using var person = await server.PersonAtSitesAsync(here.OrganisationId, new SiteRole(here.SiteId, role));
        foreach (var row in EndpointTable.Rows.Where(row => row.Needs != EndpointTable.Everybody))
        {
            var name = $"{role} at one site: {row.Method} {row.Route}";
            var (atHome, ownBody) = await SendAsync(person, row, here.SiteId);
            var (nextDoor, otherBody) = await SendAsync(person, row, there.SiteId);
            var (nowhere, unknownBody) = await SendAsync(person, row, Guid.CreateVersion7());
            if (!Permission.Allows(role, row.Needs) || !Permission.AtSites.Contains(row.Needs))
            {
                new[] { atHome, nextDoor, nowhere }.ShouldAllBe(status => status == HttpStatusCode.Forbidden, name);
            }
            else if (row.Route.Contains('{', StringComparison.Ordinal))
            {
                nextDoor.ShouldBe(HttpStatusCode.NotFound, name);
                nowhere.ShouldBe(HttpStatusCode.NotFound, name);
                otherBody.ShouldBe(unknownBody, name);
                if (row.Route.Contains("{siteId}", StringComparison.Ordinal))
                    atHome.ShouldNotBeOneOf([HttpStatusCode.NotFound, HttpStatusCode.PaymentRequired], name + ownBody);
            }
            else
            {
                atHome.ShouldBe(row.AtHome, name);
            }

            (ownBody + otherBody).ShouldNotContain(Marker, customMessage: name);
        }

        var step = EndpointTable.Rows.Single(row => row.Route.EndsWith("/suspend", StringComparison.Ordinal));
        (await SendAsync(person, step, there.DeviceId)).Status.ShouldBe(role == Role.Administrator ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden);
        (await SendAsync(person, step, here.DeviceId)).Status.ShouldBe(role == Role.Administrator ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Roles_at_two_sites_do_not_add_up()
    {
        var here = await server.NewSiteAsync();
        var there = await server.AddSiteAsync(here, "Neighbour");
        using var person = await server.PersonAtSitesAsync(here.OrganisationId, new(here.SiteId, Role.Electrician), new(there.SiteId, Role.EnergySupplier));
        var sites = await person.GetStringAsync(new Uri("/api/v1/sites", UriKind.Relative), Cancel);
        sites.ShouldContain(here.SiteId.ToString());
        sites.ShouldNotContain(there.SiteId.ToString());
        var (live, _) = await SendAsync(person, EndpointTable.Rows.Single(row => row.Route.EndsWith("/live", StringComparison.Ordinal)), there.SiteId);
        live.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void An_endpoint_needs_the_option_of_its_row_and_no_other()
    {
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                .Select(method => $"{method} {Plain(endpoint)} {endpoint.Metadata.GetMetadata<LicenceRequirement>()?.Option}"))
            .Where(line => line.Contains(" /api/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        mapped.ShouldBe(EndpointTable.Rows.Select(row => $"{row.Method} {row.Route} {row.Option}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_licence_what_needs_one_says_so_at_home_and_what_is_not_ones_own_stays_unknown()
    {
        var own = await server.NewSiteAsync(withLicence: false);
        var foreign = await server.NewSiteAsync(Marker);
        using var person = await server.PersonAsync(own.OrganisationId, Role.Owner, Role.Administrator, Role.Resident);
        foreach (var row in EndpointTable.Rows.Where(row => row.Needs is not (EndpointTable.Everybody or Permission.Device)))
        {
            var name = $"{row.Method} {row.Route}";
            var (atHome, body) = await SendAsync(person, row, own.SiteId);
            if (row.Option is { } option && (row.Route.Contains("{siteId}", StringComparison.Ordinal) || !row.Route.Contains('{', StringComparison.Ordinal)))
            {
                atHome.ShouldBe(HttpStatusCode.PaymentRequired, name);
                body.ShouldContain($"\"option\":\"{option}\"", customMessage: name);
            }
            else
            {
                atHome.ShouldNotBe(HttpStatusCode.PaymentRequired, name);
            }

            if (!row.Route.Contains('{', StringComparison.Ordinal))
                continue;
            var (abroad, foreignBody) = await SendAsync(person, row, foreign.SiteId);
            var (nowhere, unknownBody) = await SendAsync(person, row, Guid.CreateVersion7());
            (abroad, foreignBody).ShouldBe((HttpStatusCode.NotFound, unknownBody), name);
            nowhere.ShouldBe(HttpStatusCode.NotFound, name);
        }
    }

    // The same source in both: its id alone must open nothing.
    private static SiteModel Model(string name) => new()
    {
        Circuits = [new(EndpointTable.Source, name, null, 80)],
        Meters = [new(EndpointTable.Source, name, MeterKind.Grid)],
        Stations = [],
    };

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpClient client, EndpointRow row, Guid id)
    {
        using var answer = await client.SendAsync(row.Request(id), HttpCompletionOption.ResponseHeadersRead, Cancel);
        // A stream has no end of its own.
        var body = answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(Cancel);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? body : WithoutTrace(body));
    }

    private static string WithoutTrace(string body)
    {
        if (body.Length == 0)
            return body;
        var problem = JsonNode.Parse(body)!.AsObject();
        problem["code"].ShouldNotBeNull(body);
        problem.Remove("traceId");
        return problem.ToJsonString();
    }

    private static string Plain(RouteEndpoint endpoint) =>
        "/" + Constraint().Replace(endpoint.RoutePattern.RawText!, "").Trim('/');

    [GeneratedRegex(@":[a-z]+(?=\})")]
    private static partial Regex Constraint();
}
